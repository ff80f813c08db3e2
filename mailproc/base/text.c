#include "mailproc/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>
#include <unistd.h>

#define TOKEN_TAIL 20 /* characters after the ~ of a Canvas token */

bool
list_has(const struct list *l, const char *s)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcasecmp(l->item[i], s) == 0)
			return true;
	return false;
}

bool
list_add(struct list *l, const char *s)
{
	char **grown = realloc(l->item, (l->n + 1) * sizeof *grown);

	if (grown == NULL)
		return false;
	l->item = grown;
	if ((l->item[l->n] = strdup(s)) == NULL)
		return false;
	l->n++;
	return true;
}

void
list_free(struct list *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->item[i]);
	free(l->item);
	*l = (struct list){ NULL, 0 };
}

void
fold_ascii(char *s)
{
	for (; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
}

const char *
take_id(const char *p, int64_t *id)
{
	int n = 0;

	if (*p < '1' || *p > '9')
		return NULL;
	for (*id = 0; *p >= '0' && *p <= '9'; p++) {
		if (++n > 10)
			return NULL;
		*id = *id * 10 + (*p - '0');
	}
	return p;
}

size_t
utf8_take(const char *bytes, size_t len, uint32_t *c)
{
	const unsigned char *s = (const unsigned char *)bytes;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = len == 0       ? 0 :
	    s[0] < 0x80           ? 1 :
	    (s[0] & 0xe0) == 0xc0 ? 2 :
	    (s[0] & 0xf0) == 0xe0 ? 3 :
	    (s[0] & 0xf8) == 0xf0 ? 4 :
				    0;

	if (n == 0 || n > len)
		return 0;
	*c = n == 1 ? s[0] : s[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*c = *c << 6 | (s[i] & 0x3f);
	}
	if (*c < least[n] || *c > 0x10ffff || (*c >= 0xd800 && *c <= 0xdfff))
		return 0;
	return n;
}

size_t
utf8_put(char out[4], uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | (c >> 18 & 7));
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* How many of the first bytes are plain: most of a mail is. */
static size_t
plain_run(const unsigned char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] > ' ' && s[n] < 0x7f)
		n++;
	return n;
}

bool
utf8_valid(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;
	uint32_t c;
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		n = plain_run(p + i, len - i);
		if (n == 0 && (n = utf8_take(s + i, len - i, &c)) == 0)
			return false;
	}
	return true;
}

bool
unicode_space(uint32_t c)
{
	return c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f ||
	    c == 0x3000;
}

bool
invisible(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad ||
	    c == 0x61c || c == 0x180e || (c >= 0xe0000 && c <= 0xe007f) ||
	    (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_word(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Length of a Canvas token that starts at s, 0 if none does. */
static size_t
token_at(const char *s, size_t len)
{
	size_t n = 0, tail = 0;

	while (n < len && is_digit(s[n]))
		n++;
	if (n == 0 || n == len || s[n] != '~')
		return 0;
	n++;
	while (n + tail < len && is_word(s[n + tail]))
		tail++;
	return tail >= TOKEN_TAIL ? n + tail : 0;
}

bool
holds_token(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (is_digit(s[i]) && (i == 0 || !is_digit(s[i - 1])) &&
		    token_at(s + i, len - i) != 0)
			return true;
	return false;
}

/* Cut tokens out of buf from `start` on. */
static void
cut_tokens(struct buf *out, size_t start)
{
	static const char mark[] = "[token removed]";
	char *s = out->str;
	size_t from = start, to = start, n;

	if (memchr(s + start, '~', out->len - start) == NULL)
		return;
	while (from < out->len) {
		bool begins = is_digit(s[from]) &&
		    (from == start || !is_digit(s[from - 1]));

		n = begins ? token_at(s + from, out->len - from) : 0;
		if (n == 0) {
			s[to++] = s[from++];
			continue;
		}
		/* a token is longer than what takes its place */
		memcpy(s + to, mark, sizeof mark - 1);
		to += sizeof mark - 1;
		from += n;
	}
	if (out->len > start) {
		out->len = to;
		s[to] = '\0';
	}
}

/* In one line every blank is a space, and several are one. */
static void
add_blank(struct buf *out, size_t start, char c, bool one_line)
{
	if (!one_line)
		buf_add(out, c == '\r' ? "\n" : &c, 1);
	else if (out->len > start && out->str[out->len - 1] != ' ')
		buf_addc(out, ' ');
}

static void
clean(struct buf *out, const char *s, size_t len, bool one_line)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t start = out->len, n;
	uint32_t c;

	for (size_t i = 0; i < len && !out->full; i += n) {
		if ((n = plain_run(p + i, len - i)) > 0) {
			size_t room = out->max - out->len;

			n = n > room && room > 0 ? room : n;
			buf_add(out, s + i, n);
			continue;
		}
		if ((n = utf8_take(s + i, len - i, &c)) == 0) {
			n = 1;
			buf_adds(out, "\xef\xbf\xbd");
			continue;
		}
		if (c == '\r' && i + 1 < len && s[i + 1] == '\n')
			continue;
		if (c == '\n' || c == '\t' || c == '\r' || c == ' ')
			add_blank(out, start, (char)c, one_line);
		else if (!invisible(c))
			buf_add(out, s + i, n);
	}
	if (one_line && out->len > start && out->str[out->len - 1] == ' ')
		out->str[--out->len] = '\0';
	cut_tokens(out, start);
}

void
clean_text(struct buf *out, const char *s, size_t len)
{
	clean(out, s, len, false);
}

void
clean_line(struct buf *out, const char *s, size_t len)
{
	clean(out, s, len, true);
}

void
out_of_memory(void)
{
	static const char sorry[] = "mailproc: out of memory\n";

	(void)!write(STDERR_FILENO, sorry, sizeof sorry - 1);
	_exit(EX_TEMPFAIL);
}

static void *
must(void *p)
{
	if (p == NULL)
		out_of_memory();
	return p;
}

char *
xstrdup(const char *s)
{
	return must(strdup(s));
}

char *
xstrndup(const char *s, size_t n)
{
	return must(strndup(s, n));
}

void *
xmalloc(size_t n)
{
	return must(malloc(n));
}

void *
xcalloc(size_t n, size_t size)
{
	return must(calloc(n, size));
}

void *
xrealloc(void *p, size_t size)
{
	return must(realloc(p, size));
}
