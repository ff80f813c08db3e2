#include <string.h>

#include "parsers/parameter.h"
#include "tests/test.h"

static struct row {
	const char *name;
	const char *value;
	const char *word;
	const char *x; /* the parameter of this name, NULL if there is none */
} rows[] = {
	{ "a word", " text/plain", "text/plain", NULL },
	{ "capitals", "TEXT/Plain; X=Y", "text/plain", "Y" },
	{ "quoted", "a; x=\"b c; d\"", "a", "b c; d" },
	{ "backslashes", "a; x=\"b\\\"c\"", "a", "b\"c" },
	{ "not closed", "a; x=\"b", "a", "b" },
	{ "blanks around", "a ; x = b ; y=c", "a", "b" },
	{ "folded", "a;\r\n\tx=b\r\n", "a", "b" },
	{ "comments", "(c) a (c); (;x=no) x=(c)b (c)", "a", "b" },
	{ "a semicolon too many", "a;; x=b;", "a", "b" },
	{ "no semicolon", "a x=b", "a", "b" },
	{ "no blank", "a;x=b;y=c", "a", "b" },
	{ "the first counts", "a; x=b; x=c", "a", "b" },
	{ "only a part of a name", "a; xx=b; yx=c", "a", NULL },
	{ "inside another's value", "a; y=\"; x=no\"", "a", NULL },
	{ "empty", "a; x=; y=b", "a", "" },
	{ "a stray quote", "a; x=b\"", "a", "b" },
	{ "no type at all", "; x=b", "", "b" },
	{ "nothing", "", "", NULL },
	{ "only signs", "=;\"=(", "=", NULL },
	{ "an encoded word", "a; x==?utf-8?q?caf=C3=A9?=", "a", "café" },
	{ "extended", "a; x*=iso-8859-1'fr'caf%e9", "a", "café" },
	{ "extended, without apostrophes", "a; x*=b%20c", "a", "b c" },
	{ "pieces", "a; x*1=c; x*0=b; x*2=\"d e\"", "a", "bcd e" },
	{ "pieces, extended", "a; x*0*=utf-8''caf%C3; x*1*=%A9; x*2=!", "a",
	    "café!" },
	{ "a piece is missing", "a; x*0=b; x*2=d", "a", "b" },
	{ "only a later piece", "a; x*1=b", "a", NULL },
	{ "percent signs that are none", "a; x*=b%zz%4", "a", "b%zz%4" },
};

static void
reads(void **state)
{
	const struct row *want = *state;
	struct buf out = BUF_INIT(1000);
	size_t len = strlen(want->value);
	char word[FIELD_WORD_MAX];
	bool found = field_parameter(&out, want->value, len, "X");

	assert_int_equal(found, want->x != NULL);
	assert_string_equal(out.str, found ? want->x : "");
	field_word(word, want->value, len);
	assert_string_equal(word, want->word);
	buf_free(&out);
}

int
main(void)
{
	struct CMUnitTest tests[N(rows)];

	TEST_CASES(tests, rows, reads);
	return run_tests("parameter", tests, N(tests));
}
