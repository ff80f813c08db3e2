#ifndef STATE_EFFECTS_H
#define STATE_EFFECTS_H

#include "state/letters.h"

/*
 * effects - carry out one effect of a row of the workflow, inside the caller's
 * transaction: mails, debts, what is void.
 */
enum status effect_do(struct engine *e, const struct effect *fx,
    struct happening *h, struct outcome *out, struct err *err);

#endif
