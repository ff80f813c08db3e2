/* Questions of a site's own: their labels, their patterns, their answers. */
#include <stdint.h>
#include <string.h>

#include "mailproc/base/facts.h"
#include "parsers/parser.h"
#include "parsers/questions.h"
#include "tests/test.h"

static char *
text(const char *s)
{
	return (char *)(uintptr_t)s;
}

static struct site_words
asks(const char *label, const char *pattern)
{
	struct site_words site = { 0 };

	site.question[0] = (struct question){ .name = text("q"),
		.label = text(label),
		.pattern = text(pattern),
		.hint = text(""),
		.line = 7 };
	return site;
}

static struct answer {
	const char *name;
	const char *pattern;
	const char *own; /* of the mail */
	const char *want;
	bool unfit;
} answers[] = {
	{ "its label", "", "Review number: VR-1", "VR-1", false },
	{ "in any case, decorated", "", "- **REVIEW  Number** = VR-1", "VR-1",
	    false },
	{ "several lines", "", "Review number: a\n b", "a\nb", false },
	{ "one line where it has to fit", "[a-z ]+",
	    "Review number: a\n b\nPurpose: x", "a b", false },
	{ "the whole fits", "VR-[0-9]+", "Review number: VR-12", "VR-12",
	    false },
	{ "the end does not", "VR-[0-9]+", "Review number: VR-12x", "VR-12x",
	    true },
	{ "the beginning does not", "VR-[0-9]+", "Review number: xVR-12",
	    "xVR-12", true },
	{ "a case that counts", "VR", "Review number: vr", "vr", true },
	{ "digits are ASCII", "[0-9]+|\\d+", "Review number: \xd9\xa1",
	    "\xd9\xa1", true },
	{ "one of several", "yes|no", "Review number: no", "no", false },
	{ "nothing is not wrong", "yes", "Review number:\nPurpose: x", "",
	    false },
	{ "longer than it may take", "(a+)+b",
	    "Review number: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true },
	{ "another's label", "", "Reviewed number: VR-1", "", false },
};

static void
is_read(void **state)
{
	const struct answer *row = *state;
	struct site_words site = asks("Review number", row->pattern);
	struct buf whole = BUF_INIT(4096);
	struct facts f;

	facts_init(&f);
	questions_use(&site);
	buf_adds(&whole, row->own);
	read_form(&f, row->own, &whole);
	assert_string_equal(f.field[FIELD_EXTRA], row->want);
	assert_int_equal(f.unfit, row->unfit ? 1u << FIELD_EXTRA : 0);
	questions_use(NULL);
	buf_free(&whole);
	facts_free(&f);
}

static void
quoted_is_kept_apart(void **state)
{
	static const char mail[] = "> Review number: seven\n";
	struct site_words site = asks("Review number", "[0-9]+");
	struct buf whole = BUF_INIT(4096);
	struct facts f;

	(void)state;
	facts_init(&f);
	questions_use(&site);
	buf_adds(&whole, mail);
	read_form(&f, "", &whole);
	assert_string_equal(f.field[FIELD_EXTRA], "");
	assert_string_equal(f.quoted[FIELD_EXTRA], "seven");
	assert_int_equal(f.unfit, 0);
	assert_int_equal(f.quoted_unfit, 1u << FIELD_EXTRA);
	questions_use(NULL);
	buf_free(&whole);
	facts_free(&f);
}

static struct no {
	const char *name;
	const char *label, *pattern;
	const char *want; /* NULL: it can be asked */
} nos[] = {
	{ "new words", "Review number", "VR-[0-9]+", NULL },
	{ "no pattern", "Review number", "", NULL },
	{ "ours", "Needed until", "", "/c:7: field q.label: " },
	{ "a synonym in German", "Zweck", "", "/c:7: field q.label: " },
	{ "a ticket's", "Status", "", "/c:7: field q.label: " },
	{ "a bracket", "Review number", "(", "/c:7: field q.pattern: missing" },
	{ "single bytes", "Review number", "\\C",
	    "/c:7: field q.pattern: using \\C is disabled" },
	{ "no UTF-8 of its own", "Review number", "[z-a]",
	    "/c:7: field q.pattern: range out of order" },
};

static void
can_be_asked(void **state)
{
	const struct no *row = *state;
	struct site_words site = asks(row->label, row->pattern);
	struct err err = ERR_INIT;
	enum status rc = questions_check(&site, "/c", &err);

	assert_int_equal(rc, row->want == NULL ? OK : ERR_CONFIG);
	if (row->want != NULL &&
	    strncmp(err.text, row->want, strlen(row->want)) != 0)
		fail_msg("%s", err.text);
}

int
main(void)
{
	struct CMUnitTest of_answer[N(answers)], of_no[N(nos)];
	const struct CMUnitTest whole[] = { cmocka_unit_test(
	    quoted_is_kept_apart) };

	TEST_CASES(of_answer, answers, is_read);
	TEST_CASES(of_no, nos, can_be_asked);
	return run_tests("answers", of_answer, N(of_answer)) +
	    run_tests("asked", of_no, N(of_no)) +
	    run_tests("questions", whole, N(whole));
}
