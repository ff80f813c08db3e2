/*
 * Files written by hand, and by hand which days they cover.  A row is what
 * stands between BEGIN:VCALENDAR and END:VCALENDAR; "error LINE text" is what
 * has to be said about it, the line counted from BEGIN:VCALENDAR as 1.
 */
#include <stdio.h>
#include <string.h>

#include "mailproc/net/ical.h"
#include "state/calendar.h"
#include "tests/test.h"

#define ZONE  "America/New_York"
#define EVENT "BEGIN:VEVENT\nUID:a\n"
#define NEXT  "END:VEVENT\nBEGIN:VEVENT\nUID:a\n"
#define END   "END:VEVENT\n"

/* clang-format off */
static struct row {
	const char *name;
	const char *text;
	const char *want; /* days from 2026-01-01 to 2028-12-31 */
} rows[] = {
{ "a day", EVENT "DTSTART;VALUE=DATE:20261126\n" END, "2026-11-26" },
{ "a day with its end", EVENT "DTSTART;VALUE=DATE:20261126\nDTEND;VALUE=DATE:20261127\n" END, "2026-11-26" },
{ "an end that is the same day", EVENT "DTSTART;VALUE=DATE:20261126\nDTEND;VALUE=DATE:20261126\n" END, "2026-11-26" },
{ "several days", EVENT "DTSTART;VALUE=DATE:20261126\nDTEND;VALUE=DATE:20261129\n" END, "2026-11-26 2026-11-27 2026-11-28" },
{ "several days by duration", EVENT "DTSTART;VALUE=DATE:20261126\nDURATION:P2D\n" END, "2026-11-26 2026-11-27" },
{ "over the new year", EVENT "DTSTART;VALUE=DATE:20261231\nDTEND;VALUE=DATE:20270102\n" END, "2026-12-31 2027-01-01" },
{ "begins before our days", EVENT "DTSTART;VALUE=DATE:20251230\nDTEND;VALUE=DATE:20260102\n" END, "2026-01-01" },
{ "goes on behind them", EVENT "DTSTART;VALUE=DATE:20281231\nDTEND;VALUE=DATE:20290105\n" END, "2028-12-31" },
{ "yearly", EVENT "DTSTART;VALUE=DATE:20200704\nRRULE:FREQ=YEARLY\n" END, "2026-07-04 2027-07-04 2028-07-04" },
{ "yearly since 1776", EVENT "DTSTART;VALUE=DATE:17760704\nRRULE:FREQ=YEARLY\n" END, "2026-07-04 2027-07-04 2028-07-04" },
{ "the fourth Thursday", EVENT "DTSTART;VALUE=DATE:20201126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\n" END, "2026-11-26 2027-11-25 2028-11-23" },
{ "the last Monday", EVENT "DTSTART;VALUE=DATE:20210531\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO\n" END, "2026-05-25 2027-05-31 2028-05-29" },
{ "yearly, two days", EVENT "DTSTART;VALUE=DATE:20201224\nDTEND;VALUE=DATE:20201226\nRRULE:FREQ=YEARLY;UNTIL=20271224\n" END, "2026-12-24 2026-12-25 2027-12-24 2027-12-25" },
{ "the day that a leap year has", EVENT "DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY\n" END, "2028-02-29" },
{ "three times", EVENT "DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=WEEKLY;COUNT=3\n" END, "2026-01-05 2026-01-12 2026-01-19" },
{ "every other week", EVENT "DTSTART;VALUE=DATE:20281201\nRRULE:FREQ=WEEKLY;INTERVAL=2\n" END, "2028-12-01 2028-12-15 2028-12-29" },
{ "a rule that is over before our days", EVENT "DTSTART;VALUE=DATE:20200101\nRRULE:FREQ=YEARLY;COUNT=2\n" END, "" },
{ "the first time counts, whatever the rule", EVENT "DTSTART;VALUE=DATE:20261001\nRRULE:FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=11;UNTIL=20271231\n" END, "2026-10-01 2026-11-11 2027-11-11" },
{ "with an exception", EVENT "DTSTART;VALUE=DATE:20200704\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20270704\n" END, "2026-07-04 2028-07-04" },
{ "two exceptions on a line", EVENT "DTSTART;VALUE=DATE:20200704\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20260704,2027\n 0704\n" END, "2028-07-04" },
{ "two lines of exceptions", EVENT "DTSTART;VALUE=DATE:20200704\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20260704\nEXDATE;VALUE=DATE:20270704\n" END, "2028-07-04" },
{ "further days", EVENT "DTSTART;VALUE=DATE:20260703\nRDATE;VALUE=DATE:20270705,20280703\n" END, "2026-07-03 2027-07-05 2028-07-03" },
{ "cancelled", EVENT "DTSTART;VALUE=DATE:20260703\nSTATUS:CANCELLED\n" END, "" },
{ "one of many cancelled", EVENT "DTSTART;VALUE=DATE:20200704\nRRULE:FREQ=YEARLY\n" NEXT "RECURRENCE-ID;VALUE=DATE:20270704\nDTSTART;VALUE=DATE:20270704\nSTATUS:CANCELLED\n" END, "2026-07-04 2028-07-04" },
{ "one of many moved", EVENT "DTSTART;VALUE=DATE:20200704\nRRULE:FREQ=YEARLY\n" NEXT "RECURRENCE-ID;VALUE=DATE:20270704\nDTSTART;VALUE=DATE:20270705\n" END, "2026-07-04 2027-07-05 2028-07-04" },
{ "moved, told before the rule", EVENT "RECURRENCE-ID;VALUE=DATE:20270704\nDTSTART;VALUE=DATE:20270705\n" NEXT "DTSTART;VALUE=DATE:20200704\nRRULE:FREQ=YEARLY\n" END, "2026-07-04 2027-07-05 2028-07-04" },
{ "moved in another series", EVENT "DTSTART;VALUE=DATE:20260704\n" END "BEGIN:VEVENT\nUID:b\nRECURRENCE-ID;VALUE=DATE:20260704\nDTSTART;VALUE=DATE:20260705\n" END, "2026-07-04 2026-07-05" },
{ "transparent, as calendars of holidays are", EVENT "TRANSP:TRANSPARENT\nDTSTART;VALUE=DATE:20261126\nSUMMARY:x\nDESCRIPTION:\n" END, "2026-11-26" },
{ "no VALUE=DATE", EVENT "DTSTART:20261126\n" END, "2026-11-26" },
{ "from midnight to midnight, our zone", EVENT "DTSTART:20261126T000000\nDTEND:20261127T000000\n" END, "2026-11-26" },
{ "the same with the name of the zone", EVENT "DTSTART;TZID=America/New_York:20261126T000000\nDTEND;TZID=America/New_York:20261127T000000\n" END, "2026-11-26" },
{ "the same in UTC", EVENT "DTSTART:20261126T050000Z\nDTEND:20261127T050000Z\n" END, "2026-11-26" },
{ "the same from Chicago", EVENT "DTSTART;TZID=America/Chicago:20261125T230000\nDTEND;TZID=America/Chicago:20261126T230000\n" END, "2026-11-26" },
{ "a zone of the file's own", "BEGIN:VTIMEZONE\nTZID:Campus\nBEGIN:STANDARD\nDTSTART:20000101T000000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0500\nEND:STANDARD\nEND:VTIMEZONE\n"
	EVENT "DTSTART;TZID=Campus:20261126T000000\nDTEND;TZID=Campus:20261127T000000\n" END, "2026-11-26" },
{ "an hour is no day", EVENT "DTSTART:20261126T090000\nDTEND:20261126T170000\n" END, "" },
{ "an afternoon, a day and a morning", EVENT "DTSTART:20261125T120000\nDTEND:20261127T120000\n" END, "2026-11-26" },
{ "a moment is no day", EVENT "DTSTART:20261126T000000\n" END, "" },
{ "a day of 23 hours", EVENT "DTSTART:20270314T000000\nDTEND:20270315T000000\n" END, "2027-03-14" },
{ "a day of 25 hours", EVENT "DTSTART:20261101T000000\nDTEND:20261102T000000\n" END, "2026-11-01" },
{ "24 hours of a day of 25", EVENT "DTSTART:20261101T000000\nDTEND;TZID=UTC:20261102T040000\n" END, "" },
{ "yearly with times", EVENT "DTSTART;TZID=America/New_York:20260704T000000\nDURATION:P1D\nRRULE:FREQ=YEARLY\n" END, "2026-07-04 2027-07-04 2028-07-04" },
{ "nothing in it", "", "" },
{ "a task is no event", "BEGIN:VTODO\nDTSTART;VALUE=DATE:20261126\nEND:VTODO\n", "" },
{ "an alarm inside", EVENT "DTSTART;VALUE=DATE:20261126\nBEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:x\nTRIGGER:-P1D\nDURATION:PT5M\nREPEAT:1\nEND:VALARM\n" END, "2026-11-26" },
{ "months of the Hebrew calendar", EVENT "DTSTART;VALUE=DATE:20260912\nRRULE:RSCALE=HEBREW;FREQ=YEARLY\n" END, "2026-09-12 2027-10-02 2028-09-21" },

{ "an impossible rule", EVENT "DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n" END, "error 5 libical gave up on this rule" },
{ "a month that is none", EVENT "DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=YEARLY;BYMONTH=13\n" END, "error 5 libical gave up on this rule" },
{ "no rule at all", EVENT "DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=NEVER\n" END, "error 5 libical cannot read this" },
{ "Easter", EVENT "DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=YEARLY;BYEASTER=-2\n" END, "error 5 libical cannot read this" },
{ "an end that is none", EVENT "DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=YEARLY;UNTIL=soon\n" END, "error 5 libical cannot read this" },
{ "every second", EVENT "DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30\n" END, "error 5 expected a rule of days, weeks, months or years" },
{ "every hour", EVENT "DTSTART:20260105T000000\nRRULE:FREQ=HOURLY\n" END, "error 5 expected a rule of days, weeks, months or years" },
{ "an unknown zone", EVENT "DTSTART;TZID=Mars/Olympus:20261126T000000\nDTEND:20261127T000000\n" END, "error 4 an unknown time zone" },
{ "an unknown zone of the end", EVENT "DTSTART:20261126T000000\nDTEND;TZID=Mars/Olympus:20261127T000000\n" END, "error 5 an unknown time zone" },
{ "an unknown zone of an exception", EVENT "DTSTART:20261126T000000\nRRULE:FREQ=YEARLY\nEXDATE;TZID=Mars/Olympus:20271126T000000\n" END, "error 6 an unknown time zone" },
{ "no such day", EVENT "DTSTART;VALUE=DATE:20260231\n" END, "error 4 a day that is none" },
{ "an end that is no day", EVENT "DTSTART;VALUE=DATE:20261126\nDTEND;VALUE=DATE:20261340\n" END, "error 5 a day that is none" },
{ "a beginning in words", EVENT "DTSTART;VALUE=DATE:tomorrow\n" END, "error 4 libical cannot read this" },
{ "an exception in words", EVENT "DTSTART;VALUE=DATE:20260704\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20270704,soon\n" END, "error 6 libical cannot read this" },
{ "no beginning", EVENT "SUMMARY:x\n" END, "error 2 an event without DTSTART" },
{ "two beginnings", EVENT "DTSTART;VALUE=DATE:20260704\nDTSTART;VALUE=DATE:20260705\n" END, "error 4 an event has one DTSTART" },
{ "ends before it begins", EVENT "DTSTART;VALUE=DATE:20261126\nDTEND;VALUE=DATE:20261120\n" END, "error 2 an event ends before it begins" },
{ "a day to a time", EVENT "DTSTART;VALUE=DATE:20261126\nDTEND:20261127T000000\n" END, "error 5 a day where a time begins it, or a time where a day does" },
{ "a change of all that follow", EVENT "DTSTART;VALUE=DATE:20200704\nRRULE:FREQ=YEARLY\n" NEXT "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20270704\nDTSTART;VALUE=DATE:20270705\n" END, "error 9 changes of one day at a time are understood, no RANGE" },
{ "an old rule of exceptions", EVENT "DTSTART;VALUE=DATE:20200704\nRRULE:FREQ=YEARLY\nEXRULE:FREQ=YEARLY;INTERVAL=2\n" END, "error 6 EXRULE is none of RFC 5545; use EXDATE" },
{ "no END of the event", EVENT "DTSTART;VALUE=DATE:20260704\n", "error 5 an END without its BEGIN before it" },
{ "a line that is none", EVENT "DTSTART;VALUE=DATE:20260704\n<p>\n" END, "error 5 expected a name and a value" },
};

/* Files as they are. */
static struct file {
	const char *name;
	const char *text;
	const char *want;
} files[] = {
{ "empty", "", "error 1 there is no calendar in it" },
{ "blank lines", "\n\n", "error 1 there is no calendar in it" },
{ "a page of a web server", "<!DOCTYPE html>\n<html>\n", "error 1 expected BEGIN:VCALENDAR" },
{ "a login page", "Location: https://x\n", "error 1 expected BEGIN:VCALENDAR" },
{ "half of it", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261126\n", "error 3 the file ends here, without END:VEVENT" },
{ "without its last line", "BEGIN:VCALENDAR\n" EVENT "DTSTART;VALUE=DATE:20261126\n" END, "error 5 the file ends here, without END:VCALENDAR" },
{ "two calendars", "BEGIN:VCALENDAR\nEND:VCALENDAR\nBEGIN:VCALENDAR\nEND:VCALENDAR\n", "error 3 a second calendar" },
{ "an event alone", "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261126\nEND:VEVENT\n", "error 1 expected BEGIN:VCALENDAR" },
{ "a mark of UTF-8, CRLF, small letters", "\xef\xbb\xbf" "begin:vcalendar\r\nbegin:vevent\r\ndtstart;value=date:20261126\r\nend:vevent\r\nend:vcalendar\r\n\r\n", "2026-11-26" },
{ "no line end at the end", "BEGIN:VCALENDAR\n" EVENT "DTSTART;VALUE=DATE:20261126\n" END "END:VCALENDAR", "2026-11-26" },
};
/* clang-format on */

static void
is_read_as(const char *text, const char *want)
{
	static struct day_set days;
	struct buf file = BUF_INIT(1 << 20), got = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;
	char day[DAY_SIZE];
	int line;

	days.first = calendar_date(2026, 1, 1);
	days.n = calendar_date(2029, 1, 1) - days.first;
	memset(days.day, 0, sizeof days.day);
	buf_adds(&file, text);
	if (ical_days("h.ics", &file, &days, &err) != OK) {
		assert_int_equal(sscanf(err.text, "h.ics:%d:", &line), 1);
		buf_addf(&got, "error %d%s", line,
		    strchr(strchr(err.text, ':') + 1, ':') + 1);
	} else
		for (int32_t i = 0; i < days.n; i++)
			if (days.day[i])
				buf_addf(&got, "%s%s", got.len > 0 ? " " : "",
				    calendar_day(calendar_instant(
						     days.first + i, 12, 0, 0),
					day));
	assert_string_equal(got.str, want);
	buf_free(&file);
	buf_free(&got);
}

static void
check(void **state)
{
	const struct row *row = *state;
	struct buf text = BUF_INIT(1 << 16);

	buf_addf(&text, "BEGIN:VCALENDAR\n%sEND:VCALENDAR\n", row->text);
	is_read_as(text.str, row->want);
	buf_free(&text);
}

static void
check_file(void **state)
{
	const struct file *file = *state;

	is_read_as(file->text, file->want);
}

static void
events_without_number_are_refused(void **state)
{
	struct buf text = BUF_INIT(1 << 20);
	struct day_set days = { 0, 0, { false } };
	struct err err = ERR_INIT;

	(void)state;
	buf_adds(&text, "BEGIN:VCALENDAR\n");
	for (int i = 0; i < 5001; i++)
		buf_adds(&text,
		    "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261126\nEND:VEVENT\n");
	buf_adds(&text, "END:VCALENDAR\n");
	assert_int_equal(ical_days("h.ics", &text, &days, &err), ERR_CONFIG);
	assert_string_equal(err.text, "h.ics:15002: more than 5000 events");
	buf_free(&text);
}

int
main(void)
{
	struct CMUnitTest by_row[N(rows)], by_file[N(files)];
	const struct CMUnitTest others[] = {
		cmocka_unit_test(events_without_number_are_refused),
	};
	struct err err = ERR_INIT;

	if (calendar_zone(ZONE, &err) != OK)
		return 1;
	TEST_CASES(by_row, rows, check);
	TEST_CASES(by_file, files, check_file);
	return run_tests("events", by_row, N(by_row)) +
	    run_tests("files", by_file, N(by_file)) +
	    run_tests("ical", others, N(others));
}
