#include <string.h>

#include "parsers/transfer.h"
#include "tests/test.h"

static struct row {
	const char *name;
	bool (*decode)(struct buf *, const char *, size_t);
	const char *in;
	const char *out;
	bool clean;
} rows[] = {
	{ "nothing", transfer_base64, "", "", true },
	{ "three bytes", transfer_base64, "QVBQ", "APP", true },
	{ "two bytes", transfer_base64, "QVA=", "AP", true },
	{ "one byte", transfer_base64, "QQ==", "A", true },
	{ "lines", transfer_base64, "QVBQ\r\n Uk9W\tRQ==\n", "APPROVE", true },
	{ "no padding", transfer_base64, "QVBQUk9WRQ", "APPROVE", false },
	{ "half a padding", transfer_base64, "QQ=", "A", false },
	{ "too much padding", transfer_base64, "QQ===", "A", false },
	{ "only padding", transfer_base64, "====", "", false },
	{ "one letter over", transfer_base64, "QVBQU", "APP", false },
	{ "junk", transfer_base64, "QV*B!Q", "APP", false },
	{ "behind the padding", transfer_base64, "QQ==QVBQ", "AAPP", false },
	{ "eight bits", transfer_base64, "QVBQ\xe9", "APP", false },
	{ "plain", transfer_quoted_printable, "a b\n", "a b\n", true },
	{ "hex", transfer_quoted_printable, "=C3=a9=3D", "é=", true },
	{ "soft breaks", transfer_quoted_printable,
	    "a=\r\nb=\nc= \t\nd=", "abcd", true },
	{ "no hex", transfer_quoted_printable, "a=zz", "a=zz", false },
	{ "half a hex", transfer_quoted_printable, "a=4", "a=4", false },
	{ "blanks and no line end", transfer_quoted_printable, "a= b", "a= b",
	    false },
	{ "a blank at the end stays", transfer_quoted_printable, "-- \n",
	    "-- \n", true },
};

static void
decodes(void **state)
{
	const struct row *want = *state;
	struct buf out = BUF_INIT(100);
	bool clean = want->decode(&out, want->in, strlen(want->in));

	assert_string_equal(out.str, want->out);
	assert_int_equal(clean, want->clean);
	buf_free(&out);
}

int
main(void)
{
	struct CMUnitTest tests[N(rows)];

	TEST_CASES(tests, rows, decodes);
	return run_tests("transfer", tests, N(tests));
}
