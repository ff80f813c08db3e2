#include "parsers/encoded.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "parsers/charset.h"
#include "parsers/transfer.h"

#define WORD_MAX 1000 /* RFC 2047 allows 75 */

/* "=?charset?Q?text?=" where it stands in the field. */
struct word {
	const char *charset;
	size_t charset_len;
	char encoding; /* 'b' or 'q' */
	const char *text;
	size_t text_len;
	size_t len; /* of all of it */
};

/* Words of one charset that follow each other, before they are converted: one
 * character may have been split between two of them. */
struct run {
	struct buf *out;
	char charset[CHARSET_LABEL_MAX]; /* "": no word is waiting */
	struct buf bytes;
	bool clean;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
take_word(const char *s, size_t len, struct word *w)
{
	const char *end = s + (len < WORD_MAX ? len : WORD_MAX), *p, *close;

	if (len < 8 || s[0] != '=' || s[1] != '?')
		return false;
	w->charset = p = s + 2;
	while (p < end && *p != '?' && !is_blank(*p))
		p++;
	w->charset_len = (size_t)(p - w->charset);
	if (end - p < 5 || *p != '?' || p[2] != '?' || p == w->charset ||
	    *w->charset == '*' || w->charset_len >= CHARSET_LABEL_MAX)
		return false;
	w->encoding = (char)(p[1] | 0x20);
	w->text = p + 3;
	close = memmem(w->text, (size_t)(end - w->text), "?=", 2);
	if ((w->encoding != 'b' && w->encoding != 'q') || close == NULL)
		return false;
	w->text_len = (size_t)(close - w->text);
	w->len = (size_t)(close + 2 - s);
	return true;
}

static void
flush(struct run *r)
{
	if (r->charset[0] == '\0')
		return;
	r->clean =
	    charset_to_utf8(r->out, r->charset, r->bytes.str, r->bytes.len) &&
	    r->clean && !r->bytes.full;
	if (!r->clean)
		buf_adds(r->out, "\xef\xbf\xbd");
	buf_reset(&r->bytes);
	r->charset[0] = '\0';
	r->clean = true;
}

/* "Q" is quoted-printable with "_" for a blank, on one line. */
static bool
add_q(struct buf *out, const char *s, size_t len)
{
	struct buf text = BUF_INIT(WORD_MAX);
	bool clean;

	for (size_t i = 0; i < len; i++)
		if (s[i] != '\r' && s[i] != '\n')
			buf_addc(&text, s[i] == '_' ? ' ' : s[i]);
	clean = transfer_quoted_printable(out, text.str, text.len);
	buf_free(&text);
	return clean;
}

/* What is missing of the padding is put back. */
static bool
add_b(struct buf *out, const char *s, size_t len)
{
	struct buf text = BUF_INIT(WORD_MAX + 4);
	bool clean;

	for (size_t i = 0; i < len; i++)
		if (!is_blank(s[i]))
			buf_addc(&text, s[i]);
	while (text.len > 0 && text.str[text.len - 1] == '=')
		text.str[--text.len] = '\0';
	while (text.len % 4 != 0)
		buf_addc(&text, '=');
	clean = transfer_base64(out, text.str, text.len);
	buf_free(&text);
	return clean;
}

static void
add_word(struct run *r, const struct word *w)
{
	char charset[CHARSET_LABEL_MAX] = "";
	const char *language;
	bool clean;

	language = memchr(w->charset, '*', w->charset_len);
	memcpy(charset, w->charset, w->charset_len);
	charset[language == NULL ? w->charset_len :
				   (size_t)(language - w->charset)] = '\0';
	if (strcasecmp(charset, r->charset) != 0)
		flush(r);
	memcpy(r->charset, charset, sizeof charset);
	clean = w->encoding == 'b' ? add_b(&r->bytes, w->text, w->text_len) :
				     add_q(&r->bytes, w->text, w->text_len);
	r->clean = r->clean && clean;
}

/* Text up to the next word or the end; returns how much. */
static size_t
add_plain(struct run *r, const char *s, size_t len)
{
	struct buf text = BUF_INIT(len + 1);
	struct word w;
	size_t n;

	for (n = 0; n < len && !take_word(s + n, len - n, &w); n++)
		if (s[n] != '\r' && s[n] != '\n')
			buf_addc(&text, s[n]);
	charset_to_utf8(r->out, NULL, text.str, text.len);
	buf_free(&text);
	return n;
}

void
encoded_to_utf8(struct buf *out, const char *s, size_t len)
{
	struct run r = { .out = out,
		.bytes = BUF_INIT(len + 1),
		.clean = true };
	struct word w;
	size_t i = 0, gap;

	while (i < len) {
		/* blanks between two words are no text */
		for (gap = 0; r.charset[0] != '\0' && i + gap < len &&
		     is_blank(s[i + gap]);
		     gap++)
			;
		if (take_word(s + i + gap, len - i - gap, &w)) {
			add_word(&r, &w);
			i += gap + w.len;
			continue;
		}
		flush(&r);
		i += add_plain(&r, s + i, len - i);
	}
	flush(&r);
	buf_free(&r.bytes);
}

void
encoded_name(struct buf *out, const char *value, size_t len)
{
	struct buf name = BUF_INIT(len + 1);
	const char *open = memchr(value, '(', len);
	const char *close = memrchr(value, ')', len);
	bool quoted = false;
	size_t i;

	for (i = 0; i < len && (quoted || value[i] != '<'); i++)
		if (value[i] == '"')
			quoted = !quoted;
		else if (value[i] == '\\' && i + 1 < len)
			buf_addc(&name, value[++i]);
		else
			buf_addc(&name, value[i]);
	if (i < len && strspn(name.str, " \t\r\n") < name.len)
		encoded_to_utf8(out, name.str, name.len);
	else if (open != NULL && close > open)
		encoded_to_utf8(out, open + 1, (size_t)(close - open - 1));
	buf_free(&name);
}
