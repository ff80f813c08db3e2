/* Header text as people's programs write it. */
#include <string.h>

#include "parsers/encoded.h"
#include "tests/test.h"

#define BAD "\xef\xbf\xbd"

static struct row {
	const char *name;
	const char *in;
	const char *out;
} rows[] = {
	{ "plain", "APPROVE 42", "APPROVE 42" },
	{ "nothing", "", "" },
	{ "Q", "=?utf-8?Q?caf=C3=A9_x?=", "café x" },
	{ "B", "=?UTF-8?b?Y2Fmw6k=?=", "café" },
	{ "words and text", "a =?utf-8?q?b?= c", "a b c" },
	{ "blanks between words vanish", "=?utf-8?q?a?=  =?utf-8?q?b?=", "ab" },
	{ "folded", "=?utf-8?q?a?=\r\n\t=?utf-8?q?b?=\r\n c", "ab c" },
	{ "folded text", "Re: a\r\n\tb", "Re: a\tb" },
	{ "split inside a character",
	    "=?utf-8?b?w6nD?= =?utf-8?q?=A9?=", "éé" },
	{ "split, spelled differently",
	    "=?utf-8?q?=C3?= =?UTF-8?q?=A9?=", "é" },
	{ "split between charsets",
	    "=?utf-8?q?=C3?= =?koi8-r?q?=F0?=", "Ã" BAD "П" },
	{ "two charsets", "=?koi8-r?q?=F0?= =?utf-8?q?=C3=A9?=", "Пé" },
	{ "shift state over words",
	    "=?iso-2022-jp?b?GyRCJCIbKEI=?= "
	    "=?iso-2022-jp?b?GyRCJCQbKEI=?=",
	    "あい" },
	{ "glued to each other", "=?utf-8?q?a?==?utf-8?q?b?=", "ab" },
	{ "glued to text", "x=?utf-8?q?a?=y", "xay" },
	{ "in quotes", "\"=?utf-8?q?a?=\"", "\"a\"" },
	{ "a language", "=?iso-8859-2*sl?q?=B9?=", "š" },
	{ "blanks inside", "=?utf-8?q?a b?=", "a b" },
	{ "folded inside", "=?utf-8?b?Y2F\r\n mw6k=?=", "café" },
	{ "no padding", "=?utf-8?b?QQ?=", "A" },
	{ "too much padding", "=?utf-8?b?QVBQ==?=", "APP" },
	{ "a question mark inside", "=?utf-8?q?what?\?=", "what?" },
	{ "an equals sign inside", "=?utf-8?q?a=b?=", "a=b" BAD },
	{ "junk in B", "=?utf-8?b?QVBQ*Uk9W?=", "APPROV" BAD },
	{ "nothing but junk", "=?utf-8?b?@@@?=", BAD },
	{ "empty", "=?utf-8?q?\?=", "" },
	{ "bytes that are no UTF-8", "=?utf-8?q?caf=E9?=", "café" BAD },
	{ "an unknown charset", "=?x-none?q?caf=E9?=", "café" },
	{ "UTF-7 is no command", "=?utf-7?q?APPROVE_42?=", "APPROVE 42" BAD },
	{ "raw UTF-8", "caf\xc3\xa9", "café" },
	{ "raw Windows-1252", "caf\xe9 \x80", "café €" },
	{ "raw and a word", "\xe9 =?utf-8?q?=C3=A9?=", "é é" },
	{ "not closed", "=?utf-8?q?abc", "=?utf-8?q?abc" },
	{ "no such encoding", "=?utf-8?x?abc?=", "=?utf-8?x?abc?=" },
	{ "no charset", "=??q?abc?=", "=??q?abc?=" },
	{ "only a language", "=?*en?q?abc?=", "=?*en?q?abc?=" },
	{ "a blank in the charset", "=?ut f?q?abc?=", "=?ut f?q?abc?=" },
	{ "only the beginning", "a =?", "a =?" },
	{ "line ends are kept for cleaning", "=?utf-8?q?a=0D=0Ab?=", "a\r\nb" },
};

static void
becomes(void **state)
{
	const struct row *want = *state;
	struct buf out = BUF_INIT(1000);

	encoded_to_utf8(&out, want->in, strlen(want->in));
	assert_string_equal(out.str, want->out);
	buf_free(&out);
}

/* Many beginnings of words cost no more than many words. */
static void
beginnings(void **state)
{
	struct buf in = BUF_INIT(100000), out = BUF_INIT(100000);

	(void)state;
	for (int i = 0; i < 4000; i++)
		buf_adds(&in, "=?x?q?a ");
	encoded_to_utf8(&out, in.str, in.len);
	assert_string_equal(out.str, in.str);
	buf_free(&in);
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest others[] = { cmocka_unit_test(beginnings) };
	struct CMUnitTest tests[N(rows)];

	TEST_CASES(tests, rows, becomes);
	return run_tests("encoded", tests, N(tests)) +
	    run_tests("many", others, N(others));
}
