/*
 * form - the fields of a request, wherever in the text they were filled in: in
 * the person's own lines, below the quoted lines of our form, or within these.
 */
#include <stdlib.h>
#include <string.h>

#include "parsers/dates.h"
#include "parsers/parser.h"
#include "parsers/questions.h"
#include "parsers/rows.h"
#include "parsers/values.h"

#define HINTS_MAX  8         /* addresses and dates of a free text */
#define HINT_BYTES (8 << 10) /* of it that are looked at */

bool
begins_field(const char *line)
{
	return label_read(line, strlen(line)).label != NULL;
}

/* One value on its way from rows to a field. */
struct answer {
	const struct form_row *rows;
	size_t n;     /* rows */
	size_t label; /* row of the label */
	enum field field;
	bool own; /* the person wrote it, not only quoted it */
	struct buf raw;
};

static bool
empty(const struct answer *a)
{
	return strspn(a->raw.str, " \t\n*_") >= a->raw.len ||
	    hint_length(a->raw.str, a->raw.len) == a->raw.len;
}

static void
append(struct answer *a, const struct form_row *row)
{
	if (a->raw.len > 0)
		buf_addc(&a->raw, '\n');
	buf_add(&a->raw, row->s, row->len);
}

/* Does the form go on below an empty line? */
static bool
label_follows(const struct answer *a, size_t at)
{
	for (; at < a->n && a->rows[at].own; at++)
		if (a->rows[at].kind == ROW_LABEL)
			return true;
	return false;
}

/* May this row, which is below the person's own label, be of its value? */
static bool
goes_on(const struct answer *a, size_t at)
{
	const struct form_row *row = &a->rows[at];

	if (!row->own || row->kind == ROW_LABEL || row->kind == ROW_HINT ||
	    row->kind == ROW_RULE)
		return false;
	if (row->kind != ROW_BLANK || empty(a))
		return true;
	return !one_line(a->field) && label_follows(a, at);
}

static void
read_own(struct answer *a)
{
	for (size_t i = a->label + 1; i < a->n && goes_on(a, i); i++) {
		/* nobody signs between the lines of a form */
		if (a->field == FIELD_AGREE && !empty(a))
			return;
		append(a, &a->rows[i]);
	}
}

/*
 * A quoted row below a quoted label: the answer if the label was left empty;
 * else only what is set in further, or was wrapped, goes on.
 */
static bool
quoted_goes_on(const struct answer *a, const struct form_row *row)
{
	const struct form_row *label = &a->rows[a->label];

	if (row->kind != ROW_TEXT || row->s[row->len - 1] == ':')
		return false;
	if (empty(a) && row->s[0] == '(')
		return false;
	if (empty(a))
		return true;
	if (row->indent > label->indent || !row->quoted)
		return true;
	return !one_line(a->field) && label->label.len == 0;
}

/* What the person wrote between quoted lines, from this row on. */
static void
read_between(struct answer *a, size_t at)
{
	a->own = true;
	buf_reset(&a->raw);
	for (; at < a->n && a->rows[at].own && a->rows[at].kind <= ROW_BLANK;
	     at++) {
		if (a->rows[at].kind == ROW_BLANK && !empty(a))
			return;
		append(a, &a->rows[at]);
	}
}

static void
read_quoted(struct answer *a)
{
	bool blank = false;

	for (size_t i = a->label + 1; i < a->n; i++) {
		const struct form_row *row = &a->rows[i];

		if (row->own && row->kind == ROW_TEXT) {
			read_between(a, i);
			return;
		}
		if (row->kind == ROW_BLANK) {
			blank = true;
			continue;
		}
		if ((blank && !empty(a)) || !quoted_goes_on(a, row))
			return;
		append(a, row);
	}
}

/* The first answer counts: a form quoted below brings no second. */
static void
keep(struct facts *f, const struct answer *a, bool weak)
{
	struct buf value = BUF_INIT(FIELD_MAX);
	char **slot = a->own ? &f->field[a->field] : &f->quoted[a->field];
	bool weak_row = a->rows[a->label].label.label->weak;

	if (weak_row == weak && (*slot)[0] == '\0') {
		value_read(a->field, a->raw.str, a->raw.len, &value);
		facts_set(slot, value.str);
		if (value.len > 0 && !question_fits(a->field, value.str))
			*(a->own ? &f->unfit : &f->quoted_unfit) |= 1u
			    << a->field;
	}
	buf_free(&value);
}

static void
read_answers(struct facts *f, const struct form_row *rows, size_t n, bool weak)
{
	for (size_t i = 0; i < n; i++) {
		struct answer a = { .rows = rows,
			.n = n,
			.label = i,
			.own = rows[i].own,
			.raw = BUF_INIT(OWN_TEXT_MAX) };

		if (rows[i].kind != ROW_LABEL ||
		    (!rows[i].own && !rows[i].quoted))
			continue;
		a.field = rows[i].label.label->field;
		buf_add(&a.raw, rows[i].label.value, rows[i].label.len);
		if (a.own)
			read_own(&a);
		else
			read_quoted(&a);
		keep(f, &a, weak);
		buf_free(&a.raw);
	}
}

/* "I agree", alone on a line: that needs no label. */
static void
read_agreement(struct facts *f, const struct form_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].own && rows[i].kind == ROW_TEXT &&
		    strcspn(rows[i].s, " ") < rows[i].len &&
		    agrees(rows[i].s, rows[i].len) &&
		    f->field[FIELD_AGREE][0] == '\0')
			facts_set(&f->field[FIELD_AGREE], "I agree");
}

/* What a free text names; whoever knows people and today picks from it. */
static void
read_hints(struct facts *f, const char *own)
{
	struct buf text = BUF_INIT(HINT_BYTES + 1), found = BUF_INIT(4096);
	size_t len = strlen(own);

	buf_add(&text, own, len < HINT_BYTES ? len : HINT_BYTES);
	addresses_in(text.str, HINTS_MAX, &found);
	facts_set(&f->addresses, found.str);
	buf_reset(&found);
	dates_in(text.str, HINTS_MAX, &found);
	facts_set(&f->dates, found.str);
	buf_free(&text);
	buf_free(&found);
}

void
read_form(struct facts *f, const char *own, const struct buf *whole)
{
	struct form_row *rows = xcalloc(ROWS_MAX, sizeof *rows);
	struct buf alone = BUF_INIT(OWN_TEXT_MAX);
	const char *rest = own;
	size_t n;

	n = rows_split(rows, &rest, whole);
	if (rest[strspn(rest, " \n")] != '\0') { /* it was rewritten */
		buf_add(&alone, own, strlen(own));
		rest = own;
		n = rows_split(rows, &rest, &alone);
	}
	read_answers(f, rows, n, false);
	read_answers(f, rows, n, true);
	read_agreement(f, rows, n);
	read_hints(f, own);
	buf_free(&alone);
	free(rows);
}
