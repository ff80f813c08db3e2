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
	{ "a round bullet", "\xe2\x80\xa2 Purpose: grades", FIELD_PURPOSE,
	    "grades" },
	{ "a number", "2) Purpose: grades", FIELD_PURPOSE, "grades" },
	{ "a number in bold", "**1. Purpose:** grades", FIELD_PURPOSE,
	    "grades" },
	{ "bold", "**Purpose:** grades", FIELD_PURPOSE, "grades" },
	{ "bold without the colon", "*Purpose*: *grades*", FIELD_PURPOSE,
	    "grades" },
	{ "underscores of a program", "needed_until: 2027-02-20", FIELD_UNTIL,
	    "2027-02-20" },
	{ "a dash", "Intended use - nightly", FIELD_USE, "nightly" },
	{ "a long dash", "Intended use \xe2\x80\x93 nightly", FIELD_USE,
	    "nightly" },
	{ "an equals sign", "Sponsor = prof@campus.example", FIELD_SPONSOR,
	    "prof@campus.example" },
	{ "a question mark", "Purpose? : grades", FIELD_PURPOSE, "grades" },
	{ "a hint in the label", "Needed until (YYYY-MM-DD): 2027-02-20",
	    FIELD_UNTIL, "2027-02-20" },
	{ "a colon of full width", "Purpose\xef\xbc\x9agrades", FIELD_PURPOSE,
	    "grades" },
	{ "a cell of a table", "Purpose\tgrades", FIELD_PURPOSE, "grades" },
	{ "the label alone", "Purpose\n\ngrades\n\nSponsor\nx", FIELD_PURPOSE,
	    "grades" },
	{ "a synonym", "Vendor: Acme", FIELD_APPLICATION, "Acme" },
	{ "a stroke", "Application / Vendor: Acme", FIELD_APPLICATION, "Acme" },
	{ "an ampersand", "Data & Courses: all", FIELD_DATA, "all" },
	{ "German", "Ben\xc3\xb6tigt bis: 20. Februar 2027", FIELD_UNTIL,
	    "2027-02-20" },
	{ "German written out", "Benoetigt bis: 20.02.2027", FIELD_UNTIL,
	    "2027-02-20" },
	{ "French",
	    "Donn\xc3\xa9"
	    "es et cours : tout",
	    FIELD_DATA, "tout" },
	{ "Spanish", "PROP\xc3\x93SITO: notas", FIELD_PURPOSE, "notas" },
	{ "several lines", "Intended use: one\ntwo\nPurpose: x", FIELD_USE,
	    "one\ntwo" },
	{ "several paragraphs", "Intended use: one\n\ntwo\nPurpose: x",
	    FIELD_USE, "one\n\ntwo" },
	{ "on the next line", "Intended use:\nreading", FIELD_USE, "reading" },
	{ "below a line of blanks", "Intended use:\n \t \nreading", FIELD_USE,
	    "reading" },
	{ "a box ticked", "Agreement: [x] I agree", FIELD_AGREE, "I agree" },
	{ "a box left empty", "Agreement: [ ] I agree", FIELD_AGREE,
	    "[ ] I agree" },
	{ "what follows the form", "Application: mine\n\nThanks\nStu",
	    FIELD_APPLICATION, "mine" },
	{ "what follows one line", "Purpose: x\n\nHello\nSponsor: y",
	    FIELD_PURPOSE, "x" },
	{ "a wrapped purpose", "Purpose: one\ntwo", FIELD_PURPOSE, "one two" },
	{ "a line of dashes ends it", "Intended use: x\n-----\ny", FIELD_USE,
	    "x" },
	{ "the first answer counts", "Purpose: a\nPurpose: b", FIELD_PURPOSE,
	    "a" },
	{ "an everyday word comes last", "Description: a\nIntended use: b",
	    FIELD_USE, "b" },
	{ "a blank left as it was", "Purpose: ______", FIELD_PURPOSE, "" },
	{ "the form's own hint",
	    "Needed until: (such as 2027-02-20; at most 120 days ahead)",
	    FIELD_UNTIL, "" },
	{ "behind the form's own hint",
	    "Needed until: (such as 2027-02-20) 2027-03-01", FIELD_UNTIL,
	    "2027-03-01" },
	{ "a hint above the next label",
	    "Intended use: x\n(that day is\nover)\nNeeded until: y", FIELD_USE,
	    "x" },
	{ "an address in a name", "Sponsor: Prof X <Prof@Campus.Example>",
	    FIELD_SPONSOR, "prof@campus.example" },
	{ "an address twice",
	    "Sponsor: prof@campus.example<mailto:prof@campus.example>",
	    FIELD_SPONSOR, "prof@campus.example" },
	{ "an address below a name", "Sponsor: Prof X\nprof@campus.example",
	    FIELD_SPONSOR, "prof@campus.example" },
	{ "no address", "Sponsor: Prof X", FIELD_SPONSOR, "Prof X" },
	{ "two addresses stay", "Sponsor: a@b.example, c@d.example",
	    FIELD_SPONSOR, "a@b.example, c@d.example" },
	{ "an ISO date", "Needed until: 2027-02-20", FIELD_UNTIL,
	    "2027-02-20" },
	{ "a full stop behind a date", "Until: 20 February 2027.", FIELD_UNTIL,
	    "2027-02-20" },
	{ "two days at once stay", "Until: 02/03/2027", FIELD_UNTIL,
	    "02/03/2027" },
	{ "words stay", "Until: end of term", FIELD_UNTIL, "end of term" },
	{ "agreed", "Agreement to the policy: I agree.", FIELD_AGREE,
	    "I agree" },
	{ "yes", "Agreement: Yes", FIELD_AGREE, "I agree" },
	{ "agreed in French",
	    "Accord : je suis d\xe2\x80\x99"
	    "accord",
	    FIELD_AGREE, "I agree" },
	{ "agreed and signed", "Agreement: I agree\nStu", FIELD_AGREE,
	    "I agree" },
	{ "agreed without a label", "Here it is.\nI agree.", FIELD_AGREE,
	    "I agree" },
	{ "a yes without a label is none", "yes", FIELD_AGREE, "" },
	{ "not agreed", "Agreement: I do not agree", FIELD_AGREE,
	    "I do not agree" },
	{ "a token is cut",
	    "Purpose: mine is 1234~abcdefghijklmnopqrstuvwxyz0123456789",
	    FIELD_PURPOSE, "mine is [token removed]" },
	{ "prose is none", "my purpose is this: reading", FIELD_PURPOSE, "" },
	{ "an everyday word alone is none", "Data\nare many", FIELD_DATA, "" },
	{ "an everyday word and a dash is none", "Use - as they say - it",
	    FIELD_USE, "" },
};

/* own is what stands in no quoted line of text. */
static struct reply {
	const char *name;
	const char *text;
	enum field field;
	const char *own;
	const char *quoted;
} replies[] = {
	{ "above", "Purpose: x\n\n> Purpose: \n> Sponsor:", FIELD_PURPOSE, "x",
	    "" },
	{ "below", "> Purpose: \n> Sponsor:\n\nPurpose: x", FIELD_PURPOSE, "x",
	    "" },
	{ "between", "> Purpose:\nx\n> Sponsor:\ny", FIELD_PURPOSE, "x", "" },
	{ "between, with empty lines", "> Purpose:\n\nx\n\n> Sponsor:\ny",
	    FIELD_SPONSOR, "y", "" },
	{ "between, one left out", "> Purpose:\n>\n> Sponsor:\ny",
	    FIELD_PURPOSE, "", "" },
	{ "between, in place of ours",
	    "> Purpose: a\nx\n> Sponsor:", FIELD_PURPOSE, "x", "" },
	{ "inside", "> Purpose: x\n> Sponsor: y", FIELD_PURPOSE, "", "x" },
	{ "inside, below the label", "> Purpose:\n> x\n> Sponsor: y",
	    FIELD_PURPOSE, "", "x" },
	{ "inside, below a hint", "> Purpose:\n> (a hint)\n> Sponsor: y",
	    FIELD_PURPOSE, "", "" },
	{ "inside, below two hints",
	    "> Application or vendor:\n> (a hint)\n> (and\n> more)\n"
	    "> Sponsor: y",
	    FIELD_APPLICATION, "", "" },
	{ "inside, several lines", "> Intended use: x\n>   y\n> Sponsor: z",
	    FIELD_USE, "", "x\ny" },
	{ "inside, our words end it",
	    "> Intended use: x\n> This is what we understood:\n>   Sponsor: y",
	    FIELD_USE, "", "x" },
	{ "inside, what follows one line", "> Purpose: x\n> What to know",
	    FIELD_PURPOSE, "", "x" },
	{ "inside, quoted twice", "> > Purpose: x", FIELD_PURPOSE, "", "x" },
	{ "inside, an everyday word", "> Data: x", FIELD_DATA, "", "" },
	{ "inside, the form's hint",
	    "> Needed until: (such as 2027-02-20; at most 9 days ahead)",
	    FIELD_UNTIL, "", "" },
	{ "inside, a day in words",
	    "> Needed until: Saturday, 20 February 2027", FIELD_UNTIL, "",
	    "2027-02-20" },
	{ "own and inside", "Purpose: x\n> Purpose: y", FIELD_PURPOSE, "x",
	    "y" },
	{ "below a separator",
	    "See below.\n\n-----Original Message-----\nPurpose: x\n",
	    FIELD_PURPOSE, "", "x" },
	{ "a signature is neither", "Hello\n-- \nPurpose: x\n", FIELD_PURPOSE,
	    "", "" },
};

/* A help desk's notification: every layout brings the same four. */
static struct ticket {
	const char *name;
	const char *text;
} tickets[] = {
	{ "keys around the form",
	    "A new ticket has been created.\n\nTicket ID: 20261\n"
	    "Requester: Stu Dent <stu@campus.example>\nStatus: Open\n"
	    "Date: 2026-11-23\nSubject: Canvas token\nDescription:\n"
	    "Hello,\nPurpose: grades\nIntended use: nightly\n"
	    "Needed until: 2027-02-20\nSponsor: prof@campus.example\n"
	    "----------------\nView it: https://desk.campus.example/1\n" },
	{ "keys below the form",
	    "Purpose: grades\nIntended use: nightly\n"
	    "Needed until: 2027-02-20\nSponsor: prof@campus.example\n"
	    "Ticket: INC0012\nCreated by: stu@campus.example\n"
	    "Priority: 3 - Moderate\n" },
	{ "cells of a table",
	    "Ticket\t#77\nRequested by\tStu Dent\nDue date\t2026-12-01\n"
	    "Purpose\tgrades\nIntended use\tnightly\n"
	    "Needed until\t20 February 2027\nSponsor\tprof@campus.example\n"
	    "Assigned to\tnobody\n" },
	{ "blanks before the colon",
	    "Case number : 9\nStatus      : new\nPurpose     : grades\n"
	    "Intended use: nightly\nNeeded until: 2027-02-20\n"
	    "Sponsor     : prof@campus.example\nCategory    : Canvas\n" },
	{ "a mail passed on",
	    "Ticket #4 was assigned to your group.\n\nRequester: Stu Dent\n"
	    "Priority: normal\n\nFrom: Stu Dent <stu@campus.example>\n"
	    "Sent: Monday, 23 November 2026\nTo: help@campus.example\n"
	    "Subject: Canvas token\n\nHello,\nPurpose: grades\n"
	    "Intended use: nightly\nNeeded until: 2027-02-20\n"
	    "Sponsor: prof@campus.example\n\nStu\n" },
	{ "stars and bullets",
	    "*New request* from the portal\n\n* *Ticket number:* 4\n"
	    "* *Submitted by:* stu@campus.example\n* *Purpose:* grades\n"
	    "* *Intended use:* nightly\n* *Needed until:* Feb 20th, 2027\n"
	    "* *Sponsor:* prof@campus.example\n* *Urgency:* low\n" },
	{ "a label above its value",
	    "Reference: 5\nReported by: Stu\n\nPurpose\ngrades\n\n"
	    "Intended use\nnightly\n\nNeeded until\n20/02/2027\n\n"
	    "Sponsor\nprof@campus.example\n\nState: open\n" },
};

static void
read_text(struct facts *f, const char *text)
{
	struct buf whole = BUF_INIT(8192), own = BUF_INIT(8192);
	bool quoted;

	facts_init(f);
	buf_adds(&whole, text);
	own_text(&own, &whole, NULL, &quoted);
	read_form(f, own.str, &whole);
	buf_free(&whole);
	buf_free(&own);
}

static void
check(void **state)
{
	const struct row *row = *state;
	struct facts f;

	read_text(&f, row->own);
	assert_string_equal(f.field[row->field], row->want);
	facts_free(&f);
}

static void
check_reply(void **state)
{
	const struct reply *reply = *state;
	struct facts f;

	read_text(&f, reply->text);
	assert_string_equal(f.field[reply->field], reply->own);
	assert_string_equal(f.quoted[reply->field], reply->quoted);
	facts_free(&f);
}

static void
check_ticket(void **state)
{
	const struct ticket *ticket = *state;
	struct facts f;

	read_text(&f, ticket->text);
	assert_string_equal(f.field[FIELD_PURPOSE], "grades");
	assert_string_equal(f.field[FIELD_USE], "nightly");
	assert_string_equal(f.field[FIELD_UNTIL], "2027-02-20");
	assert_string_equal(f.field[FIELD_SPONSOR], "prof@campus.example");
	assert_string_equal(f.field[FIELD_DATA], "");
	facts_free(&f);
}

static void
a_free_text_names_people_and_days(void **state)
{
	struct facts f;

	(void)state;
	read_text(&f,
	    "Hi, I need a token until February 20, 2027 at the latest, or\n"
	    "1.3.2027, not 02/03/2027. Prof. X (Prof.X@campus.example) knows;\n"
	    "prof.x@campus.example, or stu@campus.example.\n");
	assert_string_equal(f.dates, "2027-02-20");
	assert_string_equal(f.addresses,
	    "prof.x@campus.example stu@campus.example");
	for (int i = 0; i < FIELD_COUNT; i++)
		assert_string_equal(f.field[i], "");
	facts_free(&f);
}

static void
own_text_that_was_rewritten_is_read_alone(void **state)
{
	struct buf whole = BUF_INIT(100);
	struct facts f;

	(void)state;
	facts_init(&f);
	buf_adds(&whole, "Purpose:   x\n");
	read_form(&f, "Purpose: y", &whole);
	assert_string_equal(f.field[FIELD_PURPOSE], "y");
	facts_free(&f);
	buf_free(&whole);
}

int
main(void)
{
	struct CMUnitTest tests[N(rows)], quoted[N(replies)], desk[N(tickets)];
	const struct CMUnitTest others[] = {
		cmocka_unit_test(a_free_text_names_people_and_days),
		cmocka_unit_test(own_text_that_was_rewritten_is_read_alone),
	};

	TEST_CASES(tests, rows, check);
	TEST_CASES(quoted, replies, check_reply);
	TEST_CASES(desk, tickets, check_ticket);
	return run_tests("form", tests, N(tests)) +
	    run_tests("replies", quoted, N(quoted)) +
	    run_tests("tickets", desk, N(desk)) +
	    run_tests("texts", others, N(others));
}
