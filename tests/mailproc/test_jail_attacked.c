/*
 * The jail with an attacker in it: whatever it tries, it ends, or has to say
 * that it could not.
 */
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/jail.h"
#include "tests/support/attacks.h"
#include "tests/test.h"

#define SHORT 60    /* ms: for a child that will not end */
#define LONG  20000 /* ms: for a child that ends by itself */

static volatile sig_atomic_t signals;
static const struct attack *attack;
static pid_t here;

static void
on_signal(int number)
{
	(void)number;
	signals++;
}

static enum status
attacked(const char *raw, size_t len, struct facts *f, struct err *err)
{
	static struct victim victim = { .folder = "/tmp" };

	(void)raw;
	(void)len;
	(void)err;
	victim.parent = here;
	facts_set(&f->subject, attack->run(&victim) ? "got in" : "refused");
	return OK;
}

static void
holds(void **state)
{
	struct jail jail = { .fn = attacked, .wall_ms = LONG };
	struct err err = ERR_INIT;
	struct facts f;
	bool died = false;

	attack = *state;
	if (strcmp(attack->name, "loops") == 0)
		jail.wall_ms = SHORT;
	signals = 0;
	facts_init(&f);
	assert_int_equal(jail_run(&jail, "mail", 4, &f, &died, &err), OK);
	assert_string_equal(f.subject, died ? "" : "refused");
	assert_int_equal(signals, 0);
	facts_free(&f);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

/* Under a sanitizer some barriers are left out: confine.c. */
static bool
is_held(const struct attack *a)
{
	return strcmp(a->name, "loops") == 0 ||
	    (geteuid() == 0 ? a->by_root : a->held_by) != 0;
}

int
main(void)
{
	static struct CMUnitTest rows[64];
	size_t n = 0;

	here = getpid();
	signal(SIGUSR1, on_signal);
	for (int i = 0; i < nattacks; i++)
		if (is_held(&attacks[i]))
			rows[n++] =
			    (struct CMUnitTest){ .name = attacks[i].name,
				    .test_func = holds,
				    .initial_state =
					(void *)(uintptr_t)&attacks[i] };
	return run_tests("jail, attacked", rows, n);
}
