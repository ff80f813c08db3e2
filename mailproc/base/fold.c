#include "mailproc/base/fold.h"

#include <stdint.h>
#include <string.h>

#include "mailproc/base/letters.h"
#include "mailproc/base/text.h"

/* U+00C0 to U+00DF, and thus U+00E0 to U+00FF. */
static const char *const latin[32] = { "a", "a", "a", "a", "a", "a", "ae", "c",
	"e", "e", "e", "e", "i", "i", "i", "i", "d", "n", "o", "o", "o", "o",
	"o", "x", "o", "u", "u", "u", "u", "y", "th", "ss" };

static const char *
plain_form(uint32_t c)
{
	if (c == 0xff)
		return "y";
	if (c >= 0xc0 && c <= 0xfe)
		return latin[c & 0x1f];
	if (c == 0x152 || c == 0x153)
		return "oe";
	if (c >= 0x300 && c <= 0x36f) /* combining accents */
		return "";
	if (unicode_space(c))
		return " ";
	if (c >= 0x2010 && c <= 0x2015)
		return "-";
	if (c == 0x2018 || c == 0x2019 || c == 0xb4)
		return "'";
	if (c == 0x201c || c == 0x201d || c == 0x201e)
		return "\"";
	return c == 0xff1a ? ":" : NULL;
}

static void
add(struct buf *out, size_t start, const char *s, size_t len)
{
	if (len == 1 && strchr(" \t\r\n", *s) != NULL) {
		if (out->len > start && out->str[out->len - 1] != ' ')
			buf_addc(out, ' ');
	} else
		buf_add(out, s, len);
}

static size_t
fold_one(struct buf *out, size_t start, const char *s, size_t len)
{
	const char *plain;
	uint32_t c = 0;
	size_t n = utf8_take(s, len, &c);
	char utf8[4];

	if (n <= 1) {
		char ascii =
		    *s >= 'A' && *s <= 'Z' ? (char)(*s - 'A' + 'a') : *s;

		add(out, start, &ascii, 1);
		return 1;
	}
	if ((plain = plain_form(c)) != NULL)
		add(out, start, plain, strlen(plain));
	else
		buf_add(out, utf8, utf8_put(utf8, letter_lower(c)));
	return n;
}

/* ASCII letters and signs, of which most text is, as many as there are. */
static size_t
fold_run(struct buf *out, const char *s, size_t len)
{
	char run[64];
	size_t n = 0;

	for (; n < len && n < sizeof run && ' ' < s[n] && s[n] < 0x7f; n++)
		run[n] = s[n] >= 'A' && s[n] <= 'Z' ? (char)(s[n] + 32) : s[n];
	buf_add(out, run, n);
	return n;
}

void
fold_text(struct buf *out, const char *s, size_t len)
{
	size_t start = out->len;

	for (size_t i = 0; i < len && !out->full;) {
		size_t n = fold_run(out, s + i, len - i);

		i += n > 0 ? n : fold_one(out, start, s + i, len - i);
	}
	if (out->len > start && out->str[out->len - 1] == ' ')
		out->str[--out->len] = '\0';
}
