/* [0-9]+~[A-Za-z0-9]{20,} in what a reader sees: interface.md section 8. */
#include <string.h>

#include "mailproc/net/outgoing.h"
#include "tests/test.h"

#define TOP "Subject: x\r\n\r\n"

/* clang-format off */
static struct row {
	const char *name;
	const char *mail;
	bool holds;
} rows[] = {
	{ "a token",             TOP "1234~ABCDEFGHIJKLMNOPQRSTUVWXyz0123\r\n",    true },
	{ "twenty are enough",   TOP "1~ABCDEFGHIJKLMNOPQRST\r\n",                true },
	{ "nineteen are not",    TOP "1~ABCDEFGHIJKLMNOPQRS\r\n",                 false },
	{ "among other words",   TOP "see (1234~ABCDEFGHIJKLMNOPQRSTUVWX).\r\n",  true },
	{ "in the header",       "a: 7~ABCDEFGHIJKLMNOPQRSTUVWX\r\n\r\nx\r\n",   true },
	{ "broken for the way",  TOP "1234~ABCDEFGHIJ=\r\nKLMNOPQRSTUVWX\r\n",   true },
	{ "tilde encoded",       TOP "1234=7EABCDEFGHIJKLMNOPQRSTUVWX\r\n",      true },
	{ "in small letters",    TOP "1234=7eABCDEFGHIJKLMNOPQRSTUVWX\r\n",      true },
	{ "digits encoded",      TOP "=31=32~ABCDEFGHIJKLMNOPQRSTUVWX\r\n",      true },
	{ "at the very end",     TOP "1234~ABCDEFGHIJKLMNOPQRSTUVWX",            true },
	{ "no number before it", TOP "x~ABCDEFGHIJKLMNOPQRSTUVWX\r\n",           false },
	{ "two lines",           TOP "1234~ABCDEFGHIJ\r\nKLMNOPQRSTUVWX\r\n",    false },
	{ "an equals sign last", TOP "x=",                                       false },
	{ "nothing",             "",                                             false },
};
/* clang-format on */

static void
holds_a_token_or_not(void **state)
{
	const struct row *want = *state;

	assert_int_equal(mail_holds_token(want->mail, strlen(want->mail)),
	    want->holds);
}

static bool
holds_this(const char *mail, const char *secret)
{
	struct buf s = BUF_INIT(100);
	bool found;

	buf_adds(&s, secret);
	found = mail_holds_secret(mail, strlen(mail), &s);
	buf_free(&s);
	return found;
}

static void
holds_the_secret_or_not(void **state)
{
	(void)state;
	assert_true(holds_this(TOP "my own secret\r\n", "own sec"));
	assert_true(holds_this(TOP "my own=\r\n sec=72et\r\n", "own secr"));
	assert_true(holds_this(TOP "a=3Db\r\n", "a=3Db"));
	assert_true(holds_this(TOP "a=3Db\r\n", "a=b"));
	assert_false(holds_this(TOP "my own secret\r\n", "own  sec"));
	assert_false(holds_this(TOP "anything\r\n", ""));
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(holds_the_secret_or_not),
	};
	struct CMUnitTest tests[N(rows)];

	TEST_CASES(tests, rows, holds_a_token_or_not);
	return run_tests("outgoing tokens", tests, N(tests)) +
	    run_tests("outgoing secrets", others, N(others));
}
