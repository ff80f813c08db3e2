#include "state/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DAY_SECONDS  86400
#define CLOSING_HOUR 17
#define ZONEINFO     "/usr/share/zoneinfo/"

/*
 * What cannot be read is UTC for the C library, without a word, under the name
 * that the letters of the zone spell: "America".  A few zones are called so.
 */
static bool
zone_read(const char *zone)
{
	static const char *const own_name[] = { "CET", "EET", "EST", "GMT",
		"HST", "MET", "MST", "UCT", "UTC", "WET" };
	size_t len = strcspn(zone, "/_+-0123456789");

	if (strlen(tzname[0]) != len || strncmp(tzname[0], zone, len) != 0)
		return true;
	for (size_t i = 0; i < sizeof own_name / sizeof own_name[0]; i++)
		if (strcmp(tzname[0], own_name[i]) == 0)
			return true;
	return false;
}

enum status
calendar_zone(const char *zone, struct err *err)
{
	char path[256];
	int n = snprintf(path, sizeof path, ZONEINFO "%s", zone);

	if (n < 0 || (size_t)n >= sizeof path || zone[0] == '/' ||
	    strstr(zone, "..") != NULL || access(path, R_OK) != 0)
		return err_set(err, ERR_CONFIG, "no time zone \"%s\"", zone);
	if (setenv("TZ", zone, 1) != 0)
		return err_set(err, ERR_RETRY, "out of memory");
	tzset();
	if (!zone_read(zone))
		return err_set(err, ERR_RETRY,
		    "the time zone \"%s\" cannot be read", zone);
	return OK;
}

int32_t
calendar_date(int year, int month, int day)
{
	struct tm noon = { .tm_year = year - 1900,
		.tm_mon = month - 1,
		.tm_mday = day,
		.tm_hour = 12 };
	time_t t = timegm(&noon);

	/* whole days, also before 1970 */
	return (int32_t)((t - DAY_SECONDS / 2) / DAY_SECONDS);
}

static struct tm
local(int64_t t)
{
	time_t when = (time_t)t;
	struct tm tm = { 0 };

	localtime_r(&when, &tm);
	return tm;
}

int64_t
calendar_instant(int32_t day, int hour, int minute, int second)
{
	time_t noon = (time_t)day * DAY_SECONDS + DAY_SECONDS / 2;
	struct tm tm;

	gmtime_r(&noon, &tm);
	tm.tm_hour = hour;
	tm.tm_min = minute;
	tm.tm_sec = second;
	tm.tm_isdst = -1;
	return (int64_t)mktime(&tm);
}

int32_t
calendar_day_number(int64_t t)
{
	struct tm tm = local(t);

	return calendar_date(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

static bool
is_holiday(int32_t day, const struct holidays *h)
{
	int low = 0, high = h == NULL ? 0 : h->n;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (h->day[middle] < day)
			low = middle + 1;
		else
			high = middle;
	}
	return h != NULL && low < h->n && h->day[low] == day;
}

static bool
is_business_day(int32_t day, const struct holidays *h)
{
	/* 1970-01-01 was a Thursday; Saturday is 2 days later */
	int weekday = (int)(((day % 7) + 7 + 4) % 7);

	return weekday != 0 && weekday != 6 && !is_holiday(day, h);
}

int64_t
calendar_business_days(int64_t t, int n, const struct holidays *h)
{
	int32_t day = calendar_day_number(t);
	/* no college closes for a year: the loop ends */
	int32_t last;

	if (t > calendar_instant(day, CLOSING_HOUR, 0, 0))
		day++;
	last = day + 7 * n + 400;
	while (n > 0 && day < last)
		if (is_business_day(++day, h))
			n--;
	return calendar_instant(day, CLOSING_HOUR, 0, 0);
}

static int
number(const char *s, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		value = value * 10 + (s[i] - '0');
	}
	return value;
}

bool
calendar_day_end(const char *day, int64_t *out)
{
	struct tm tm = { 0 }, again;
	int32_t days;
	time_t noon;

	if (strlen(day) != DAY_SIZE - 1 || day[4] != '-' || day[7] != '-')
		return false;
	tm.tm_year = number(day, 4) - 1900;
	tm.tm_mon = number(day + 5, 2) - 1;
	tm.tm_mday = number(day + 8, 2);
	if (tm.tm_year < 70 || tm.tm_mon < 0 || tm.tm_mday < 1)
		return false;
	days = calendar_date(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
	noon = (time_t)days * DAY_SECONDS + DAY_SECONDS / 2;
	gmtime_r(&noon, &again);
	if (again.tm_mon != tm.tm_mon || again.tm_mday != tm.tm_mday)
		return false;
	*out = calendar_instant(days, 23, 59, 59);
	return true;
}

const char *
calendar_day(int64_t t, char out[DAY_SIZE])
{
	struct tm tm = local(t);

	snprintf(out, DAY_SIZE, "%04u-%02u-%02u",
	    (unsigned)(tm.tm_year + 1900) % 10000u,
	    (unsigned)(tm.tm_mon + 1) % 100u, (unsigned)tm.tm_mday % 100u);
	return out;
}

const char *
calendar_long_day(int64_t t, char out[LONG_DAY_SIZE])
{
	static const char *const weekday[] = { "Sunday", "Monday", "Tuesday",
		"Wednesday", "Thursday", "Friday", "Saturday" };
	static const char *const month[] = { "January", "February", "March",
		"April", "May", "June", "July", "August", "September",
		"October", "November", "December" };
	struct tm tm = local(t);

	snprintf(out, LONG_DAY_SIZE, "%s, %d %s %d", weekday[tm.tm_wday % 7],
	    tm.tm_mday, month[tm.tm_mon % 12], tm.tm_year + 1900);
	return out;
}
