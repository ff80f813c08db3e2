#ifndef MAILPROC_NET_OFFICE_H
#define MAILPROC_NET_OFFICE_H

#include "mailproc/base/config.h"
#include "mailproc/net/worker.h"
#include "templates/compose.h"

/*
 * office - what a command of mailproc-net has at hand.
 */
struct office {
	const char *config_path;
	const char *now_text; /* --now, or NULL */
	int64_t now;
	bool verbose;
	struct config config;
	struct store *store;
	struct composer composer;
	struct engine engine;
	struct worker worker;
};

/* Read the configuration and set the zone; then open the state as well. */
enum status office_configure(struct office *o, struct err *err);
enum status office_open(struct office *o, struct err *err);
void office_close(struct office *o);

/*
 * One turn of `work`: what time has brought, then what is owed.  *said is what
 * was printed about it the last time, and now.
 */
enum status office_turn(struct office *o, struct err *said, struct err *err);

/* A command: gives the exit status.  argv[0] is its name. */
int net_work(struct office *o, int argc, char **argv);
int net_check(struct office *o, int argc, char **argv);
int net_token(struct office *o, int argc, char **argv);
int net_unseal(struct office *o, int argc, char **argv);

#endif
