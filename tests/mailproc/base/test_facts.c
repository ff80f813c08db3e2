#include <stdlib.h>
#include <string.h>

#include "mailproc/base/facts.h"
#include "mailproc/base/text.h"
#include "tests/test.h"

static void
put(char *array, const char *s)
{
	memcpy(array, s, strlen(s) + 1);
}

static void
pack(struct buf *out, const struct facts *f)
{
	*out = BUF_INIT(FACTS_WIRE_MAX);
	facts_pack(out, f);
	assert_false(out->full);
}

/* Where each change below aims: facts with something in every place. */
static void
fill(struct facts *f)
{
	facts_init(f);
	put(f->from, "stu@campus.example");
	facts_set(&f->from_name, "Stu D\xc3\xa9nt");
	facts_set(&f->subject, "Re: [Canvas token #42] please");
	facts_set(&f->own_text, "APPROVE 42\nthanks\n");
	f->problem = RE_QUOTED_ONLY;
	f->well_formed = true;
	f->quoted_text = true;
	f->kind = KIND_COMMAND;
	f->ncommands = 2;
	f->command[0].verb = EV_APPROVE;
	f->command[0].id = 9999999999;
	facts_set(&f->command[0].line, "APPROVE 9999999999");
	f->command[1].result = RE_UNKNOWN_VERB;
	facts_set(&f->command[1].arg, "because");
	facts_set(&f->command[1].line, "APROVE 12");
	facts_set(&f->command[1].suggestion, "APPROVE 12");
	facts_set(&f->comment, "thanks");
	f->automatic = RE_BOUNCE;
	f->failed = true;
	facts_set(&f->diagnostic, "550 gone");
	f->nreturned = 1;
	memcpy(f->returned[0], "mailproc.k.a@b.example", 23);
	facts_set(&f->field[FIELD_PURPOSE], "grade export");
	facts_set(&f->field[FIELD_AGREE], "I agree");
	f->nrefs = 1;
	put(f->ref[0], "abcdefghijklmnopqrstuvwx");
}

static void
starts_empty(void **state)
{
	struct facts f;

	(void)state;
	facts_init(&f);
	assert_string_equal(f.from, "");
	assert_string_equal(f.subject, "");
	assert_string_equal(f.command[COMMANDS_MAX - 1].suggestion, "");
	assert_string_equal(f.field[FIELD_COUNT - 1], "");
	assert_int_equal(f.problem, RE_OK);
	assert_int_equal(f.kind, KIND_NONE);
	assert_false(f.well_formed);
	facts_free(&f);
}

static void
comes_back_as_it_went(void **state)
{
	struct err err = ERR_INIT;
	struct facts f, got;
	struct buf wire;

	(void)state;
	fill(&f);
	pack(&wire, &f);
	assert_int_equal(facts_unpack(&got, wire.str, wire.len, &err), OK);
	assert_string_equal(got.from, "stu@campus.example");
	assert_string_equal(got.from_name, "Stu D\xc3\xa9nt");
	assert_string_equal(got.subject, "Re: [Canvas token #42] please");
	assert_string_equal(got.own_text, "APPROVE 42\nthanks\n");
	assert_int_equal(got.problem, RE_QUOTED_ONLY);
	assert_true(got.well_formed);
	assert_true(got.quoted_text);
	assert_int_equal(got.kind, KIND_COMMAND);
	assert_int_equal(got.ncommands, 2);
	assert_int_equal(got.command[0].verb, EV_APPROVE);
	assert_int_equal(got.command[0].result, RE_OK);
	assert_true(got.command[0].id == 9999999999);
	assert_string_equal(got.command[0].arg, "");
	assert_int_equal(got.command[1].verb, EV_NONE);
	assert_int_equal(got.command[1].result, RE_UNKNOWN_VERB);
	assert_string_equal(got.command[1].arg, "because");
	assert_string_equal(got.command[1].line, "APROVE 12");
	assert_string_equal(got.command[1].suggestion, "APPROVE 12");
	assert_string_equal(got.command[2].line, "");
	assert_string_equal(got.comment, "thanks");
	assert_int_equal(got.automatic, RE_BOUNCE);
	assert_true(got.failed);
	assert_string_equal(got.diagnostic, "550 gone");
	assert_int_equal(got.nreturned, 1);
	assert_string_equal(got.returned[0], "mailproc.k.a@b.example");
	assert_string_equal(got.field[FIELD_PURPOSE], "grade export");
	assert_string_equal(got.field[FIELD_USE], "");
	assert_string_equal(got.field[FIELD_AGREE], "I agree");
	assert_int_equal(got.nrefs, 1);
	assert_string_equal(got.ref[0], "abcdefghijklmnopqrstuvwx");
	facts_free(&f);
	facts_free(&got);
	buf_free(&wire);
}

static void
refuse(const void *wire, size_t len, const char *at)
{
	struct err err = ERR_INIT;
	struct facts f;

	assert_int_equal(facts_unpack(&f, wire, len, &err), ERR_INPUT);
	assert_non_null(strstr(err.text, at));
	assert_string_equal(f.from, "");
	assert_string_equal(f.own_text, "");
	assert_int_equal(f.ncommands, 0);
	assert_int_equal(f.kind, KIND_NONE);
	facts_free(&f);
}

static void
is_refused_when_cut_anywhere(void **state)
{
	struct facts f;
	struct buf wire;

	(void)state;
	fill(&f);
	pack(&wire, &f);
	for (size_t len = 0; len < wire.len; len++) {
		/* a copy of its own size, so that a sanitizer sees the end */
		char *part = xmalloc(len + 1);

		memcpy(part, wire.str, len);
		part = realloc(part, len == 0 ? 1 : len);
		assert_non_null(part);
		refuse(part, len, "wrong at");
		free(part);
	}
	buf_addc(&wire, '\0');
	refuse(wire.str, wire.len, "wrong at end");
	facts_free(&f);
	buf_free(&wire);
}

/* No change of one byte may do more than give other facts, or none. */
static void
survives_every_changed_byte(void **state)
{
	static const unsigned char values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	struct err err = ERR_INIT;
	struct facts f, got;
	size_t refused = 0;
	struct buf wire;

	(void)state;
	fill(&f);
	pack(&wire, &f);
	for (size_t i = 0; i < wire.len * N(values); i++) {
		char *at = &wire.str[i / N(values)], was = *at;

		*at = (char)values[i % N(values)];
		if (facts_unpack(&got, wire.str, wire.len, &err) != OK)
			refused++;
		assert_in_range(got.kind, 0, KIND_COUNT - 1);
		assert_in_range(got.ncommands, 0, COMMANDS_MAX);
		facts_free(&got);
		*at = was;
	}
	assert_true(refused > wire.len);
	facts_free(&f);
	buf_free(&wire);
}

struct row {
	const char *name;
	void (*spoil)(struct facts *f);
	const char *at;
};

static void
refuses_a_lie(void **state)
{
	const struct row *want = *state;
	struct facts f;
	struct buf wire;

	fill(&f);
	want->spoil(&f);
	pack(&wire, &f);
	refuse(wire.str, wire.len, want->at);
	facts_free(&f);
	buf_free(&wire);
}

#define SPOIL(name, statement)            \
	static void name(struct facts *f) \
	{                                 \
		statement;                \
	}

/* clang-format off */
SPOIL(kind_high, f->kind = KIND_COUNT)
SPOIL(kind_negative, f->kind = (enum kind)-1)
SPOIL(problem_high, f->problem = RE_COUNT)
SPOIL(verb_high, f->command[0].verb = EV_COUNT)
SPOIL(result_high, f->command[0].result = RE_COUNT)
SPOIL(result_foreign, f->command[0].result = RE_LOOP)
SPOIL(id_long, f->command[0].id = 10000000000)
SPOIL(id_negative, f->command[1].id = -1)
SPOIL(subject_latin1, facts_set(&f->subject, "D\xe9nt"))
SPOIL(subject_long_form, facts_set(&f->subject, "\xc0\xae"))
SPOIL(field_surrogate, facts_set(&f->field[FIELD_USE], "\xed\xa0\x80"))
SPOIL(comment_open, facts_set(&f->comment, "\xe2\x82"))
SPOIL(line_high, facts_set(&f->command[0].line, "\xf4\x90\x80\x80"))
SPOIL(from_blank, put(f->from, "a b@campus.example"))
SPOIL(from_control, put(f->from, "a\n@campus.example"))
SPOIL(ref_not_ascii, put(f->ref[0], "\xc3\xa9"))

static struct row cases[] = {
    { "kind_above_the_last",      kind_high,         "kind" },
    { "kind_below_the_first",     kind_negative,     "kind" },
    { "problem_above_the_last",   problem_high,      "problem" },
    { "verb_above_the_last",      verb_high,         "verb" },
    { "result_above_the_last",    result_high,       "result" },
    { "result_no_command_has",    result_foreign,    "result" },
    { "id_of_eleven_digits",      id_long,           "id" },
    { "id_negative",              id_negative,       "id" },
    { "latin1_in_subject",        subject_latin1,    "subject" },
    { "overlong_form_in_subject", subject_long_form, "subject" },
    { "surrogate_in_field",       field_surrogate,   "use" },
    { "open_character_in_comment", comment_open,     "comment" },
    { "beyond_unicode_in_line",   line_high,         "line" },
    { "blank_in_from",            from_blank,        "from" },
    { "control_in_from",          from_control,      "from" },
    { "not_ascii_in_ref",         ref_not_ascii,     "ref" },
};
/* clang-format on */

/* Bytes put together here, not by facts_pack(), which could not lie so. */
static void
refuses_wire_that_pack_never_writes(void **state)
{
	struct facts f;
	struct buf wire;
	char *at;

	(void)state;
	fill(&f);
	pack(&wire, &f);
	wire.str[4] = 'M';
	refuse(wire.str, wire.len, "magic");
	wire.str[4] = 'm';

	at = memmem(wire.str, wire.len, "grade", 5);
	assert_non_null(at);
	at[2] = '\0';
	refuse(wire.str, wire.len, "purpose");
	at[2] = 'a';

	/* the length of the same field: 12, made 4 GiB and made FIELD_MAX+1 */
	assert_int_equal(at[-4], 12);
	memcpy(at - 4, "\xff\xff\xff\xff", 4);
	refuse(wire.str, wire.len, "purpose");
	memcpy(at - 4, "\xa1\x0f\x00\x00", 4);
	refuse(wire.str, wire.len, "purpose");
	facts_free(&f);
	buf_free(&wire);
}

/* Field by field up to ncommands, then a count that is too high. */
static void
refuses_counts_beyond_the_arrays(void **state)
{
	static const char too_many[8] = { COMMANDS_MAX + 1 };
	struct facts f;
	struct buf wire;
	char *at;

	(void)state;
	facts_init(&f);
	f.kind = KIND_OTHER;
	pack(&wire, &f);
	/* magic, four texts, four numbers; each behind its length */
	at = wire.str + (4u + 16u + 4u * 4u + 4u * 12u);
	assert_int_equal(at[0], 8);
	assert_int_equal(at[4], 0);
	memcpy(at + 4, too_many, 8);
	refuse(wire.str, wire.len, "ncommands");
	memset(at + 4, 0, 8);
	at = wire.str + wire.len - 8;
	assert_int_equal(at[0], 0);
	*at = REFS_MAX + 1;
	refuse(wire.str, wire.len, "nrefs");
	facts_free(&f);
	buf_free(&wire);
}

static void
cuts_long_text_between_characters(void **state)
{
	struct err err = ERR_INIT;
	struct facts f, got;
	struct buf wire;

	(void)state;
	facts_init(&f);
	free(f.subject);
	f.subject = xmalloc(SUBJECT_MAX + 4);
	memset(f.subject, 'x', SUBJECT_MAX - 1);
	memcpy(f.subject + SUBJECT_MAX - 1, "\xe2\x82\xac", 4);
	pack(&wire, &f);
	assert_int_equal(facts_unpack(&got, wire.str, wire.len, &err), OK);
	assert_int_equal(strlen(got.subject), SUBJECT_MAX - 1);
	facts_free(&f);
	facts_free(&got);
	buf_free(&wire);
}

/* The largest facts there can be still fit the pipe's ceiling. */
static void
fits_the_ceiling(void **state)
{
	char *big = xmalloc(OWN_TEXT_MAX + 1);
	struct err err = ERR_INIT;
	struct facts f, got;
	struct buf wire;

	(void)state;
	memset(big, 'x', OWN_TEXT_MAX);
	big[OWN_TEXT_MAX] = '\0';
	fill(&f);
	facts_set(&f.own_text, big);
	facts_set(&f.comment, big);
	facts_set(&f.subject, big);
	for (size_t i = 0; i < FIELD_COUNT; i++)
		facts_set(&f.field[i], big);
	f.ncommands = COMMANDS_MAX;
	for (size_t i = 0; i < COMMANDS_MAX; i++) {
		facts_set(&f.command[i].arg, big);
		facts_set(&f.command[i].line, big);
	}
	pack(&wire, &f);
	assert_int_equal(facts_unpack(&got, wire.str, wire.len, &err), OK);
	assert_int_equal(strlen(got.own_text), OWN_TEXT_MAX);
	assert_int_equal(strlen(got.command[19].arg), ARG_MAX);
	facts_free(&f);
	facts_free(&got);
	buf_free(&wire);
	free(big);
}

static void
cleans_what_the_child_did_not(void **state)
{
	struct err err = ERR_INIT;
	struct facts f, got;
	struct buf wire;

	(void)state;
	fill(&f);
	facts_set(&f.comment, "a\x1b[2Jb\xe2\x80\xae 7~ABCDEFGHIJKLMNOPQRSTUV");
	pack(&wire, &f);
	assert_int_equal(facts_unpack(&got, wire.str, wire.len, &err), OK);
	assert_string_equal(got.comment, "a[2Jb [token removed]");
	facts_free(&f);
	facts_free(&got);
	buf_free(&wire);
}

int
main(void)
{
	struct CMUnitTest lies[N(cases)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_empty),
		cmocka_unit_test(comes_back_as_it_went),
		cmocka_unit_test(is_refused_when_cut_anywhere),
		cmocka_unit_test(survives_every_changed_byte),
		cmocka_unit_test(refuses_wire_that_pack_never_writes),
		cmocka_unit_test(refuses_counts_beyond_the_arrays),
		cmocka_unit_test(cuts_long_text_between_characters),
		cmocka_unit_test(fits_the_ceiling),
		cmocka_unit_test(cleans_what_the_child_did_not),
	};

	TEST_CASES(lies, cases, refuses_a_lie);
	return run_tests("facts", tests, N(tests)) +
	    run_tests("facts refused", lies, N(lies));
}
