/* What libetpan may see: each limit at its edge and one beyond. */
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/buf.h"
#include "parsers/prescan.h"
#include "tests/test.h"

#define HEAD  "From: p@campus.example\n"
#define TYPE  "Content-Type: multipart/mixed; boundary="
#define TEN   "bbbbbbbbbb"
#define SIXTY TEN TEN TEN TEN TEN TEN

/* clang-format off */
static struct row {
	const char *name;
	const char *start;
	const char *again; /* so many times */
	int times;
	const char *end;
	bool good;
} rows[] = {
{ "nothing special",       HEAD "\n", "", 0, "hello\n", true },
{ "a boundary",            HEAD TYPE "abc\n\n", "", 0, "--abc--\n", true },
{ "a quoted boundary",     HEAD TYPE "\"=_a b'()+,-./:?\"\n\n", "", 0, "", true },
{ "70 octets",             HEAD TYPE "\"" SIXTY TEN "\"\n\n", "", 0, "", true },
{ "71 octets",             HEAD TYPE "\"" SIXTY TEN "b\"\n\n", "", 0, "", false },
{ "an empty one",          HEAD TYPE "\"\"\n\n", "", 0, "", false },
{ "an escaped quote",      HEAD TYPE "\"\\\"\"\n\n", "", 0, "", false },
{ "without its end",       HEAD TYPE "\"abc\n\n", "", 0, "", false },
{ "a control character",   HEAD TYPE "\"a\001b\"\n\n", "", 0, "", false },
{ "in a folded field",     HEAD "Content-Type: multipart/mixed;\n\tboundary=\"\\\"\"\n\n", "", 0, "", false },
{ "of a part",             HEAD TYPE "abc\n\n--abc\n", "", 0, TYPE "\"\\\"\"\n\n", false },
{ "64 boundaries",         HEAD "\n", "--x\n" TYPE "abc\n\n", 64, "", true },
{ "65 boundaries",         HEAD "\n", "--x\n" TYPE "abc\n\n", 65, "", false },
{ "128 types",             HEAD "\n", "Content-Type: text/plain\n\n", 128, "", true },
{ "129 types",             HEAD "\n", "Content-Type: text/plain\n\n", 129, "", false },
{ "2000 lines of dashes",  HEAD "\n", "--x\n", 2000, "", true },
{ "2001 lines of dashes",  HEAD "\n", "--x\n", 2001, "", false },
{ "comments 20 deep",      HEAD "X: ", "(", 20, "\n\nhello\n", true },
{ "comments 21 deep",      HEAD "X: ", "(", 21, "\n\nhello\n", false },
{ "49 brackets in a row",  HEAD "\n", "(", 49, "\n", true },
{ "50 brackets in a row",  HEAD "\n", "(", 50, "\n", false },
{ "many brackets apart",   HEAD "\n", "( ", 5000, "\n", true },
};
/* clang-format on */

static void
a_limit(void **state)
{
	const struct row *want = *state;
	struct buf raw = BUF_INIT(1 << 20);
	struct header h;
	struct err err = ERR_INIT;
	enum reason why = RE_OK;

	buf_adds(&raw, want->start);
	for (int i = 0; i < want->times; i++)
		buf_adds(&raw, want->again);
	buf_adds(&raw, want->end);
	assert_int_equal(header_scan(&h, raw.str, raw.len, &why, &err), OK);
	assert_int_equal(prescan(&h, &err), want->good ? OK : ERR_INPUT);
	/* whoever looks into `held` reads why */
	assert_int_equal(err.text[0] == '\0', want->good);
	buf_free(&raw);
}

/* Any bytes: an answer, and no reading beyond their end (the sanitizers see).
 */
static void
any_bytes(void **state)
{
	static const char pieces[][24] = { "--", "boundary", "=", "\"",
		"Content-Type:", "\n", "\r\n", "(", ")", "\\", " ", "\t", "b",
		";", "\377" };
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct buf raw = BUF_INIT(4096);
		struct header h;
		struct err err = ERR_INIT;
		enum reason why = RE_OK;
		char *exact;

		buf_adds(&raw, HEAD);
		for (int i = 0; i < 40; i++) {
			seed = seed * 1103515245u + 12345u;
			buf_adds(&raw, pieces[(seed >> 16) % N(pieces)]);
		}
		exact = malloc(raw.len);
		assert_non_null(exact);
		memcpy(exact, raw.str, raw.len);
		if (header_scan(&h, exact, raw.len, &why, &err) == OK)
			prescan(&h, &err);
		else
			assert_int_equal(why, RE_MALFORMED);
		free(exact);
		buf_free(&raw);
	}
}

int
main(void)
{
	struct CMUnitTest limits[N(rows)];
	const struct CMUnitTest tests[] = { cmocka_unit_test(any_bytes) };
	int failed;

	TEST_CASES(limits, rows, a_limit);
	failed = run_tests("prescan: limits", limits, N(rows));
	return failed + run_tests("prescan", tests, N(tests));
}
