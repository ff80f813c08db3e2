/*
 * The fields of a request, from own text and all text, cleaned as parse.c does
 * it.
 */
#include <string.h>

#include "mailproc/base/text.h"
#include "parsers/dates.h"
#include "parsers/parser.h"
#include "tests/fuzz/fuzz.h"

/* What can be read as a day is written as one: reading it again changes
 * nothing.  What cannot be stays as it was, to be asked again. */
static void
date_is_one(const char *s)
{
	char day[DATE_SIZE];

	MUST(!date_read(s, strlen(s), day) || strcmp(day, s) == 0);
}

static void
clean_start(struct buf *out, const struct buf *text)
{
	clean_text(out, text->str,
	    text->len < out->max / 2 ? text->len : out->max / 2);
}

void
fuzz_one(const char *s, size_t len)
{
	struct buf text = fuzz_text(s, len), own = BUF_INIT(16 * GROWN_MAX);
	struct buf cleaned = BUF_INIT(OWN_TEXT_MAX);
	struct buf whole = BUF_INIT(2 * OWN_TEXT_MAX);
	struct facts f;
	bool quoted;

	own_text(&own, &text, NULL, &quoted);
	clean_start(&cleaned, &own);
	clean_start(&whole, &text);
	facts_init(&f);
	read_form(&f, cleaned.str, &whole);
	fuzz_fields(&f);
	date_is_one(f.field[FIELD_UNTIL]);
	facts_free(&f);
	buf_free(&text);
	buf_free(&own);
	buf_free(&cleaned);
	buf_free(&whole);
}
