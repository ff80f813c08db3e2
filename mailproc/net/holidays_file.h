#ifndef MAILPROC_NET_HOLIDAYS_FILE_H
#define MAILPROC_NET_HOLIDAYS_FILE_H

#include "mailproc/base/config.h"
#include "state/store.h"

/*
 * holidays_file - the holidays file of the configuration, into the rows of
 * state/holidays.h: the years around now, again whenever the file, the zone or
 * the year is another one.
 *
 * this_year (may be NULL) is the number of days from Monday to Friday of the
 * current year that are no business days.  ERR_CONFIG, with file and line, if
 * the file cannot be read for certain; the rows are then as they were.
 */
enum status holidays_refresh(struct store *st, const struct config *c,
    int64_t now, int *this_year, struct err *err);

#endif
