/*
 * What is due when, and what is done then: by hand, from the contract.  Times
 * are New York's; the request came on Monday, 2 November 2026, at 10:00 and
 * the college closes for Thanksgiving on 26 and 27 November.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/clock.h"
#include "state/deadlines.h"
#include "state/workflow.h"
#include "tests/test.h"

#define ZONE   "America/New_York"
#define MONDAY "2026-11-02T10:00:00-05:00"

static const struct config config = {
	.time = { .review_days = 5,
	    .sponsor_remind = { { 2, 4 }, 2 },
	    .sponsor_give_up = 10,
	    .answer_give_up = 10,
	    .review_remind = { { 3, 4 }, 2 },
	    .activate_remind = 5,
	    .activate_give_up = 20,
	    .expiry_warn = { { 14, 3 }, 2 },
	    .review_tokens_after = 365,
	    .review_tokens_give_up = 10 },
};

static int64_t
at(const char *text)
{
	int64_t t = 0;

	assert_true(clock_parse(text, &t));
	return t;
}

static struct holidays *
thanksgiving(void)
{
	static int32_t day[2];
	static struct holidays h = { day, 2 };

	day[0] = calendar_date(2026, 11, 26);
	day[1] = calendar_date(2026, 11, 27);
	return &h;
}

/* clang-format off */
static struct moment {
	const char *name;
	enum state state;
	const char *stopped; /* "N" seconds spent in question, NULL: none */
	const char *ends;    /* the token's last second, NULL: no token */
	const char *now;
	bool hold;
	const char *done;    /* names, each with a blank behind it */
	const char *want;    /* names of what is done at now */
} rows[] = {
{ "nothing yet",                     ST_SPONSOR, NULL, NULL, MONDAY, false, "", "" },
{ "a second before two days end",    ST_SPONSOR, NULL, NULL, "2026-11-04T16:59:59-05:00", false, "", "" },
{ "two days have ended",             ST_SPONSOR, NULL, NULL, "2026-11-04T17:00:00-05:00", false, "", "sponsor_remind 2" },
{ "once",                            ST_SPONSOR, NULL, NULL, "2026-11-05T17:00:00-05:00", false, "sponsor_remind 2 ", "" },
{ "four days have ended",            ST_SPONSOR, NULL, NULL, "2026-11-06T17:00:00-05:00", false, "sponsor_remind 2 ", "sponsor_remind 4" },
{ "asleep since then: the last one", ST_SPONSOR, NULL, NULL, "2026-11-13T12:00:00-05:00", false, "", "sponsor_remind 4" },
{ "ten days have ended",             ST_SPONSOR, NULL, NULL, "2026-11-16T17:00:00-05:00", false, "sponsor_remind 2 sponsor_remind 4 ", "sponsor_give_up" },
{ "asleep for three weeks",          ST_SPONSOR, NULL, NULL, "2026-11-23T17:00:00-05:00", false, "", "sponsor_give_up" },
{ "a held clock ends requests",      ST_SPONSOR, NULL, NULL, "2026-11-23T17:00:00-05:00", true, "", "sponsor_give_up" },

{ "no review reminder yet",          ST_REVIEW, NULL, NULL, "2026-11-05T16:59:59-05:00", false, "", "" },
{ "the third day",                   ST_REVIEW, NULL, NULL, "2026-11-05T17:00:00-05:00", false, "", "review_remind 3" },
{ "the fourth",                      ST_REVIEW, NULL, NULL, "2026-11-06T17:00:00-05:00", false, "review_remind 3 ", "review_remind 4" },
{ "the fifth is over",               ST_REVIEW, NULL, NULL, "2026-11-09T17:00:00-05:00", false, "review_remind 3 review_remind 4 ", "review_days" },
{ "asleep: overdue alone",           ST_REVIEW, NULL, NULL, "2026-11-30T12:00:00-05:00", false, "", "review_days" },
{ "overdue is said once",            ST_REVIEW, NULL, NULL, "2026-12-30T12:00:00-05:00", false, "review_remind 3 review_remind 4 review_days ", "" },
{ "the clock stood for two days",    ST_REVIEW, "172800", NULL, "2026-11-06T17:00:00-05:00", false, "", "" },
{ "and runs on",                     ST_REVIEW, "172800", NULL, "2026-11-07T17:00:00-05:00", false, "", "review_remind 3" },
{ "to a later end",                  ST_REVIEW, "172800", NULL, "2026-11-11T16:59:59-05:00", false, "review_remind 3 review_remind 4 ", "" },
{ "which comes",                     ST_REVIEW, "172800", NULL, "2026-11-11T17:00:00-05:00", false, "review_remind 3 review_remind 4 ", "review_days" },

{ "a question without an answer",    ST_QUESTION, NULL, NULL, "2026-11-16T16:59:59-05:00", false, "", "" },
{ "for ten days",                    ST_QUESTION, NULL, NULL, "2026-11-16T17:00:00-05:00", false, "", "answer_give_up" },
{ "a form that nobody fills in",     ST_INCOMPLETE, NULL, NULL, "2026-11-16T17:00:00-05:00", false, "", "answer_give_up" },
{ "nobody waits for Canvas to be asked", ST_CHECKING, NULL, NULL, "2027-11-16T17:00:00-05:00", false, "", "" },
{ "nor for a token to be made",      ST_APPROVED, NULL, NULL, "2027-11-16T17:00:00-05:00", false, "", "" },
{ "what has ended has no time",      ST_LAPSED, NULL, "2026-12-31T23:59:59-05:00", "2027-11-16T17:00:00-05:00", false, "", "" },

{ "activate it",                     ST_ISSUED, NULL, "2027-01-31T23:59:59-05:00", "2026-11-09T17:00:00-05:00", false, "", "activate_remind" },
{ "twenty days, but for Thanksgiving", ST_ISSUED, NULL, "2027-01-31T23:59:59-05:00", "2026-12-02T16:59:59-05:00", false, "activate_remind ", "" },
{ "never activated",                 ST_ISSUED, NULL, "2027-01-31T23:59:59-05:00", "2026-12-02T17:00:00-05:00", false, "activate_remind ", "activate_give_up" },
{ "asleep, never activated",         ST_ISSUED, NULL, "2027-01-31T23:59:59-05:00", "2026-12-20T17:00:00-05:00", false, "", "activate_give_up" },
{ "a held clock deletes nothing",    ST_ISSUED, NULL, "2027-01-31T23:59:59-05:00", "2026-12-20T17:00:00-05:00", true, "activate_remind ", "" },
{ "but reminds",                     ST_ISSUED, NULL, "2027-01-31T23:59:59-05:00", "2026-12-20T17:00:00-05:00", true, "", "activate_remind" },
{ "no token that we know of",        ST_ISSUED, NULL, NULL, "2027-11-16T17:00:00-05:00", false, "", "" },

{ "fifteen days before",             ST_ACTIVE, NULL, "2027-01-31T23:59:59-05:00", "2027-01-16T23:59:59-05:00", false, "", "" },
{ "fourteen days before",            ST_ACTIVE, NULL, "2027-01-31T23:59:59-05:00", "2027-01-17T00:00:00-05:00", false, "", "expiry_warn 14" },
{ "three days before",               ST_ACTIVE, NULL, "2027-01-31T23:59:59-05:00", "2027-01-28T00:00:00-05:00", false, "expiry_warn 14 ", "expiry_warn 3" },
{ "asleep: the nearer one",          ST_ACTIVE, NULL, "2027-01-31T23:59:59-05:00", "2027-01-30T00:00:00-05:00", false, "", "expiry_warn 3" },
{ "its last second",                 ST_ACTIVE, NULL, "2027-01-31T23:59:59-05:00", "2027-01-31T23:59:59-05:00", false, "expiry_warn 14 expiry_warn 3 ", "" },
{ "is over",                         ST_ACTIVE, NULL, "2027-01-31T23:59:59-05:00", "2027-02-01T00:00:00-05:00", false, "expiry_warn 14 expiry_warn 3 ", "end" },
{ "asleep over its end",             ST_ACTIVE, NULL, "2027-01-31T23:59:59-05:00", "2027-03-01T00:00:00-05:00", false, "", "end" },
{ "a held clock lets it live",       ST_ACTIVE, NULL, "2027-01-31T23:59:59-05:00", "2028-03-01T00:00:00-05:00", true, "expiry_warn 14 expiry_warn 3 ", "" },
{ "across summer time",              ST_ACTIVE, NULL, "2027-03-20T23:59:59-04:00", "2027-03-06T00:00:00-05:00", false, "", "expiry_warn 14" },
{ "a short token: its end was just told", ST_ACTIVE, NULL, "2026-11-10T23:59:59-05:00", "2026-11-04T12:00:00-05:00", false, "", "" },
{ "but three days before it is told", ST_ACTIVE, NULL, "2026-11-10T23:59:59-05:00", "2026-11-07T00:00:00-05:00", false, "", "expiry_warn 3" },
{ "two kinds at once",               ST_ISSUED, NULL, "2026-11-20T23:59:59-05:00", "2026-11-09T17:00:00-05:00", false, "", "expiry_warn 14 activate_remind" },
{ "the end ends both",               ST_ISSUED, NULL, "2026-11-20T23:59:59-05:00", "2026-12-30T17:00:00-05:00", false, "", "end" },
};

/* Whether a token is still used; kept: held to be so since. */
static struct review {
	const char *name;
	enum state state;
	const char *kept;
	const char *asked; /* NULL: not asked */
	int after;
	const char *now;
	const char *done;
	const char *want;
} reviews[] = {
{ "not a year yet",            ST_ACTIVE, MONDAY, NULL, 365, "2027-11-02T09:59:59-05:00", "", "" },
{ "a year",                    ST_ACTIVE, MONDAY, NULL, 365, "2027-11-02T10:00:00-05:00", "", "review_tokens_after" },
{ "once",                      ST_ACTIVE, MONDAY, NULL, 365, "2027-11-05T10:00:00-05:00", "review_tokens_after ", "" },
{ "a shorter year",            ST_ACTIVE, MONDAY, NULL, 100, "2027-02-10T10:00:00-05:00", "", "review_tokens_after" },
{ "never",                     ST_ACTIVE, MONDAY, NULL, 0, "2037-11-02T10:00:00-05:00", "", "" },
{ "not activated yet",         ST_ISSUED, MONDAY, NULL, 365, "2027-11-02T10:00:00-05:00", "", "" },
{ "made before there was one", ST_ACTIVE, NULL, NULL, 365, "2027-11-02T10:00:00-05:00", "", "" },
{ "asked, nobody answers",     ST_ACTIVE, "2025-11-02T10:00:00-05:00", MONDAY, 365, "2026-11-16T16:59:59-05:00", "review_tokens_after ", "" },
{ "for ten business days",     ST_ACTIVE, "2025-11-02T10:00:00-05:00", MONDAY, 365, "2026-11-16T17:00:00-05:00", "review_tokens_after ", "review_tokens_give_up" },
{ "that is said once",         ST_ACTIVE, MONDAY, MONDAY, 365, "2026-12-24T17:00:00-05:00", "review_tokens_give_up ", "" },
{ "and asked again in a year", ST_ACTIVE, MONDAY, MONDAY, 365, "2027-11-02T10:00:00-05:00", "review_tokens_give_up ", "review_tokens_after" },
};
/* clang-format on */

static char *
text(const char *s)
{
	return (char *)(uintptr_t)s;
}

/* A request that came to its state on Monday. */
static struct request
request(const struct moment *row)
{
	struct request r = { .id = 1,
		.state = row->state,
		.since = at(MONDAY),
		.decided_at = at(MONDAY),
		.token = { .id = text(row->ends == NULL ? "" : "4711"),
		    .state = text(row->ends == NULL ? "" : "pending"),
		    .expires_at = row->ends == NULL ? 0 : at(row->ends) } };

	if (row->state == ST_REVIEW) {
		r.review_at = at(MONDAY);
		r.due_at = calendar_business_days(r.review_at,
		    config.time.review_days, thanksgiving());
		if (row->stopped != NULL)
			r.due_at += strtoll(row->stopped, NULL, 10);
	}
	return r;
}

/* What is done at now, if these were done before; each with a blank. */
static void
look(const struct config *c, const struct request *r, const char *done,
    const char *now, bool hold, char got[200])
{
	struct due due[DUE_MAX];
	int n = deadlines_of(c, r, thanksgiving(), due), pick[PICK_MAX];
	char name[DEADLINE_NAME + 2];
	int picked;

	got[0] = '\0';
	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof name, "%s ", due[i].name);
		due[i].done = strstr(done, name) != NULL;
		assert_true(i == 0 || due[i - 1].at <= due[i].at);
		assert_true(due[i].since > 0);
	}
	picked = deadlines_pick(due, n, at(now), hold, pick);
	for (int i = 0; i < picked; i++)
		snprintf(got + strlen(got), 200 - strlen(got), "%s%s",
		    i > 0 ? " " : "", due[pick[i]].name);
}

static void
check(void **state)
{
	const struct moment *row = *state;
	struct request r = request(row);
	char got[200];

	look(&config, &r, row->done, row->now, row->hold, got);
	assert_string_equal(got, row->want);
}

static void
check_review(void **state)
{
	const struct review *row = *state;
	struct config c = config;
	struct request r = { .id = 1,
		.state = row->state,
		.since = at(MONDAY),
		.token = { .id = text(""), .state = text("") },
		.upkeep = { .kept_at = row->kept == NULL ? 0 : at(row->kept),
		    .asked_at = row->asked == NULL ? 0 : at(row->asked) } };
	char got[200];

	c.time.review_tokens_after = row->after;
	look(&c, &r, row->done, row->now, false, got);
	assert_string_equal(got, row->want);
}

/* What the table names, the workflow knows. */
static void
every_row_is_a_row_of_the_workflow(void **state)
{
	(void)state;
	for (size_t i = 0; i < deadline_rows; i++) {
		struct situation now = { .state = deadlines[i].in,
			.asked = true };
		struct decision d =
		    decide(&now, deadlines[i].on, ROLE_MAILPROC);
		bool ends = deadlines[i].on == EV_TIME_UP ||
		    deadlines[i].on == EV_END_DATE;

		assert_int_equal(d.reason, RE_OK);
		assert_true(
		    ends ? state_ended(d.row->to) : d.row->to == now.state);
		for (int k = 0; k < EFFECTS_MAX; k++)
			if (d.row->effect[k].kind == FX_DEBT)
				assert_true(deadlines[i].deletes);
	}
}

/* However often, and at whatever moments: each once, in order. */
static void
whenever_it_is_looked_at_each_comes_once(void **state)
{
	static const int64_t steps[] = { 60 * 11, 3600 * 7, 86400, 86400 * 7 };

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		for (size_t s = 0; s < N(steps); s++) {
			struct request r = request(&rows[i]);
			struct due due[DUE_MAX];
			int n = deadlines_of(&config, &r, thanksgiving(), due);
			int pick[PICK_MAX], told = 0;
			int64_t last = 0, end = at("2027-06-01T00:00:00Z");

			for (int64_t t = at(MONDAY); t < end; t += steps[s]) {
				int k = deadlines_pick(due, n, t, false, pick);

				for (int p = 0; p < k; p++) {
					struct due *d = &due[pick[p]];

					assert_false(d->done);
					assert_true(d->at <= t);
					assert_true(d->at >= last || k > 1 ||
					    told == 0 || r.state == ST_ISSUED);
					last = d->at;
					told++;
					d->done = true;
					for (int o = 0; o < n; o++)
						due[o].done = due[o].done ||
						    deadline_overtaken(&due[o],
							d);
				}
			}
			assert_true(told <= n);
		}
}

int
main(void)
{
	struct CMUnitTest by_row[N(rows)], by_review[N(reviews)];
	const struct CMUnitTest whole[] = {
		cmocka_unit_test(every_row_is_a_row_of_the_workflow),
		cmocka_unit_test(whenever_it_is_looked_at_each_comes_once),
	};
	struct err err = ERR_INIT;

	if (calendar_zone(ZONE, &err) != OK)
		return 1;
	TEST_CASES(by_row, rows, check);
	TEST_CASES(by_review, reviews, check_review);
	return run_tests("deadlines", by_row, N(by_row)) +
	    run_tests("reviews", by_review, N(by_review)) +
	    run_tests("whole", whole, N(whole));
}
