#include <string.h>

#include "parsers/parser.h"
#include "tests/test.h"

static struct row {
	const char *name;
	const char *own;
	enum field field;
	const char *want;
} rows[] = {
	{ "plain", "Purpose: grades", FIELD_PURPOSE, "grades" },
	{ "any case", "PURPOSE: grades", FIELD_PURPOSE, "grades" },
	{ "a bullet", "* Purpose: grades", FIELD_PURPOSE, "grades" },
	{ "bold", "**Purpose:** grades", FIELD_PURPOSE, "grades" },
	{ "a synonym", "Vendor: Acme", FIELD_APPLICATION, "Acme" },
	{ "several lines", "Intended use: one\ntwo\nPurpose: x", FIELD_USE,
	    "one\ntwo" },
	{ "on the next line", "Intended use:\nreading", FIELD_USE, "reading" },
	{ "the first answer counts", "Purpose: a\nPurpose: b", FIELD_PURPOSE,
	    "a" },
	{ "an address in a name", "Sponsor: Prof X <Prof@Campus.Example>",
	    FIELD_SPONSOR, "prof@campus.example" },
	{ "no address", "Sponsor: Prof X", FIELD_SPONSOR, "Prof X" },
	{ "two addresses stay", "Sponsor: a@b.example, c@d.example",
	    FIELD_SPONSOR, "a@b.example, c@d.example" },
	{ "an ISO date", "Needed until: 2027-02-20", FIELD_UNTIL,
	    "2027-02-20" },
	{ "day, month, year", "Until: 20 February 2027", FIELD_UNTIL,
	    "2027-02-20" },
	{ "month first", "Until: Feb 20th, 2027", FIELD_UNTIL, "2027-02-20" },
	{ "two days at once stay", "Until: 02/03/2027", FIELD_UNTIL,
	    "02/03/2027" },
	{ "words stay", "Until: end of term", FIELD_UNTIL, "end of term" },
	{ "agreed", "Agreement to the policy: I agree.", FIELD_AGREE,
	    "I agree" },
	{ "yes", "Agreement: Yes", FIELD_AGREE, "I agree" },
	{ "not agreed", "Agreement: I do not agree", FIELD_AGREE,
	    "I do not agree" },
	{ "a token is cut",
	    "Purpose: mine is 1234~abcdefghijklmnopqrstuvwxyz0123456789",
	    FIELD_PURPOSE, "mine is [token removed]" },
	{ "prose is none", "my purpose is this: reading", FIELD_PURPOSE, "" },
};

static void
check(void **state)
{
	const struct row *row = *state;
	struct facts f;

	facts_init(&f);
	read_form(&f, row->own);
	assert_string_equal(f.field[row->field], row->want);
	facts_free(&f);
}

int
main(void)
{
	struct CMUnitTest tests[N(rows)];

	TEST_CASES(tests, rows, check);
	return run_tests("form", tests, N(tests));
}
