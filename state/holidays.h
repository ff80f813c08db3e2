#ifndef STATE_HOLIDAYS_H
#define STATE_HOLIDAYS_H

#include "mailproc/base/hash.h"
#include "state/calendar.h"
#include "state/store.h"

/*
 * holidays - the days of the holidays file, as rows: `work` and `check` read
 * the file and put them here, so that a delivery need not know what an
 * iCalendar file is.
 */

/* All of them, sorted.  Give: holidays_free(), also after a failure. */
enum status holidays_load(struct store *st, struct holidays *out,
    struct err *err);
void holidays_free(struct holidays *h);

/* Of what the rows are made: "" if of nothing. */
enum status holidays_hash(struct store *st, char hash[SHA256_HEX],
    struct err *err);

/* These instead of what was there; in a transaction of its own. */
enum status holidays_replace(struct store *st, const struct holidays *h,
    const char *hash, int64_t now, struct err *err);

/* calendar_business_days() with the days that are known. */
enum status holidays_business_days(struct store *st, int64_t t, int n,
    int64_t *out, struct err *err);

#endif
