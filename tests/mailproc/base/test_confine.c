/*
 * Each barrier alone holds what it is there for, and without any the attack
 * succeeds: so it is the barrier that holds.
 */
#include <sys/socket.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/confine.h"
#include "tests/support/attacks.h"
#include "tests/test.h"

enum { GOT_IN = 40, REFUSED, DOWN };

static struct victim victim;
static unsigned granted; /* by this kernel, here */

/* How an attack behind these barriers ends, in a process of its own. */
static int
try(const struct attack *a, unsigned barriers)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		close(CONFINE_PIPE);
		close_range(CONFINE_PIPE + 1, ~0u, 0);
		confine(barriers);
		_exit(a->run(&victim) ? GOT_IN : REFUSED);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : DOWN;
}

static bool
loot(void)
{
	char path[300];
	bool there;

	snprintf(path, sizeof path, "%s/loot", victim.folder);
	there = access(path, F_OK) == 0;
	unlink(path);
	return there;
}

static void
make_file(const char *name)
{
	char path[300];
	int fd;

	snprintf(path, sizeof path, "%s/%s", victim.folder, name);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	close(fd);
}

/* Ended by the parent alone: tests/mailproc/test_jail.c. */
static bool
endless(const struct attack *a)
{
	return (geteuid() == 0 ? a->by_root : a->held_by) == 0 ||
	    strcmp(a->name, "leaves_a_grandchild") == 0;
}

static void
check(void **state)
{
	const struct attack *a = *state;
	unsigned holds = geteuid() == 0 ? a->by_root : a->held_by;

	if ((granted & holds) == 0)
		skip();
	make_file("victim");
	make_file("spare");
	for (unsigned b = 1; b < BARRIERS; b <<= 1) {
		if ((granted & holds & b) == 0)
			continue;
		assert_int_not_equal(try(a, b), GOT_IN);
		assert_false(loot());
	}
	assert_int_not_equal(try(a, BARRIERS), GOT_IN);
	assert_false(loot());
	/* others may hold it: Yama, a container */
	if (geteuid() == 0 && granted == BARRIERS) {
		int how = try(a, 0);

		assert_true(loot() || how == GOT_IN);
	}
}

/* Not one more than needed: what a parser does goes on. */
static void
computing_goes_on(void **state)
{
	int fd[2], status = -1;
	char text[3] = "";
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(fd), 0);
	if ((pid = fork()) == 0) {
		char *p;

		dup2(fd[1], CONFINE_PIPE);
		confine(BARRIERS);
		p = calloc(1, 10 << 20);
		p = p == NULL ? NULL : realloc(p, 20 << 20);
		free(p);
		if (p == NULL || open("/dev/null", O_RDONLY) >= 0)
			_exit(1);
		_exit(write(CONFINE_PIPE, "ok", 2) == 2 ? 0 : 1);
	}
	close(fd[1]);
	assert_int_equal(read(fd[0], text, 2), 2);
	close(fd[0]);
	assert_string_equal(text, "ok");
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static int
listening(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, len) != 0 ||
	    listen(fd, 50) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		return -1;
	victim.port = ntohs(at.sin_port);
	return fd;
}

static unsigned
what_is_granted(void)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit((int)confine(BARRIERS));
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? (unsigned)WEXITSTATUS(status) : 0;
}

static void
remove_folder(void)
{
	static const char *const names[] = { "victim", "spare", "loot" };
	char path[300];

	for (size_t i = 0; i < N(names); i++) {
		snprintf(path, sizeof path, "%s/%s", victim.folder, names[i]);
		unlink(path);
	}
	rmdir(victim.folder);
}

int
main(void)
{
	static struct CMUnitTest rows[64];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(computing_goes_on),
	};
	size_t n = 0;
	int bad;

	snprintf(victim.folder, sizeof victim.folder, "/tmp/confine.XXXXXX");
	if (mkdtemp(victim.folder) == NULL || listening() < 0)
		return 1;
	victim.parent = getpid();
	signal(SIGUSR1, SIG_IGN);
	granted = what_is_granted();
	for (int i = 0; i < nattacks; i++)
		if (!endless(&attacks[i]))
			rows[n++] =
			    (struct CMUnitTest){ .name = attacks[i].name,
				    .test_func = check,
				    .initial_state =
					(void *)(uintptr_t)&attacks[i] };
	bad = run_tests("confine", tests, N(tests)) +
	    run_tests("confine, attacked", rows, n);
	remove_folder();
	return bad;
}
