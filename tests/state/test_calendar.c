#include <string.h>

#include "mailproc/base/clock.h"
#include "state/calendar.h"
#include "tests/test.h"

#define ZONE "America/New_York"

static int64_t
at(const char *text)
{
	int64_t t = 0;

	assert_true(clock_parse(text, &t));
	return t;
}

/* clang-format off */
static struct row {
	const char *name;
	const char *from;
	int days;
	const char *want; /* UTC; New York is five hours behind, four in summer */
} rows[] = {
{ "Monday morning, five days",      "2026-11-23T14:00:00Z", 5, "2026-11-30T22:00:00Z" },
{ "at 17:00 it still counts today", "2026-11-23T22:00:00Z", 1, "2026-11-24T22:00:00Z" },
{ "a second later it does not",     "2026-11-23T22:00:01Z", 1, "2026-11-25T22:00:00Z" },
{ "Friday evening, one day",        "2026-11-27T23:00:00Z", 1, "2026-11-30T22:00:00Z" },
{ "Friday noon, one day",           "2026-11-27T17:00:00Z", 1, "2026-11-30T22:00:00Z" },
{ "Saturday is day zero",           "2026-11-28T15:00:00Z", 1, "2026-11-30T22:00:00Z" },
{ "Sunday evening is Monday",       "2026-11-29T23:30:00Z", 1, "2026-12-01T22:00:00Z" },
{ "late on a UTC day",              "2026-11-24T03:00:00Z", 1, "2026-11-25T22:00:00Z" },
{ "across the end of summer time",  "2026-10-30T15:00:00Z", 2, "2026-11-03T22:00:00Z" },
{ "across its beginning",           "2027-03-12T15:00:00Z", 1, "2027-03-15T21:00:00Z" },
{ "over the year",                  "2026-12-31T15:00:00Z", 5, "2027-01-07T22:00:00Z" },
{ "no day at all",                  "2026-11-23T14:00:00Z", 0, "2026-11-23T22:00:00Z" },
};
/* clang-format on */

static void
check(void **state)
{
	const struct row *row = *state;
	char text[RFC3339_SIZE];

	assert_string_equal(
	    clock_rfc3339(
		calendar_business_days(at(row->from), row->days, NULL), text),
	    row->want);
}

static void
holidays_are_no_business_days(void **state)
{
	/* Thanksgiving and the day after: 26 and 27 November 2026 */
	int32_t day[] = { calendar_day_number(at("2026-11-26T12:00:00Z")),
		calendar_day_number(at("2026-11-27T12:00:00Z")) };
	struct holidays h = { day, 2 };
	char text[RFC3339_SIZE];

	(void)state;
	assert_string_equal(
	    clock_rfc3339(
		calendar_business_days(at("2026-11-23T14:00:00Z"), 5, &h),
		text),
	    "2026-12-02T22:00:00Z");
}

static void
a_day_ends_a_second_before_midnight(void **state)
{
	char text[RFC3339_SIZE];
	int64_t end = 0;

	(void)state;
	assert_true(calendar_day_end("2027-02-20", &end));
	assert_string_equal(clock_rfc3339(end, text), "2027-02-21T04:59:59Z");
	assert_true(calendar_day_end("2027-07-01", &end));
	assert_string_equal(clock_rfc3339(end, text), "2027-07-02T03:59:59Z");
}

static struct bad {
	const char *name;
} bad_days[] = { { "2027-02-29" }, { "2027-13-01" }, { "2027-00-10" },
	{ "2027-01-00" }, { "2027-1-1" }, { "20270101" }, { "" },
	{ "2027-01-32" }, { "2027-01-011" }, { "soon-is-ok" } };

static void
no_such_day(void **state)
{
	const struct bad *row = *state;
	int64_t end;

	assert_false(calendar_day_end(row->name, &end));
}

static void
days_are_written_in_the_zone(void **state)
{
	char day[DAY_SIZE], longer[LONG_DAY_SIZE];

	(void)state;
	assert_string_equal(calendar_day(at("2026-11-24T03:00:00Z"), day),
	    "2026-11-23");
	assert_string_equal(
	    calendar_long_day(at("2026-11-24T03:00:00Z"), longer),
	    "Monday, 23 November 2026");
}

static void
zones_that_are_none_are_refused(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(calendar_zone("Mars/Olympus", &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "Mars/Olympus"));
	assert_int_equal(calendar_zone("../../etc/passwd", &err), ERR_CONFIG);
	assert_int_equal(calendar_zone("/etc/localtime", &err), ERR_CONFIG);
	assert_int_equal(calendar_zone(ZONE, &err), OK);
}

int
main(void)
{
	struct CMUnitTest by_row[N(rows)], by_bad[N(bad_days)];
	const struct CMUnitTest others[] = {
		cmocka_unit_test(holidays_are_no_business_days),
		cmocka_unit_test(a_day_ends_a_second_before_midnight),
		cmocka_unit_test(days_are_written_in_the_zone),
		cmocka_unit_test(zones_that_are_none_are_refused),
	};
	struct err err = ERR_INIT;

	if (calendar_zone(ZONE, &err) != OK)
		return 1;
	TEST_CASES(by_row, rows, check);
	TEST_CASES(by_bad, bad_days, no_such_day);
	return run_tests("business days", by_row, N(by_row)) +
	    run_tests("no such day", by_bad, N(by_bad)) +
	    run_tests("calendar", others, N(others));
}
