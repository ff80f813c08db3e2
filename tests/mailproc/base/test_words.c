#include <string.h>

#include "mailproc/base/words.h"
#include "tests/test.h"

static void
the_whole_word_and_nothing_else(void **state)
{
	(void)state;
	assert_string_equal(word_match("approve 12", "approve"), " 12");
	assert_string_equal(word_match("APPROVE", "approve"), "");
	assert_string_equal(word_match("I   confirm.", "i confirm"), ".");
	assert_string_equal(word_match("S\u00cd", "s\u00ed"), "");
	assert_null(word_match("approved", "approve"));
	assert_null(word_match("approv", "approve"));
	assert_null(word_match("si\u0301", "si"));
	assert_null(word_match("Iconfirm", "i confirm"));
	assert_null(word_match("", "approve"));
}

/* A word may have one meaning; "sponsor" has two, by what follows. */
static void
no_word_of_ours_contradicts_another(void **state)
{
	struct lexicon l;

	(void)state;
	lexicon_fill(&l, NULL);
	for (size_t i = 0; i < l.n; i++) {
		if (strcmp(l.word[i].text, "sponsor") != 0)
			assert_null(word_taken(l.word[i].text, l.word[i].verb));
		/* a comma is in one of them */
		if (strchr(l.word[i].text, ',') == NULL)
			assert_true(word_valid(l.word[i].text));
	}
	assert_non_null(word_taken("Ja", EV_DECLINE));
	assert_null(word_taken("ja", EV_CONFIRM));
	assert_null(word_taken("jawohl", EV_DECLINE));
}

static void
what_a_site_may_add(void **state)
{
	char sixty_one[62];

	(void)state;
	memset(sixty_one, 'a', 61);
	sixty_one[61] = '\0';
	assert_true(word_valid("einverstanden"));
	assert_true(word_valid("je suis d\u00e9sol\u00e9"));
	assert_true(word_valid("\u627f\u8a8d\u3057\u307e\u3059"));
	assert_true(word_valid(sixty_one + 1));
	assert_false(word_valid(sixty_one));
	assert_false(word_valid(""));
	assert_false(word_valid(" ja"));
	assert_false(word_valid("ja "));
	assert_false(word_valid("ja  ja"));
	assert_false(word_valid("d'accord"));
	assert_false(word_valid("ja1"));
	assert_false(word_valid("\xff"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_word_and_nothing_else),
		cmocka_unit_test(no_word_of_ours_contradicts_another),
		cmocka_unit_test(what_a_site_may_add),
	};

	return run_tests("words", tests, N(tests));
}
