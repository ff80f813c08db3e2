#ifndef STATE_TURNS_H
#define STATE_TURNS_H

#include "state/apply.h"
#include "state/letters.h"

/*
 * turns - a machine that does not say so answers each of our answers, and we
 * each of its, for ever.  So each mail of ours knows its turn: of how many in a
 * row it is the last, to which nothing was written that counts.  An answer that
 * reports no change has one more than what it answers; a mail that begins
 * something has none.
 */
#define TURNS_MAX 3 /* so many in a row are sent, no more */

/* Of our mail with this Message-ID, and when it was put; -1: no such mail. */
enum status mail_turn(struct store *st, const char *message_id, int *turn,
    int64_t *at, struct err *err);

/* Of the newest mail to this mailbox that has one; 0: none has. */
enum status turn_last(struct store *st, const char *to, int *turn, int64_t *at,
    struct err *err);

/*
 * Did the newest of those, as many as a person gets in an hour, follow each
 * other, and now follows the newest, each within gap seconds?
 */
enum status turns_close(struct engine *e, const char *to, int64_t gap,
    bool *close, struct err *err);

/* When we last wrote to this mailbox, and when it was last not answered; 0:
 * never. */
enum status written_last(struct store *st, const char *to, int64_t *at,
    struct err *err);
enum status limited_last(struct store *st, const char *from, int64_t *at,
    struct err *err);

/*
 * A request of somebody who gave nothing that we can read is a change; but if
 * that was a machine, its next one will be as well.
 */
bool is_barren(const struct happening *h);

/* The turn of a mail that goes out; one by time goes on where we stopped. */
enum status turn_of(struct store *st, const struct owed *owed, int *turn,
    struct err *err);

#endif
