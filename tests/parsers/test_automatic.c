/* Which mail a machine wrote: a row per mark, and its nearest neighbours. */
#include <stdio.h>
#include <string.h>

#include "parsers/automatic.h"
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
{ "the null sender spelled out", "mailer-daemon@mx.campus.example", "p@campus.example", "", RE_NULL_SENDER },
{ "qmail's double bounce", "#@[]", "p@campus.example", "", RE_NULL_SENDER },
{ "a postmaster with a name", NULL, "Bo Smith <postmaster@campus.example>", "", RE_OK },
{ "a name and no mailbox", NULL, "MAILER-DAEMON <>", "", RE_BOUNCE },
{ "a person without mailbox", NULL, "Bo Smith <>", "", RE_OK },
{ "Exchange Online",     NULL, "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@campus.example", "", RE_BOUNCE },
{ "X-Failed-Recipients", NULL, "p@campus.example", "X-Failed-Recipients: q@other.example\n", RE_BOUNCE },
{ "Exchange's class",    NULL, "p@campus.example", "Content-class: urn:content-classes:dsn\n", RE_BOUNCE },
{ "a subject of bounces", NULL, "p@campus.example", "Subject: Undeliverable: your mail\n", RE_BOUNCE },
{ "an answer to it",     NULL, "p@campus.example", "Subject: Re: Undeliverable: your mail\n", RE_OK },
{ "X-BeenThere",         NULL, "p@campus.example", "X-BeenThere: staff@lists.campus.example\n", RE_LIST },
{ "a list's envelope",   "staff-bounces+p=campus.example@lists.campus.example", "p@campus.example", "", RE_LIST },
{ "owner- as envelope",  "owner-staff@campus.example", "p@campus.example", "", RE_LIST },
{ "the same in Return-Path", NULL, "p@campus.example", "Return-Path: <owner-staff@campus.example>\n", RE_LIST },
{ "our bounce address",  "canvas-tokens+bounce@campus.example", "p@campus.example", "", RE_OK },
{ "Precedence auto_reply", NULL, "p@campus.example", "Precedence: auto_reply\n", RE_AUTO_VENDOR },
{ "bulk, but an answer", NULL, "p@campus.example", "Precedence: bulk\nX-Autoreply: yes\n", RE_AUTO_VENDOR },
{ "Apple's vacation",    NULL, "p@campus.example", "X-Apple-Action: VACATION\n", RE_AUTO_VENDOR },
{ "Feedback-ID",         NULL, "p@campus.example", "Feedback-ID: 1:2:news:x\n", RE_AUTO_VENDOR },
{ "Feedback-ID of web mail", NULL, "p@campus.example", "Feedback-ID: webmail:campus.example:x:y\n", RE_OK },
{ "an invitation's class", NULL, "p@campus.example", "Content-Class: urn:content-classes:calendarmessage\n", RE_AUTO_VENDOR },
};

static struct away_row {
	const char *name;
	const char *from;
	const char *more;
	const char *subject;
	bool away;
} aways[] = {
{ "a person",            "p@campus.example", "", "Re: hello", false },
{ "by its subject",      "p@campus.example", "", "Automatic reply: hello", true },
{ "auto-replied",        "p@campus.example", "Auto-Submitted: auto-replied (vacation)\n", "Re: hello", true },
{ "auto-generated",      "p@campus.example", "Auto-Submitted: auto-generated\n", "report", false },
{ "by its field",        "p@campus.example", "X-Autoreply: yes\n", "Re: hello", true },
{ "precedence",          "p@campus.example", "Precedence: auto_reply\n", "Re: hello", true },
{ "a bounce",            "mailer-daemon@campus.example", "Auto-Submitted: auto-replied\n", "hello", false },
{ "a report",            "p@campus.example", "Auto-Submitted: auto-replied\nContent-Type: multipart/report; boundary=b\n", "hello", false },
{ "a list's",            "p@campus.example", "Auto-Submitted: auto-replied\nList-Id: <x.y>\n", "hello", false },
{ "a calendar's",        "p@campus.example", "Auto-Submitted: auto-replied\nContent-Type: text/calendar\n", "hello", false },
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

/* Whose program says that they are away? */
static void
says_away(void **state)
{
	const struct away_row *want = *state;
	struct header h;
	struct err err = ERR_INIT;
	enum reason why = RE_OK;
	char raw[2000];

	snprintf(raw, sizeof raw, "%sFrom: %s\n\nI am away.\n", want->more,
	    want->from);
	assert_int_equal(header_scan(&h, raw, strlen(raw), &why, &err), OK);
	assert_int_equal(header_away(&h, want->subject), want->away);
}

/* What header_scan() refuses is of a kind all the same. */
static void
a_loose_header(void **state)
{
	static const char raw[] =
	    "\xef\xbb\xbfsubject : x\rno field\rFrom: a@b.example\r"
	    " and more\rX-Autoreply: yes\r\rX-Loop: no\r";
	struct header h;
	struct err err = ERR_INIT;
	enum reason why = RE_OK;

	(void)state;
	assert_int_equal(header_scan(&h, raw, sizeof raw - 1, &why, &err),
	    ERR_INPUT);
	header_scan_loosely(&h, raw, sizeof raw - 1);
	assert_int_equal(h.n, 2);
	assert_int_equal(header_automatic(&h, NULL, OURS), RE_AUTO_VENDOR);
	header_scan_loosely(&h, "", 0);
	assert_int_equal(h.n, 0);
	header_scan_loosely(&h, "\r", 1);
	assert_int_equal(h.n, 0);
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
	struct CMUnitTest marks[N(rows)], away[N(aways)];
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_hundred_hops),
		cmocka_unit_test(a_loose_header) };
	int failed;

	TEST_CASES(marks, rows, a_mark);
	TEST_CASES(away, aways, says_away);
	failed = run_tests("automatic: marks", marks, N(rows));
	failed += run_tests("automatic: away", away, N(aways));
	return failed + run_tests("automatic", tests, N(tests));
}
