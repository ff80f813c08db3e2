/*
 * Runs of `work` and messages in between, in hours since a first run; whether
 * the clock is believed after each.  "r10" is a run, "m5" a message, "c" the
 * operator's word; what is wanted: . believed, H held, B backwards.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state/jump.h"
#include "tests/test.h"

#define START 1795000000
#define HOUR  3600

/* clang-format off */
static struct row {
	const char *name;
	const char *story;
	const char *want;
} rows[] = {
{ "every hour",                        "r0 r1 r2 r3", "...." },
{ "every day",                         "r0 r24 r48 r72", "...." },
{ "two days exactly",                  "r0 r1 r49", "..." },
{ "over two days",                     "r0 r1 r50", "..H" },
{ "it stays so",                       "r0 r1 r50 r51 r52", "..HHH" },
{ "years ahead",                       "r0 r1 r50000", "..H" },
{ "and back again",                    "r0 r1 r50000 r2 r3", "..HB." },
{ "and back, a little later",          "r0 r1 r50000 r50001 r40 r41", "..HHB." },
{ "back to another wrong time",        "r0 r1 r50000 r900 r901", "..HBH" },
{ "the operator's word",               "r0 r1 r50 c r51 r52", "..H.." },
{ "asleep for three weeks",            "r0 r1 r504 r505", "..HH" },
{ "messages in between",               "r0 r1 m20 m40 m60 r80", "..." },
{ "a message that is late as well",    "r0 r1 m500 r501", "..H" },
{ "messages by a wrong clock alone",   "r0 r1 m50000 m50001 r2", "..." },
{ "the same, and then nothing",        "r0 r1 m50000 r2 r60", "...H" },
{ "backwards",                         "r10 r5 r6", ".B." },
{ "far backwards, and right again",    "r1000 r1 r2 r1000", ".B.H" },
{ "once a week: asked the first time", "r0 r168 c r336 r504", ".H.." },
{ "once a week, mails every day",      "r0 m24 m48 m72 m96 m120 m144 r168 m190 m220 m260 m290 m330 r336", "..." },
{ "once a week, then five weeks",      "r0 r168 c r336 r1176", ".H.H" },
{ "a first run late",                  "m0 m1 r100", "H" },
{ "a first run in time",               "m0 m1 r20", "." },
{ "nothing before",                    "r50000", "." },
};
/* clang-format on */

static void
check(void **state)
{
	const struct row *row = *state;
	struct clock_row clock = { 0 };
	int64_t since[16];
	int n = 0;
	char got[40] = "";

	for (const char *p = row->story; *p != '\0';) {
		char what = *p++;
		char *end;
		int64_t t = START + HOUR * strtoll(p, &end, 10);
		struct clock_verdict v;

		p = end + strspn(end, " ");
		if (what == 'c')
			clock.jumped_from = clock.jumped_to = 0;
		else if (what == 'm')
			since[n++] = t;
		if (what != 'r')
			continue;
		v = clock_judge(&clock, since, n, t);
		n = 0;
		got[strlen(got)] = v.backwards ? 'B' : v.hold ? 'H' : '.';
	}
	assert_string_equal(got, row->want);
}

int
main(void)
{
	struct CMUnitTest by_row[N(rows)];

	TEST_CASES(by_row, rows, check);
	return run_tests("clock", by_row, N(by_row));
}
