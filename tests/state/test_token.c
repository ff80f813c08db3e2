/* What a token is to be like, and what is told to whoever makes it by hand. */
#include <stdint.h>
#include <string.h>

#include "state/calendar.h"
#include "state/token.h"
#include "tests/test.h"

#define NOON 1793638800 /* 2026-11-02 12:00 in New York */

static char *
text(const char *s)
{
	return (char *)(uintptr_t)s;
}

static struct config
configured(const char *backend)
{
	struct config c = { .tag = text("CT"),
		.backend = text(backend),
		.policy = { .token_days = 90, .token_days_max = 120 } };

	c.role[STANDING_STUDENT].token_days_max = 30;
	return c;
}

static struct request
asked(const char *purpose, const char *until)
{
	struct request r = { .id = 42,
		.state = ST_APPROVED,
		.token = { .id = text(""),
		    .purpose = text("[CT-42] x"),
		    .state = text(""),
		    .expires_at = NOON } };

	r.field[FIELD_PURPOSE] = text(purpose);
	r.field[FIELD_UNTIL] = text(until);
	return r;
}

static int
setup(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	return calendar_zone("America/New_York", &err) == OK ? 0 : -1;
}

static struct end {
	const char *name;
	enum standing owner;
	const char *until;
	const char *want; /* its last day */
} ends[] = {
	{ "a day that was asked for", STANDING_FACULTY, "2026-12-01",
	    "2026-12-01" },
	{ "no day: so many", STANDING_FACULTY, "", "2027-01-31" },
	{ "later than may be", STANDING_STAFF, "2027-06-01", "2027-03-02" },
	{ "later than a student's", STANDING_STUDENT, "2027-01-15",
	    "2026-12-02" },
	{ "no day: a student's longest", STANDING_STUDENT, "", "2026-12-02" },
	{ "no day that is one", STANDING_STAFF, "soon", "2027-01-31" },
};

static void
ends_on(void **state)
{
	const struct end *row = *state;
	const struct config c = configured("canvas");
	const struct request r = asked("x", row->until);
	int64_t end = token_end(&c, &r, row->owner, NOON);
	char day[DAY_SIZE];

	assert_string_equal(calendar_day(end, day), row->want);
	/* its last second */
	assert_string_not_equal(calendar_day(end + 1, day), row->want);
}

static void
a_purpose_is_cut_between_characters(void **state)
{
	const struct config c = configured("canvas");
	char purpose[600] = "", out[TOKEN_PURPOSE];
	struct request r;

	(void)state;
	for (int i = 0; i < 250; i++)
		strcat(purpose, "\xc3\xa9");
	r = asked(purpose, "");
	token_purpose(&c, &r, " | end", out);
	assert_int_equal(strncmp(out, "[CT-42] \xc3\xa9", 10), 0);
	assert_true(strlen(out) <= 255 && strlen(out) > 252);
	assert_string_equal(out + strlen(out) - 8, "\xc3\xa9 | end");
	assert_true(utf8_valid(out, strlen(out)));
}

static struct hand {
	const char *name;
	const char *backend;
	enum state in;
	const char *token; /* its state */
	bool make, remove;
} hands[] = {
	{ "approved", "manual", ST_APPROVED, "", true, false },
	{ "approved, Canvas makes it", "canvas", ST_APPROVED, "", false,
	    false },
	{ "approved once more", "manual", ST_APPROVED, "active", true, false },
	{ "issued", "manual", ST_ISSUED, "pending", false, false },
	{ "revoked", "manual", ST_REVOKED, "active", false, true },
	{ "revoked, Canvas deletes it", "canvas", ST_REVOKED, "active", false,
	    false },
	{ "revoked and deleted", "manual", ST_REVOKED, "deleted", false,
	    false },
	{ "denied, nothing was made", "manual", ST_DENIED, "", false, false },
	{ "in review again", "manual", ST_REVIEW, "pending", false, true },
};

static void
by_hand(void **state)
{
	const struct hand *row = *state;
	const struct config c = configured(row->backend);
	struct person owner;
	struct request r = asked("x", "");
	json_t *view;

	person_init(&owner);
	string_set(&owner.address, "stu@campus.example");
	r.state = row->in;
	r.token.state = text(row->token);
	view = token_by_hand(&c, &r, &owner);
	assert_int_equal(json_is_object(view), row->make || row->remove);
	if (json_is_object(view)) {
		assert_int_equal(json_is_true(json_object_get(view, "make")),
		    row->make);
		assert_int_equal(json_is_true(json_object_get(view, "remove")),
		    row->remove);
		/* whose login nobody knows is known by the address */
		assert_string_equal(
		    json_string_value(json_object_get(view, "login")),
		    "stu@campus.example");
	}
	json_decref(view);
	person_free(&owner);
}

int
main(void)
{
	struct CMUnitTest of_end[N(ends)], of_hand[N(hands)];
	const struct CMUnitTest whole[] = { cmocka_unit_test_setup(
	    a_purpose_is_cut_between_characters, setup) };
	int failed = run_tests("purpose", whole, N(whole));

	TEST_CASES(of_end, ends, ends_on);
	TEST_CASES(of_hand, hands, by_hand);
	return failed + run_tests("ends", of_end, N(of_end)) +
	    run_tests("by hand", of_hand, N(of_hand));
}
