#ifndef MAILPROC_NET_POLICY_CHECK_H
#define MAILPROC_NET_POLICY_CHECK_H

#include "mailproc/net/backend.h"
#include "state/store.h"

/*
 * One line of `check` for each thing in the policy that has no effect, or that
 * no request could meet; "ok" if there is none.  Without a store (NULL) what
 * the directory knows is not looked at.
 */
void policy_check(const struct config *c, struct store *st, line_fn line,
    void *ctx);

#endif
