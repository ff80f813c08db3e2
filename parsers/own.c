/*
 * own - the person's own text, found line by line (docs/own-text.md).
 *
 * Cutting may only remove power: whatever a table wrongly takes for somebody
 * else's words only makes us ask once more.
 */
#include <string.h>

#include "parsers/parser.h"
#include "parsers/quote.h"

#define WRAPPED_AT      60 /* a quoted line this long may have been wrapped */
#define PARAGRAPH_LINES 8

struct scan {
	const struct buf *text;
	size_t at;        /* of the next line */
	struct line line; /* this one */
	struct folded folded;
	struct line above; /* the quoted line right above, s NULL: none */
	struct buf *out;
	const struct list *banners;
	bool quoted;
};

enum what { OWN, SKIP, END };

static bool
quoted_next(const struct scan *s, bool past_blank)
{
	size_t at = s->at;
	struct line l;

	while (line_next(s->text, &at, &l))
		if (!past_blank || !line_blank(&l))
			return line_quoted(&l);
	return false;
}

static bool
blank_next(const struct scan *s)
{
	size_t at = s->at;
	struct line l;

	return !line_next(s->text, &at, &l) || line_blank(&l);
}

/*
 * The rest of a quoted line that was too long: right below a long one that does
 * not end a sentence, and above another quoted one, or going on in lower case.
 */
static bool
wrapped_quote(const struct scan *s)
{
	const struct line *a = &s->above;

	if (a->s == NULL || a->len < WRAPPED_AT || s->line.len >= a->len ||
	    strchr(".?!:", a->s[a->len - 1]) != NULL)
		return false;
	return quoted_next(s, false) ||
	    (s->line.s[0] >= 'a' && s->line.s[0] <= 'z' && blank_next(s));
}

/* Past the attribution; what it introduces is marked line by line, or is all
 * that follows. */
static enum what
past_attribution(struct scan *s, int lines)
{
	struct line l;

	s->quoted = true;
	while (lines-- > 1)
		line_next(s->text, &s->at, &l);
	return quoted_next(s, true) ? SKIP : END;
}

static bool
is_disclaimer(const struct scan *s)
{
	struct folded paragraph = s->folded;
	struct line l;
	size_t at = s->at;

	for (int i = 1; i < PARAGRAPH_LINES && line_next(s->text, &at, &l) &&
	     !line_blank(&l);
	     i++)
		fold_add(&paragraph, &l);
	return disclaimer(&paragraph);
}

/* Past the blank line. */
static enum what
past_paragraph(struct scan *s)
{
	struct line l = { "", 0 };

	while (line_next(s->text, &s->at, &l) && !line_blank(&l))
		;
	return SKIP;
}

/* Drop the last line of out.  False if there is none. */
static bool
drop_line(struct buf *out)
{
	size_t len = out->len;

	if (len == 0)
		return false;
	if (out->str[len - 1] == '\n')
		len--;
	while (len > 0 && out->str[len - 1] != '\n')
		len--;
	out->len = len;
	out->str[len] = '\0';
	return true;
}

static void
trim_end(struct buf *out)
{
	while (
	    out->len > 0 && strchr(" \t\r\n", out->str[out->len - 1]) != NULL)
		out->str[--out->len] = '\0';
}

/* Our own first two lines stand right above our marker. */
static void
drop_our_lines(struct buf *out)
{
	bool blank = false;

	trim_end(out);
	while (!blank && drop_line(out)) {
		size_t i = out->len;

		/* out is empty now, or ends in a line end */
		while (i > 1 && strchr(" \t\r", out->str[i - 2]) != NULL)
			i--;
		blank = i > 1 && out->str[i - 2] == '\n';
	}
}

static enum what
quotes_begin(struct scan *s)
{
	if (our_marker(&s->folded))
		drop_our_lines(s->out);
	else if (!separator(&s->folded) &&
	    !header_block(s->text, s->at, &s->folded))
		return OWN;
	s->quoted = true;
	return END;
}

/* One line that is neither blank nor quoted. */
static enum what
look(struct scan *s)
{
	bool top = s->out->len == 0;
	int lines;

	if (wrapped_quote(s))
		return SKIP;
	if ((lines = attribution(s->text, s->at, &s->folded)) > 0)
		return past_attribution(s, lines);
	if (quotes_begin(s) == END || signature(&s->line, &s->folded))
		return END;
	if (top && begins_with(&s->folded, "-----begin pgp signed message"))
		return past_paragraph(s);
	if (top && banner(&s->folded, s->banners))
		return SKIP;
	if (begins_legally(&s->folded) && is_disclaimer(s))
		return top ? past_paragraph(s) : END;
	return OWN;
}

/* The last line of out, which does not end in a line end. */
static const char *
last_line(const struct buf *out)
{
	const char *nl = memrchr(out->str, '\n', out->len);

	return nl == NULL ? out->str : nl + 1;
}

/* Lines drawn above what was cut belong to it. */
static void
trim_drawn(struct buf *out)
{
	const char *last;

	for (trim_end(out); out->len > 0; trim_end(out)) {
		last = last_line(out);
		if (strlen(last) < 3 || strspn(last, "-_=*~ \t") < strlen(last))
			return;
		drop_line(out);
	}
}

/* Below a signature: is there anything that somebody else wrote? */
static bool
quotes_below(struct scan *s)
{
	while (line_next(s->text, &s->at, &s->line)) {
		fold(&s->folded, &s->line);
		if (line_quoted(&s->line) || our_marker(&s->folded) ||
		    separator(&s->folded) ||
		    attribution(s->text, s->at, &s->folded) > 0 ||
		    header_block(s->text, s->at, &s->folded))
			return true;
	}
	return false;
}

void
own_text(struct buf *out, const struct buf *text, const struct list *banners,
    bool *quoted)
{
	struct scan s = { .text = text, .out = out, .banners = banners };
	enum what what = SKIP;

	/* nobody reads more, and each line costs a look into many tables */
	while (what != END && out->len < OWN_TEXT_MAX &&
	    line_next(text, &s.at, &s.line)) {
		if (line_quoted(&s.line)) {
			s.quoted = true;
			s.above = s.line;
			continue;
		}
		if (line_blank(&s.line))
			what = out->len == 0 ? SKIP : OWN;
		else {
			fold(&s.folded, &s.line);
			what = look(&s);
		}
		if (what == OWN) {
			buf_add(out, s.line.s, s.line.len);
			buf_addc(out, '\n');
		}
		s.above.s = NULL;
	}
	if (s.quoted)
		trim_drawn(out);
	trim_end(out);
	*quoted = s.quoted || quotes_below(&s);
}

/*
 * RFC 3676: a line that ends in a blank goes on in the next one, unless it is
 * the signature mark or the quote depth changes.
 */
void
unflow(struct buf *out, const struct buf *text, bool delsp)
{
	struct line l;
	size_t at = 0;
	bool flowing = false;

	while (line_next(text, &at, &l)) {
		bool stuffed = l.len > 0 && l.s[0] == ' ';
		bool sign = l.len == 3 && memcmp(l.s, "-- ", 3) == 0;
		bool goes_on = !sign && l.len > 0 && l.s[l.len - 1] == ' ' &&
		    l.s[0] != '>';

		if (flowing && (l.s[0] == '>' || sign))
			buf_addc(out, '\n');
		if (stuffed) {
			l.s++;
			l.len--;
		}
		buf_add(out, l.s, l.len - (goes_on && delsp && l.len > 0));
		if (!goes_on)
			buf_addc(out, '\n');
		flowing = goes_on;
	}
}
