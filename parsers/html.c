/*
 * html - text from HTML, in one pass over the bytes (docs/own-text.md).
 *
 * A tokenizer of our own: parsers that build a tree took gigabytes or seconds
 * for a few hundred kilobytes of nested or broken tags.
 */
#include "parsers/html.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mailproc/base/text.h"
#include "parsers/html_tag.h"

#define STACK_MAX 200

enum mode { SHOWN, QUOTED, HIDDEN };

/* What an element makes of its contents, its parents included. */
struct element {
	char name[TAG_NAME_MAX + 1];
	enum mode mode;
	bool pre;
	bool block; /* it, not its parents */
};

struct reader {
	struct buf *out;
	const char *p;
	const char *end;
	struct element stack[STACK_MAX];
	int depth;
	int too_deep; /* elements beyond the stack: they inherit */
	bool cut;     /* a marker was met: the rest is quoted */
	bool bol;     /* at the beginning of a line */
	bool blank;   /* a blank is owed */
	bool cell;    /* a tab is owed: the next cell of a table row */
};

static struct element
top(const struct reader *r)
{
	return r->depth > 0 ? r->stack[r->depth - 1] :
			      (struct element){ .name = "" };
}

static enum mode
mode_now(const struct reader *r)
{
	enum mode mode = top(r).mode;

	return mode == SHOWN && r->cut ? QUOTED : mode;
}

static void
new_line(struct reader *r)
{
	if (!r->bol)
		buf_addc(r->out, '\n');
	r->bol = true;
	r->blank = r->cell = false;
}

static void
push(struct reader *r, const struct tag *t)
{
	struct element e = top(r);

	if (r->depth == STACK_MAX) {
		/* where such a quote ends cannot be told any more */
		r->cut = r->cut || tag_is_quote(t) || tag_is_hidden(t);
		r->too_deep++;
		return;
	}
	memcpy(e.name, t->name, sizeof e.name);
	if (tag_is_hidden(t))
		e.mode = HIDDEN;
	else if (e.mode == SHOWN && tag_is_quote(t))
		e.mode = QUOTED;
	e.pre = e.pre || tag_is_pre(t);
	e.block = tag_is_block(t);
	r->stack[r->depth++] = e;
}

/*
 * Close the innermost element of this name, and all inside it.  The end of a
 * paragraph or of a phrase closes no block that was begun in it: a quote does
 * not end with the <p> or <span> around its beginning.
 */
static void
pop(struct reader *r, const struct tag *t)
{
	bool weak = tag_is_weak(t);

	if (r->too_deep > 0) {
		r->too_deep--;
		return;
	}
	for (int i = r->depth - 1; i >= 0; i--) {
		if (strcmp(r->stack[i].name, t->name) == 0) {
			r->depth = i;
			return;
		}
		if (weak && r->stack[i].block)
			return;
	}
}

/* To the end tag of script, style and the like. */
static void
skip_raw(struct reader *r, const char *name)
{
	size_t n = strlen(name);

	for (; r->p < r->end; r->p++) {
		const char *open = memchr(r->p, '<', (size_t)(r->end - r->p));

		r->p = open == NULL ? r->end : open;
		if ((size_t)(r->end - r->p) > n + 2 && r->p[1] == '/' &&
		    strncasecmp(r->p + 2, name, n) == 0)
			return;
	}
}

static void
on_block(struct reader *r, const struct tag *t)
{
	bool br = strcmp(t->name, "br") == 0;

	if (br && t->closing)
		return;
	if (br && r->bol && mode_now(r) != HIDDEN)
		buf_addc(r->out, '\n');
	new_line(r);
}

static void
on_tag(struct reader *r)
{
	struct tag t;

	r->p += tag_read(&t, r->p, (size_t)(r->end - r->p));
	if (tag_is_block(&t))
		on_block(r, &t);
	if (t.closing) {
		pop(r, &t);
		return;
	}
	if (tag_is_raw(&t)) {
		if (!t.empty)
			skip_raw(r, t.name);
		return;
	}
	if (tag_is_cut(&t) && top(r).mode != HIDDEN)
		r->cut = true;
	if (!tag_is_void(&t) && !t.empty)
		push(r, &t);
	if (strcmp(t.name, "td") == 0 || strcmp(t.name, "th") == 0)
		r->cell = !r->bol;
}

static void
put(struct reader *r, const char *s, size_t len)
{
	enum mode mode = mode_now(r);

	if (mode == HIDDEN)
		return;
	if (r->bol && mode == QUOTED)
		buf_adds(r->out, "> ");
	else if (r->cell && !r->bol)
		buf_addc(r->out, '\t');
	else if (r->blank && !r->bol)
		buf_addc(r->out, ' ');
	r->bol = r->blank = r->cell = false;
	buf_add(r->out, s, len);
}

/* A line end in a text whose line ends count. */
static void
put_line_end(struct reader *r)
{
	if (mode_now(r) == HIDDEN)
		return;
	if (r->bol)
		buf_addc(r->out, '\n');
	new_line(r);
}

static void
on_blank(struct reader *r, char c)
{
	if (c == '\n' && top(r).pre)
		put_line_end(r);
	else
		r->blank = !r->bol;
}

static void
on_entity(struct reader *r)
{
	char utf8[4];
	uint32_t c;
	size_t n = entity_read(r->p, (size_t)(r->end - r->p), &c);

	if (n == 0) {
		put(r, "&", 1);
		r->p++;
		return;
	}
	r->p += n;
	if (c == 0xa0 || c == ' ' || c == '\t' || c == '\r' || c == '\n')
		on_blank(r, ' ');
	else
		put(r, utf8, utf8_put(utf8, c));
}

/* Past <!-- ... -->, <!doctype ...>, <![if ...]>, <? ... >. */
static void
skip_declaration(struct reader *r)
{
	size_t left = (size_t)(r->end - r->p);
	const char *end;

	if (left >= 4 && memcmp(r->p, "<!--", 4) == 0) {
		/* a comment may close at once: <!--> */
		end = memmem(r->p + 2, left - 2, "-->", 3);
		r->p = end == NULL ? r->end : end + 3;
		return;
	}
	end = memchr(r->p, '>', left);
	r->p = end == NULL ? r->end : end + 1;
}

static void
on_text(struct reader *r)
{
	size_t n = 1, left = (size_t)(r->end - r->p);

	while (n < left && strchr("<& \t\r\n", r->p[n]) == NULL)
		n++;
	put(r, r->p, n);
	r->p += n;
}

static void
read_next(struct reader *r)
{
	char c = *r->p, next = r->end - r->p > 1 ? r->p[1] : '\0';

	if (c == '<' && (next == '!' || next == '?'))
		skip_declaration(r);
	else if (c == '<' &&
	    (next == '/' || (next >= 'a' && next <= 'z') ||
		(next >= 'A' && next <= 'Z')))
		on_tag(r);
	else if (c == '&')
		on_entity(r);
	else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
		on_blank(r, c);
		r->p++;
	} else
		on_text(r);
}

void
html_to_text(struct buf *out, const char *html, size_t len)
{
	struct reader *r = xcalloc(1, sizeof *r);

	r->out = out;
	r->p = html;
	r->end = html + len;
	r->bol = true;
	while (r->p < r->end && !out->full)
		read_next(r);
	free(r);
}
