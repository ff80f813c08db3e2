#ifndef MAILPROC_NET_LOOK_H
#define MAILPROC_NET_LOOK_H

#include "mailproc/net/worker.h"

/*
 * look - what Canvas says about tokens that were made: one list for all tokens
 * of their owner, and what follows from it (state/upkeep.h).
 *
 * A token that a complete list does not hold is asked for once more by its id;
 * only a clear "not there" means that it is gone.  Whatever else goes wrong is
 * ERR_RETRY or ERR_CONFIG and changes nothing; ERR_INPUT: Canvas will not say.
 */

/* Everything that this person owns. */
enum status look_at_owner(struct worker *w, int64_t person, struct err *err);

/* The token of this request, and with it its owner's others. */
enum status look_at_token(struct worker *w, int64_t request, struct err *err);

/*
 * Look at every token whose turn it is (the longest unseen first, so many
 * owners in one run), and owe to take out unlock codes; nothing while the clock
 * goes backwards.  OK also while Canvas is away: the next run goes on.
 */
enum status look_round(struct worker *w, struct err *err);

#endif
