#include <string.h>

#include "parsers/html.h"
#include "parsers/parser.h"
#include "parsers/pattern.h"
#include "tests/test.h"

/* clang-format off */
static struct row {
	const char *name;
	const char *text;
	const char *want;
	bool quoted;
} rows[] = {
{ "nothing to cut", "Hello\nthere\n", "Hello\nthere", false },
{ "a quoted reply", "CONFIRM 1\n\n> Dear Prof\n> CONFIRM 2\n", "CONFIRM 1", true },
{ "Gmail's attribution", "Yes\n\nOn Mon, Nov 23, 2026 at 10:00 AM Campus <a@b.example> wrote:\n\n> APPROVE 9", "Yes", true },
{ "wrapped attribution", "Yes\n\nOn Mon, Nov 23, 2026 at 10:00 AM Campus Canvas tokens\n<a@b.example> wrote:\n> x", "Yes", true },
{ "German", "Ja\n\nAm 23.11.2026 um 10:00 schrieb Campus:\n> x", "Ja", true },
{ "French", "Oui\n\nLe 23 nov. 2026 \xc3\xa0 10:00, Campus a \xc3\xa9""crit :\n> x", "Oui", true },
{ "Outlook's header block", "CONFIRM 1\n\nFrom: Campus <a@b.example>\nSent: Monday, 23 November 2026\nTo: Prof\nAPPROVE 9", "CONFIRM 1", true },
{ "underscores", "CONFIRM 1\n________________________________\nFrom: x\nAPPROVE 9", "CONFIRM 1", true },
{ "original message", "CONFIRM 1\n-----Original Message-----\nAPPROVE 9", "CONFIRM 1", true },
{ "a signature", "CONFIRM 1\n-- \nProf Essor\nAPPROVE 9", "CONFIRM 1", false },
{ "a phone's signature", "CONFIRM 1\n\nSent from my iPhone", "CONFIRM 1", false },
{ "an answer below", "> will you?\n\nCONFIRM 1\n", "CONFIRM 1", true },
{ "quoted words only", "> CONFIRM 1\n", "", true },
{ "a sentence with wrote stays", "I wrote the script myself.\nIt is short.", "I wrote the script myself.\nIt is short.", false },
{ "one label is no block", "From: a form\nPurpose: x", "From: a form\nPurpose: x", false },
};

static struct page {
	const char *name;
	const char *html;
	const char *want;
} pages[] = {
{ "paragraphs", "<p>one</p><p>two</p>", "one\ntwo\n" },
{ "blanks", "a  b\n c&nbsp;d", "a b c d" },
{ "entities", "a &lt;b&gt; &amp;&#65;&#x42;", "a <b> &AB" },
{ "script, style, comment", "<style>x</style><script>y</script><!-- z -->a", "a" },
{ "hidden", "<div style=\"display:none\">APPROVE 1</div>a<span hidden>b</span>", "a" },
{ "a blockquote", "<div>yes</div><blockquote>APPROVE 1</blockquote>", "yes\n> APPROVE 1\n" },
{ "Gmail", "<div>yes</div><div class=\"gmail_quote\"><div>On x wrote</div>APPROVE 1</div>", "yes\n> On x wrote\n> APPROVE 1\n" },
{ "a gateway's prefix", "<div>yes</div><div id=\"x_divRplyFwdMsg\"></div><div>APPROVE 1</div>", "yes\n> APPROVE 1\n" },
{ "Outlook desktop", "<p>yes</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p>From: x</p></div><p>APPROVE 1</p>", "yes\n> From: x\n> APPROVE 1\n" },
{ "unclosed", "<div>a<b>b", "ab" },
};
/* clang-format on */

static void
check(void **state)
{
	const struct row *row = *state;
	struct buf text = BUF_INIT(8192), out = BUF_INIT(8192);
	bool quoted;

	buf_adds(&text, row->text);
	own_text(&out, &text, NULL, &quoted);
	assert_string_equal(out.str, row->want);
	assert_int_equal(quoted, row->quoted);
	buf_free(&text);
	buf_free(&out);
}

static void
check_page(void **state)
{
	const struct page *page = *state;
	struct buf out = BUF_INIT(8192);

	html_to_text(&out, page->html, strlen(page->html));
	assert_string_equal(out.str, page->want);
	buf_free(&out);
}

static void
every_pattern_compiles(void **state)
{
	static const char *const hit[PAT_COUNT] = {
		"Ref: abcdefghijklmnopqrstuvwx"
	};

	(void)state;
	for (int i = 0; i < PAT_COUNT; i++)
		assert_true(
		    pattern_matches((enum pattern)i, hit[i], strlen(hit[i])));
}

static void
refs_survive_wrapping_and_case(void **state)
{
	struct facts f;

	(void)state;
	facts_init(&f);
	read_refs(&f, "x\n> Ref: ABCDEFGHIJKL\n> mnopqrstuvwx>)\nRef: short\n");
	assert_int_equal(f.nrefs, 1);
	assert_string_equal(f.ref[0], "abcdefghijklmnopqrstuvwx");
	facts_free(&f);
}

int
main(void)
{
	struct CMUnitTest tests[N(rows)], html[N(pages)];
	const struct CMUnitTest others[] = {
		cmocka_unit_test(every_pattern_compiles),
		cmocka_unit_test(refs_survive_wrapping_and_case),
	};

	TEST_CASES(tests, rows, check);
	TEST_CASES(html, pages, check_page);
	return run_tests("own", tests, N(tests)) +
	    run_tests("html", html, N(html)) +
	    run_tests("refs", others, N(others));
}
