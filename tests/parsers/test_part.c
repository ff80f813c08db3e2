#include <string.h>

#include "parsers/part.h"
#include "tests/test.h"

static struct row {
	const char *name;
	const char *header;
	const char *type;
	const char *encoding;
	const char *disposition;
	const char *charset;
	const char *file;
} rows[] = {
	{ "none", "", "", "", "", "", "" },
	{ "all",
	    "Content-Type: text/HTML; charset=\"KOI8-R\"\r\n"
	    "content-transfer-encoding: Base64\r\n"
	    "Content-Disposition: attachment; filename=a.txt\r\n\r\n",
	    "text/html", "base64", "attachment", "KOI8-R", "a.txt" },
	{ "a blank before the colon", "Content-Type : text/html\n\n",
	    "text/html", "", "", "", "" },
	{ "not in the body", "X: y\n\nContent-Type: text/html\n", "", "", "",
	    "", "" },
	{ "not in another field", "X: y\n Content-Type: text/html\n\n", "", "",
	    "", "", "" },
	{ "a semicolon behind", "Content-Transfer-Encoding: base64;\n\n", "",
	    "base64", "", "", "" },
	{ "the last line is cut", "Content-Type: text/html; charset=big5",
	    "text/html", "", "", "big5", "" },
	{ "only a parameter", "Content-Type: charset=big5\n\n", "", "", "",
	    "big5", "" },
	{ "the name in the type",
	    "Content-Type: image/png; name*=utf-8''%C3%A9"
	    "\n\n",
	    "image/png", "", "", "", "é" },
	{ "folded into a line of blanks",
	    "Content-Type: text/html;\n \n\tcharset"
	    "=big5\n\n",
	    "text/html", "", "", "big5", "" },
	{ "a line of blanks before a field",
	    "X: y\n \nContent-Type: text/html"
	    "\n\n",
	    "text/html", "", "", "", "" },
	{ "a line of blanks before the body",
	    "X: y\n \nSome words.\n"
	    "Content-Type: text/html\n",
	    "", "", "", "", "" },
};

static void
reads(void **state)
{
	const struct row *want = *state;
	struct part p;

	part_read(&p, want->header, strlen(want->header));
	assert_string_equal(p.type, want->type);
	assert_string_equal(p.encoding, want->encoding);
	assert_string_equal(p.disposition, want->disposition);
	assert_string_equal(p.charset, want->charset);
	assert_string_equal(p.file.str, want->file);
	assert_false(p.doubled);
	part_free(&p);
}

static void
doubled(void **state)
{
	static const char header[] = "Content-Type: text/plain\n"
				     "CONTENT-TYPE: text/html\n\n";
	struct part p;

	(void)state;
	part_read(&p, header, sizeof header - 1);
	assert_true(p.doubled);
	assert_string_equal(p.type, "text/plain");
	part_free(&p);
}

static void
core(void **state)
{
	static const char raw[] = "Received: x\n\ty\nFrom: a@b\n c\nFrom d: e\n"
				  "To: z\nContent-Type: text/plain;\n x=y\n"
				  "Contents\n\nFrom: body\n";
	struct buf out = BUF_INIT(1000);

	(void)state;
	part_core(&out, raw, sizeof raw - 1);
	assert_string_equal(out.str,
	    "From: a@b\n c\nContent-Type: text/plain;\n"
	    " x=y\n\nFrom: body\n");
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest others[] = { cmocka_unit_test(doubled),
		cmocka_unit_test(core) };
	struct CMUnitTest tests[N(rows)];

	TEST_CASES(tests, rows, reads);
	return run_tests("part", tests, N(tests)) +
	    run_tests("core", others, N(others));
}
