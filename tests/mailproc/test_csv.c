#include <stdlib.h>
#include <string.h>

#include "mailproc/base/text.h"
#include "mailproc/csv.h"
#include "tests/test.h"

/*
 * Expected: the records as "field|field" with the line each begins on, then
 * "end" or what is wrong.
 */
/* clang-format off */
static struct row {
	const char *name;
	const char *text;
	size_t len; /* 0: strlen() */
	const char *want;
} cases[] = {
{ "nothing", "", 0, "end" },
{ "only_empty_lines", "\n\r\n\n", 0, "end" },
{ "one_line", "a,b,c\n", 0, "1:a|b|c end" },
{ "no_line_end", "a,b,c", 0, "1:a|b|c end" },
{ "crlf", "a,b\r\nc,d\r\n", 0, "1:a|b 2:c|d end" },
{ "mixed_line_ends", "a\r\nb\nc", 0, "1:a 2:b 3:c end" },
{ "cr_alone", "a\rb\r", 0, "1:a 2:b end" },
{ "empty_lines_between", "a\n\n\r\nb\n", 0, "1:a 4:b end" },
{ "byte_order_mark", "\xef\xbb\xbf" "a,b\n", 0, "1:a|b end" },
{ "mark_before_quote", "\xef\xbb\xbf" "\"a\",b\n", 0, "1:a|b end" },
{ "mark_alone", "\xef\xbb\xbf", 0, "end" },
{ "mark_later_is_text", "a\n\xef\xbb\xbf" "b\n", 0, "1:a 2:\xef\xbb\xbf" "b end" },
{ "empty_fields", ",,\n", 0, "1:|| end" },
{ "empty_last_field", "a,", 0, "1:a| end" },
{ "blanks_stay", " a , b \n", 0, "1: a | b  end" },
{ "quoted", "\"a\",\"b\"\n", 0, "1:a|b end" },
{ "quoted_empty", "\"\",\"\"\n", 0, "1:| end" },
{ "quoted_at_the_end", "a,\"b\"", 0, "1:a|b end" },
{ "quoted_crlf_behind", "\"a\"\r\nb\n", 0, "1:a 2:b end" },
{ "comma_in_quotes", "\"Dent, Stu\",b\n", 0, "1:Dent, Stu|b end" },
{ "quote_in_quotes", "\"a \"\"b\"\" c\",\"\"\"\"\n", 0, "1:a \"b\" c|\" end" },
{ "line_end_in_quotes", "\"a\nb\",c\nd\n", 0, "1:a\nb|c 3:d end" },
{ "crlf_in_quotes", "\"a\r\nb\"\r\nd\r\n", 0, "1:a\r\nb 3:d end" },
{ "quote_inside_a_field", "a\"b,5\"\n", 0, "1:a\"b|5\" end" },
{ "ragged", "a,b,c\nd\ne,f,g,h\n", 0, "1:a|b|c 2:d 3:e|f|g|h end" },
{ "semicolons_are_text", "a;b;c\n", 0, "1:a;b;c end" },
{ "not_ascii", "M\xc3\xbcller,\xe2\x82\xac\n", 0, "1:M\xc3\xbcller|\xe2\x82\xac end" },
{ "open_quote", "a\n\"b\n", 0, "1:a line 2: a quote is not closed" },
{ "open_quote_over_lines", "a\nb,\"c\nd\ne\n", 0, "1:a line 2: a quote is not closed" },
{ "quote_and_nothing", "\"", 0, "line 1: a quote is not closed" },
{ "text_behind_a_quote", "a\nb\n\"c\"d\n", 0, "1:a 2:b line 3: text after a closing quote" },
{ "blank_behind_a_quote", "\"a\" ,b\n", 0, "line 1: text after a closing quote" },
{ "nul", "a\nb\0c\n", 6, "1:a line 2: a field is too long or holds a NUL" },
{ "nul_in_quotes", "\"b\0c\"\n", 6, "line 1: a field is too long or holds a NUL" },
{ "as_many_fields_as_there_are", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32\n", 0,
	"1:1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|26|27|28|29|30|31|32 end" },
{ "one_field_too_many", "a\n1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33\n", 0,
	"1:a line 2: too many fields" },
};
/* clang-format on */

/* Read everything, in the words of the rows above. */
static void
read_all(const char *text, size_t len, struct buf *out)
{
	struct err err = ERR_INIT;
	enum status rc;
	struct csv c;

	csv_open(&c, text, len);
	while ((rc = csv_next(&c, &err)) == OK && c.n > 0) {
		buf_addf(out, "%d:", c.line);
		for (int i = 0; i < c.n; i++)
			buf_addf(out, "%s%s", i == 0 ? "" : "|", c.field[i]);
		buf_addc(out, ' ');
	}
	buf_adds(out, rc == OK ? "end" : err.text);
	assert_true(rc == OK || rc == ERR_INPUT);
	csv_close(&c);
}

static void
check(void **state)
{
	const struct row *row = *state;
	size_t len = row->len == 0 ? strlen(row->text) : row->len;
	char *copy = xmalloc(len + 1);
	struct buf got = BUF_INIT(4096);

	/* at the end of its block, so that a sanitizer sees a byte too far */
	memcpy(copy + 1, row->text, len);
	read_all(copy + 1, len, &got);
	free(copy);
	assert_string_equal(got.str, row->want);
	buf_free(&got);
}

/* A field of 64 KiB, and one byte more. */
static void
takes_fields_up_to_a_ceiling(void **state)
{
	static char text[(64 << 10) + 1];
	struct err err = ERR_INIT;
	struct csv c;

	(void)state;
	memset(text, 'x', sizeof text);
	csv_open(&c, text, sizeof text - 1);
	assert_int_equal(csv_next(&c, &err), OK);
	assert_int_equal(c.n, 1);
	assert_int_equal(strlen(c.field[0]), sizeof text - 1);
	csv_close(&c);

	csv_open(&c, text, sizeof text);
	assert_int_equal(csv_next(&c, &err), ERR_INPUT);
	assert_string_equal(err.text,
	    "line 1: a field is too long or holds a NUL");
	csv_close(&c);
}

/* Cut anywhere, a file is read or refused, never read past its end. */
static void
is_cut_anywhere(void **state)
{
	static const char whole[] = "\xef\xbb\xbf"
				    "a,\"b\"\"\r\n,c\",\"\"\r\n\r\nd,\"e\"";

	(void)state;
	for (size_t len = 0; len < sizeof whole; len++) {
		struct buf got = BUF_INIT(4096);
		char *copy = xmalloc(len == 0 ? 1 : len);

		memcpy(copy, whole, len);
		read_all(copy, len, &got);
		assert_true(got.len > 0);
		free(copy);
		buf_free(&got);
	}
}

int
main(void)
{
	struct CMUnitTest rows[N(cases)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_fields_up_to_a_ceiling),
		cmocka_unit_test(is_cut_anywhere),
	};

	TEST_CASES(rows, cases, check);
	return run_tests("csv", tests, N(tests)) +
	    run_tests("csv by samples", rows, N(rows));
}
