/*
 * The person's own text.  The first byte says whether the text is
 * format=flowed, and with DelSp.
 */
#include <string.h>

#include "mailproc/base/text.h"
#include "parsers/parser.h"
#include "tests/fuzz/fuzz.h"

static bool
quoted_line(const struct buf *own)
{
	return own->str[0] == '>' || strstr(own->str, "\n>") != NULL;
}

/* Nothing of a text that is quoted as a whole is the person's own. */
static void
quoted_is_not_own(const struct buf *text)
{
	struct buf quoted = fuzz_quoted(text), own = BUF_INIT(16 * GROWN_MAX);
	bool any;

	own_text(&own, &quoted, NULL, &any);
	MUST(own.len == 0);
	MUST(any == (text->len > 0));
	buf_free(&own);
	buf_free(&quoted);
}

void
fuzz_one(const char *s, size_t len)
{
	struct buf raw = fuzz_text(s + (len > 0), len - (len > 0));
	struct buf text = BUF_INIT(8 * GROWN_MAX);
	struct buf own = BUF_INIT(8 * GROWN_MAX);
	bool quoted;

	if (len > 0 && s[0] % 2 == 1) {
		unflow(&text, &raw, s[0] % 4 == 3);
		MUST(text.len <= 2 * raw.len + 1);
	} else
		buf_add(&text, raw.str, raw.len);
	own_text(&own, &text, NULL, &quoted);
	MUST(own.len <= text.len);
	MUST(utf8_valid(own.str, own.len));
	MUST(fuzz_is_subsequence(&own, &text));
	MUST(!quoted_line(&own));
	quoted_is_not_own(&text);
	buf_free(&raw);
	buf_free(&text);
	buf_free(&own);
}
