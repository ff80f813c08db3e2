#ifndef STATE_TIMELY_H
#define STATE_TIMELY_H

#include "state/apply.h"
#include "state/calendar.h"

/*
 * timely - what time has brought, carried out: deadlines that are due become
 * events of the workflow, each once, with a row in the state that says so.
 */

/* What counts besides the hour.  Borrowed. */
struct hour {
	const struct holidays *holidays;
	bool hold; /* state/jump.h: no token is deleted */
};

/* A request for which something is due. */
struct timely {
	int64_t request;
	int64_t at;  /* since when */
	bool unseen; /* it rests on the token not being active: look first */
};

#define TIMELY_MAX 5000

/*
 * Up to TIMELY_MAX requests for which something is due, in order of time; *out
 * is the caller's to free().  Some that are due need not be among those of a
 * full list: they are in the next.
 */
enum status timely_list(struct engine *e, const struct hour *hour,
    struct timely **out, size_t *n, struct err *err);

/*
 * Do what is due for one request, in a transaction of its own; nothing if
 * somebody else has done it meanwhile.
 */
enum status timely_do(struct engine *e, const struct hour *hour,
    int64_t request, struct err *err);

#endif
