#ifndef STATE_CALENDAR_H
#define STATE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "mailproc/base/err.h"

/*
 * calendar - business days in the configured zone; interface.md section 10.
 *
 * Pure once the zone is set: times in, times out.
 */
#define DAY_SIZE 11 /* "2027-02-20" and NUL */

/*
 * Use this zone (a name of the tz database) from now on, in the whole process.
 * ERR_CONFIG if there is none of this name.
 */
enum status calendar_zone(const char *zone, struct err *err);

/*
 * Days that are no business days, sorted, as day numbers; what nobody told us
 * of (no file, a file not read yet) is none.
 */
struct holidays {
	int32_t *day;
	int n;
};

/* Days since 1970-01-01 of a date, month and day from 1. */
int32_t calendar_date(int year, int month, int day);

/* The local calendar day at t as days since 1970-01-01. */
int32_t calendar_day_number(int64_t t);

/* The instant at which the wall clock shows this time on this day; one that a
 * change of the clock leaves out, a little later. */
int64_t calendar_instant(int32_t day, int hour, int minute, int second);

/*
 * The end (17:00 local) of the n-th business day after the day that t counts
 * for: its own day, or after 17:00:00 the next one.
 */
int64_t calendar_business_days(int64_t t, int n, const struct holidays *h);

/* 23:59:59 local of the day "YYYY-MM-DD".  False if there is no such day. */
bool calendar_day_end(const char *day, int64_t *out);

/* The local day at t, "YYYY-MM-DD".  Returns out. */
const char *calendar_day(int64_t t, char out[DAY_SIZE]);

/* "Monday, 30 November 2026", in the zone, English.  Returns out. */
#define LONG_DAY_SIZE 64
const char *calendar_long_day(int64_t t, char out[LONG_DAY_SIZE]);

#endif
