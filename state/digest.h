#ifndef STATE_DIGEST_H
#define STATE_DIGEST_H

#include "state/apply.h"
#include "state/batch.h"

/*
 * digest - what each admin reads once on a business day: what waits for them,
 * what went wrong, what ends soon, and where the audit chain stands.
 *
 * It says how things stood at time.digest_hour, however late `work` runs, so
 * that what came in since is not told twice on its first day.  Nothing to say
 * is no mail; but once a week the head of a chain that has grown is reason
 * enough, since only who was told of it sees that a whole chain was written
 * anew.
 *
 * That it was sent is recorded by the debt itself, whose payload is "digest",
 * the day and the rows of the chain.
 */

/*
 * The same as things stand now, into the view of a mail that somebody asked
 * for; batch is what its key is to be good for.
 */
enum status digest_view(struct engine *e, const struct person *p, json_t *view,
    struct batch *batch, struct err *err);

/* Owe today's, if it is time and nobody did; in a transaction of its own. */
enum status digest_owe(struct engine *e, struct err *err);

#endif
