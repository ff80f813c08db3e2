#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/trust.h"
#include "tests/test.h"

#define TOP   TRUST_TOP
#define BELOW TRUST_BELOW
#define M365  TRUST_M365
#define DKIM  true /* require_dkim */

/*
 * The fields of a text whose lines end in LF; a line that starts with a blank
 * belongs to the field before it.
 */
static void
split(struct header *h, const char *text)
{
	memset(h, 0, sizeof *h);
	h->start = text;
	h->len = strlen(text);
	while (*text != '\0' && *text != '\n') {
		struct header_field *f = &h->field[h->n++];
		const char *colon = strchr(text, ':'), *end = text;

		assert_non_null(colon);
		assert_true(h->n < HEADER_FIELDS);
		do {
			end = strchr(end + 1, '\n');
			assert_non_null(end);
		} while (end[1] == ' ' || end[1] == '\t');
		f->name = text;
		f->name_len = (size_t)(colon - text);
		f->value = colon + 1;
		f->value_len = (size_t)(end - colon - 1);
		text = end + 1;
	}
}

struct row {
	const char *name;
	enum trust_profile profile;
	bool require_dkim;
	const char *id;
	const char *from;
	const char *header;
	enum grade grade;
};

static void
check(void **state)
{
	const struct row *want = *state;
	char id[64];
	const struct trust_config t = {
		.profile = want->profile,
		.authserv_id = id,
		.accept = 1u << GRADE_DMARC,
		.require_dkim = want->require_dkim,
	};
	static struct header h;
	char why[256] = "";

	snprintf(id, sizeof id, "%s", want->id);
	split(&h, want->header);
	if (trust_grade(&t, &h, want->from, why) != want->grade)
		fail_msg("not %s, because %s", grade_name(want->grade), why);
	assert_string_not_equal(why, "");
}

/* The fields around what a row is about. */
#define AR       "Authentication-Results: "
#define MX       AR "mx.uni.test; "
#define RECEIVED "Received: from out.uni.test by mx.uni.test; now\n"
#define FROM     "From: <chair@uni.test>\n"
#define CHAIR    "chair@uni.test"
#define PASS     "dmarc=pass header.from=uni.test"
#define TEN      "(((((((((("
#define NET      "))))))))))"

/* What OpenDKIM and OpenDMARC put on top of a mail from outside, and what a
 * stranger had put there before them. */
#define POSTFIX                                                            \
	"Return-Path: <chair@uni.test>\n" MX                               \
	"dmarc=pass (p=reject dis=none) header.from=uni.test\n" MX         \
	"spf=pass smtp.mailfrom=uni.test\n" MX "\n"                        \
	"\tdkim=pass (2048-bit key) header.d=uni.test header.i=@uni.test " \
	"header.a=rsa-sha256 header.s=sel header.b=HdLCblw9;\n"            \
	"\tdkim-atps=neutral\n" RECEIVED MX                                \
	"dmarc=pass (forged one) header.from=uni.test\n" AR                \
	"mx.other.test; dmarc=pass (foreign) header.from=uni.test\n" MX    \
	"dmarc=pass (forged space) header.from=uni.test\n" FROM

#define GMAIL                                                                  \
	"Delivered-To: canvas@uni.example\n"                                   \
	"Received: by 2002:a05:6000:1:b0:1 with SMTP id x1csp1; now\n"         \
	"ARC-Authentication-Results: i=1; mx.google.com; dkim=pass "           \
	"header.i=@uni.example\n"                                              \
	"Return-Path: <chair@uni.example>\n"                                   \
	"Received: from mail-sor-f41.google.com (x. [209.85.220.41])\n"        \
	"        by mx.google.com with SMTPS id a1sor1 for <c@u.example>\n" AR \
	"mx.google.com;\n"                                                     \
	"       dkim=pass header.i=@uni.example header.s=20230601 "            \
	"header.b=Ab12;\n"                                                     \
	"       spf=pass (google.com: domain of chair@uni.example "            \
	"designates 209.85.220.41 as permitted sender) "                       \
	"smtp.mailfrom=chair@uni.example;\n"                                   \
	"       dmarc=pass (p=REJECT sp=REJECT dis=NONE) "                     \
	"header.from=uni.example;\n"                                           \
	"       dara=pass header.i=@uni.example\n"                             \
	"From: Chair <chair@uni.example>\n"

#define RSPAMD                                                               \
	"Received: from out by mx.uni.example; now\n" AR "mx.uni.example;\n" \
	"\tdkim=pass header.d=uni.example header.s=s1 header.b=Ab12Cd34;\n"  \
	"\tdmarc=pass (policy=reject) header.from=uni.example;\n"            \
	"\tspf=pass (mx.uni.example: domain of chair@uni.example "           \
	"designates 192.0.2.25 as permitted sender) "                        \
	"smtp.mailfrom=chair@uni.example\n"

#define MICROSOFT                                                             \
	AR "spf=pass (sender IP is 192.0.2.25)\n"                             \
	   " smtp.mailfrom=uni.example; dkim=pass (signature was verified)\n" \
	   " header.d=uni.example;dmarc=pass action=none "                    \
	   "header.from=uni.example;compauth=pass reason=100\n"

#define EXCHANGE "X-MS-Exchange-Organization-"
#define AUTHAS   EXCHANGE "AuthAs: "
#define INTERNAL AUTHAS "Internal\n"

#define CHAIR_E "chair@uni.example"
#define UNI     "mx.uni.test"

/* clang-format off */
static struct row cases[] = {
    /* what real systems stamp */
    { "postfix",                   TOP, 0, UNI, CHAIR, POSTFIX, GRADE_DMARC },
    { "postfix_signed",            TOP, DKIM, UNI, CHAIR, POSTFIX, GRADE_DMARC },
    { "postfix_for_another",       TOP, 0, UNI, "chair@other.test", POSTFIX, GRADE_FAIL },
    { "postfix_other_name",        TOP, 0, "mx.other.test", CHAIR, POSTFIX, GRADE_NONE },
    { "gmail",                     BELOW, 0, "mx.google.com", CHAIR_E, GMAIL, GRADE_DMARC },
    { "gmail_signed",              BELOW, DKIM, "mx.google.com", CHAIR_E, GMAIL, GRADE_DMARC },
    { "gmail_read_as_top",         TOP, 0, "mx.google.com", CHAIR_E, GMAIL, GRADE_NONE },
    { "gmail_for_a_subdomain",     BELOW, 0, "mx.google.com", "a@x.uni.example", GMAIL, GRADE_FAIL },
    { "rspamd",                    BELOW, DKIM, "mx.uni.example", CHAIR_E, RSPAMD, GRADE_DMARC },
    { "microsoft_has_no_name",     BELOW, 0, UNI, CHAIR_E, MICROSOFT, GRADE_NONE },
    { "microsoft_method_as_name",  BELOW, 0, "spf", CHAIR_E, MICROSOFT, GRADE_NONE },
    { "exim",                      TOP, 0, "exim.test", CHAIR, AR "exim.test;\n\tiprev=pass (out.test) smtp.remote-ip=2001:db8::1;\n\tspf=pass smtp.mailfrom=uni.test;\n\tdkim=pass header.d=uni.test header.s=s header.a=rsa-sha256;\n\tdmarc=pass header.from=uni.test\n", GRADE_DMARC },
    { "amavis",                    TOP, 0, UNI, CHAIR, AR "mx.uni.test (amavisd-new); dkim=pass (2048-bit key)\n header.d=uni.test\n", GRADE_DKIM },
    { "opendkim_quoted_base64",    TOP, 0, UNI, CHAIR, MX "dkim=pass header.d=uni.test header.b=\"a/b+c==\"\n", GRADE_DKIM },
    { "base64_without_quotes",     TOP, 0, UNI, CHAIR, MX "dkim=pass header.d=uni.test header.b=a/b+c==\n", GRADE_DKIM },

    { "microsoft",                 M365, 0, "", CHAIR_E, MICROSOFT, GRADE_DMARC },
    { "microsoft_signed",          M365, DKIM, "", CHAIR_E, MICROSOFT, GRADE_DMARC },
    { "microsoft_below_received",  M365, 0, "", CHAIR_E, RECEIVED MICROSOFT, GRADE_DMARC },
    { "microsoft_for_another",     M365, 0, "", CHAIR, MICROSOFT, GRADE_FAIL },
    { "m365_second_never",         M365, 0, "", CHAIR, AR "spf=pass smtp.mailfrom=x.test\n" AR PASS "\n", GRADE_NONE },
    { "m365_second_takes_nothing", M365, 0, "", CHAIR, AR PASS "\n" AR "dmarc=fail header.from=uni.test\n", GRADE_DMARC },
    { "m365_named",                M365, 0, "", CHAIR, MX PASS "\n", GRADE_NONE },
    { "m365_named_by_a_method",    M365, 0, "", CHAIR, AR "dmarc; " PASS "\n", GRADE_NONE },
    { "m365_none_for_a_name",      M365, 0, "", CHAIR, AR "none; " PASS "\n", GRADE_NONE },
    { "m365_unreadable",           M365, 0, "", CHAIR, AR "spf=\n" AR PASS "\n", GRADE_NONE },
    { "m365_empty",                M365, 0, "", CHAIR, "Authentication-Results:\n" INTERNAL, GRADE_NONE },
    { "m365_bestguesspass",        M365, 0, "", CHAIR, AR "dmarc=bestguesspass action=none header.from=uni.test;compauth=pass reason=109\n", GRADE_NONE },
    { "m365_compauth_alone",       M365, 0, "", CHAIR, AR "spf=pass smtp.mailfrom=uni.test; compauth=pass reason=100\n", GRADE_NONE },
    { "m365_fail",                 M365, 0, "", CHAIR, AR "dmarc=fail action=oreject header.from=uni.test\n", GRADE_FAIL },
    { "m365_dkim",                 M365, 0, "", CHAIR, AR "dkim=pass (signature was verified) header.d=uni.test\n", GRADE_DKIM },
    { "m365_two_signers",          M365, DKIM, "", CHAIR, AR "dkim=pass header.d=esp.test;dkim=pass header.d=uni.test;" PASS "\n", GRADE_DMARC },
    { "m365_spf_only_signed_wanted", M365, DKIM, "", CHAIR, AR "spf=pass smtp.mailfrom=uni.test;dkim=none (message not signed) header.d=none;" PASS "\n", GRADE_NONE },
    { "m365_semicolon_first",      M365, 0, "", CHAIR, AR "; " PASS "\n", GRADE_NONE },
    { "m365_version_2",            M365, 0, "", CHAIR, AR "dmarc/2=pass header.from=uni.test\n", GRADE_NONE },
    { "m365_action_is_for_it_alone", TOP, 0, UNI, CHAIR, MX "dmarc=pass action=none header.from=uni.test\n", GRADE_NONE },
    { "m365_other_word_alone",     M365, 0, "", CHAIR, AR "dmarc=pass act=none header.from=uni.test\n", GRADE_NONE },
    { "m365_arc",                  M365, 0, "", CHAIR, "ARC-" AR "i=1; " PASS "\n", GRADE_NONE },
    { "internal",                  M365, 0, "", CHAIR, INTERNAL, GRADE_INTERNAL },
    { "internal_signed_wanted",    M365, DKIM, "", CHAIR, INTERNAL, GRADE_INTERNAL },
    { "internal_any_name_case",    M365, 0, "", CHAIR, "x-ms-exchange-organization-AUTHAS:\n Internal \n", GRADE_INTERNAL },
    { "internal_and_results",      M365, 0, "", CHAIR, INTERNAL AR "spf=pass smtp.mailfrom=uni.test\n", GRADE_NONE },
    { "internal_and_failed",       M365, 0, "", CHAIR, INTERNAL AR "dmarc=fail header.from=uni.test\n", GRADE_FAIL },
    { "internal_twice",            M365, 0, "", CHAIR, INTERNAL INTERNAL, GRADE_NONE },
    { "internal_and_anonymous",    M365, 0, "", CHAIR, INTERNAL AUTHAS "Anonymous\n", GRADE_NONE },
    { "another_mark_twice",        M365, 0, "", CHAIR, INTERNAL EXCHANGE "AuthSource: a.test\n" "X-MS-EXCHANGE-Organization-AuthSource: b.test\n", GRADE_NONE },
    { "two_marks_once",            M365, 0, "", CHAIR, INTERNAL EXCHANGE "AuthSource: a.test\n" EXCHANGE "AuthMechanism: 04\n", GRADE_INTERNAL },
    { "another_field_twice",       M365, 0, "", CHAIR, INTERNAL "X-MS-Exchange-CrossTenant-Id: a\n" "X-MS-Exchange-CrossTenant-Id: a\n", GRADE_INTERNAL },
    { "anonymous",                 M365, 0, "", CHAIR, AUTHAS "Anonymous\n", GRADE_NONE },
    { "partner",                   M365, 0, "", CHAIR, AUTHAS "Partner\n", GRADE_NONE },
    { "internal74",                M365, 0, "", CHAIR, AUTHAS "Internal74\n", GRADE_NONE },
    { "internal_lower_case",       M365, 0, "", CHAIR, AUTHAS "internal\n", GRADE_NONE },
    { "internal_commented",        M365, 0, "", CHAIR, AUTHAS "Internal (x)\n", GRADE_NONE },
    { "internal_empty",            M365, 0, "", CHAIR, "X-MS-Exchange-Organization-AuthAs:\n", GRADE_NONE },
    { "internal_long",             M365, 0, "", CHAIR, AUTHAS "Internal-and-much-more-than-32-octets-of-it\n", GRADE_NONE },
    { "internal_of_another_family", M365, 0, "", CHAIR, "X-MS-Exchange-CrossTenant-AuthAs: Internal\n", GRADE_NONE },
    { "internal_read_as_below",    BELOW, 0, UNI, CHAIR, INTERNAL, GRADE_NONE },

    /* where it may stand: R1 */
    { "sendmail_forged_below",     TOP, 0, UNI, CHAIR, "Return-Path: <x@y.test>\n" RECEIVED MX PASS "\n" FROM, GRADE_NONE },
    { "no_field_at_all",           TOP, 0, UNI, CHAIR, RECEIVED FROM, GRADE_NONE },
    { "nothing_received",          TOP, 0, UNI, CHAIR, MX PASS "\n" FROM, GRADE_DMARC },
    { "foreign_first",             TOP, 0, UNI, CHAIR, AR "a.test; " PASS "\n" MX PASS "\n" RECEIVED, GRADE_NONE },
    { "foreign_between_hides_not", TOP, 0, UNI, CHAIR, MX "dkim=pass header.d=uni.test\n" AR "filter.test; x=pass\n" MX "dmarc=fail header.from=uni.test\n" RECEIVED, GRADE_FAIL },
    { "foreign_between_says_nothing", TOP, 0, UNI, CHAIR, MX "spf=pass\n" AR "filter.test; " PASS "\n" RECEIVED, GRADE_NONE },
    { "below_first_is_foreign",    BELOW, 0, UNI, CHAIR, RECEIVED AR "a.test; " PASS "\n" MX PASS "\n", GRADE_NONE },
    { "below_not_adjacent",        BELOW, 0, UNI, CHAIR, RECEIVED MX "spf=pass\n" "X-A: b\n" MX PASS "\n", GRADE_NONE },
    { "below_adjacent",            BELOW, 0, UNI, CHAIR, RECEIVED MX "spf=pass\n" MX PASS "\n", GRADE_DMARC },
    { "below_adjacent_foreign_ends", BELOW, 0, UNI, CHAIR, RECEIVED MX "spf=pass\n" AR "a.test; x=pass\n" MX PASS "\n", GRADE_NONE },
    { "below_forged_adjacent",     BELOW, 0, UNI, CHAIR, RECEIVED MX "dmarc=fail header.from=uni.test\n" MX PASS "\n", GRADE_FAIL },
    { "received_in_any_case",      TOP, 0, UNI, CHAIR, "RECEIVED: x\n" MX PASS "\n", GRADE_NONE },
    { "field_name_in_any_case",    TOP, 0, UNI, CHAIR, "authentication-RESULTS: mx.uni.test; " PASS "\n", GRADE_DMARC },

    /* fields that never count: R7 */
    { "arc",                       TOP, 0, UNI, CHAIR, "ARC-Authentication-Results: i=1; mx.uni.test; " PASS "\n", GRADE_NONE },
    { "original",                  TOP, 0, UNI, CHAIR, "X-Original-Authentication-Results: mx.uni.test; " PASS "\n", GRADE_NONE },
    { "original_behind",           TOP, 0, UNI, CHAIR, "Authentication-Results-Original: mx.uni.test; " PASS "\n", GRADE_NONE },
    { "received_spf",              TOP, 0, UNI, CHAIR, "Received-SPF: pass (mx.uni.test)\n", GRADE_NONE },
    { "inside_another_field",      TOP, 0, UNI, CHAIR, "Subject: Authentication-Results: mx.uni.test; " PASS "\n", GRADE_NONE },
    { "exchange_internal",         TOP, 0, UNI, CHAIR, "X-MS-Exchange-Organization-AuthAs: Internal\n", GRADE_NONE },

    /* the name: R2 */
    { "id_in_any_case",            TOP, 0, UNI, CHAIR, AR "MX.Uni.Test; " PASS "\n", GRADE_DMARC },
    { "id_with_suffix",            TOP, 0, UNI, CHAIR, AR "mx.uni.test.attack.test; " PASS "\n", GRADE_NONE },
    { "id_with_prefix",            TOP, 0, UNI, CHAIR, AR "amx.uni.test; " PASS "\n", GRADE_NONE },
    { "id_with_dot",               TOP, 0, UNI, CHAIR, AR "mx.uni.test.; " PASS "\n", GRADE_NONE },
    { "id_cut",                    TOP, 0, UNI, CHAIR, AR "mx.uni; " PASS "\n", GRADE_NONE },
    { "id_quoted",                 TOP, 0, UNI, CHAIR, AR "\"mx.uni.test\"; " PASS "\n", GRADE_NONE },
    { "id_in_comment",             TOP, 0, UNI, CHAIR, AR "(mx.uni.test) a.test; " PASS "\n", GRADE_NONE },
    { "id_behind_comment",         TOP, 0, UNI, CHAIR, AR "(a.test) mx.uni.test; " PASS "\n", GRADE_NONE },
    { "id_cut_by_comment",         TOP, 0, UNI, CHAIR, AR "mx.(x)uni.test; " PASS "\n", GRADE_NONE },
    { "id_missing",                TOP, 0, UNI, CHAIR, AR "; " PASS "\n", GRADE_NONE },
    { "id_folded_away",            TOP, 0, UNI, CHAIR, AR "\n\tmx.uni.test;\n\t" PASS "\n", GRADE_DMARC },
    { "id_not_configured",         TOP, 0, "", CHAIR, MX PASS "\n", GRADE_NONE },
    { "id_empty_and_none_stamped", TOP, 0, "", CHAIR, AR "; " PASS "\n", GRADE_NONE },

    /* the version: R3 */
    { "version_1",                 TOP, 0, UNI, CHAIR, AR "mx.uni.test 1; " PASS "\n", GRADE_DMARC },
    { "version_1_commented",       TOP, 0, UNI, CHAIR, AR "mx.uni.test (a) 1 (b) ; " PASS "\n", GRADE_DMARC },
    { "version_2",                 TOP, 0, UNI, CHAIR, AR "mx.uni.test 2; " PASS "\n", GRADE_NONE },
    { "version_11",                TOP, 0, UNI, CHAIR, AR "mx.uni.test 11; " PASS "\n", GRADE_NONE },
    { "version_word",              TOP, 0, UNI, CHAIR, AR "mx.uni.test a; " PASS "\n", GRADE_NONE },
    { "version_1_1",               TOP, 0, UNI, CHAIR, AR "mx.uni.test 1 1; " PASS "\n", GRADE_NONE },
    { "version_2_in_second",       TOP, 0, UNI, CHAIR, MX PASS "\n" AR "mx.uni.test 2; spf=pass\n", GRADE_NONE },
    { "method_version_1",          TOP, 0, UNI, CHAIR, MX "dmarc/1=pass header.from=uni.test\n", GRADE_DMARC },
    { "method_version_spaced",     TOP, 0, UNI, CHAIR, MX "dmarc (a) / (b) 1 (c) = pass header.from=uni.test\n", GRADE_DMARC },
    { "method_version_2_spaced",   TOP, 0, UNI, CHAIR, MX "dmarc / 2 = fail header.from=uni.test; " PASS "\n", GRADE_DMARC },
    { "none_with_a_version",       TOP, 0, UNI, CHAIR, MX "none/1\n" MX PASS "\n", GRADE_NONE },
    { "control_escaped_in_comment", TOP, 0, UNI, CHAIR, MX PASS " (\\\x01)\n", GRADE_NONE },
    { "method_version_2",          TOP, 0, UNI, CHAIR, MX "dmarc/2=pass header.from=uni.test\n", GRADE_NONE },
    { "method_version_2_beside",   TOP, 0, UNI, CHAIR, MX "dmarc/2=fail; " PASS "\n", GRADE_DMARC },
    { "method_version_word",       TOP, 0, UNI, CHAIR, MX "dmarc/a=pass header.from=uni.test\n", GRADE_NONE },
    { "method_version_missing",    TOP, 0, UNI, CHAIR, MX "dmarc/=pass header.from=uni.test\n", GRADE_NONE },
    { "method_version_comment_open", TOP, 0, UNI, CHAIR, MX PASS "; dkim(/1=pass\n", GRADE_NONE },
    { "comment_open_before_equals", TOP, 0, UNI, CHAIR, MX PASS "; dkim/1(=pass\n", GRADE_NONE },
    { "dkim_version_2",            TOP, 0, UNI, CHAIR, MX "dkim / 2 = pass header.d=uni.test\n", GRADE_NONE },

    /* the grammar: R4 */
    { "pass_in_comment",           TOP, 0, UNI, CHAIR, MX "spf=fail (dmarc=pass header.from=uni.test)\n", GRADE_NONE },
    { "pass_in_nested_comment",    TOP, 0, UNI, CHAIR, MX "spf=fail (a (b) ; dmarc=pass header.from=uni.test)\n", GRADE_NONE },
    { "pass_in_escaped_comment",   TOP, 0, UNI, CHAIR, MX "spf=fail (a \\) ; dmarc=pass header.from=uni.test)\n", GRADE_NONE },
    { "pass_in_reason",            TOP, 0, UNI, CHAIR, MX "spf=fail reason=\"x; dmarc=pass header.from=uni.test\"\n", GRADE_NONE },
    { "pass_in_escaped_reason",    TOP, 0, UNI, CHAIR, MX "spf=fail reason=\"x\\\"; dmarc=pass header.from=uni.test\"\n", GRADE_NONE },
    { "pass_in_mailfrom",          TOP, 0, UNI, CHAIR, MX "spf=fail smtp.mailfrom=\"a;dmarc=pass header.from=uni.test\"@attack.test\n", GRADE_NONE },
    { "pass_in_helo",              TOP, 0, UNI, CHAIR, MX "spf=pass smtp.helo=dmarc=pass\n", GRADE_NONE },
    { "fail_hidden_in_comment",    TOP, 0, UNI, CHAIR, MX "dmarc=(pass)fail header.from=uni.test\n", GRADE_FAIL },
    { "pass_behind_comment",       TOP, 0, UNI, CHAIR, MX "dmarc (a) = (b) pass (c) header (d) . (e) from (f) = (g) uni.test (h)\n", GRADE_DMARC },
    { "comment_hides_from",        TOP, 0, UNI, CHAIR, MX "dmarc=pass (header.from=uni.test) header.from=attack.test\n", GRADE_FAIL },
    { "comment_left_open",         TOP, 0, UNI, CHAIR, MX PASS " (and\n", GRADE_NONE },
    { "comment_open_by_escape",    TOP, 0, UNI, CHAIR, MX PASS " (and\\)\n", GRADE_NONE },
    { "comment_closed_only",       TOP, 0, UNI, CHAIR, MX PASS ")\n", GRADE_NONE },
    { "comment_16_deep",           TOP, 0, UNI, CHAIR, MX PASS " " TEN "((((((" NET "))))))\n", GRADE_DMARC },
    { "comment_17_deep",           TOP, 0, UNI, CHAIR, MX PASS " " TEN "(((((((" NET ")))))))\n", GRADE_NONE },
    { "comments_in_a_row",         TOP, 0, UNI, CHAIR, MX PASS "()()()()()()()()()()()()()()()()()()()()\n", GRADE_DMARC },
    { "backslash_at_the_end",      TOP, 0, UNI, CHAIR, MX PASS " (\\\n", GRADE_NONE },
    { "quote_left_open",           TOP, 0, UNI, CHAIR, MX PASS "; spf=pass reason=\"x\n", GRADE_NONE },
    { "quote_left_open_around_from", TOP, 0, UNI, CHAIR, MX "dmarc=pass header.from=\"uni.test\n", GRADE_NONE },
    { "quote_then_more",           TOP, 0, UNI, CHAIR, MX "dmarc=pass header.from=\"uni.test\"x\n", GRADE_NONE },
    { "from_quoted",               TOP, 0, UNI, CHAIR, MX "dmarc=pass header.from=\"uni.test\"\n", GRADE_DMARC },
    { "from_quoted_and_escaped",   TOP, 0, UNI, CHAIR, MX "dmarc=pass header.from=\"uni\\.test\"\n", GRADE_DMARC },
    { "two_words_in_a_result",     TOP, 0, UNI, CHAIR, MX "dmarc=pass pass header.from=uni.test\n", GRADE_NONE },
    { "bare_word",                 TOP, 0, UNI, CHAIR, MX "dmarc\n", GRADE_NONE },
    { "key_without_type",          TOP, 0, UNI, CHAIR, MX "dmarc=pass action=none header.from=uni.test\n", GRADE_NONE },
    { "no_semicolon",              TOP, 0, UNI, CHAIR, AR "mx.uni.test " PASS "\n", GRADE_NONE },
    { "two_semicolons",            TOP, 0, UNI, CHAIR, MX "; " PASS "\n", GRADE_NONE },
    { "semicolon_at_the_end",      TOP, 0, UNI, CHAIR, MX PASS ";\n", GRADE_NONE },
    { "nothing_but_the_id",        TOP, 0, UNI, CHAIR, AR "mx.uni.test\n", GRADE_NONE },
    { "empty",                     TOP, 0, UNI, CHAIR, "Authentication-Results:\n", GRADE_NONE },
    { "none",                      TOP, 0, UNI, CHAIR, MX "none\n", GRADE_NONE },
    { "none_then_more",            TOP, 0, UNI, CHAIR, MX "none; " PASS "\n", GRADE_NONE },
    { "more_then_none",            TOP, 0, UNI, CHAIR, MX PASS "; none\n", GRADE_NONE },
    { "none_beside_another_field", TOP, 0, UNI, CHAIR, MX "none\n" MX PASS "\n", GRADE_DMARC },
    { "error_in_second_field",     TOP, 0, UNI, CHAIR, MX PASS "\n" MX "spf=\n", GRADE_NONE },
    { "unreadable_name_above",     TOP, 0, UNI, CHAIR, MX PASS "\n" AR "@; x=pass\n", GRADE_NONE },
    { "control_character",         TOP, 0, UNI, CHAIR, MX PASS " (\x01)\n", GRADE_NONE },
    { "delete_in_quotes",          TOP, 0, UNI, CHAIR, MX PASS "; spf=pass reason=\"\x7f\"\n", GRADE_NONE },
    { "not_ascii_in_value",        TOP, 0, UNI, CHAIR, MX PASS "; spf=pass smtp.mailfrom=\xc3\xa9.test\n", GRADE_NONE },
    { "not_ascii_in_comment",      TOP, 0, UNI, CHAIR, MX PASS " (\xc3\xa9)\n", GRADE_DMARC },
    { "method_too_long",           TOP, 0, UNI, CHAIR, MX PASS "; abcdefghijklmnopqrstuvwxyzabcdef=pass\n", GRADE_NONE },
    { "folded_everywhere",         TOP, 0, UNI, CHAIR, AR "\n mx.uni.test\n ;\n dmarc\n =\n pass\n header\n .\n from\n =\n uni.test\n", GRADE_DMARC },
    { "tabs",                      TOP, 0, UNI, CHAIR, MX "\tdmarc=pass\theader.from=uni.test\t\n", GRADE_DMARC },
    { "any_case",                  TOP, 0, UNI, CHAIR, MX "DMARC=Pass Header.From=Uni.Test\n", GRADE_DMARC },

    /* the verdict: R5 */
    { "fail",                      TOP, 0, UNI, CHAIR, MX "dmarc=fail header.from=uni.test\n", GRADE_FAIL },
    { "fail_in_capitals",          TOP, 0, UNI, CHAIR, MX "DMARC=FAIL header.from=uni.test\n", GRADE_FAIL },
    { "fail_with_dkim_pass",       TOP, 0, UNI, CHAIR, MX "dkim=pass header.d=uni.test; dmarc=fail header.from=uni.test\n", GRADE_FAIL },
    { "fail_and_an_error",         TOP, 0, UNI, CHAIR, MX "dmarc=fail header.from=uni.test; spf=pass (\n", GRADE_FAIL },
    { "pass_twice",                TOP, 0, UNI, CHAIR, MX PASS "; " PASS "\n", GRADE_FAIL },
    { "pass_twice_in_two_fields",  TOP, 0, UNI, CHAIR, MX PASS "\n" MX PASS "\n" RECEIVED, GRADE_FAIL },
    { "pass_and_fail",             TOP, 0, UNI, CHAIR, MX PASS "; dmarc=fail header.from=uni.test\n", GRADE_FAIL },
    { "none_with_dkim_pass",       TOP, 0, UNI, CHAIR, MX "dkim=pass header.d=uni.test; dmarc=none header.from=uni.test\n", GRADE_NONE },
    { "bestguesspass",             TOP, 0, UNI, CHAIR, MX "dmarc=bestguesspass header.from=uni.test\n", GRADE_NONE },
    { "compauth",                  TOP, 0, UNI, CHAIR, MX "compauth=pass reason=100\n", GRADE_NONE },
    { "temperror",                 TOP, 0, UNI, CHAIR, MX "dmarc=temperror header.from=uni.test\n", GRADE_NONE },
    { "permerror",                 TOP, 0, UNI, CHAIR, MX "dmarc=permerror header.from=uni.test\n", GRADE_NONE },
    { "policy",                    TOP, 0, UNI, CHAIR, MX "dmarc=policy header.from=uni.test\n", GRADE_NONE },
    { "passed",                    TOP, 0, UNI, CHAIR, MX "dmarc=passed header.from=uni.test\n", GRADE_NONE },
    { "another_method",            TOP, 0, UNI, CHAIR, MX "x-dmarc=pass header.from=uni.test\n", GRADE_NONE },
    { "for_nobody",                TOP, 0, UNI, CHAIR, MX "dmarc=pass\n", GRADE_NONE },
    { "for_another",               TOP, 0, UNI, CHAIR, MX "dmarc=pass header.from=attack.test\n", GRADE_FAIL },
    { "for_the_parent",            TOP, 0, UNI, "a@x.uni.test", MX PASS "\n", GRADE_FAIL },
    { "for_a_child",               TOP, 0, UNI, CHAIR, MX "dmarc=pass header.from=x.uni.test\n", GRADE_FAIL },
    { "for_two",                   TOP, 0, UNI, CHAIR, MX "dmarc=pass header.from=uni.test header.from=attack.test\n", GRADE_NONE },
    { "from_of_another_result",    TOP, 0, UNI, CHAIR, MX "dmarc=pass; x=pass header.from=uni.test\n", GRADE_NONE },
    { "from_as_address",           TOP, 0, UNI, CHAIR, MX "dmarc=pass header.from=chair@uni.test\n", GRADE_FAIL },
    { "from_in_capitals",          TOP, 0, UNI, "chair@uni.test", MX "dmarc=pass header.from=UNI.TEST\n", GRADE_DMARC },
    { "mailfrom_is_not_from",      TOP, 0, UNI, CHAIR, MX "dmarc=pass smtp.from=uni.test\n", GRADE_NONE },
    { "spf_alone",                 TOP, 0, UNI, CHAIR, MX "spf=pass smtp.mailfrom=chair@uni.test\n", GRADE_NONE },
    { "dkim_alone",                TOP, 0, UNI, CHAIR, MX "dkim=pass header.d=uni.test\n", GRADE_DKIM },
    { "dkim_by_agent",             TOP, 0, UNI, CHAIR, MX "dkim=pass header.i=@uni.test\n", GRADE_DKIM },
    { "dkim_by_named_agent",       TOP, 0, UNI, CHAIR, MX "dkim=pass header.i=chair@UNI.test\n", GRADE_DKIM },
    { "dkim_agent_in_local_part",  TOP, 0, UNI, CHAIR, MX "dkim=pass header.i=\"a@uni.test\"@attack.test\n", GRADE_NONE },
    { "dkim_domain_beats_agent",   TOP, 0, UNI, CHAIR, MX "dkim=pass header.d=attack.test header.i=@uni.test\n", GRADE_NONE },
    { "dkim_of_the_parent",        TOP, 0, UNI, "a@x.uni.test", MX "dkim=pass header.d=uni.test\n", GRADE_NONE },
    { "dkim_of_a_child",           TOP, 0, UNI, CHAIR, MX "dkim=pass header.d=x.uni.test\n", GRADE_NONE },
    { "dkim_fail",                 TOP, 0, UNI, CHAIR, MX "dkim=fail header.d=uni.test\n", GRADE_NONE },
    { "dkim_of_two_one_ours",      TOP, 0, UNI, CHAIR, MX "dkim=fail header.d=a.test; dkim=pass header.d=uni.test\n", GRADE_DKIM },
    { "dkim_of_nobody",            TOP, 0, UNI, CHAIR, MX "dkim=pass\n", GRADE_NONE },
    { "signed_wanted_spf_only",    TOP, DKIM, UNI, CHAIR, MX "spf=pass smtp.mailfrom=uni.test; " PASS "\n", GRADE_NONE },
    { "signed_wanted_by_another",  TOP, DKIM, UNI, CHAIR, MX "dkim=pass header.d=esp.test; " PASS "\n", GRADE_NONE },
    { "signed_wanted_in_a_field",  TOP, DKIM, UNI, CHAIR, MX "dkim=pass header.d=uni.test\n" MX PASS "\n" RECEIVED, GRADE_DMARC },
    { "signed_wanted_forged",      TOP, DKIM, UNI, CHAIR, MX PASS "\n" RECEIVED MX "dkim=pass header.d=uni.test\n", GRADE_NONE },
    { "no_from",                   TOP, 0, UNI, "", MX PASS "\n", GRADE_NONE },

    /* composition attacks of security.md section 2 that reach the results */
    { "A1_spf_of_a_child",         TOP, 0, UNI, CHAIR, MX "spf=pass smtp.mailfrom=any@nonexistent.uni.test\n", GRADE_NONE },
    { "A2_mailfrom_parenthesis",   TOP, 0, UNI, CHAIR, MX "spf=pass smtp.mailfrom=(any@uni.test\n", GRADE_NONE },
    { "A4_quote_in_d",             TOP, 0, UNI, CHAIR, MX "dkim=pass header.d=uni.test'a.attack.test\n", GRADE_NONE },
    { "A4_parenthesis_in_d",       TOP, 0, UNI, CHAIR, MX "dkim=pass header.d=uni.test(.attack.test\n", GRADE_NONE },
    { "A4_closed_parenthesis",     TOP, 0, UNI, CHAIR, MX "dkim=pass header.d=attack.test(; dkim=pass header.d=uni.test)\n", GRADE_NONE },
    { "A4_escaped_in_d",           TOP, 0, UNI, CHAIR, MX "dkim=pass header.d=uni.test\\.attack.test\n", GRADE_NONE },
    { "A4_quote_in_d_beside_pass", TOP, 0, UNI, CHAIR, MX "dkim=pass header.d=uni.test'a.attack.test; " PASS "\n", GRADE_NONE },
    { "slash_in_domain",           TOP, 0, UNI, CHAIR, MX "dmarc=pass header.from=uni.test/\n", GRADE_NONE },
    { "domain_empty_then_good",    TOP, 0, UNI, CHAIR, MX "dmarc=pass header.from=\"\" header.from=uni.test\n", GRADE_NONE },
    { "odd_local_part_of_agent",   TOP, 0, UNI, CHAIR, MX "dkim=pass header.i=o'neil/x@uni.test\n", GRADE_DKIM },
    { "odd_domain_of_agent",       TOP, 0, UNI, CHAIR, MX "dkim=pass header.i=a@uni.test'; " PASS "\n", GRADE_NONE },
    { "A5_route_in_mailfrom",      TOP, 0, UNI, CHAIR, MX "spf=pass smtp.mailfrom=<@attack.test,@any:a@uni.test>\n", GRADE_NONE },
    { "A5_semicolon_in_mailfrom",  TOP, 0, UNI, CHAIR, MX "spf=pass smtp.mailfrom=a;dmarc=fail header.from=uni.test\n", GRADE_FAIL },
    { "domain_with_dot_behind",    TOP, 0, UNI, CHAIR, MX "dmarc=pass header.from=uni.test.\n", GRADE_FAIL },
    { "domain_as_prefix",          TOP, 0, UNI, CHAIR, MX "dmarc=pass header.from=uni.test.attack.test\n", GRADE_FAIL },
};
/* clang-format on */

static void
reads_crlf(void **state)
{
	char id[] = "mx.uni.test", why[256];
	const struct trust_config t = { .authserv_id = id };
	static struct header h;
	static const char value[] =
	    " mx.uni.test;\r\n dmarc=pass\r\n\theader.from=uni.test";

	(void)state;
	memset(&h, 0, sizeof h);
	h.n = 1;
	h.field[0].name = "Authentication-Results";
	h.field[0].name_len = strlen(h.field[0].name);
	h.field[0].value = value;
	h.field[0].value_len = sizeof value - 1;
	assert_int_equal(trust_grade(&t, &h, CHAIR, why), GRADE_DMARC);

	/* the length counts, not what follows in memory */
	h.field[0].value_len -= strlen(".test");
	assert_int_equal(trust_grade(&t, &h, CHAIR, why), GRADE_FAIL);
}

/* A field of 32 KiB that is one comment, and one octet more: R8. */
static void
reads_32_kib_and_no_more(void **state)
{
	static const char head[] = " mx.uni.test; " PASS " (";
	static char value[HEADER_FIELD_MAX + 1];
	char id[] = "mx.uni.test", why[256];
	const struct trust_config t = { .authserv_id = id };
	static struct header h;

	(void)state;
	memset(&h, 0, sizeof h);
	memset(value, 'x', sizeof value);
	memcpy(value, head, sizeof head - 1);
	value[HEADER_FIELD_MAX - 1] = ')';
	value[HEADER_FIELD_MAX] = ' ';
	h.n = 1;
	h.field[0].name = "Authentication-Results";
	h.field[0].name_len = strlen(h.field[0].name);
	h.field[0].value = value;
	h.field[0].value_len = HEADER_FIELD_MAX;
	assert_int_equal(trust_grade(&t, &h, CHAIR, why), GRADE_DMARC);
	h.field[0].value_len++;
	assert_int_equal(trust_grade(&t, &h, CHAIR, why), GRADE_NONE);
}

/* Whatever is missing at the end, it is never a pass for somebody else. */
static void
cut_fields_never_pass(void **state)
{
	static const char whole[] =
	    " mx.uni.test 1; spf=pass (a \\( b) smtp.mailfrom=\"x\"@a.test; "
	    "dkim=pass header.d=uni.test; dmarc=pass header.from=uni.test";
	char id[] = "mx.uni.test", why[256];
	const struct trust_config t = { .authserv_id = id };
	static struct header h;

	(void)state;
	memset(&h, 0, sizeof h);
	h.n = 1;
	h.field[0].name = "Authentication-Results";
	h.field[0].name_len = strlen(h.field[0].name);
	for (size_t len = 0; len < sizeof whole - 1; len++) {
		char *copy = xstrndup(whole, len);

		h.field[0].value = copy;
		h.field[0].value_len = len;
		assert_int_not_equal(trust_grade(&t, &h, CHAIR, why),
		    GRADE_DMARC);
		free(copy);
	}
	h.field[0].value = whole;
	h.field[0].value_len = sizeof whole - 1;
	assert_int_equal(trust_grade(&t, &h, CHAIR, why), GRADE_DMARC);
}

static void
says_what_decided(void **state)
{
	char id[] = "mx.uni.test", why[256];
	const struct trust_config t = { .authserv_id = id };
	static struct header h;

	(void)state;
	split(&h, MX "dmarc=pass header.from=attack.test\n");
	trust_grade(&t, &h, CHAIR, why);
	assert_string_equal(why,
	    "dmarc=pass is for attack.test, From is uni.test");
	split(&h, RECEIVED MX PASS "\n");
	trust_grade(&t, &h, CHAIR, why);
	assert_string_equal(why,
	    "no results of mx.uni.test above the first Received");

	/* and does not speak to a terminal in a sender's words */
	split(&h, MX "dmarc=pass header.from=\"\xc2\x9b\"@a.test\n");
	trust_grade(&t, &h, CHAIR, why);
	assert_string_equal(why,
	    "dmarc=pass is for ??@a.test, From is uni.test");
}

static void
accepts_only_what_is_configured(void **state)
{
	struct trust_config t = { .accept = 1u << GRADE_DMARC };

	(void)state;
	assert_true(trust_accepts(&t, GRADE_DMARC));
	assert_false(trust_accepts(&t, GRADE_DKIM));
	assert_false(trust_accepts(&t, GRADE_INTERNAL));
	t.accept = 1u << GRADE_DKIM;
	assert_false(trust_accepts(&t, GRADE_DMARC));
	assert_true(trust_accepts(&t, GRADE_DKIM));
	t.accept = ~0u;
	assert_false(trust_accepts(&t, GRADE_NONE));
	assert_false(trust_accepts(&t, GRADE_FAIL));
	assert_false(trust_accepts(&t, GRADE_CHALLENGE));
}

int
main(void)
{
	struct CMUnitTest rows[N(cases)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_crlf),
		cmocka_unit_test(reads_32_kib_and_no_more),
		cmocka_unit_test(cut_fields_never_pass),
		cmocka_unit_test(says_what_decided),
		cmocka_unit_test(accepts_only_what_is_configured),
	};

	TEST_CASES(rows, cases, check);
	return run_tests("trust", tests, N(tests)) +
	    run_tests("trust by samples", rows, N(rows));
}
