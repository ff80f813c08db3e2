#include <stdio.h>
#include <string.h>

#include "parsers/parser.h"
#include "tests/test.h"

/* clang-format off */
static struct row {
	const char *name;
	const char *own;
	const char *subject;
	const char *want; /* VERB id RESULT arg; one after the other */
} rows[] = {
{ "plain", "APPROVE 12", "", "APPROVE 12 OK ;" },
{ "lower case, colon, number sign, stop", "approve: #12.", "", "APPROVE 12 OK ;" },
{ "stars", "**APPROVE 12**", "", "APPROVE 12 OK ;" },
{ "brackets", "Approve [12]", "", "APPROVE 12 OK ;" },
{ "several ids", "APPROVE 12, 13", "", "APPROVE 12 OK ;APPROVE 13 OK ;" },
{ "no id", "APPROVE", "", "APPROVE 0 OK ;" },
{ "a reason behind", "DENY 3 too broad", "", "DENY 3 OK too broad;" },
{ "a reason behind a colon", "DENY 3: too broad", "", "DENY 3 OK too broad;" },
{ "a question", "ASK 3 Which course?", "", "ASK 3 OK Which course?;" },
{ "a new sponsor", "SPONSOR 3 prof@campus.example", "", "SPONSOR 3 OK prof@campus.example;" },
{ "sponsor alone confirms", "SPONSOR", "", "CONFIRM 0 OK ;" },
{ "yes", "Yes", "", "CONFIRM 0 OK ;" },
{ "i confirm", "I confirm.", "", "CONFIRM 0 OK ;" },
{ "no", "No", "", "DECLINE 0 OK ;" },
{ "reject", "REJECT 4", "", "DECLINE 4 OK ;" },
{ "no-break space", "APPROVE\xc2\xa0""12", "", "APPROVE 12 OK ;" },
{ "zero width inside", "APPR\xe2\x80\x8bOVE 12", "", "APPROVE 12 OK ;" },
{ "byte order mark", "\xef\xbb\xbf""APPROVE 12", "", "APPROVE 12 OK ;" },
{ "full-width digits are none", "APPROVE \xef\xbc\x91\xef\xbc\x92", "", "message 0 AMBIGUOUS ;" },
{ "bidi control is none", "APPROVE \xe2\x80\xae""12", "", "message 0 AMBIGUOUS ;" },
{ "negation", "Do not approve 12", "", "message 0 AMBIGUOUS ;" },
{ "not approved", "not approved", "", "message 0 AMBIGUOUS ;" },
{ "a condition", "yes, but only for one course", "", "message 0 AMBIGUOUS ;" },
{ "more words", "APPROVE 12 please", "", "message 0 AMBIGUOUS ;" },
{ "a slip", "APROVE 12", "", "message 0 UNKNOWN_VERB ;" },
{ "a slip voids what stands beside it", "APPROVE 12\nCONFRIM 13", "", "APPROVE 12 AMBIGUOUS ;message 0 UNKNOWN_VERB ;" },
{ "two decisions on one request", "APPROVE 12\nDENY 12", "", "APPROVE 12 AMBIGUOUS ;DENY 12 AMBIGUOUS ;" },
{ "two requests", "APPROVE 12\nDENY 13", "", "APPROVE 12 OK ;DENY 13 OK ;" },
{ "status beside a decision", "STATUS 12\nAPPROVE 12", "", "STATUS 12 OK ;APPROVE 12 OK ;" },
{ "blank lines between", "\nAPPROVE 12\n\nAPPROVE 13\nthanks", "", "APPROVE 12 OK ;APPROVE 13 OK ;" },
{ "leading zero is no id", "APPROVE 012", "", "message 0 AMBIGUOUS ;" },
{ "too long an id", "APPROVE 12345678901", "", "message 0 AMBIGUOUS ;" },
{ "below a greeting is no command", "Hello,\nAPPROVE 12", "", "" },
{ "the subject, if there is no text", "", "Re: APPROVE 12", "APPROVE 12 OK ;" },
{ "the subject behind tags", "", "[External] Re: [Canvas token #12] CONFIRM 12", "CONFIRM 12 OK ;" },
{ "not the subject if there is text", "hello", "APPROVE 12", "" },
{ "help", "help", "", "HELP 0 OK ;" },
{ "a form is none", "Purpose: approve grades", "", "" },
{ "everyday no is none", "I have no other way to do this", "", "" },
{ "a negation in the middle of a line", "I can not confirm this", "", "message 0 AMBIGUOUS ;" },
};
/* clang-format on */

static void
check(void **state)
{
	const struct row *row = *state;
	char got[1000] = "";
	struct facts f;
	size_t n = 0;

	facts_init(&f);
	read_commands(&f, row->own, row->subject);
	for (size_t i = 0; i < f.ncommands; i++)
		n += (size_t)snprintf(got + n, sizeof got - n, "%s %lld %s %s;",
		    event_name(f.command[i].verb), (long long)f.command[i].id,
		    reason_name(f.command[i].result), f.command[i].arg);
	assert_string_equal(got, row->want);
	facts_free(&f);
}

static void
the_comment_stands_below(void **state)
{
	struct facts f;

	(void)state;
	facts_init(&f);
	read_commands(&f, "CONFIRM 12\n\nHappy to.\nProf", "");
	assert_string_equal(f.comment, "Happy to.\nProf");
	facts_free(&f);
}

static void
a_slip_is_suggested(void **state)
{
	struct facts f;

	(void)state;
	facts_init(&f);
	read_commands(&f, "APROVE 12", "");
	assert_string_equal(f.command[0].suggestion, "APPROVE 12");
	facts_free(&f);
}

int
main(void)
{
	struct CMUnitTest tests[N(rows)];
	const struct CMUnitTest others[] = {
		cmocka_unit_test(the_comment_stands_below),
		cmocka_unit_test(a_slip_is_suggested),
	};

	TEST_CASES(tests, rows, check);
	return run_tests("command", tests, N(tests)) +
	    run_tests("around", others, N(others));
}
