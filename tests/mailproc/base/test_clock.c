#include <stdlib.h>
#include <time.h>

#include "mailproc/base/clock.h"
#include "tests/test.h"

#define NO INT64_MIN

struct row {
	const char *name;
	const char *text;
	int64_t time; /* NO: refused */
};

/* clang-format off */
static struct row cases[] = {
    { "epoch",              "1970-01-01T00:00:00Z", 0 },
    { "last_second_of_day", "1970-01-01T23:59:59Z", 86399 },
    { "billion",            "2001-09-09T01:46:40Z", 1000000000 },
    { "2_to_the_31",        "2038-01-19T03:14:08Z", 2147483648 },
    { "before_epoch",       "1969-12-31T23:59:59Z", -1 },
    { "leap_day",           "2024-02-29T00:00:00Z", 1709164800 },
    { "east",               "1970-01-01T01:30:00+01:30", 0 },
    { "west",               "1969-12-31T19:00:00-05:00", 0 },
    { "minus_zero",         "1970-01-01T00:00:00-00:00", 0 },
    { "fraction",           "1970-01-01T00:00:01.999Z", 1 },
    { "small_letters",      "1970-01-01t00:00:02z", 2 },
    { "blank_between",      "1970-01-01 00:00:03Z", 3 },
    { "30_february",        "2026-02-30T00:00:00Z", NO },
    { "leap_day_in_2100",   "2100-02-29T00:00:00Z", NO },
    { "month_13",           "2026-13-01T00:00:00Z", NO },
    { "month_0",            "2026-00-01T00:00:00Z", NO },
    { "day_0",              "2026-01-00T00:00:00Z", NO },
    { "hour_24",            "2026-01-01T24:00:00Z", NO },
    { "minute_60",          "2026-01-01T00:60:00Z", NO },
    { "second_60",          "2026-01-01T00:00:60Z", NO },
    { "no_zone",            "2026-01-01T00:00:00", NO },
    { "zone_without_colon", "2026-01-01T00:00:00+0100", NO },
    { "zone_24",            "2026-01-01T00:00:00+24:00", NO },
    { "zone_minute_60",     "2026-01-01T00:00:00+01:60", NO },
    { "date_only",          "2026-01-01", NO },
    { "one_digit",          "2026-1-01T00:00:00Z", NO },
    { "sign_in_year",       "-026-01-01T00:00:00Z", NO },
    { "blank_in_front",     " 2026-01-01T00:00:00Z", NO },
    { "more_behind",        "2026-01-01T00:00:00Zx", NO },
    { "empty",              "", NO },
    { "word",               "now", NO },
};
/* clang-format on */

static void
check(void **state)
{
	const struct row *want = *state;
	int64_t got = 0;

	assert_int_equal(clock_parse(want->text, &got), want->time != NO);
	if (want->time != NO)
		assert_true(got == want->time);
}

static void
prints_what_it_reads(void **state)
{
	char out[RFC3339_SIZE];

	(void)state;
	assert_string_equal(clock_rfc3339(0, out), "1970-01-01T00:00:00Z");
	assert_string_equal(clock_rfc3339(2147483648, out),
	    "2038-01-19T03:14:08Z");
	assert_string_equal(clock_rfc3339(1709164800, out),
	    "2024-02-29T00:00:00Z");
}

static void
prints_dates_for_mails(void **state)
{
	char out[RFC5322_SIZE];

	(void)state;
	assert_string_equal(clock_rfc5322(0, out),
	    "Thu, 01 Jan 1970 00:00:00 +0000");
	assert_string_equal(clock_rfc5322(1000000000, out),
	    "Sun, 09 Sep 2001 01:46:40 +0000");
	assert_string_equal(clock_rfc5322(1735603200, out),
	    "Tue, 31 Dec 2024 00:00:00 +0000");
}

/* clang-format off */
static struct row dates[] = {
    { "utc",             "Thu, 01 Jan 1970 00:00:00 +0000", 0 },
    { "west",            "Wed, 31 Dec 1969 19:00:01 -0500 (EST)", 1 },
    { "east_no_day",     "1 Jan 1970 01:30:00 +0130", 0 },
    { "folded_blanks",   "  Thu,  1  jan 1970 00:00:02\t+0000", 2 },
    { "no_seconds",      "Sun, 9 Sep 2001 01:46 +0000", 999999960 },
    { "obsolete_zone",   "Thu, 01 Jan 1970 00:00:03 GMT", 3 },
    { "zone_of_words",   "Thu, 01 Jan 1970 00:00:04 +1x00", 4 },
    { "30_february",     "30 Feb 2026 00:00:00 +0000", NO },
    { "month_unknown",   "1 Foo 2026 00:00:00 +0000", NO },
    { "hour_24",         "1 Jan 2026 24:00:00 +0000", NO },
    { "seconds_cut",     "1 Jan 2026 00:00:0", NO },
    { "date_only",       "Thu, 1 Jan 1970", NO },
    { "rfc_3339",        "1970-01-01T00:00:00Z", NO },
    { "empty",           "", NO },
};
/* clang-format on */

static void
reads_dates_of_mails(void **state)
{
	const struct row *want = *state;
	int64_t got = 0;

	assert_int_equal(clock_parse_mail(want->text, &got), want->time != NO);
	if (want->time != NO)
		assert_true(got == want->time);
}

/* What we print is UTC wherever the machine stands. */
static void
is_blind_to_the_zone(void **state)
{
	char out[RFC3339_SIZE];
	int64_t t;

	(void)state;
	setenv("TZ", "America/New_York", 1);
	tzset();
	assert_string_equal(clock_rfc3339(0, out), "1970-01-01T00:00:00Z");
	assert_true(clock_parse("1970-01-01T00:00:00Z", &t));
	assert_true(t == 0);
	unsetenv("TZ");
	tzset();
}

static void
knows_that_it_is_late(void **state)
{
	(void)state;
	assert_true(clock_now() > 1700000000);
}

int
main(void)
{
	struct CMUnitTest rows[N(cases)], mails[N(dates)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_what_it_reads),
		cmocka_unit_test(prints_dates_for_mails),
		cmocka_unit_test(is_blind_to_the_zone),
		cmocka_unit_test(knows_that_it_is_late),
	};

	TEST_CASES(rows, cases, check);
	TEST_CASES(mails, dates, reads_dates_of_mails);
	return run_tests("clock", tests, N(tests)) +
	    run_tests("clock_parse", rows, N(rows)) +
	    run_tests("clock_parse_mail", mails, N(mails));
}
