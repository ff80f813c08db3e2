#ifndef STATE_DOUBTS_H
#define STATE_DOUBTS_H

#include "state/apply.h"

/*
 * doubts - what the admins are to be asked about, in one list instead of a mail
 * each: tokens that nobody says are still used, and whatever somebody who left
 * takes part in.  A row is put where it is noticed, in that transaction, and
 * told once, by `work`.
 */

/* why: a word of the schema. */
enum status doubt_put(struct store *st, int64_t request, const char *why,
    struct err *err);

/* This person has left just now: a row for each request that has not ended. */
enum status doubts_left(struct store *st, int64_t person, struct err *err);

/*
 * Owe each admin the list of what was not told yet: tokens with a line REVOKE
 * each, as one batch, and requests that are still on their way.  A requester
 * whose sponsor has left is asked for another.  A token that is being made
 * waits until it is there; what has ended meanwhile is dropped.  In a
 * transaction of its own.
 */
enum status doubts_owe(struct engine *e, struct err *err);

#endif
