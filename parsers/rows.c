#include "parsers/rows.h"

#include <string.h>

#include "parsers/quote.h"

#define HINT_LINES 4
#define TICKET     2 /* so many lines of its own make a ticket system's mail */

static size_t
trimmed(const char *s, size_t len)
{
	while (len > 0 && strchr(" \t\r", s[len - 1]) != NULL)
		len--;
	return len;
}

/* Is this line the next one of the person's own?  Then past it. */
static bool
is_own(const char **own, const char *s, size_t len)
{
	const char *p = *own;
	size_t n, in = strspn(s, " \t");

	in = in < len ? in : len;
	/* empty lines may have been left out on either side */
	for (; in < len && *p == '\n'; p++)
		;
	p += strspn(p, " \t");
	n = strcspn(p, "\n");
	if (*p == '\0' || trimmed(p, n) != len - in ||
	    memcmp(p, s + in, len - in) != 0)
		return false;
	*own = p + n + (p[n] == '\n' ? 1 : 0);
	return true;
}

/* Of a line of nothing but blanks no length is left. */
static size_t
indent_of(const struct form_row *row)
{
	size_t n = 0;

	while (n < row->len && (row->s[n] == ' ' || row->s[n] == '\t'))
		n++;
	return n;
}

/* Past "> > | ", and what it is set in by. */
static bool
strip_quote(struct form_row *row)
{
	bool quoted = false;

	for (;;) {
		size_t n = row->indent = indent_of(row);

		if (n == row->len || (row->s[n] != '>' && row->s[n] != '|'))
			break;
		n++;
		if (n < row->len && row->s[n] == ' ')
			n++;
		row->s += n;
		row->len -= n;
		quoted = true;
	}
	return quoted;
}

/* Is all that follows this line quoted, without a mark on each line? */
static bool
begins_quote(const struct buf *whole, size_t at, const struct line *l)
{
	struct folded f;
	struct line next;

	fold(&f, l);
	if (f.len == 0)
		return false;
	if (separator(&f) || our_marker(&f) || header_block(whole, at, &f))
		return true;
	if (attribution(whole, at, &f) == 0)
		return false;
	while (line_next(whole, &at, &next))
		if (!line_blank(&next))
			return !line_quoted(&next);
	return true;
}

static bool
is_rule(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && strchr("-=_*~# ", s[n]) != NULL)
		n++;
	return n == len && len >= 3;
}

static void
classify(struct form_row *row)
{
	row->s += row->indent;
	row->len = trimmed(row->s, row->len - row->indent);
	if (row->len == 0)
		row->kind = ROW_BLANK;
	else if (is_rule(row->s, row->len))
		row->kind = ROW_RULE;
	else if ((row->label = label_read(row->s, row->len)).label != NULL)
		row->kind = ROW_LABEL;
}

/* The rows of "(a hint,\nin brackets)" from here on; 0 if these are none. */
static size_t
hint_rows(const struct form_row *rows, size_t n, size_t at)
{
	size_t end = at;

	if (rows[at].len == 0 || rows[at].s[0] != '(')
		return 0;
	while (end < n && end < at + HINT_LINES && rows[end].len > 0 &&
	    rows[end].s[rows[end].len - 1] != ')')
		end++;
	if (end + 1 >= n || end == at + HINT_LINES ||
	    rows[end].kind != ROW_TEXT ||
	    (rows[end + 1].kind != ROW_LABEL && rows[end + 1].kind != ROW_HINT))
		return 0;
	return end + 1 - at;
}

static void
mark_hints(struct form_row *rows, size_t n)
{
	/* from below, since one may stand above another */
	for (size_t i = n; i-- > 0;)
		for (size_t k = hint_rows(rows, n, i); k > 0; k--)
			rows[i + k - 1].kind = ROW_HINT;
}

/* A ticket system's notification: its own lines are no fields. */
static void
mark_ticket(struct form_row *rows, size_t n)
{
	size_t found = 0;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < n && (pass == 0 || found >= TICKET);
		     i++) {
			bool strong = rows[i].kind == ROW_LABEL &&
			    !rows[i].label.label->weak;

			if (!rows[i].own || strong ||
			    !is_ticket_line(rows[i].s, rows[i].len))
				continue;
			if (pass == 0)
				found++;
			else
				rows[i].kind = ROW_RULE;
		}
}

/* A quoted everyday word is no label: it may be anybody's. */
static void
fill(struct form_row *row, bool below)
{
	if (row->own)
		row->indent = indent_of(row);
	else
		row->quoted = strip_quote(row) || below;
	classify(row);
	if (!row->own && row->label.label != NULL && row->label.label->weak)
		row->kind = ROW_TEXT;
}

/*
 * What a ticket system passes on has a header block or a line drawn above it,
 * as what a person quotes has: the system's own lines above tell them apart.
 */
static bool
passed_on(const struct form_row *rows, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < n && found < TICKET; i++)
		if (rows[i].own && is_ticket_line(rows[i].s, rows[i].len))
			found++;
	return found == TICKET;
}

size_t
rows_split(struct form_row *rows, const char **own, const struct buf *whole)
{
	bool below = false, ticket = false;
	size_t n = 0, at = 0;
	struct line l;

	while (n < ROWS_MAX && line_next(whole, &at, &l)) {
		struct form_row *row = &rows[n];

		*row =
		    (struct form_row){ .s = l.s, .len = trimmed(l.s, l.len) };
		row->own = is_own(own, row->s, row->len) || ticket;
		if (!row->own && !below && begins_quote(whole, at, &l)) {
			ticket = passed_on(rows, n);
			below = !ticket;
			row->own = ticket;
		}
		fill(row, below);
		n++;
	}
	mark_hints(rows, n);
	mark_ticket(rows, n);
	return n;
}
