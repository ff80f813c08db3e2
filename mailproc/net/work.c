#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "mailproc/base/clock.h"
#include "mailproc/base/process.h"
#include "mailproc/net/hourglass.h"
#include "mailproc/net/look.h"
#include "mailproc/net/office.h"
#include "state/digest.h"
#include "state/doubts.h"
#include "state/jump.h"

#define LOOK_EVERY 500000000L /* ns between two looks for a new commit */
#define WAKE_EVERY 30         /* seconds between two looks for what is due */

static volatile sig_atomic_t stop;

static void
on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

static void
print(const struct err *err)
{
	fprintf(stderr, "mailproc work: %s\n", err->text);
}

/*
 * What time has brought, then what is owed, then a look at tokens in Canvas and
 * what is owed because of that: who waits for an answer does not wait for the
 * look.  A calendar that cannot be read stops the first alone; a watch says it
 * once.
 */
enum status
office_turn(struct office *o, struct err *said, struct err *err)
{
	struct err why = ERR_INIT, jump = ERR_INIT, unsaid = ERR_INIT;
	enum status rc, timely, digested;

	timely = hourglass_turn(&o->worker, &jump, &why);
	if (jump.text[0] != '\0')
		print(&jump);
	if (timely != OK && strcmp(why.text, said->text) != 0)
		print(&why);
	*said = why;
	if ((digested = doubts_owe(&o->engine, &unsaid)) == OK)
		digested = digest_owe(&o->engine, &unsaid);
	if ((rc = worker_run(&o->worker, err)) != OK ||
	    (rc = look_round(&o->worker, err)) != OK ||
	    (rc = worker_run(&o->worker, err)) != OK)
		return rc;
	*err = digested != OK ? unsaid : why;
	return digested != OK ? digested : timely;
}

/*
 * Stay until a signal says enough.  The state stays open meanwhile, which also
 * saves every delivery the cost of being the last one to close it.
 */
static enum status
watch(struct office *o, struct err *err)
{
	const struct timespec nap = { 0, LOOK_EVERY };
	int64_t seen = -1, version = 0, woke = 0;
	struct err said = ERR_INIT;
	enum status rc = OK;

	while (!stop && rc == OK) {
		if (o->now_text == NULL)
			o->engine.now = clock_now();
		rc = store_data_version(o->store, &version, err);
		if (rc == OK &&
		    (version != seen || clock_now() - woke >= WAKE_EVERY)) {
			seen = version;
			woke = clock_now();
			o->worker.mails_closed = false;
			rc = office_turn(o, &said, err);
		}
		/* neither a locked state nor a calendar is reason to leave */
		if (rc != OK && strcmp(err->text, said.text) != 0)
			print(err);
		if (rc == ERR_RETRY || strcmp(err->text, said.text) == 0)
			rc = OK;
		if (!stop)
			nanosleep(&nap, NULL);
	}
	return rc;
}

int
net_work(struct office *o, int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = on_signal };
	struct err err = ERR_INIT, said = ERR_INIT;
	bool stay = argc == 2 && strcmp(argv[1], "--watch") == 0;
	bool right = argc == 2 && strcmp(argv[1], "--clock-is-right") == 0;
	enum status rc;

	if (argc > 2 || (argc == 2 && !stay && !right)) {
		fputs("usage: mailproc work [--watch | --clock-is-right]\n",
		    stderr);
		return EX_USAGE;
	}
	process_close_rest();
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	rc = office_open(o, &err);
	o->worker.stop = &stop;
	if (o->now_text == NULL)
		o->worker.clock = clock_now;
	if (rc == OK && right)
		rc = clock_confirm(o->store, o->now, &err);
	if (rc == OK)
		rc = stay ? watch(o, &err) : office_turn(o, &said, &err);
	if (rc != OK) {
		if (strcmp(err.text, said.text) != 0)
			print(&err);
		return status_exit(rc);
	}
	return !stay && o->worker.unpaid > 0 ? EX_TEMPFAIL : EX_OK;
}
