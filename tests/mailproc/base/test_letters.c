#include <string.h>

#include "mailproc/base/letters.h"
#include "tests/test.h"

/* Both ways to write a word read the same. */
static struct row {
	const char *name;
	const char *a, *b;
	bool same;
} rows[] = {
	{ "ASCII", "Approve", "aPPROVE", true },
	{ "Latin-1", "BEST\u00c4TIGT", "best\u00e4tigt", true },
	{ "decomposed", "besta\u0308tigt", "best\u00e4tigt", true },
	{ "decomposed capitals", "E\u0301TAT", "\u00e9tat", true },
	{ "Latin Extended-A", "SCHV\u00c1LENO \u017d", "schv\u00e1leno z\u030c",
	    true },
	{ "odd and even pairs", "\u0141\u0150", "\u0142o\u030b", true },
	{ "Greek", "\u039d\u0391\u0399 \u038c\u03a7\u0399",
	    "\u03bd\u03b1\u03b9 \u03cc\u03c7\u03b9", true },
	{ "Greek, final sigma", "\u03a3", "\u03c2", true },
	{ "Cyrillic", "\u0414\u0410 \u0419\u0401",
	    "\u0434\u0430 \u0438\u0306\u0451", true },
	{ "an accent counts", "s\u00ed", "si", false },
	{ "another accent", "s\u00ed", "s\u00ec", false },
	{ "a Cyrillic a is none of ours", "\u0430pprove", "approve", false },
	{ "sharp s is itself", "gro\u00df", "gross", false },
	{ "signs between capitals", "\u00d7", "\u00f7", false },
	{ "no UTF-8", "\xff", "\xfe", true },
};

static void
check(void **state)
{
	const struct row *row = *state;
	struct letters a = { .p = row->a }, b = { .p = row->b };
	uint32_t x, y;

	do {
		x = letter_next(&a);
		y = letter_next(&b);
	} while (x == y && x != 0);
	assert_int_equal(x == y, row->same);
}

static void
what_words_are_made_of(void **state)
{
	static const uint32_t good[] = { 'a', 'Z', 0xe4, 0xdf, 0x301, 0x142,
		0x3b1, 0x434, 0x5d0, 0x628, 0x306f, 0x627f, 0xd55c };
	static const uint32_t bad[] = { 0, ' ', '1', '-', '\'', 0xa0, 0xad,
		0xd7, 0xf7, 0x200b, 0x200f, 0x202e, 0x2013, 0x3002, 0xff21,
		0xff11, 0xfffd, 0x1d400, 0x1f44d };

	(void)state;
	for (size_t i = 0; i < N(good); i++)
		assert_true(letter_is(good[i]));
	for (size_t i = 0; i < N(bad); i++)
		assert_false(letter_is(bad[i]));
}

int
main(void)
{
	struct CMUnitTest tests[N(rows)];
	const struct CMUnitTest others[] = {
		cmocka_unit_test(what_words_are_made_of),
	};

	TEST_CASES(tests, rows, check);
	return run_tests("letters", tests, N(tests)) +
	    run_tests("around", others, N(others));
}
