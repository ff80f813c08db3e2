#include "parsers/line.h"

#include <stdint.h>
#include <string.h>

#include "mailproc/base/letters.h"
#include "mailproc/base/text.h"
#include "parsers/words.h"

bool
line_next(const struct buf *text, size_t *at, struct line *out)
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

/* Length of the blank or of the nothing at s, 0 if there is something. */
static size_t
blank_at(const char *s, size_t len)
{
	size_t n;

	if (*s == ' ' || *s == '\t' || *s == '\r')
		return 1;
	n = unicode_blank(s, len);
	return n > 0 ? n : unicode_nothing(s, len);
}

bool
line_blank(const struct line *l)
{
	size_t i = 0, n = 1;

	for (; i < l->len && n > 0; i += n)
		n = blank_at(l->s + i, l->len - i);
	return i >= l->len && n > 0;
}

bool
line_quoted(const struct line *l)
{
	size_t i = 0, n, letters = 0;

	while (i < l->len && (n = blank_at(l->s + i, l->len - i)) > 0)
		i += n;
	while (letters < 4 && i + letters < l->len &&
	    ((l->s[i + letters] >= 'A' && l->s[i + letters] <= 'Z') ||
		(l->s[i + letters] >= 'a' && l->s[i + letters] <= 'z')))
		letters++;
	if (i + letters < l->len && l->s[i + letters] == '>')
		return true;
	if (i < l->len && l->s[i] == '|')
		return true;
	/* U+FF1E, the wide one */
	return l->len - i >= 3 && memcmp(l->s + i, "\xef\xbc\x9e", 3) == 0;
}

/* The Turkish capital i is no letter of a decision, so only here it has a small
 * one. */
static uint32_t
lower(uint32_t c)
{
	return c == 0x130 ? 'i' : letter_lower(c);
}

void
fold_add(struct folded *out, const struct line *l)
{
	bool blank = out->len > 0;
	char utf8[4];
	uint32_t c;
	size_t n, size;

	for (size_t i = 0; i < l->len; i += n) {
		c = (unsigned char)l->s[i];
		n = 1;
		if (c >= 0x80 &&
		    (n = utf8_take(l->s + i, l->len - i, &c)) == 0) {
			n = 1;
			c = 0xfffd;
		}
		if (c == ' ' || c == '\t' || unicode_space(c)) {
			blank = true;
			continue;
		}
		if ((c < ' ' || c >= 0x7f) && invisible(c))
			continue;
		size = utf8_put(utf8, lower(c));
		if (out->len + size + 1 > FOLDED_MAX)
			break;
		if (blank && out->len > 0)
			out->s[out->len++] = ' ';
		blank = false;
		memcpy(out->s + out->len, utf8, size);
		out->len += size;
	}
	out->s[out->len] = '\0';
}

void
fold(struct folded *out, const struct line *l)
{
	out->len = 0;
	fold_add(out, l);
}

bool
begins_with(const struct folded *f, const char *s)
{
	return strncmp(f->s, s, strlen(s)) == 0;
}

bool
ends_with(const struct folded *f, const char *s)
{
	size_t n = strlen(s);

	return f->len >= n && memcmp(f->s + f->len - n, s, n) == 0;
}

bool
begins_with_any(const struct folded *f, const char *const *list)
{
	for (; *list != NULL; list++)
		if (begins_with(f, *list))
			return true;
	return false;
}

bool
holds_any(const struct folded *f, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strstr(f->s, *list) != NULL)
			return true;
	return false;
}
