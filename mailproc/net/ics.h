#ifndef MAILPROC_NET_ICS_H
#define MAILPROC_NET_ICS_H

#include <stddef.h>

#include "mailproc/base/err.h"

/*
 * ics - on which lines of an iCalendar file (RFC 5545) its events stand, and
 * how much they say about time: the library that reads them tells no lines,
 * and leaves out in silence what it cannot read.
 */
enum ics_name {
	ICS_DTSTART,
	ICS_DTEND,
	ICS_DURATION,
	ICS_RRULE,
	ICS_RDATE,
	ICS_EXDATE,
	ICS_RECURRENCE_ID,
	ICS_NAMES,
};

struct ics_event {
	int line;
	struct {
		int line;   /* of the first one, 0: there is none */
		int values; /* of all of them */
	} at[ICS_NAMES];
};

#define ICS_EVENTS_MAX 5000

struct ics {
	struct ics_event *event; /* in the order of the file */
	size_t n;
};

/*
 * Read it.  ERR_CONFIG, worded "LINE: what is wrong", if it is not one
 * whole calendar (a page of a web server, half a file), has an event without a
 * beginning or with two, or has more events than we take.  Give: ics_free(),
 * also after a failure.
 */
enum status ics_scan(const char *text, size_t len, struct ics *out,
    struct err *err);
void ics_free(struct ics *ics);

#endif
