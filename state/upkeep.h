#ifndef STATE_UPKEEP_H
#define STATE_UPKEEP_H

#include "state/apply.h"
#include "state/sql.h"

/*
 * upkeep - a token between the day it is made and its end.
 *
 * Canvas calls nobody: that a token was activated, used, changed or deleted by
 * hand is only seen by looking.  When to look, what to make of it, and when the
 * unlock code has to leave the purpose is decided here, purely; the looking is
 * mailproc/net/look.c.
 */

/* When Canvas is to be asked about this token; 0: never.  now: the clock, which
 * may have been wrong when it was asked last. */
int64_t upkeep_look_at(const struct request *r, int64_t now);

/*
 * Is it time to take the unlock code out of the purpose?  Once the token is
 * used; 7 days after it was activated; 10 days before its end, because Canvas
 * quotes the purpose in a mail a week before.  A token that is made later than
 * that keeps it for a day.  hold: the clock may be wrong, only use counts.
 */
bool upkeep_code_leaves(const struct request *r, int64_t now, bool hold);

/*
 * How the token that Canvas shows differs from what we know: sentences, "" if
 * it does not.  tag: what its purpose has to begin with.
 */
const char *upkeep_differs(const struct request *r, const struct token *seen,
    const char *tag, char out[TOLD_SIZE]);

/* What our record takes over from Canvas: the state, and an earlier end; what
 * was granted is not made longer by hand. */
void upkeep_follow(struct token *ours, const struct token *seen);

/*
 * A look at one token, of which version is what the request was before: when
 * somebody was at work on it meanwhile, the look is worth nothing.
 */
struct look {
	int64_t request;
	int64_t version;
	const struct token *token; /* NULL: it is gone for certain */
	int64_t used_at;
	const char *tag;
};

/*
 * Note what was seen, and apply what follows: EV_SEEN_ACTIVE, EV_TOKEN_CHANGED,
 * EV_TOKEN_GONE.  In a transaction of its own.
 */
enum status upkeep_seen(struct engine *e, const struct look *look,
    struct err *err);

/* Nobody can be asked about this one: not before the next time. */
enum status upkeep_skip(struct engine *e, int64_t request, struct err *err);

/* Owe to take the code out, for every token for which it is time. */
enum status upkeep_owe(struct engine *e, bool hold, struct err *err);

/* What this event leaves in r->upkeep; false: nothing. */
bool upkeep_event(struct request *r, const struct act *act, int64_t now);

/* Write that down; inside the caller's transaction. */
enum status upkeep_note(struct engine *e, struct request *r,
    const struct act *act, struct err *err);

/* The code is out; inside the caller's transaction. */
enum status upkeep_code_out(struct engine *e, struct request *r,
    struct err *err);

/* The columns made_at to kept_by, from this one on. */
void upkeep_read(const struct sql *q, int at, struct upkeep *out);

#endif
