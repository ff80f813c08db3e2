#ifndef MAILPROC_NET_ICAL_H
#define MAILPROC_NET_ICAL_H

#include "mailproc/base/buf.h"
#include "mailproc/base/err.h"
#include "mailproc/net/day_set.h"

/*
 * ical - the days that an iCalendar file covers; RFC 5545.  ical.c is the only
 * file that knows libical.
 *
 * A day is covered by an event that lasts from its midnight to the next, in the
 * zone of calendar_zone(): all-day events of one or several days, and those
 * with times that leave nothing of the day out.  Rules (RRULE), further days
 * (RDATE), exceptions (EXDATE) and changed or cancelled single days
 * (RECURRENCE-ID, STATUS:CANCELLED) count.
 */

/*
 * Mark the days of out that the file covers.  text is the file's, `path` names
 * it in errors: ERR_CONFIG, worded "PATH:LINE: what is wrong", for whatever
 * cannot be read for certain, be it a rule that libical gave up on or a time
 * zone that nobody knows.  What was marked then is of no use.
 */
enum status ical_days(const char *path, const struct buf *text,
    struct day_set *out, struct err *err);

#endif
