#ifndef STATE_POLICY_H
#define STATE_POLICY_H

#include "state/apply.h"

/*
 * policy - what the policy of the configuration says of one person.
 */

/*
 * May this person ask for a token at all, and for one more?  If not,
 * out->reason is RE_NOT_ALLOWED and out->text says why.
 */
enum status policy_may_ask(struct engine *e, const struct act *act,
    struct outcome *out, struct err *err);

/*
 * Does this sponsor carry as many tokens as the policy lets them, besides that
 * of r and the one it renews?  confirmed: those they have only been asked about
 * do not count.
 */
enum status policy_sponsor_full(struct engine *e, const struct request *r,
    int64_t sponsor, bool confirmed, bool *full, struct err *err);

/* Why such a sponsor's CONFIRM is refused, into out->text. */
void policy_say_full(const struct config *c, struct outcome *out);

#endif
