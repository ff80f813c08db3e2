#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "templates/template.h"
#include "tests/test.h"

/* A site's folder with one template in it. */
struct site {
	char dir[64];
	char path[128];
};

static void
site_open(struct site *s, const char *file, const char *text)
{
	FILE *f;

	snprintf(s->dir, sizeof s->dir, "/tmp/test_template.XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	snprintf(s->path, sizeof s->path, "%s/%s", s->dir, file);
	f = fopen(s->path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(s->path, 0644), 0);
}

static void
site_close(struct site *s)
{
	unlink(s->path);
	rmdir(s->dir);
}

static const char view[] =
    "{\"name\": \"Z\xc3\xb6 <b> & \\\"q\\\"\", \"none\": null, \"no\": false, "
    "\"yes\": true, \"empty\": \"\", \"n\": 42, \"url\": \"a'b\", "
    "\"in\": {\"name\": \"inner\", \"deep\": {\"x\": \"y\"}}, "
    "\"rows\": [{\"v\": \"1\"}, {\"v\": \"2\"}], \"words\": [\"a\", \"<b>\"], "
    "\"nothing\": []}";

/* clang-format off */
static struct row {
	const char *name;
	const char *file;
	const char *text;
	const char *want; /* the result, or what the error says */
	enum status status;
} rows[] = {
{ "a value in text",       "t.txt",  "Hi {{name}}!", "Hi Z\xc3\xb6 <b> & \"q\"!", OK },
{ "a value in HTML",       "t.html", "Hi {{name}}!", "Hi Z\xc3\xb6 &lt;b&gt; &amp; &quot;q&quot;!", OK },
{ "an apostrophe in HTML", "t.html", "{{url}}", "a&#39;b", OK },
{ "a value as it is",      "t.html", "{{{in.name}}}{{{name}}}", "innerZ\xc3\xb6 <b> & \"q\"", OK },
{ "a number",              "t.txt",  "{{n}}", "42", OK },
{ "null is nothing",       "t.txt",  "[{{none}}]", "[]", OK },
{ "within an object",      "t.txt",  "{{in.name}} {{in.deep.x}}", "inner y", OK },
{ "the innermost first",   "t.txt",  "{{#in}}{{name}} {{n}}{{/in}}", "inner 42", OK },
{ "once per element",      "t.txt",  "{{#rows}}<{{v}}>{{/rows}}", "<1><2>", OK },
{ "words",                 "t.html", "{{#words}}{{.}},{{/words}}", "a,&lt;b&gt;,", OK },
{ "no element",            "t.txt",  "x{{#nothing}}y{{/nothing}}z", "xz", OK },
{ "if not",                "t.txt",  "{{^nothing}}a{{/nothing}}{{^none}}b{{/none}}{{^empty}}c{{/empty}}{{^no}}d{{/no}}{{^yes}}e{{/yes}}", "abcd", OK },
{ "if so",                 "t.txt",  "{{#yes}}a{{/yes}}{{#no}}b{{/no}}{{#empty}}c{{/empty}}{{#none}}d{{/none}}", "a", OK },
{ "a tag takes its line",  "t.txt",  "a\n{{#yes}}\nb\n{{/yes}}\nc\n", "a\nb\nc\n", OK },
{ "a remark",              "t.txt",  "a{{! not said }}b", "ab", OK },
{ "braces that are none",  "t.txt",  "a { b } {c", "a { b } {c", OK },
{ "a value is no template", "t.txt", "{{{url}}}", "a'b", OK },
{ "nobody knows it",       "t.txt",  "a\n{{nobody}}", "t.txt:2: ", ERR_CONFIG },
{ "a section of nobody",   "t.txt",  "{{#nobody}}x{{/nobody}}", "t.txt:1: ", ERR_CONFIG },
{ "a part of nobody",      "t.txt",  "{{>nobody}}", "nobody.txt: there is no such template", ERR_CONFIG },
{ "never closed",          "t.txt",  "a\n\n{{#yes}}x", "t.txt:", ERR_CONFIG },
{ "closed by another",     "t.txt",  "{{#yes}}x{{/no}}", "t.txt:1: ", ERR_CONFIG },
{ "closed, never opened",  "t.txt",  "x{{/yes}}", "t.txt:1: ", ERR_CONFIG },
{ "a tag without end",     "t.txt",  "x{{name", "t.txt:1: ", ERR_CONFIG },
{ "an object is no value", "t.txt",  "{{in}}", "t.txt:1: ", ERR_CONFIG },
{ "a part within itself",  "t.txt",  "{{>t}}", "t.txt:1: ", ERR_CONFIG },
};
/* clang-format on */

static void
a_template(void **state)
{
	const struct row *want = *state;
	struct buf out = BUF_INIT(4096);
	struct err err = ERR_INIT;
	json_t *v = json_loads(view, 0, NULL);
	struct template_source src;
	struct site s;

	assert_non_null(v);
	site_open(&s, want->file, want->text);
	src = (struct template_source){ s.dir };
	assert_int_equal(template_expand(&src, want->file, v, &out, &err),
	    want->status);
	if (want->status == OK)
		assert_string_equal(out.str, want->want);
	else if (strstr(err.text, want->want) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", err.text, want->want);
	site_close(&s);
	json_decref(v);
	buf_free(&out);
}

static void
the_sites_own_first(void **state)
{
	struct buf out = BUF_INIT(64 << 10), ours = BUF_INIT(64 << 10);
	const struct template_source none = { "" };
	struct template_source src;
	struct err err = ERR_INIT;
	struct site s;

	(void)state;
	site_open(&s, "denied.txt", "of the site");
	src = (struct template_source){ s.dir };
	assert_int_equal(template_source(&src, "denied.txt", &out, &err), OK);
	assert_string_equal(out.str, "of the site");
	/* what the site does not have is ours */
	buf_reset(&out);
	assert_int_equal(template_source(&src, "help.txt", &out, &err), OK);
	assert_int_equal(template_source(&none, "help.txt", &ours, &err), OK);
	assert_string_equal(out.str, ours.str);
	assert_string_equal(ours.str, template_builtin("help.txt"));
	/* others could put words into our mouth */
	assert_int_equal(chmod(s.path, 0666), 0);
	assert_int_equal(template_source(&src, "denied.txt", &out, &err),
	    ERR_CONFIG);
	assert_non_null(strstr(err.text, "can write it"));
	site_close(&s);
	buf_free(&out);
	buf_free(&ours);
}

static void
longer_than_may_be(void **state)
{
	struct buf out = BUF_INIT(8);
	struct template_source src;
	struct err err = ERR_INIT;
	json_t *v = json_loads(view, 0, NULL);
	struct site s;

	(void)state;
	site_open(&s, "t.txt", "more than eight octets");
	src = (struct template_source){ s.dir };
	assert_int_equal(template_expand(&src, "t.txt", v, &out, &err),
	    ERR_CONFIG);
	site_close(&s);
	json_decref(v);
	buf_free(&out);
}

static struct check_row {
	const char *name;
	const char *text; /* of review.txt */
	const char *says; /* NULL: it is good */
} checks[] = {
	{ "good", "Subject: x\n\n{{whatever}}\n", NULL },
	{ "no subject", "x\n\ny\n", "review.txt:1: expected \"Subject: " },
	{ "no empty line", "Subject: x\ny\n", "review.txt:1: expected \"Subj" },
	{ "an open section", "Subject: x\n\n{{#a}}\n", "review.txt:" },
};

static void
a_check(void **state)
{
	const struct check_row *want = *state;
	struct template_source src;
	struct err err = ERR_INIT;
	struct site s;

	site_open(&s, "review.txt", want->text);
	src = (struct template_source){ s.dir };
	assert_int_equal(template_check(&src, "review", &err),
	    want->says == NULL ? OK : ERR_CONFIG);
	if (want->says != NULL)
		assert_non_null(strstr(err.text, want->says));
	site_close(&s);
}

int
main(void)
{
	struct CMUnitTest all[N(rows)], checked[N(checks)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sites_own_first),
		cmocka_unit_test(longer_than_may_be),
	};
	int failed;

	TEST_CASES(all, rows, a_template);
	TEST_CASES(checked, checks, a_check);
	failed = run_tests("template: rows", all, N(rows));
	failed += run_tests("template: checks", checked, N(checks));
	return failed + run_tests("template", tests, N(tests));
}
