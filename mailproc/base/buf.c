#include "mailproc/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/text.h"

char buf_empty[1] = "";

/*
 * Growing moves the bytes by hand instead of with realloc(), which would leave
 * an unwiped copy of a secret behind.
 */
bool
buf_room(struct buf *b, size_t more)
{
	size_t cap = b->cap == 0 ? 256 : b->cap;
	char *grown;

	if (b->full || more > b->max || b->len > b->max - more) {
		b->full = true;
		return false;
	}
	if (b->len + more < b->cap)
		return true;
	while (cap <= b->len + more)
		cap *= 2;
	if (cap - 1 > b->max) /* more than it may ever hold */
		cap = b->max + 1;
	grown = xmalloc(cap);
	memcpy(grown, b->str, b->len + 1);
	if (b->cap != 0) {
		explicit_bzero(b->str, b->cap);
		free(b->str);
	}
	b->str = grown;
	b->cap = cap;
	return true;
}

void
buf_add(struct buf *b, const void *data, size_t len)
{
	if (len == 0 || !buf_room(b, len))
		return;
	memcpy(b->str + b->len, data, len);
	b->len += len;
	b->str[b->len] = '\0';
}

void
buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_addc(struct buf *b, char c)
{
	if (!b->full && b->len < b->max && b->len + 1 < b->cap) {
		b->str[b->len++] = c;
		b->str[b->len] = '\0';
	} else
		buf_add(b, &c, 1);
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		b->full = true;
	else if (buf_room(b, (size_t)n)) {
		vsnprintf(b->str + b->len, (size_t)n + 1, fmt, again);
		b->len += (size_t)n;
	}
	va_end(again);
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	b->full = false;
	if (b->cap != 0)
		b->str[0] = '\0';
}

void
buf_free(struct buf *b)
{
	if (b->cap != 0)
		free(b->str);
	*b = BUF_INIT(b->max);
}

void
buf_wipe(struct buf *b)
{
	if (b->cap != 0)
		explicit_bzero(b->str, b->cap);
	buf_free(b);
}
