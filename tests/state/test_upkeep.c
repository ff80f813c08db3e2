/*
 * When Canvas is asked about a token, when its unlock code leaves, and what is
 * said of one that was changed by hand: rows by hand, from the contract.  The
 * token was made on Monday, 2 November 2026, at 10:00 in New York.
 */
#include <stdio.h>
#include <string.h>

#include "mailproc/base/clock.h"
#include "state/calendar.h"
#include "state/upkeep.h"
#include "tests/test.h"

#define MADE "2026-11-02T15:00:00Z"
#define ENDS "2027-01-31T23:59:59-05:00"

static int64_t
at(const char *text)
{
	int64_t t = 0;

	assert_true(text == NULL || clock_parse(text, &t));
	return t;
}

static char *
text(const char *s)
{
	return (char *)(uintptr_t)s;
}

/* clang-format off */
static struct pace {
	const char *name;
	enum state state;
	const char *since;  /* in it */
	const char *looked; /* last */
	const char *now;
	const char *next;   /* NULL: never */
} paces[] = {
{ "just made",                  ST_ISSUED, MADE, MADE, MADE, "2026-11-02T15:10:00Z" },
{ "an hour later",              ST_ISSUED, MADE, "2026-11-02T16:00:00Z", "2026-11-02T16:00:00Z", "2026-11-02T16:10:00Z" },
{ "two hours later",            ST_ISSUED, MADE, "2026-11-02T17:00:00Z", "2026-11-02T17:00:00Z", "2026-11-02T18:00:00Z" },
{ "two days later",             ST_ISSUED, MADE, "2026-11-04T15:00:00Z", "2026-11-04T15:00:00Z", "2026-11-05T15:00:00Z" },
{ "asleep since it was made",   ST_ISSUED, MADE, MADE, "2026-12-24T15:00:00Z", "2026-11-02T15:10:00Z" },
{ "just activated",             ST_ACTIVE, "2026-11-20T15:00:00Z", "2026-11-20T15:00:00Z", "2026-11-20T15:00:00Z", "2026-11-20T16:00:00Z" },
{ "active for two days",        ST_ACTIVE, "2026-11-20T15:00:00Z", "2026-11-22T15:00:00Z", "2026-11-22T15:00:00Z", "2026-11-23T15:00:00Z" },
{ "looked at by a wrong clock", ST_ACTIVE, "2026-11-20T15:00:00Z", "2031-01-01T00:00:00Z", "2026-11-25T15:00:00Z", "2026-11-25T15:00:00Z" },
{ "owed again",                 ST_APPROVED, MADE, MADE, "2026-11-25T15:00:00Z", NULL },
{ "ended",                      ST_REVOKED, MADE, MADE, "2026-11-25T15:00:00Z", NULL },
};

static struct moment {
	const char *name;
	enum state state;
	const char *since;
	const char *used;
	const char *ends;
	const char *now;
	bool hold;
	enum unlock unlock;
	bool leaves;
} moments[] = {
{ "not activated yet",               ST_ISSUED, MADE, NULL, ENDS, "2026-12-24T15:00:00Z", false, UNLOCK_THERE, false },
{ "active for six days",             ST_ACTIVE, MADE, NULL, ENDS, "2026-11-09T14:59:59Z", false, UNLOCK_THERE, false },
{ "active for seven",                ST_ACTIVE, MADE, NULL, ENDS, "2026-11-09T15:00:00Z", false, UNLOCK_THERE, true },
{ "by a clock that may be wrong",    ST_ACTIVE, MADE, NULL, ENDS, "2031-11-09T15:00:00Z", true, UNLOCK_THERE, false },
{ "used",                            ST_ACTIVE, MADE, "2026-11-02T15:00:01Z", ENDS, "2026-11-02T16:00:00Z", false, UNLOCK_THERE, true },
{ "used, whatever the clock says",   ST_ACTIVE, MADE, "2026-11-02T15:00:01Z", ENDS, "2026-11-02T16:00:00Z", true, UNLOCK_THERE, true },
{ "used before it got this secret",  ST_ACTIVE, MADE, "2026-11-01T15:00:00Z", ENDS, "2026-11-02T16:00:00Z", false, UNLOCK_THERE, false },
{ "eleven days before its end",      ST_ISSUED, MADE, NULL, ENDS, "2027-01-21T23:59:58-05:00", false, UNLOCK_THERE, false },
{ "ten days before its end",         ST_ISSUED, MADE, NULL, ENDS, "2027-01-21T23:59:59-05:00", false, UNLOCK_THERE, true },
{ "ten days, by a wrong clock",      ST_ISSUED, MADE, NULL, ENDS, "2027-01-21T23:59:59-05:00", true, UNLOCK_THERE, false },
{ "a short one keeps it for a day",  ST_ISSUED, MADE, NULL, "2026-11-09T23:59:59-05:00", "2026-11-03T14:59:59Z", false, UNLOCK_THERE, false },
{ "and no longer",                   ST_ISSUED, MADE, NULL, "2026-11-09T23:59:59-05:00", "2026-11-03T15:00:00Z", false, UNLOCK_THERE, true },
{ "owed already",                    ST_ACTIVE, MADE, "2026-11-02T16:00:00Z", ENDS, "2027-01-30T15:00:00Z", false, UNLOCK_OWED, false },
{ "there is none",                   ST_ACTIVE, MADE, "2026-11-02T16:00:00Z", ENDS, "2027-01-30T15:00:00Z", false, UNLOCK_NONE, false },
{ "ended",                           ST_EXPIRED, MADE, "2026-11-02T16:00:00Z", ENDS, "2027-02-20T15:00:00Z", false, UNLOCK_THERE, false },
};

static struct difference {
	const char *name;
	enum state state;
	const char *purpose;
	const char *ends;
	const char *seen; /* its state in Canvas */
	const char *want;
} differences[] = {
{ "as we made it",           ST_ISSUED, "[CT-1] x | unlock code A", ENDS, "pending", "" },
{ "activated",               ST_ISSUED, "[CT-1] x | unlock code A", ENDS, "active", "" },
{ "another purpose, our tag", ST_ACTIVE, "[CT-1] y", ENDS, "active", "" },
{ "no tag",                  ST_ACTIVE, "x", ENDS, "active", "Its purpose no longer begins with [CT-1]." },
{ "the tag of another",      ST_ACTIVE, "[CT-11] x", ENDS, "active", "Its purpose no longer begins with [CT-1]." },
{ "an earlier end",          ST_ACTIVE, "[CT-1] x", "2026-12-31T23:59:59-05:00", "active", "It ends on Thursday, 31 December 2026." },
{ "a later end",             ST_ISSUED, "[CT-1] x", "2028-12-31T23:59:59-05:00", "pending", "It ends on Sunday, 31 December 2028." },
{ "no end",                  ST_ACTIVE, "[CT-1] x", NULL, "active", "It has no end any more." },
{ "a new secret",            ST_ACTIVE, "[CT-1] x", ENDS, "pending", "It has a new secret and waits to be activated: the one that its owner has works no more." },
{ "two at once",             ST_ACTIVE, "x", NULL, "active", "It has no end any more. Its purpose no longer begins with [CT-1]." },
};
/* clang-format on */

static struct request
request(enum state state, const char *since)
{
	return (struct request){ .id = 1,
		.state = state,
		.since = at(since),
		.token = { .id = text("4711"), .expires_at = at(ENDS) },
		.upkeep = { .made_at = at(MADE), .looked_at = at(MADE) } };
}

static void
check_pace(void **state)
{
	const struct pace *row = *state;
	struct request r = request(row->state, row->since);

	r.upkeep.looked_at = at(row->looked);
	assert_int_equal(upkeep_look_at(&r, at(row->now)), at(row->next));
	r.token.id = text("");
	assert_int_equal(upkeep_look_at(&r, at(row->now)), 0);
}

static void
check_moment(void **state)
{
	const struct moment *row = *state;
	struct request r = request(row->state, row->since);

	r.upkeep.used_at = at(row->used);
	r.upkeep.unlock = row->unlock;
	r.token.expires_at = at(row->ends);
	assert_int_equal(upkeep_code_leaves(&r, at(row->now), row->hold),
	    row->leaves);
}

static void
check_difference(void **state)
{
	const struct difference *row = *state;
	struct request r = request(row->state, MADE);
	struct token seen = { .purpose = text(row->purpose),
		.expires_at = at(row->ends),
		.state = text(row->seen) };
	char got[TOLD_SIZE];

	assert_string_equal(upkeep_differs(&r, &seen, "[CT-1]", got),
	    row->want);
}

int
main(void)
{
	struct CMUnitTest by_pace[N(paces)], by_moment[N(moments)],
	    by_difference[N(differences)];
	struct err err = ERR_INIT;

	if (calendar_zone("America/New_York", &err) != OK)
		return 1;
	TEST_CASES(by_pace, paces, check_pace);
	TEST_CASES(by_moment, moments, check_moment);
	TEST_CASES(by_difference, differences, check_difference);
	return run_tests("pace", by_pace, N(by_pace)) +
	    run_tests("code", by_moment, N(by_moment)) +
	    run_tests("difference", by_difference, N(by_difference));
}
