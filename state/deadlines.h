#ifndef STATE_DEADLINES_H
#define STATE_DEADLINES_H

#include <stddef.h>

#include "mailproc/base/config.h"
#include "state/calendar.h"
#include "state/request.h"

/*
 * deadlines - what time brings to a request: interface.md sections 5 and 10 as
 * one table.  Pure: it says what is due; state/timely.c carries it out, by
 * events that go through the workflow like any other.
 */

/* From when a deadline counts, and in what. */
enum after {
	AFTER_ENTRY,  /* business days since it came to this state */
	AFTER_REVIEW, /* business days since review began, questions left out */
	AFTER_DUE,    /* at due_at, the promise */
	AFTER_KEPT,   /* calendar days since it was last held to be used */
	AFTER_ASKED,  /* business days since that was asked */
	BEFORE_END,   /* calendar days before the day that the token ends */
	AFTER_END,    /* when the token's last second is over */
};

struct deadline {
	enum state in;
	enum after after;
	size_t days;      /* where in struct time_config, NO_DAYS: nowhere */
	const char *name; /* the key of the configuration, or a word */
	enum event_type on;
	bool several; /* a struct days there, else an int */
	bool token;   /* only where we know the token */
	bool deletes; /* a token that may be in use */
};

extern const struct deadline deadlines[];
extern const size_t deadline_rows;

/* One deadline of one request. */
#define DEADLINE_NAME 32
struct due {
	const struct deadline *row;
	char name[DEADLINE_NAME]; /* "sponsor_remind 2" */
	int64_t since;            /* when its clock began: once for each */
	int64_t at;
	bool done; /* or overtaken: by the caller */
};

#define DUE_MAX (3 * REMIND_MAX)

/* All deadlines of a request as it stands, in order of time; how many. */
int deadlines_of(const struct config *c, const struct request *r,
    const struct holidays *h, struct due out[DUE_MAX]);

/*
 * What is to be done at now: indices into due, in order of time; how many (at
 * most PICK_MAX).  What ends the request goes alone; of what only tells, each
 * kind once: the last one has overtaken those before it.  hold: tokens are not
 * deleted, because nobody knows whether the clock is right.
 */
#define PICK_MAX 2
int deadlines_pick(const struct due *due, int n, int64_t now, bool hold,
    int pick[PICK_MAX]);

/* Has doing `done` made this one pointless? */
bool deadline_overtaken(const struct due *due, const struct due *done);

#endif
