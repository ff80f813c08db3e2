/* Which mail a machine wrote: a row per mark, and its nearest neighbours. */
#include <stdio.h>
#include <string.h>

#include "parsers/header.h"
#include "tests/test.h"

#define OURS "canvas-tokens@campus.example"

/* clang-format off */
static struct row {
	const char *name;
	const char *sender; /* NULL: not known */
	const char *from;
	const char *more;   /* further fields */
	enum reason want;
} rows[] = {
{ "a person",            "p@campus.example", "P <p@campus.example>", "", RE_OK },
{ "sender not known",    NULL, "p@campus.example", "", RE_OK },
{ "null sender",         "", "p@campus.example", "", RE_NULL_SENDER },
{ "Return-Path of none", NULL, "p@campus.example", "Return-Path: <>\n", RE_NULL_SENDER },
{ "auto-replied",        NULL, "p@campus.example", "Auto-Submitted: auto-replied\n", RE_AUTO_SUBMITTED },
{ "auto-generated",      NULL, "p@campus.example", "Auto-Submitted: AUTO-Generated; x=y\n", RE_AUTO_SUBMITTED },
{ "an unknown word",     NULL, "p@campus.example", "Auto-Submitted: maybe\n", RE_AUTO_SUBMITTED },
{ "no",                  NULL, "p@campus.example", "Auto-Submitted: no\n", RE_OK },
{ "No with a remark",    NULL, "p@campus.example", "Auto-Submitted: No (human)\n", RE_OK },
{ "no, then yes",        NULL, "p@campus.example", "Auto-Submitted: no\nAuto-Submitted: auto-replied\n", RE_AUTO_SUBMITTED },
{ "folded",              NULL, "p@campus.example", "Auto-Submitted:\n auto-replied\n", RE_AUTO_SUBMITTED },
{ "a report",            NULL, "p@campus.example", "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n", RE_BOUNCE },
{ "an MDN",              NULL, "p@campus.example", "Content-Type: message/disposition-notification\n", RE_BOUNCE },
{ "an abuse report",     NULL, "p@campus.example", "Content-Type: message/feedback-report\n", RE_BOUNCE },
{ "mailer-daemon",       NULL, "MAILER-DAEMON@mx.campus.example", "", RE_BOUNCE },
{ "postmaster",          NULL, "Mail <postmaster@campus.example>", "", RE_BOUNCE },
{ "postmaster as name",  NULL, "postmaster@x.example <p@campus.example>", "", RE_OK },
{ "List-Id",             NULL, "p@campus.example", "List-Id: <staff.campus.example>\n", RE_LIST },
{ "List-Unsubscribe",    NULL, "p@campus.example", "List-Unsubscribe: <mailto:x@y.example>\n", RE_LIST },
{ "Precedence bulk",     NULL, "p@campus.example", "Precedence: bulk\n", RE_LIST },
{ "Precedence first-class", NULL, "p@campus.example", "Precedence: first-class\n", RE_OK },
{ "owner-",              NULL, "owner-staff@campus.example", "", RE_LIST },
{ "-request@",           NULL, "staff-request@campus.example", "", RE_LIST },
{ "X-Autoreply",         NULL, "p@campus.example", "X-Autoreply: yes\n", RE_AUTO_VENDOR },
{ "Exchange's rules",    NULL, "p@campus.example", "X-MS-Exchange-Inbox-Rules-Loop: p@campus.example\n", RE_AUTO_VENDOR },
{ "Automatic reply",     NULL, "p@campus.example", "Subject: Automatic reply: yes\n", RE_AUTO_VENDOR },
{ "behind a gateway's tag", NULL, "p@campus.example", "Subject: [EXTERNAL] Automatic reply: yes\n", RE_AUTO_VENDOR },
{ "Out of office",       NULL, "p@campus.example", "Subject: OUT OF OFFICE: back soon\n", RE_AUTO_VENDOR },
{ "German",              NULL, "p@campus.example", "Subject: Automatische Antwort: Abwesend\n", RE_AUTO_VENDOR },
{ "about an automatic reply", NULL, "p@campus.example", "Subject: Re: your Automatic reply: question\n", RE_OK },
{ "noreply",             NULL, "no-reply@campus.example", "", RE_AUTO_VENDOR },
{ "a calendar",          NULL, "p@campus.example", "Content-Type: text/calendar; method=REPLY\n", RE_AUTO_VENDOR },
{ "a reaction",          NULL, "p@campus.example", "Content-Type: text/vnd.google.email-reaction+json\n", RE_AUTO_VENDOR },
{ "suppresses answers",  NULL, "p@campus.example", "X-Auto-Response-Suppress: All\n", RE_OK },
{ "from ourselves",      NULL, "Campus <" OURS ">", "", RE_LOOP },
{ "from our extension",  NULL, "canvas-tokens+abc@Campus.Example", "", RE_LOOP },
{ "our Message-ID",      NULL, "p@campus.example", "Message-ID: <mailproc.k.abc@campus.example>\n", RE_LOOP },
{ "another's Message-ID", NULL, "p@campus.example", "Message-ID: <mailproc.k.abc@other.example>\n", RE_OK },
{ "X-Loop",              NULL, "p@campus.example", "X-Loop: " OURS "\n", RE_LOOP },
{ "delivered to us once", NULL, "p@campus.example", "Delivered-To: " OURS "\n", RE_OK },
{ "delivered to us twice", NULL, "p@campus.example", "Delivered-To: " OURS "\nDelivered-To: canvas-tokens+x@campus.example\n", RE_LOOP },
};
/* clang-format on */

static void
a_mark(void **state)
{
	const struct row *want = *state;
	struct header h;
	struct err err = ERR_INIT;
	enum reason why = RE_OK;
	char raw[2000];

	snprintf(raw, sizeof raw, "%sFrom: %s\nTo: " OURS "\n\nAPPROVE 42\n",
	    want->more, want->from);
	assert_int_equal(header_scan(&h, raw, strlen(raw), &why, &err), OK);
	assert_string_equal(
	    reason_name(header_automatic(&h, want->sender, OURS)),
	    reason_name(want->want));
}

/* A mail that has gone round a hundred times goes round for ever. */
static void
a_hundred_hops(void **state)
{
	char raw[16 << 10] = "From: p@campus.example\n";
	struct header h;
	struct err err = ERR_INIT;
	enum reason why = RE_OK;

	(void)state;
	for (int i = 1; i <= 101; i++) {
		size_t n = strlen(raw);

		snprintf(raw + n, sizeof raw - n, "Received: from x by y\n");
		if (i < 100)
			continue;
		assert_int_equal(header_scan(&h, raw, strlen(raw), &why, &err),
		    OK);
		assert_int_equal(header_automatic(&h, NULL, OURS),
		    i == 100 ? RE_OK : RE_LOOP);
	}
}

int
main(void)
{
	struct CMUnitTest marks[N(rows)];
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_hundred_hops) };
	int failed;

	TEST_CASES(marks, rows, a_mark);
	failed = run_tests("automatic: marks", marks, N(rows));
	return failed + run_tests("automatic", tests, N(tests));
}
