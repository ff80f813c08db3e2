#include <stdlib.h>
#include <string.h>

#include "mailproc/base/text.h"
#include "tests/test.h"

#define TOKEN20 "ABCDEFGHIJ0123456789"

struct row {
	const char *name;
	const char *in;
	const char *text;
	const char *line;
};

/* clang-format off */
static struct row cases[] = {
    { "plain",             "Hello", "Hello", "Hello" },
    { "empty",             "", "", "" },
    { "lines",             "a\nb\n", "a\nb\n", "a b" },
    { "crlf",              "a\r\nb\r\n", "a\nb\n", "a b" },
    { "bare_cr",           "a\rb", "a\nb", "a b" },
    { "cr_at_the_end",     "a\r", "a\n", "a" },
    { "tabs",              "a\tb", "a\tb", "a b" },
    { "runs_of_blanks",    "  a \t  b  ", "  a \t  b  ", "a b" },
    { "utf8",              "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80" },
    { "latin1",            "D\xe9nt", "D\xef\xbf\xbdnt", "D\xef\xbf\xbdnt" },
    { "overlong",          "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd", "\xef\xbf\xbd\xef\xbf\xbd" },
    { "surrogate",         "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
    { "beyond_unicode",    "\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
    { "open_at_the_end",   "a\xe2\x82", "a\xef\xbf\xbd\xef\xbf\xbd", "a\xef\xbf\xbd\xef\xbf\xbd" },
    { "escape",            "\x1b[31mred", "[31mred", "[31mred" },
    { "bell_and_delete",   "a\x07\x7f" "b", "ab", "ab" },
    { "c1_control",        "a\xc2\x85" "b", "ab", "ab" },
    { "bidi_override",     "a\xe2\x80\xae" "b", "ab", "ab" },
    { "bidi_isolate",      "a\xe2\x81\xa6" "b", "ab", "ab" },
    { "zero_width",        "a\xe2\x80\x8b\xef\xbb\xbf" "b", "ab", "ab" },
    { "line_separator",    "a\xe2\x80\xa8" "b", "ab", "ab" },
    { "soft_hyphen",       "a\xc2\xad" "b", "ab", "ab" },
    { "token",             "my 7~" TOKEN20 " ok", "my [token removed] ok", "my [token removed] ok" },
    { "token_glued",       "x12~" TOKEN20 "abc.", "x[token removed].", "x[token removed]." },
    { "token_twice",       "1~" TOKEN20 ",2~" TOKEN20, "[token removed],[token removed]", "[token removed],[token removed]" },
    { "token_too_short",   "7~ABCDEFGHIJ012345678", "7~ABCDEFGHIJ012345678", "7~ABCDEFGHIJ012345678" },
    { "token_split_by_zero_width", "7~ABCDEFGHIJ\xe2\x80\x8b" "0123456789", "[token removed]", "[token removed]" },
    { "tilde_without_digits", "~" TOKEN20, "~" TOKEN20, "~" TOKEN20 },
};
/* clang-format on */

static void
check(void **state)
{
	const struct row *want = *state;
	struct buf out = BUF_INIT(1000);

	clean_text(&out, want->in, strlen(want->in));
	assert_string_equal(out.str, want->text);
	assert_int_equal(out.len, strlen(want->text));
	buf_reset(&out);
	clean_line(&out, want->in, strlen(want->in));
	assert_string_equal(out.str, want->line);
	buf_free(&out);
}

static void
cleaning_twice_changes_nothing(void **state)
{
	struct buf once = BUF_INIT(1000), twice = BUF_INIT(1000);

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		buf_reset(&once);
		buf_reset(&twice);
		clean_text(&once, cases[i].in, strlen(cases[i].in));
		clean_text(&twice, once.str, once.len);
		assert_string_equal(once.str, twice.str);
	}
	buf_free(&once);
	buf_free(&twice);
}

static void
cleaning_keeps_what_was_there(void **state)
{
	struct buf out = BUF_INIT(1000);

	(void)state;
	buf_adds(&out, "Subject: ");
	clean_line(&out, " a\nb ", 5);
	assert_string_equal(out.str, "Subject: a b");
	clean_line(&out, "", 0);
	assert_string_equal(out.str, "Subject: a b");
	buf_free(&out);
}

static void
cleaning_drops_nul(void **state)
{
	struct buf out = BUF_INIT(1000);

	(void)state;
	clean_text(&out, "a\0b", 3);
	assert_int_equal(out.len, 2);
	assert_string_equal(out.str, "ab");
	buf_free(&out);
}

static void
cleaning_stops_at_the_ceiling(void **state)
{
	struct buf out = BUF_INIT(4);

	(void)state;
	clean_text(&out, "abcdefgh", 8);
	assert_true(out.full);
	assert_string_equal(out.str, "abcd");
	buf_free(&out);
}

static void
sees_tokens(void **state)
{
	(void)state;
	assert_true(holds_token("x 10~" TOKEN20, 25));
	assert_false(holds_token("x 10~" TOKEN20, 24));
	assert_false(holds_token("10~ABCDEFGHIJ 123456789", 23));
	assert_false(holds_token("", 0));
	assert_true(holds_token("1~2~" TOKEN20, 24));
}

static void
knows_utf8(void **state)
{
	(void)state;
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid("a\xc3\xa9\xf4\x8f\xbf\xbf", 7));
	assert_true(utf8_valid("\xed\x9f\xbf\xee\x80\x80", 6));
	assert_false(utf8_valid("\xc3\xa9", 1));
	assert_false(utf8_valid("\xe9", 1));
	assert_false(utf8_valid("\x80", 1));
	assert_false(utf8_valid("\xc1\xbf", 2));
	assert_false(utf8_valid("\xe0\x9f\xbf", 3));
	assert_false(utf8_valid("\xf0\x8f\xbf\xbf", 4));
	assert_false(utf8_valid("\xed\xbf\xbf", 3));
	assert_false(utf8_valid("\xf8\x88\x80\x80\x80", 5));
	assert_false(utf8_valid("\xff", 1));
}

static void
takes_ids(void **state)
{
	static const struct {
		const char *text;
		int64_t id; /* 0: none */
		const char *rest;
	} ids[] = {
		{ "1", 1, "" },
		{ "42, 43", 42, ", 43" },
		{ "9999999999", 9999999999, "" },
		{ "10000000000", 0, NULL },
		{ "0", 0, NULL },
		{ "042", 0, NULL },
		{ "-1", 0, NULL },
		{ " 1", 0, NULL },
		{ "", 0, NULL },
		{ "\xef\xbc\x91", 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < N(ids); i++) {
		int64_t id = 0;
		const char *rest = take_id(ids[i].text, &id);

		if (ids[i].rest == NULL) {
			assert_null(rest);
			continue;
		}
		assert_non_null(rest);
		assert_string_equal(rest, ids[i].rest);
		assert_true(id == ids[i].id);
	}
}

static void
folds_ascii_only(void **state)
{
	char s[] = "AZaz09[@\xc3\x89";

	(void)state;
	fold_ascii(s);
	assert_string_equal(s, "azaz09[@\xc3\x89");
}

static void
lists_hold_copies(void **state)
{
	struct list l = { NULL, 0 };
	char word[] = "one";

	(void)state;
	assert_false(list_has(&l, "one"));
	assert_true(list_add(&l, word));
	word[0] = 'x';
	assert_true(list_add(&l, "two"));
	assert_int_equal(l.n, 2);
	assert_string_equal(l.item[0], "one");
	assert_true(list_has(&l, "ONE"));
	assert_true(list_has(&l, "two"));
	assert_false(list_has(&l, "tw"));
	assert_false(list_has(&l, "xne"));
	list_free(&l);
	assert_int_equal(l.n, 0);
	list_free(&l);
}

static void
copies_up_to_a_length(void **state)
{
	char *a = xstrndup("abc", 2), *b = xstrdup("abc");

	(void)state;
	assert_string_equal(a, "ab");
	assert_string_equal(b, "abc");
	free(a);
	free(b);
}

int
main(void)
{
	struct CMUnitTest rows[N(cases)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cleaning_twice_changes_nothing),
		cmocka_unit_test(cleaning_keeps_what_was_there),
		cmocka_unit_test(cleaning_drops_nul),
		cmocka_unit_test(cleaning_stops_at_the_ceiling),
		cmocka_unit_test(sees_tokens),
		cmocka_unit_test(knows_utf8),
		cmocka_unit_test(takes_ids),
		cmocka_unit_test(folds_ascii_only),
		cmocka_unit_test(lists_hold_copies),
		cmocka_unit_test(copies_up_to_a_length),
	};

	TEST_CASES(rows, cases, check);
	return run_tests("text", tests, N(tests)) +
	    run_tests("clean", rows, N(rows));
}
