#include <sys/resource.h>

#include <string.h>
#include <time.h>

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

/* The C library takes UTC instead, and says nothing. */
static void
a_zone_that_cannot_be_read_is_not_utc(void **state)
{
	struct rlimit before, none;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_int_equal(calendar_zone("America/Chicago", &err), ERR_RETRY);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(calendar_zone("UTC", &err), OK);
	assert_int_equal(calendar_zone("EST", &err), OK);
	assert_int_equal(calendar_zone("Etc/GMT+5", &err), OK);
	assert_int_equal(calendar_zone(ZONE, &err), OK);
}

/*
 * Two academic years of a college in New York, by hand from its printed
 * calendar: the days without business between Monday and Friday.
 */
static const char *const closed[] = { "2025-09-01", "2025-10-13", "2025-10-14",
	"2025-11-26", "2025-11-27", "2025-11-28", "2025-12-24", "2025-12-25",
	"2025-12-26", "2025-12-29", "2025-12-30", "2025-12-31", "2026-01-01",
	"2026-01-19", "2026-04-03", "2026-05-25", "2026-06-19", "2026-07-03",
	"2026-09-07", "2026-10-12", "2026-10-13", "2026-11-25", "2026-11-26",
	"2026-11-27", "2026-12-24", "2026-12-25", "2026-12-28", "2026-12-29",
	"2026-12-30", "2026-12-31", "2027-01-01", "2027-01-18", "2027-03-26",
	"2027-05-31", "2027-06-18", "2027-07-05" };

static int32_t closed_day[N(closed)];
static struct holidays academic = { closed_day, N(closed) };

static void
close_college(void)
{
	for (size_t i = 0; i < N(closed); i++) {
		int64_t end = 0;

		if (calendar_day_end(closed[i], &end))
			closed_day[i] = calendar_day_number(end);
	}
}

/* clang-format off */
static struct term {
	const char *name;
	const char *from;  /* in New York: winter -05:00, summer -04:00 */
	int days;
	const char *want;
} terms[] = {
{ "before Labor Day",            "2025-08-29T10:00:00-04:00", 1, "2025-09-02T17:00:00-04:00" },
{ "on Labor Day",                "2025-09-01T10:00:00-04:00", 5, "2025-09-08T17:00:00-04:00" },
{ "Friday evening before it",    "2025-08-29T17:00:01-04:00", 1, "2025-09-02T17:00:00-04:00" },
{ "fall break",                  "2025-10-10T16:59:59-04:00", 1, "2025-10-15T17:00:00-04:00" },
{ "in fall break",               "2025-10-13T23:59:59-04:00", 2, "2025-10-16T17:00:00-04:00" },
{ "summer time ends",            "2025-10-31T12:00:00-04:00", 1, "2025-11-03T17:00:00-05:00" },
{ "in the hour that comes twice", "2025-11-02T01:30:00-05:00", 1, "2025-11-03T17:00:00-05:00" },
{ "five days over Thanksgiving", "2025-11-24T09:00:00-05:00", 5, "2025-12-04T17:00:00-05:00" },
{ "Thanksgiving Day itself",     "2025-11-27T12:00:00-05:00", 1, "2025-12-01T17:00:00-05:00" },
{ "the last day of the year",    "2025-12-23T16:00:00-05:00", 1, "2026-01-02T17:00:00-05:00" },
{ "an hour too late in it",      "2025-12-23T18:00:00-05:00", 1, "2026-01-02T17:00:00-05:00" },
{ "five days from there",        "2025-12-23T16:00:00-05:00", 5, "2026-01-08T17:00:00-05:00" },
{ "ten days from there",         "2025-12-23T16:00:00-05:00", 10, "2026-01-15T17:00:00-05:00" },
{ "New Year's Eve, midnight",    "2025-12-31T23:59:59-05:00", 1, "2026-01-02T17:00:00-05:00" },
{ "Martin Luther King",          "2026-01-16T10:00:00-05:00", 1, "2026-01-20T17:00:00-05:00" },
{ "summer time begins",          "2026-03-06T10:00:00-05:00", 1, "2026-03-09T17:00:00-04:00" },
{ "in the hour that is left out", "2026-03-08T03:00:00-04:00", 1, "2026-03-09T17:00:00-04:00" },
{ "a minute before it",          "2026-03-08T01:59:00-05:00", 2, "2026-03-10T17:00:00-04:00" },
{ "Good Friday",                 "2026-04-02T10:00:00-04:00", 1, "2026-04-06T17:00:00-04:00" },
{ "Memorial Day",                "2026-05-22T10:00:00-04:00", 3, "2026-05-28T17:00:00-04:00" },
{ "Juneteenth, a Friday",        "2026-06-18T20:00:00-04:00", 1, "2026-06-22T17:00:00-04:00" },
{ "Independence Day, kept on Friday", "2026-07-02T12:00:00-04:00", 1, "2026-07-06T17:00:00-04:00" },
{ "the whole of it",             "2026-07-02T12:00:00-04:00", 20, "2026-07-31T17:00:00-04:00" },
{ "an August week",              "2026-08-17T08:00:00-04:00", 5, "2026-08-24T17:00:00-04:00" },
{ "Labor Day again",             "2026-09-03T17:00:00-04:00", 2, "2026-09-08T17:00:00-04:00" },
{ "a second past 17:00",         "2026-09-03T17:00:01-04:00", 2, "2026-09-09T17:00:00-04:00" },
{ "fall break again",            "2026-10-08T11:00:00-04:00", 5, "2026-10-19T17:00:00-04:00" },
{ "today",                       "2026-11-23T08:00:00-05:00", 5, "2026-12-03T17:00:00-05:00" },
{ "two days",                    "2026-11-24T08:00:00-05:00", 2, "2026-12-01T17:00:00-05:00" },
{ "Christmas Eve",               "2026-12-24T10:00:00-05:00", 1, "2027-01-04T17:00:00-05:00" },
{ "four days before it",         "2026-12-18T10:00:00-05:00", 4, "2027-01-04T17:00:00-05:00" },
{ "three days before it",        "2026-12-18T10:00:00-05:00", 3, "2026-12-23T17:00:00-05:00" },
{ "into the new term",           "2027-01-15T18:00:00-05:00", 1, "2027-01-19T17:00:00-05:00" },
{ "clocks go forward once more", "2027-03-12T17:00:01-05:00", 1, "2027-03-15T17:00:00-04:00" },
{ "Good Friday again",           "2027-03-25T09:00:00-04:00", 2, "2027-03-30T17:00:00-04:00" },
{ "Juneteenth, a Saturday",      "2027-06-17T09:00:00-04:00", 1, "2027-06-21T17:00:00-04:00" },
{ "Independence Day, on Monday", "2027-07-02T09:00:00-04:00", 1, "2027-07-06T17:00:00-04:00" },
};
/* clang-format on */

static void
check_term(void **state)
{
	const struct term *row = *state;
	char got[RFC3339_SIZE], want[RFC3339_SIZE];

	assert_string_equal(clock_rfc3339(calendar_business_days(at(row->from),
					      row->days, &academic),
				got),
	    clock_rfc3339(at(row->want), want));
}

/*
 * Ten years, hour by hour, against a model that knows nothing but the calendar
 * of the C library: it walks from midnight to midnight and asks for the wall
 * clock.  Holidays are drawn, one day in nine.
 */
static bool
model_is_free(const struct tm *tm, const struct holidays *h, int32_t day)
{
	if (tm->tm_wday == 0 || tm->tm_wday == 6)
		return true;
	for (int i = 0; i < h->n; i++)
		if (h->day[i] == day)
			return true;
	return false;
}

static int64_t
model(int64_t t, int n, const struct holidays *h)
{
	time_t when = (time_t)t;
	struct tm tm;

	localtime_r(&when, &tm);
	if (tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec > 17 * 3600)
		tm.tm_mday++;
	for (;;) {
		struct tm utc;

		tm.tm_hour = 17;
		tm.tm_min = tm.tm_sec = 0;
		tm.tm_isdst = -1;
		when = mktime(&tm);
		if (n == 0)
			return (int64_t)when;
		tm.tm_mday++;
		tm.tm_isdst = -1;
		when = mktime(&tm);
		utc = tm;
		utc.tm_hour = 0;
		if (!model_is_free(&tm, h, (int32_t)(timegm(&utc) / 86400)))
			n--;
	}
}

static void
is_as_the_model_says(const char *zone, const struct holidays *h)
{
	const int64_t from = at("2024-01-01T00:00:00Z"),
		      to = at("2034-01-01T00:00:00Z");
	struct err err = ERR_INIT;
	unsigned draw = 1;

	assert_int_equal(calendar_zone(zone, &err), OK);
	for (int64_t t = from; t < to; t += 3600 + 7 * (draw >> 24)) {
		int n;

		draw = draw * 1664525u + 1013904223u;
		n = (int)(draw >> 16) % 25;
		assert_int_equal(calendar_business_days(t, n, h),
		    model(t, n, h));
	}
}

static void
ten_years_are_as_a_model_says(void **state)
{
	static int32_t day[4096];
	struct holidays h = { day, 0 };
	int32_t end = calendar_date(2034, 6, 1);
	struct err err = ERR_INIT;
	unsigned draw = 7;

	(void)state;
	for (int32_t d = calendar_date(2024, 1, 1); d < end; d++) {
		draw = draw * 1664525u + 1013904223u;
		if ((draw >> 16) % 9 == 0)
			h.day[h.n++] = d;
	}
	is_as_the_model_says(ZONE, &h);
	is_as_the_model_says("Europe/Berlin", &h);
	is_as_the_model_says("Australia/Lord_Howe", &h);
	is_as_the_model_says("Asia/Beirut", &h); /* no midnight in March */
	assert_int_equal(calendar_zone(ZONE, &err), OK);
}

static void
dates_are_numbered_in_both_directions(void **state)
{
	(void)state;
	assert_int_equal(calendar_date(1970, 1, 1), 0);
	assert_int_equal(calendar_date(1969, 12, 31), -1);
	assert_int_equal(calendar_date(2000, 3, 1), 11017);
	assert_int_equal(calendar_date(1776, 7, 4), -70672);
}

int
main(void)
{
	struct CMUnitTest by_row[N(rows)], by_bad[N(bad_days)],
	    by_term[N(terms)];
	const struct CMUnitTest others[] = {
		cmocka_unit_test(holidays_are_no_business_days),
		cmocka_unit_test(a_day_ends_a_second_before_midnight),
		cmocka_unit_test(days_are_written_in_the_zone),
		cmocka_unit_test(zones_that_are_none_are_refused),
		cmocka_unit_test(a_zone_that_cannot_be_read_is_not_utc),
		cmocka_unit_test(dates_are_numbered_in_both_directions),
		cmocka_unit_test(ten_years_are_as_a_model_says),
	};
	struct err err = ERR_INIT;

	if (calendar_zone(ZONE, &err) != OK)
		return 1;
	close_college();
	TEST_CASES(by_row, rows, check);
	TEST_CASES(by_term, terms, check_term);
	TEST_CASES(by_bad, bad_days, no_such_day);
	return run_tests("business days", by_row, N(by_row)) +
	    run_tests("academic years", by_term, N(by_term)) +
	    run_tests("no such day", by_bad, N(by_bad)) +
	    run_tests("calendar", others, N(others));
}
