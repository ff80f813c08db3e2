#include "templates/mime.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "mailproc/base/text.h"

#define LINE_MAX_OCTETS 78
#define FOLD            76
#define WORD_BYTES      42 /* of an encoded word: 10 + 56 + 2 octets */
#define QP_LINE         76

static bool
is_ascii(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	return true;
}

static void
base64(struct buf *out, const char *s, size_t len)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz"
				       "0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		uint32_t v = (uint32_t)(unsigned char)s[i] << 16;

		if (i + 1 < len)
			v |= (uint32_t)(unsigned char)s[i + 1] << 8;
		if (i + 2 < len)
			v |= (unsigned char)s[i + 2];
		buf_addc(out, alphabet[v >> 18]);
		buf_addc(out, alphabet[v >> 12 & 63]);
		buf_addc(out, i + 1 < len ? alphabet[v >> 6 & 63] : '=');
		buf_addc(out, i + 2 < len ? alphabet[v & 63] : '=');
	}
}

/* Encoded words of at most 75 octets that never split a character. */
static void
encoded(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t max = i == 0 ? WORD_BYTES / 2 : WORD_BYTES;
		size_t take = len - i < max ? len - i : max;

		while (i + take < len && take > 1 &&
		    ((unsigned char)s[i + take] & 0xc0) == 0x80)
			take--;
		if (i > 0)
			buf_adds(out, "\r\n ");
		buf_adds(out, "=?utf-8?B?");
		base64(out, s + i, take);
		buf_adds(out, "?=");
		i += take;
	}
}

/* Words of ASCII, folded at blanks; `at` octets stand on the line already. */
static void
folded(struct buf *out, const char *s, size_t at)
{
	while (*s != '\0') {
		size_t len = strcspn(s, " ");

		if (at + 1 + len > FOLD && at > 1) {
			buf_adds(out, "\r\n ");
			at = 1;
		} else {
			buf_addc(out, ' ');
			at++;
		}
		buf_add(out, s, len);
		at += len;
		s += len + strspn(s + len, " ");
	}
}

void
mime_field(struct buf *out, const char *name, const char *value)
{
	struct buf clean = BUF_INIT(16 << 10);

	clean_line(&clean, value, strlen(value));
	buf_addf(out, "%s:", name);
	if (is_ascii(clean.str, clean.len) && strstr(clean.str, "=?") == NULL)
		folded(out, clean.str, strlen(name) + 1);
	else {
		buf_addc(out, ' ');
		encoded(out, clean.str, clean.len);
	}
	buf_adds(out, "\r\n");
	buf_free(&clean);
}

void
mime_mailbox(struct buf *out, const char *field, const char *name,
    const char *address)
{
	struct buf clean = BUF_INIT(1 << 10), quoted = BUF_INIT(2 << 10);

	clean_line(&clean, name, strlen(name));
	buf_addf(out, "%s: ", field);
	if (!is_ascii(clean.str, clean.len) || strstr(clean.str, "=?") != NULL)
		encoded(out, clean.str, clean.len);
	else if (clean.len > 0) {
		buf_addc(&quoted, '"');
		for (size_t i = 0; i < clean.len; i++) {
			if (strchr("\"\\", clean.str[i]) != NULL)
				buf_addc(&quoted, '\\');
			buf_addc(&quoted, clean.str[i]);
		}
		buf_addc(&quoted, '"');
		buf_add(out, quoted.str, quoted.len);
	}
	if (clean.len > 0)
		buf_adds(out, "\r\n ");
	buf_addf(out, "<%s>\r\n", address);
	buf_free(&clean);
	buf_free(&quoted);
}

/* Would it be read as something else if it were taken for encoded? */
static bool
reads_as_encoded(const char *p)
{
	while ((p = strchr(p, '=')) != NULL)
		if (*++p == '\n' ||
		    (isxdigit((unsigned char)p[0]) &&
			isxdigit((unsigned char)p[1])))
			return true;
	return false;
}

/* May all of it go out as it is? */
static bool
plain(const struct buf *text)
{
	const char *p = text->str, *end = p + text->len;

	if (!is_ascii(p, text->len) || reads_as_encoded(p))
		return false;
	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t len = (size_t)((nl == NULL ? end : nl) - p);
		bool url = strncmp(p, "https://", 8) == 0 &&
		    memchr(p, ' ', len) == NULL && len < 990;
		bool mark = len == 3 && memcmp(p, "-- ", 3) == 0;

		if ((len > LINE_MAX_OCTETS && !url) ||
		    (len > 0 && p[len - 1] == ' ' && !mark) ||
		    strncmp(p, "From ", 5) == 0 || *p == '.')
			return false;
		p += len + 1;
	}
	return true;
}

static void
as_it_is(struct buf *out, const struct buf *text)
{
	for (size_t i = 0; i < text->len;) {
		size_t len = strcspn(text->str + i, "\n");

		buf_add(out, text->str + i, len);
		i += len;
		if (i < text->len) {
			buf_adds(out, "\r\n");
			i++;
		}
	}
}

static bool
stays(unsigned char c)
{
	return c > ' ' && c < 0x7f && c != '=';
}

/* How many octets from s on may go out as they are, blanks between words too.
 */
static size_t
run_of(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max &&
	    (stays((unsigned char)s[n]) ||
		(s[n] == ' ' && stays((unsigned char)s[n + 1]))))
		n++;
	return n;
}

static void
escape(struct buf *out, unsigned char c)
{
	static const char digits[] = "0123456789ABCDEF";
	const char code[] = { '=', digits[c >> 4], digits[c & 15] };

	buf_add(out, code, sizeof code);
}

/* RFC 2045 section 6.7; a dot or "From " never begins a line. */
static void
quoted_printable(struct buf *out, const struct buf *text)
{
	const char *s = text->str, *end = s + text->len;
	size_t column = 0, n;

	while (s < end) {
		bool risky =
		    column == 0 && (*s == '.' || strncmp(s, "From ", 5) == 0);

		if (*s == '\n') {
			buf_adds(out, "\r\n");
			column = 0;
			s++;
			continue;
		}
		if (column >= QP_LINE - 3) {
			buf_adds(out, "=\r\n");
			column = 0;
			continue;
		}
		n = risky ? 0 : run_of(s, QP_LINE - 3 - column);
		if (n > 0) {
			buf_add(out, s, n);
			s += n;
			column += n;
		} else {
			escape(out, (unsigned char)*s++);
			column += 3;
		}
	}
}

void
mime_text(struct buf *out, const char *type, const struct buf *text)
{
	bool bare = plain(text);

	buf_addf(out,
	    "Content-Type: %s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: %s\r\n\r\n",
	    type, bare ? "7bit" : "quoted-printable");
	if (bare)
		as_it_is(out, text);
	else
		quoted_printable(out, text);
	if (text->len == 0 || text->str[text->len - 1] != '\n')
		buf_adds(out, "\r\n");
}
