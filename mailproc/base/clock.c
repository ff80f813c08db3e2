#include "mailproc/base/clock.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

int64_t
clock_now(void)
{
	return (int64_t)time(NULL);
}

/* Exactly n digits at *p, which moves on; -1 if they are not there. */
static int
digits(const char **p, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++, (*p)++) {
		if (**p < '0' || **p > '9')
			return -1;
		value = value * 10 + (**p - '0');
	}
	return value;
}

static bool
skip(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static bool
offset(const char **p, int64_t *seconds)
{
	int sign, hours, minutes;

	*seconds = 0;
	if (skip(p, 'Z') || skip(p, 'z'))
		return true;
	sign = **p == '-' ? -1 : 1;
	if (!skip(p, '+') && !skip(p, '-'))
		return false;
	hours = digits(p, 2);
	if (!skip(p, ':'))
		return false;
	minutes = digits(p, 2);
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
		return false;
	*seconds = (int64_t)sign * (hours * 3600 + minutes * 60);
	return true;
}

/* timegm() mends the 30th of February; a mended time is not what was said. */
static bool
exists(const struct tm *said, int64_t *out)
{
	struct tm tm = *said, again;
	time_t t = timegm(&tm);

	if (gmtime_r(&t, &again) == NULL || again.tm_mday != said->tm_mday ||
	    again.tm_mon != said->tm_mon || again.tm_hour != said->tm_hour)
		return false;
	*out = (int64_t)t;
	return true;
}

bool
clock_parse(const char *s, int64_t *out)
{
	struct tm tm = { 0 };
	int64_t east;

	tm.tm_year = digits(&s, 4) - 1900;
	if (!skip(&s, '-'))
		return false;
	tm.tm_mon = digits(&s, 2) - 1;
	if (!skip(&s, '-'))
		return false;
	tm.tm_mday = digits(&s, 2);
	if (!skip(&s, 'T') && !skip(&s, 't') && !skip(&s, ' '))
		return false;
	tm.tm_hour = digits(&s, 2);
	if (!skip(&s, ':'))
		return false;
	tm.tm_min = digits(&s, 2);
	if (!skip(&s, ':'))
		return false;
	tm.tm_sec = digits(&s, 2);
	if (tm.tm_year < 0 || tm.tm_mon < 0 || tm.tm_mon > 11 ||
	    tm.tm_mday < 1 || tm.tm_hour < 0 || tm.tm_hour > 23 ||
	    tm.tm_min < 0 || tm.tm_min > 59 || tm.tm_sec < 0 || tm.tm_sec > 59)
		return false;
	if (skip(&s, '.'))
		s += strspn(s, "0123456789");
	if (!offset(&s, &east) || *s != '\0' || !exists(&tm, out))
		return false;
	*out -= east;
	return true;
}

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static int
month_named(const char *name)
{
	for (int i = 0; i < 12; i++)
		if (strncasecmp(months + (ptrdiff_t)3 * i, name, 3) == 0)
			return i;
	return -1;
}

/* "-0500" to seconds; anything else is UTC. */
static int64_t
mail_offset(const char *s)
{
	int sign = *s == '-' ? -1 : 1, hours, minutes;

	if (!skip(&s, '+') && !skip(&s, '-'))
		return 0;
	hours = digits(&s, 2);
	minutes = hours < 0 ? -1 : digits(&s, 2);
	if (hours > 23 || minutes < 0 || minutes > 59)
		return 0;
	return (int64_t)sign * (hours * 3600 + minutes * 60);
}

/* Blanks, then one or two digits; -1 if they are not there. */
static int
one_or_two(const char **p)
{
	*p += strspn(*p, " \t");
	return digits(p, strspn(*p, "0123456789") == 1 ? 1 : 2);
}

/* "23 Nov 2026 03:00:00", of which the seconds may be missing. */
static bool
mail_time(const char **p, struct tm *tm)
{
	tm->tm_mday = one_or_two(p);
	*p += strspn(*p, " \t");
	if ((tm->tm_mon = month_named(*p)) < 0)
		return false;
	*p += 3;
	*p += strspn(*p, " \t");
	tm->tm_year = digits(p, 4) - 1900;
	tm->tm_hour = one_or_two(p);
	if (!skip(p, ':'))
		return false;
	tm->tm_min = digits(p, 2);
	tm->tm_sec = skip(p, ':') ? digits(p, 2) : 0;
	return tm->tm_mday >= 1 && tm->tm_year >= 0 && tm->tm_hour >= 0 &&
	    tm->tm_hour <= 23 && tm->tm_min >= 0 && tm->tm_min <= 59 &&
	    tm->tm_sec >= 0 && tm->tm_sec <= 60;
}

bool
clock_parse_mail(const char *s, int64_t *out)
{
	const char *comma = strchr(s, ',');
	struct tm tm = { 0 };

	if (comma != NULL)
		s = comma + 1;
	if (!mail_time(&s, &tm) || !exists(&tm, out))
		return false;
	*out -= mail_offset(s + strspn(s, " \t"));
	return true;
}

const char *
clock_rfc3339(int64_t t, char out[RFC3339_SIZE])
{
	time_t when = (time_t)t;
	struct tm tm;

	if (gmtime_r(&when, &tm) == NULL ||
	    strftime(out, RFC3339_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		snprintf(out, RFC3339_SIZE, "1970-01-01T00:00:00Z");
	return out;
}

/* By hand: strftime() would follow the locale. */
const char *
clock_rfc5322(int64_t t, char out[RFC5322_SIZE])
{
	static const char day[] = "SunMonTueWedThuFriSat";
	time_t when = (time_t)t;
	struct tm tm = { 0 };

	gmtime_r(&when, &tm);
	snprintf(out, RFC5322_SIZE, "%.3s, %02d %.3s %04d %02d:%02d:%02d +0000",
	    day + 3 * tm.tm_wday % 21, tm.tm_mday % 100,
	    months + 3 * tm.tm_mon % 36, (tm.tm_year + 1900) % 10000,
	    tm.tm_hour % 100, tm.tm_min % 100, tm.tm_sec % 100);
	return out;
}
