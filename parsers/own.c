#include <string.h>
#include <strings.h>

#include "parsers/parser.h"
#include "parsers/pattern.h"

#define LINE_LOOK 1000 /* bytes of a line that patterns look at */

struct line {
	const char *s;
	size_t len;
};

static bool
next_line(const struct buf *text, size_t *at, struct line *out)
{
	const char *nl;

	if (*at >= text->len)
		return false;
	out->s = text->str + *at;
	nl = memchr(out->s, '\n', text->len - *at);
	out->len = nl == NULL ? text->len - *at : (size_t)(nl - out->s);
	*at += out->len + 1;
	return true;
}

static bool
matches(enum pattern which, const struct line *l)
{
	return pattern_matches(which, l->s,
	    l->len < LINE_LOOK ? l->len : LINE_LOOK);
}

static bool
is_quoted(const struct line *l)
{
	size_t n = 0;

	while (n < l->len && (l->s[n] == ' ' || l->s[n] == '\t'))
		n++;
	return n < l->len && (l->s[n] == '>' || l->s[n] == '|');
}

/* "-- " and what clients put under a mail. */
static bool
is_signature(const struct line *l)
{
	if (l->len >= 2 && memcmp(l->s, "--", 2) == 0 &&
	    (l->len == 2 || (l->len == 3 && l->s[2] == ' ')))
		return true;
	return matches(PAT_SIGNATURE, l);
}

/* Only a line that begins like an attribution is worth joining. */
static bool
may_be_wrapped(const struct line *l)
{
	static const char *const begins[] = { "On ", "Am ", "Le ", "El " };

	for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
		if (strncasecmp(l->s, begins[i], 3) == 0)
			return true;
	return false;
}

/*
 * How many lines an attribution takes up that begins with this one: one, or up
 * to three where a client wrapped it.  0: it is none.
 */
static int
attribution(const struct buf *text, size_t at, const struct line *l)
{
	struct line next;

	if (l->len == 0)
		return 0;
	if (matches(PAT_ATTRIBUTION, l))
		return 1;
	if (!may_be_wrapped(l))
		return 0;
	for (int lines = 2; lines <= 3; lines++) {
		char joined[LINE_LOOK];
		size_t n = 0;

		if (!next_line(text, &at, &next) || next.len == 0 ||
		    is_quoted(&next))
			return 0;
		for (const char *p = l->s;
		     p < next.s + next.len && n < sizeof joined; p++)
			joined[n++] = *p == '\n' ? ' ' : *p;
		if (pattern_matches(PAT_ATTRIBUTION, joined, n))
			return lines;
	}
	return 0;
}

/*
 * An attribution on top, with quoted lines right below: the answer stands
 * below these.  Past the attribution then; false if it ends the own text.
 */
static bool
answered_below(const struct buf *text, int lines, size_t *at)
{
	size_t end = *at;
	struct line l = { "", 0 };

	while (lines-- > 1)
		next_line(text, &end, &l);
	*at = end;
	while (next_line(text, &end, &l) && strspn(l.s, " \t\r") >= l.len)
		;
	return is_quoted(&l);
}

/* Two header lines in a row, as Outlook writes above what it quotes. */
static bool
is_header_block(const struct buf *text, size_t at, const struct line *l)
{
	struct line next;

	return matches(PAT_HEADER_LINE, l) && next_line(text, &at, &next) &&
	    matches(PAT_HEADER_LINE, &next);
}

static void
trim_end(struct buf *out)
{
	while (out->len > 0 &&
	    (out->str[out->len - 1] == '\n' || out->str[out->len - 1] == ' '))
		out->str[--out->len] = '\0';
}

void
own_text(struct buf *out, const struct buf *text, bool *quoted)
{
	struct line l;
	size_t at = 0;
	int lines;

	*quoted = false;
	while (next_line(text, &at, &l)) {
		if (is_quoted(&l)) {
			*quoted = true;
			continue;
		}
		if ((lines = attribution(text, at, &l)) > 0) {
			*quoted = true;
			if (out->len == 0 && answered_below(text, lines, &at))
				continue;
			break;
		}
		if (matches(PAT_SEPARATOR, &l) ||
		    is_header_block(text, at, &l)) {
			*quoted = true;
			break;
		}
		if (is_signature(&l))
			break;
		if (out->len == 0 && strspn(l.s, " \t\r") >= l.len)
			continue;
		buf_add(out, l.s, l.len);
		buf_addc(out, '\n');
	}
	trim_end(out);
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

	while (next_line(text, &at, &l)) {
		bool stuffed = l.len > 0 && l.s[0] == ' ';
		bool sign = l.len == 3 && memcmp(l.s, "-- ", 3) == 0;
		bool goes_on = !sign && l.len > 0 && l.s[l.len - 1] == ' ' &&
		    !is_quoted(&l);

		if (flowing && (is_quoted(&l) || sign))
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
