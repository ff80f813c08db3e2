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

#endif
