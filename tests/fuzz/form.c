/*
 * The fields of a request, from own text and all text, cleaned as parse.c does
 * it.
 */
#include <string.h>

#include "mailproc/base/text.h"
#include "parsers/parser.h"
#include "tests/fuzz/fuzz.h"

/* ISO, or as it was written. */
static void
date_is_one(const char *s)
{
	static const char digits[] = "0123456789";

	if (strlen(s) != 10 || strspn(s, digits) != 4 || s[4] != '-' ||
	    strspn(s + 5, digits) != 2 || s[7] != '-' ||
	    strspn(s + 8, digits) != 2)
		return;
	MUST(memcmp(s + 5, "00", 2) > 0 && memcmp(s + 5, "12", 2) <= 0);
	MUST(memcmp(s + 8, "00", 2) > 0 && memcmp(s + 8, "31", 2) <= 0);
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
