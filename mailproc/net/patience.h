#ifndef MAILPROC_NET_PATIENCE_H
#define MAILPROC_NET_PATIENCE_H

#include "mailproc/base/err.h"
#include "state/store.h"

/*
 * patience - when a debt that could not be paid is tried again, and when no
 * more.  Pure: the same debt at the same second waits equally long.
 *
 * 1, 2, 4 ... minutes, at most an hour, each shortened by up to a quarter, so
 * that what failed together does not come back together.  The last try is five
 * days after the first one that was in vain, as mail servers do; a deletion is
 * tried every day from then on.  What is the fault of the installation
 * (ERR_CONFIG) costs no patience: it is tried every quarter of an hour at
 * least, and nothing is given up for it.
 */
#define PATIENCE_DAYS 5
#define PATIENCE      (PATIENCE_DAYS * 86400)

/* After a failure rc.  tell: it is given up, and the operator not yet told. */
struct debt_next patience_next(const struct debt *d, enum status rc,
    int64_t now, bool *tell);

/* A wait for whatever has been in vain since, from `least` to `most` seconds;
 * no two of different ids are alike. */
int64_t patience_wait(int64_t id, int64_t in_vain, int64_t least, int64_t most);

#endif
