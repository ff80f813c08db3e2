#ifndef MAILPROC_NET_JAIL_CHECK_H
#define MAILPROC_NET_JAIL_CHECK_H

#include "mailproc/net/backend.h"

/*
 * The part of `check` about mailproc/base/confine.h: a child puts up the
 * barriers, and a line for each says whether this kernel grants it to us.  One
 * that is missing is a warning: the others hold.
 */
void jail_check(line_fn line, void *ctx);

#endif
