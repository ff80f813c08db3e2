#ifndef STATE_LIMITS_H
#define STATE_LIMITS_H

#include "state/letters.h"

/*
 * limits - how many answers that report no change go out: so many to a person
 * in an hour and a day, about a request in an hour, and in all.  What reports
 * a change is never limited here.  Counted inside the transaction that queues
 * the answer, from the debts themselves.
 */

/* Is this answer (owed->no_change) one too many? */
enum status over_limit(struct engine *e, const struct request *r,
    const struct owed *owed, bool *over, struct err *err);

/*
 * Is this the answer to somebody of our domains whom neither the directory nor
 * a request knows, and who may not ask?  That is told once a week; another
 * such mail keeps its reason.
 */
bool not_known_here(const struct engine *e, const struct request *r,
    const struct owed *owed);

/* What the answer's debt is counted by. */
const char *limit_payload(const struct engine *e, const struct request *r,
    const struct owed *owed);

#endif
