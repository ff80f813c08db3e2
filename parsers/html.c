#include "parsers/html.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_LEN 16
#define STACK_MAX    200
#define ATTR_MAX     2000

enum mode { SHOWN, HIDDEN, QUOTED };

struct element {
	char name[NAME_MAX_LEN];
	enum mode mode; /* of its contents */
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

struct tag {
	char name[NAME_MAX_LEN];
	bool closing;
	bool empty;          /* <br/> */
	char attr[ATTR_MAX]; /* lower case, as written */
};

static bool
one_of(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

static bool
is_void(const char *name)
{
	static const char *const names[] = { "br", "hr", "img", "input", "meta",
		"link", "area", "base", "col", "wbr", "o:p", NULL };

	return one_of(name, names);
}

static bool
is_block(const char *name)
{
	static const char *const names[] = { "p", "div", "br", "tr", "li", "hr",
		"table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ul",
		"ol", "pre", "body", "section", "article", NULL };

	return one_of(name, names);
}

/* Their contents are no text. */
static bool
is_raw(const char *name)
{
	static const char *const names[] = { "script", "style", "title", "head",
		"textarea", "template", "noscript", NULL };

	return one_of(name, names);
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Everything up to the closing >, quotes respected. */
static void
read_attributes(struct reader *r, struct tag *t)
{
	size_t n = 0;
	char quote = '\0';

	for (; r->p < r->end; r->p++) {
		char c = *r->p;

		if (quote == '\0' && c == '>')
			break;
		if (quote == '\0' && (c == '"' || c == '\''))
			quote = c;
		else if (c == quote)
			quote = '\0';
		/* blanks never matter inside what we look for */
		if (c != ' ' && c != '\n' && c != '\r' && c != '\t' &&
		    n + 1 < ATTR_MAX)
			t->attr[n++] = lower(c);
	}
	t->attr[n] = '\0';
	t->empty = n > 0 && t->attr[n - 1] == '/';
	if (r->p < r->end)
		r->p++;
}

static void
read_tag(struct reader *r, struct tag *t)
{
	size_t n = 0;

	r->p++;
	t->closing = r->p < r->end && *r->p == '/';
	if (t->closing)
		r->p++;
	while (r->p < r->end && *r->p != '>' && *r->p != '/' &&
	    strchr(" \t\r\n", *r->p) == NULL) {
		if (n + 1 < NAME_MAX_LEN)
			t->name[n++] = lower(*r->p);
		r->p++;
	}
	t->name[n] = '\0';
	read_attributes(r, t);
}

static enum mode
mode_now(const struct reader *r)
{
	enum mode mode = SHOWN;

	for (int i = 0; i < r->depth; i++)
		if (r->stack[i].mode == HIDDEN)
			return HIDDEN;
		else if (r->stack[i].mode == QUOTED)
			mode = QUOTED;
	return r->cut ? QUOTED : mode;
}

static bool
has(const char *attr, const char *what)
{
	return strstr(attr, what) != NULL;
}

static bool
is_hidden(const struct tag *t)
{
	return has(t->attr, "display:none") ||
	    has(t->attr, "visibility:hidden") || has(t->attr, "font-size:0;") ||
	    has(t->attr, "font-size:0\"") || has(t->attr, "font-size:0px") ||
	    has(t->attr, "font-size:0pt") || has(t->attr, "mso-hide:all") ||
	    strcmp(t->attr, "hidden") == 0 || has(t->attr, "\"hidden") ||
	    has(t->attr, "hidden=");
}

/*
 * An element that mail programs put around what they quote.  Ids and classes
 * may be prefixed by a gateway, so they are compared by "contains".
 */
static bool
is_quote(const struct tag *t)
{
	static const char *const marks[] = { "gmail_quote", "gmail_extra",
		"gmail_attr", "moz-cite-prefix", "moz-forward-container",
		"yahoo_quoted", "protonmail_quote", "zmail_extra",
		"tutanota_quote", "ik_mail_quote", "isreplycontent",
		"messagereplysection", "ms-outlook-mobile-reference-message",
		"mail-editor-reference-message-container",
		"olk_src_body_section", "zwchr", NULL };

	if (strcmp(t->name, "blockquote") == 0)
		return true;
	for (int i = 0; marks[i] != NULL; i++)
		if (has(t->attr, marks[i]))
			return true;
	return false;
}

/* From here on all is quoted, whatever elements it stands in. */
static bool
is_cut(const struct tag *t)
{
	static const char *const marks[] = { "appendonsend", "divrplyfwdmsg",
		"_mailoriginal", "__divider__",
		"border:none;border-top:solid#e1e1e1",
		"border:none;border-top:solid#b5c4df", NULL };

	for (int i = 0; marks[i] != NULL; i++)
		if (has(t->attr, marks[i]))
			return true;
	return false;
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
	struct element *e;

	if (r->depth == STACK_MAX) {
		r->too_deep++;
		return;
	}
	e = &r->stack[r->depth++];
	memcpy(e->name, t->name, sizeof e->name);
	e->mode = is_hidden(t) ? HIDDEN : is_quote(t) ? QUOTED : SHOWN;
}

/* Close the innermost element of this name, and all inside it. */
static void
pop(struct reader *r, const struct tag *t)
{
	if (r->too_deep > 0) {
		r->too_deep--;
		return;
	}
	for (int i = r->depth - 1; i >= 0; i--)
		if (strcmp(r->stack[i].name, t->name) == 0) {
			r->depth = i;
			return;
		}
}

/* Past the end tag of script, style and the like. */
static void
skip_raw(struct reader *r, const char *name)
{
	size_t n = strlen(name);

	for (; r->p < r->end; r->p++)
		if (*r->p == '<' && (size_t)(r->end - r->p) > n + 2 &&
		    r->p[1] == '/' && strncasecmp(r->p + 2, name, n) == 0)
			return;
}

static void
on_tag(struct reader *r)
{
	struct tag t;

	read_tag(r, &t);
	if (is_block(t.name) && (strcmp(t.name, "br") != 0 || !t.closing)) {
		if (strcmp(t.name, "br") == 0 && r->bol &&
		    mode_now(r) != HIDDEN)
			buf_addc(r->out, '\n');
		new_line(r);
	}
	if (t.closing) {
		pop(r, &t);
		return;
	}
	if (is_raw(t.name) && !t.empty) {
		skip_raw(r, t.name);
		return;
	}
	if (is_cut(&t))
		r->cut = true;
	if (!is_void(t.name) && !t.empty)
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
	r->bol = false;
	r->blank = false;
	r->cell = false;
	buf_add(r->out, s, len);
}

static void
put_code(struct reader *r, uint32_t c)
{
	char s[4];
	size_t n = 0;

	if (c == 0xa0 || c == 0x20) {
		r->blank = !r->bol;
		return;
	}
	if (c < 0x80)
		s[n++] = (char)c;
	else if (c < 0x800) {
		s[n++] = (char)(0xc0 | c >> 6);
		s[n++] = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		s[n++] = (char)(0xe0 | c >> 12);
		s[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		s[n++] = (char)(0x80 | (c & 0x3f));
	} else {
		s[n++] = (char)(0xf0 | (c >> 18 & 7));
		s[n++] = (char)(0x80 | (c >> 12 & 0x3f));
		s[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		s[n++] = (char)(0x80 | (c & 0x3f));
	}
	put(r, s, n);
}

static bool
named_entity(const char *s, size_t len, uint32_t *c)
{
	static const struct {
		const char *name;
		uint32_t c;
	} names[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' },
		{ "quot", '"' }, { "apos", '\'' }, { "nbsp", 0xa0 },
		{ "auml", 0xe4 }, { "ouml", 0xf6 }, { "uuml", 0xfc },
		{ "Auml", 0xc4 }, { "Ouml", 0xd6 }, { "Uuml", 0xdc },
		{ "szlig", 0xdf }, { "eacute", 0xe9 }, { "egrave", 0xe8 },
		{ "agrave", 0xe0 }, { "ccedil", 0xe7 }, { "ntilde", 0xf1 },
		{ "rsquo", 0x2019 }, { "lsquo", 0x2018 }, { "ldquo", 0x201c },
		{ "rdquo", 0x201d }, { "ndash", 0x2013 }, { "mdash", 0x2014 },
		{ "hellip", 0x2026 }, { "zwnj", 0x200c }, { "shy", 0xad } };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strlen(names[i].name) == len &&
		    memcmp(names[i].name, s, len) == 0) {
			*c = names[i].c;
			return true;
		}
	return false;
}

static void
on_entity(struct reader *r)
{
	const char *s = r->p + 1;
	size_t room = (size_t)(r->end - s), n = 0;
	uint32_t c = 0;
	bool known;

	while (n < room && n < 10 &&
	    (is_letter(s[n]) || s[n] == '#' || (s[n] >= '0' && s[n] <= '9')))
		n++;
	if (n > 1 && s[0] == '#') {
		bool hex = s[1] == 'x' || s[1] == 'X';
		char digits[12];

		memcpy(digits, s, n);
		digits[n] = '\0';
		c = (uint32_t)strtoul(digits + (hex ? 2 : 1), NULL,
		    hex ? 16 : 10);
		known = c > 0 && c <= 0x10ffff;
	} else
		known = named_entity(s, n, &c);
	if (!known) {
		put(r, "&", 1);
		r->p++;
		return;
	}
	put_code(r, c);
	r->p = s + n + (n < room && s[n] == ';' ? 1 : 0);
}

/* Past <!-- ... -->, <!doctype ...>, <? ... >. */
static void
skip_declaration(struct reader *r)
{
	const char *end;

	if (r->end - r->p >= 4 && memcmp(r->p, "<!--", 4) == 0) {
		end = memmem(r->p + 4, (size_t)(r->end - r->p - 4), "-->", 3);
		r->p = end == NULL ? r->end : end + 3;
		return;
	}
	end = memchr(r->p, '>', (size_t)(r->end - r->p));
	r->p = end == NULL ? r->end : end + 1;
}

void
html_to_text(struct buf *out, const char *html, size_t len)
{
	struct reader *r = calloc(1, sizeof *r);

	if (r == NULL) {
		out->full = true;
		return;
	}
	r->out = out;
	r->p = html;
	r->end = html + len;
	r->bol = true;
	while (r->p < r->end && !out->full) {
		char c = *r->p, next = r->end - r->p > 1 ? r->p[1] : '\0';

		if (c == '<' && (next == '!' || next == '?'))
			skip_declaration(r);
		else if (c == '<' && (is_letter(next) || next == '/'))
			on_tag(r);
		else if (c == '&')
			on_entity(r);
		else {
			if (strchr(" \t\r\n", c) != NULL)
				r->blank = !r->bol;
			else
				put(r, r->p, 1);
			r->p++;
		}
	}
	free(r);
}
