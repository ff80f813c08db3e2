/*
 * Which key does a mail carry?  From the bytes of a mail, through the parser's
 * child, to the claim: the places of interface.md section 7 in their order.
 */
#include <stdlib.h>
#include <string.h>

#include "mailproc/mail.h"
#include "tests/test.h"

#define ONE         "aaaabbbbccccddddeeee2345"
#define TWO         "ffffgggghhhhiiiijjjj6767"
#define ONE_CAPITAL "AAAABBBBCCCCDDDDEEEE2345"
#define BENT        "aaaabbbbccccddddeeee0189" /* in no alphabet of ours */
#define US          "canvas-tokens@campus.example"
#define AT(key)     "canvas-tokens+" key "@campus.example"
#define ID(key)     "<mailproc.k." key "@campus.example>"
#define OTHER_ID    "<4711.abc@mail.example>"
#define TO          "To: " US "\n"
#define TEXT        "APPROVE 12\n"

/* clang-format off */
static struct row {
	const char *name;
	const char *recipient; /* of the envelope */
	const char *header;
	const char *body;
	const char *key; /* "" : none; "several" */
	const char *place;
} cases[] = {
{ "no_key", US, TO, TEXT, "", "" },
{ "envelope", AT(ONE), TO, TEXT, ONE, "recipient" },
{ "envelope_in_capitals", AT(ONE_CAPITAL), TO, TEXT, ONE, "recipient" },
{ "to", "", "To: " AT(ONE) "\n", TEXT, ONE, "recipient" },
{ "to_with_name", US, "To: \"IT, Desk\" <" AT(ONE) ">\n", TEXT, ONE, "recipient" },
{ "to_named_by_itself", US, "To: \"" AT(ONE) "\" <" AT(ONE) ">\n", TEXT, ONE, "recipient" },
{ "to_among_others", US, "To: a@b.example, " AT(ONE) ",\n c@d.example\n", TEXT, ONE, "recipient" },
{ "to_with_a_dot_behind", US, "To: " AT(ONE) ".\n", TEXT, ONE, "recipient" },
{ "to_with_brackets_behind", US, "To: <" AT(ONE) ">>)\n", TEXT, ONE, "recipient" },
{ "to_in_single_quotes", US, "To: '" AT(ONE) "'\n", TEXT, ONE, "recipient" },
{ "cc", US, TO "Cc: " AT(ONE) "\n", TEXT, ONE, "recipient" },
{ "delivered_to", US, "Delivered-To: " AT(ONE) "\n" TO, TEXT, ONE, "recipient" },
{ "second_delivered_to", US, "Delivered-To: " US "\nDelivered-To: " AT(ONE) "\n" TO, TEXT, ONE, "recipient" },
{ "x_original_to", US, "X-Original-To: " AT(ONE) "\n" TO, TEXT, ONE, "recipient" },
{ "everywhere_the_same", AT(ONE), "Delivered-To: " AT(ONE_CAPITAL) "\nTo: " AT(ONE) "\nCc: " AT(ONE) "\nIn-Reply-To: " ID(ONE) "\n", TEXT "Ref: " ONE "\n", ONE, "recipient" },
{ "envelope_and_to_differ", AT(ONE), "To: " AT(TWO) "\n", TEXT, "several", "recipient" },
{ "to_and_cc_differ", US, "To: " AT(ONE) "\nCc: " AT(TWO) "\n", TEXT, "several", "recipient" },
{ "two_in_to", US, "To: " AT(ONE) ", " AT(TWO) "\n", TEXT, "several", "recipient" },
{ "another_local_part", US, "To: tokens+" ONE "@campus.example\n", TEXT, "", "" },
{ "another_domain", US, "To: canvas-tokens+" ONE "@campus.example.attack.example\n", TEXT, "", "" },
{ "extension_too_short", US, "To: canvas-tokens+aaaabbbb@campus.example\n", TEXT, "", "" },
{ "extension_too_long", US, "To: " AT(ONE "x") "\n", TEXT, "", "" },
{ "bcc_is_no_place", US, TO "Bcc: " AT(ONE) "\n", TEXT, "", "" },
{ "reply_to_is_no_place", US, TO "Reply-To: " AT(ONE) "\n", TEXT, "", "" },
{ "subject_is_no_place", US, TO "Subject: " AT(ONE) " Ref: " ONE "\n", TEXT, "", "" },
{ "bent_key_is_not_passed_over", AT(BENT), "To: " AT(BENT) "\nIn-Reply-To: " ID(ONE) "\n", TEXT, BENT, "recipient" },

{ "in_reply_to", US, TO "In-Reply-To: " ID(ONE) "\n", TEXT, ONE, "In-Reply-To" },
{ "in_reply_to_with_an_octet_more", US, TO "In-Reply-To: <mailproc.k.\x90" ONE "@campus.example>\n", TEXT, "", "" },
{ "in_reply_to_with_an_octet_in_it", US, TO "In-Reply-To: <mail\x7fproc.k." ONE "@campus.example>\n", TEXT, "", "" },
{ "in_reply_to_folded", US, TO "In-Reply-To:\n " ID(ONE) "\n", TEXT, ONE, "In-Reply-To" },
{ "in_reply_to_wrapped", US, TO "In-Reply-To: <mailproc.k.aaaabbbbcccc\n ddddeeee2345@campus.example>\n", TEXT, ONE, "In-Reply-To" },
{ "in_reply_to_in_capitals", US, TO "In-Reply-To: <MAILPROC.K." ONE_CAPITAL "@CAMPUS.EXAMPLE>\n", TEXT, ONE, "In-Reply-To" },
{ "in_reply_to_with_comment", US, TO "In-Reply-To: " ID(ONE) " (Campus's message of \"Monday\")\n", TEXT, ONE, "In-Reply-To" },
{ "in_reply_to_one_bracket_more", US, TO "In-Reply-To: " ID(ONE) ">\n", TEXT, ONE, "In-Reply-To" },
{ "in_reply_to_without_brackets", US, TO "In-Reply-To: mailproc.k." ONE "@campus.example\nReferences: " ID(TWO) "\n", TEXT, ONE, "In-Reply-To" },
{ "in_reply_to_beside_another", US, TO "In-Reply-To: " OTHER_ID " " ID(ONE) "\n", TEXT, ONE, "In-Reply-To" },
{ "in_reply_to_of_another", US, TO "In-Reply-To: " OTHER_ID "\n", TEXT, "", "" },
{ "in_reply_to_two_keys", US, TO "In-Reply-To: " ID(ONE) " " ID(TWO) "\n", TEXT, "several", "In-Reply-To" },
{ "in_reply_to_bent", US, TO "In-Reply-To: " ID(BENT) "\nReferences: " ID(ONE) "\n", TEXT, BENT, "In-Reply-To" },
{ "recipient_before_in_reply_to", AT(ONE), TO "In-Reply-To: " ID(TWO) "\n", TEXT, ONE, "recipient" },
{ "several_recipients_stay_several", US, "To: " AT(ONE) ", " AT(TWO) "\nIn-Reply-To: " ID(ONE) "\n", TEXT, "several", "recipient" },

{ "references", US, TO "References: " ID(ONE) "\n", TEXT, ONE, "References" },
{ "references_last", US, TO "References: " ID(TWO) " " OTHER_ID "\n " ID(ONE) "\n", TEXT, ONE, "References" },
{ "references_last_is_not_ours", US, TO "References: " ID(ONE) "\n " OTHER_ID "\n", TEXT, "", "" },
{ "references_after_foreign_in_reply_to", US, TO "In-Reply-To: " OTHER_ID "\nReferences: " ID(ONE) "\n", TEXT, ONE, "References" },
{ "in_reply_to_before_references", US, TO "In-Reply-To: " ID(ONE) "\nReferences: " ID(TWO) "\n", TEXT, ONE, "In-Reply-To" },
{ "references_without_brackets", US, TO "References: mailproc.k." ONE "@campus.example\n", TEXT "Ref: " TWO "\n", ONE, "References" },

{ "ref_line", US, TO, TEXT "\nRef: " ONE "\n", ONE, "Ref: line" },
{ "ref_line_in_capitals", US, TO, TEXT "\nREF: " ONE_CAPITAL "\n", ONE, "Ref: line" },
{ "ref_line_quoted", US, TO, TEXT "\nOn Monday Campus wrote:\n> > text\n> Ref: " ONE "\n", ONE, "Ref: line" },
{ "ref_line_dot_behind", US, TO, TEXT "\nRef: " ONE ".\n", ONE, "Ref: line" },
{ "ref_line_bracket_behind", US, TO, TEXT "\nRef: " ONE ")>\n", ONE, "Ref: line" },
{ "ref_line_wrapped", US, TO, TEXT "\nRef:\n aaaabbbbccccdddd\n eeee2345\n", ONE, "Ref: line" },
{ "ref_line_twice", US, TO, TEXT "\nRef: " ONE "\n\n> Ref: " ONE "\n", ONE, "Ref: line" },
{ "ref_lines_differ", US, TO, TEXT "\nRef: " ONE "\n\n> Ref: " TWO "\n", "several", "Ref: line" },
{ "ref_line_after_references", US, TO "References: " ID(ONE) "\n", TEXT "\nRef: " TWO "\n", ONE, "References" },
{ "ref_line_bent", US, TO, TEXT "\nRef: " BENT "\n", BENT, "Ref: line" },
{ "ref_line_in_html", US, TO "MIME-Version: 1.0\nContent-Type: text/html\n", "<p>APPROVE 12</p><p>Ref: " ONE "</p>\n", ONE, "Ref: line" },
{ "ref_word_in_prose", US, TO, TEXT "\nThe ref: is below.\n", "", "" },
};
/* clang-format on */

static void
look(const char *recipient, const char *header, const char *body,
    struct mail *m, struct config *c)
{
	static struct buf raw;
	const struct envelope env = { .sender = "admin@campus.example",
		.recipient = recipient[0] == '\0' ? NULL : recipient };
	struct err err = ERR_INIT;

	*c = (struct config){ .address = xstrdup(US),
		.limits.message = 1 << 20 };
	c->trust.authserv_id = xstrdup("");
	assert_true(list_add(&c->domains, "campus.example"));
	buf_free(&raw);
	raw = BUF_INIT(64 << 10);
	buf_addf(&raw,
	    "From: admin@campus.example\nDate: Mon, 23 Nov 2026 08:00:00 +0000\n"
	    "Message-ID: <1@campus.example>\n%s\n%s",
	    header, body);
	mail_init(m, raw.str, raw.len, false);
	assert_int_equal(examine(c, &env, true, m, &err), OK);
	assert_string_equal(m->from, "admin@campus.example");
}

static void
forget(struct mail *m, struct config *c)
{
	mail_free(m);
	free(c->address);
	free(c->trust.authserv_id);
	list_free(&c->domains);
}

static void
check(void **state)
{
	const struct row *want = *state;
	struct key_claim got;
	static struct mail m;
	struct config c;
	enum key_verdict verdict = want->key[0] == '\0' ? KEY_NONE :
	    strcmp(want->key, "several") == 0           ? KEY_SEVERAL :
							  KEY_GOOD;

	look(want->recipient, want->header, want->body, &m, &c);
	got = key_read(&c, &m);
	assert_string_equal(got.place, want->place);
	assert_int_equal(got.verdict, verdict);
	if (verdict == KEY_GOOD)
		assert_string_equal(got.key, want->key);
	forget(&m, &c);
}

static void
gives_what_is_answered_newest_first(void **state)
{
	static char ids[ANSWERS_MAX][MESSAGE_ID_MAX];
	static struct mail m;
	struct config c;

	(void)state;
	look(US,
	    "In-Reply-To: <c@x> (of Monday)\nReferences: <a@x>\n <b@x><c@x>\n",
	    TEXT, &m, &c);
	assert_int_equal(answered_ids(&m, ids, ANSWERS_MAX), 4);
	assert_string_equal(ids[0], "c@x");
	assert_string_equal(ids[1], "c@x");
	assert_string_equal(ids[2], "b@x");
	assert_string_equal(ids[3], "a@x");
	assert_int_equal(answered_ids(&m, ids, 2), 2);
	assert_string_equal(ids[1], "c@x");
	forget(&m, &c);
}

static void
gives_no_more_than_there_is_room_for(void **state)
{
	static char ids[ANSWERS_MAX + 1][MESSAGE_ID_MAX];
	struct buf header = BUF_INIT(16 << 10);
	static struct mail m;
	struct config c;

	(void)state;
	buf_adds(&header, "References:");
	for (int i = 0; i < 50; i++)
		buf_addf(&header, "\n <%d@x>", i);
	buf_adds(&header, "\n <");
	for (int i = 0; i < MESSAGE_ID_MAX + 100; i++)
		buf_addc(&header, 'y');
	buf_adds(&header, ">\n");
	look(US, header.str, TEXT, &m, &c);
	memset(ids[ANSWERS_MAX], 'z', MESSAGE_ID_MAX);
	assert_int_equal(answered_ids(&m, ids, ANSWERS_MAX), ANSWERS_MAX);
	assert_int_equal(strlen(ids[0]), MESSAGE_ID_MAX - 1);
	assert_string_equal(ids[1], "49@x");
	assert_string_equal(ids[ANSWERS_MAX - 1], "31@x");
	assert_int_equal(ids[ANSWERS_MAX][0], 'z');
	forget(&m, &c);
	buf_free(&header);
}

static void
reads_the_number_in_a_subject(void **state)
{
	/* clang-format off */
	static const struct { const char *subject; int64_t id; } rows[] = {
		{ "[Canvas token #42] please confirm", 42 },
		{ "Re: AW: [EXTERNAL] [CANVAS TOKEN #42] x", 42 },
		{ "[Canvas token #9999999999]", 9999999999 },
		{ "[Canvas token #99999999999]", 0 },
		{ "[Canvas token #042]", 0 },
		{ "[Canvas token #0]", 0 },
		{ "[Canvas token #-1]", 0 },
		{ "[Canvas token #42", 0 },
		{ "[Canvas token #42 x]", 0 },
		{ "[Canvas token 42]", 0 },
		{ "Canvas token #42", 0 },
		{ "", 0 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		assert_int_equal(subject_id(rows[i].subject), rows[i].id);
}

int
main(void)
{
	struct CMUnitTest rows[N(cases)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_what_is_answered_newest_first),
		cmocka_unit_test(gives_no_more_than_there_is_room_for),
		cmocka_unit_test(reads_the_number_in_a_subject),
	};

	TEST_CASES(rows, cases, check);
	return run_tests("claim", tests, N(tests)) +
	    run_tests("which key a mail carries", rows, N(rows));
}
