/*
 * HTML as a part of a mail.
 */
#include "parsers/html.h"

#include <string.h>

#include "mailproc/base/text.h"
#include "parsers/parser.h"
#include "tests/fuzz/fuzz.h"

/* What the reader makes of `before` and then the text. */
static struct buf
read_behind(const char *before, const struct buf *html)
{
	struct buf all = BUF_INIT(8 * GROWN_MAX), out = BUF_INIT(BODY_MAX);

	buf_adds(&all, before);
	buf_add(&all, html->str, html->len);
	html_to_text(&out, all.str, all.len);
	MUST(out.len <= BODY_MAX);
	MUST(utf8_valid(out.str, out.len) || out.full);
	buf_free(&all);
	return out;
}

static bool
closes(const struct buf *html, const char *tag)
{
	const char *s = html->str, *end = s + html->len;

	for (; (s = memmem(s, (size_t)(end - s), "</", 2)) != NULL; s++)
		if (strncasecmp(s + 2, tag, strlen(tag)) == 0)
			return true;
	return false;
}

/* Nothing in a quote that is not closed is the person's own. */
static void
stays_quoted(const struct buf *html, const char *before)
{
	struct buf out = read_behind(before, html), own = BUF_INIT(BODY_MAX);
	bool quoted;

	own_text(&own, &out, NULL, &quoted);
	MUST(own.len == 0);
	buf_free(&own);
	buf_free(&out);
}

static void
stays_hidden(const struct buf *html)
{
	struct buf out = read_behind("<div style=\"display: none\">", html);

	MUST(strspn(out.str, "\n") == out.len);
	buf_free(&out);
}

void
fuzz_one(const char *s, size_t len)
{
	struct buf html = fuzz_text(s, len);
	struct buf out = read_behind("", &html);

	buf_free(&out);
	if (!closes(&html, "blockquote")) {
		stays_quoted(&html, "<blockquote type=\"cite\">");
		stays_quoted(&html, "<p><span><blockquote>");
	}
	if (!closes(&html, "div")) {
		stays_quoted(&html, "<div class=\"gmail_quote\">");
		stays_hidden(&html);
	}
	stays_quoted(&html, "<div id=\"divRplyFwdMsg\"></div>");
	buf_free(&html);
}
