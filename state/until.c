#include "state/until.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state/calendar.h"

#define DAY_SECONDS 86400
#define SHOWN       40 /* bytes of what the person wrote */

static const char *const months[] = { "January", "February", "March", "April",
	"May", "June", "July", "August", "September", "October", "November",
	"December" };

/* Three numbers and two separators; digits is of each. */
static bool
three_numbers(const char *s, long number[3], size_t digits[3])
{
	for (int i = 0; i < 3; i++) {
		digits[i] = strspn(s, "0123456789");
		if (digits[i] == 0 || digits[i] > 4)
			return false;
		number[i] = strtol(s, NULL, 10);
		s += digits[i];
		if (i < 2 && (*s == '\0' || strchr("./- ", *s++) == NULL))
			return false;
		s += strspn(s, " ");
	}
	return *s == '\0';
}

/* What the person wrote, as much as goes on the line; between characters. */
static int
shown(const char *s)
{
	size_t n = strlen(s);

	if (n <= SHOWN)
		return (int)n;
	for (n = SHOWN; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80; n--)
		;
	return (int)n;
}

static void
unclear(const char *s, char why[WHY_SIZE])
{
	long n[3];
	size_t digits[3];
	int len = shown(s);

	if (!three_numbers(s, n, digits))
		snprintf(why, WHY_SIZE,
		    "You wrote \"%.*s\": we cannot tell which day that is. "
		    "Please write it like 2027-02-20.",
		    len, s);
	else if (digits[2] == 4 && n[0] >= 1 && n[0] <= 12 && n[1] >= 1 &&
	    n[1] <= 12)
		snprintf(why, WHY_SIZE,
		    "You wrote \"%.*s\": that can be %ld %s or %ld %s %ld. "
		    "Please write the month in letters, or %ld-%02ld-%02ld or "
		    "%ld-%02ld-%02ld.",
		    len, s, n[0], months[n[1] - 1], n[1], months[n[0] - 1],
		    n[2], n[2], n[1], n[0], n[2], n[0], n[1]);
	else if (digits[0] <= 2 && digits[2] <= 2)
		snprintf(why, WHY_SIZE,
		    "You wrote \"%.*s\": please write the year with four "
		    "digits, like 2027-02-20.",
		    len, s);
	else
		snprintf(why, WHY_SIZE,
		    "You wrote \"%.*s\": there is no such day. Please write it "
		    "like 2027-02-20.",
		    len, s);
}

/* Such as 2027-02-31: what was meant is clear. */
static bool
not_in_calendar(const char *s, char why[WHY_SIZE])
{
	long n[3];
	size_t digits[3];

	if (!three_numbers(s, n, digits) || digits[0] != 4 || n[1] < 1 ||
	    n[1] > 12)
		return false;
	snprintf(why, WHY_SIZE,
	    "There is no %ld %s %ld; please name another day.", n[2],
	    months[n[1] - 1], n[0]);
	return true;
}

const char *
until_wrong(int days, const char *until, int64_t now, char why[WHY_SIZE])
{
	char day[LONG_DAY_SIZE];
	int64_t end;

	if (!calendar_day_end(until, &end)) {
		if (!not_in_calendar(until, why))
			unclear(until, why);
		return why;
	}
	if (end < now) {
		snprintf(why, WHY_SIZE,
		    "%s is over; please name a day that is to come.",
		    calendar_long_day(end, day));
		return why;
	}
	if (calendar_day_number(end) <= calendar_day_number(now) + days)
		return NULL;
	snprintf(why, WHY_SIZE,
	    "A token lives %d days at most here: please name a day up to %s.",
	    days, calendar_long_day(now + (int64_t)days * DAY_SECONDS, day));
	return why;
}
