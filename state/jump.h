#ifndef STATE_JUMP_H
#define STATE_JUMP_H

#include "state/store.h"

/*
 * jump - is the clock to be believed?
 *
 * Deadlines end tokens, and a clock that was set years ahead would end them
 * all.  So `work` notes when it runs.  A step of over two days from one sign of
 * life to the next (a run of `work`, a message) that is also longer than `work`
 * usually pauses is a jump: no token is deleted because of time until the
 * operator says that the clock is right, or the clock is back.
 */
#define JUMP_MAX (2 * 86400)

struct clock_row {
	int64_t ran_at;  /* the last run of `work`, 0: none yet */
	int64_t pace;    /* between that one and the one before */
	int64_t message; /* id of the newest message then */
	int64_t jumped_from, jumped_to; /* a jump not explained yet, 0: none */
};

/* What came of it: backwards, nothing is due; hold, no token is deleted. */
struct clock_verdict {
	bool backwards;
	bool hold;
};

/*
 * Pure: the row after a run at now; since: when the messages since the last run
 * came, in their order.
 */
struct clock_verdict clock_judge(struct clock_row *row, const int64_t *since,
    int n, int64_t now);

enum status clock_load(struct store *st, struct clock_row *out,
    struct err *err);

/* Note a run at now, in a transaction of its own. */
enum status clock_run(struct store *st, int64_t now, struct clock_row *row,
    struct clock_verdict *out, struct err *err);

/* The operator's word: the clock is right as it is now. */
enum status clock_confirm(struct store *st, int64_t now, struct err *err);

#endif
