#ifndef MAILPROC_CHRONICLE_H
#define MAILPROC_CHRONICLE_H

#include "state/store.h"

/*
 * chronicle - what a state has on record, in order: the messages that came, and
 * the rows of the trail, each of which a message or a result has left.
 */
struct arrival {
	struct message_row row; /* without its bytes */
	bool lost;              /* they were redacted: it cannot be run again */
};

/* A request that cannot be built anew, and why. */
struct fate {
	int64_t request;
	char why[240];
};

#define NO_ARRIVAL SIZE_MAX

struct chronicle {
	struct arrival *arrival;
	size_t arrivals;
	struct audit_row *row;
	size_t *by; /* of each row: the arrival that left it, or NO_ARRIVAL */
	size_t rows;
	struct fate *fate;
	size_t fates;
};

/*
 * Read it all.  A request that a redacted message had a part in has its fate,
 * and so has one that shares a message with it.  chronicle_free() in any case.
 */
enum status chronicle_read(struct chronicle *c, struct store *st,
    struct err *err);
void chronicle_free(struct chronicle *c);

/* Was this row left by mailproc itself or by the operator? */
bool row_is_result(const struct audit_row *a);

/* The first row from i on that another message or result has left. */
size_t chronicle_end(const struct chronicle *c, size_t i);

/* Note a fate, the first one of a request; 0 is none. */
void chronicle_note(struct chronicle *c, int64_t request, const char *why);
bool chronicle_noted(const struct chronicle *c, int64_t request);

#endif
