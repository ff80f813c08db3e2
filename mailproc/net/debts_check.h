#ifndef MAILPROC_NET_DEBTS_CHECK_H
#define MAILPROC_NET_DEBTS_CHECK_H

#include "mailproc/net/backend.h"
#include "state/store.h"

/* The part of `check` about what is owed: overdue, and each debt that was given
 * up with the command that takes it up again. */
void debts_check(struct store *st, int64_t now, line_fn line, void *ctx);

/* About Canvas: is it left alone, and why?  answers: it has just taken our
 * credential, so that `work` asks again at once. */
void pause_check(struct store *st, bool answers, line_fn line, void *ctx);

#endif
