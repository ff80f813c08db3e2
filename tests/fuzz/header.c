/*
 * The header of a message and its From, over the raw bytes.
 */
#include "parsers/header.h"

#include <stdlib.h>
#include <string.h>

#include "mailproc/base/text.h"
#include "parsers/prescan.h"
#include "tests/fuzz/fuzz.h"

struct looked_at {
	struct header h;
	enum status rc;
	enum reason why;
	char from[ADDRESS_MAX + 1];
};

static void
look(struct looked_at *l, const char *s, size_t len)
{
	struct err err = ERR_INIT;

	l->from[0] = '\0';
	l->rc = header_scan(&l->h, s, len, &l->why, &err);
	if (l->rc == OK) {
		header_automatic(&l->h, NULL, "us@campus.example");
		prescan(&l->h, &err);
		l->rc = header_from(&l->h, l->from, &l->why, &err);
	}
	MUST((l->rc == OK) == (l->why == RE_OK));
	MUST((l->rc == OK) == (l->from[0] != '\0'));
}

/* Fields lie in the message, one behind the other, without NUL. */
static void
fields_hold(const struct header *h, const char *s, size_t len)
{
	const char *p = h->start;

	MUST(h->n <= HEADER_FIELDS);
	MUST(h->start >= s && h->start + h->len == s + len);
	MUST(h->body <= h->len);
	for (size_t i = 0; i < h->n; i++) {
		const struct header_field *f = &h->field[i];

		MUST(f->name >= p && f->name_len > 0);
		MUST(f->name[f->name_len] == ':');
		MUST(f->value == f->name + f->name_len + 1);
		MUST(f->value_len <= HEADER_FIELD_MAX);
		p = f->value + f->value_len;
		MUST(p <= h->start + h->body);
		MUST(memchr(f->name, '\0', (size_t)(p - f->name)) == NULL);
	}
}

/* The address is plain, and stands in the one From there is. */
static void
from_holds(const struct looked_at *l)
{
	const struct header_field *f;
	char value[4096];

	MUST(address_valid(l->from, strlen(l->from)));
	MUST(header_count(&l->h, "From") == 1);
	f = &l->h.field[header_find(&l->h, "From", 0)];
	MUST(header_value(f, value, sizeof value));
	fold_ascii(value);
	MUST(strstr(value, l->from) != NULL);
}

/* Line ends in the other form say the same. */
static void
same_with_crlf(const struct looked_at *l)
{
	static struct looked_at other;
	struct buf crlf = BUF_INIT(3 * GROWN_MAX);

	for (size_t i = 0; i < l->h.len; i++) {
		if (l->h.start[i] == '\n')
			buf_addc(&crlf, '\r');
		buf_addc(&crlf, l->h.start[i]);
	}
	look(&other, crlf.str, crlf.len);
	MUST(strcmp(other.from, l->from) == 0);
	buf_free(&crlf);
}

/* Whatever it was, with one From more it has none. */
static void
one_from_more(const char *s, size_t len)
{
	static struct looked_at other;
	struct buf more = BUF_INIT(3 * GROWN_MAX);

	buf_adds(&more, "From: a@b.example\n");
	buf_add(&more, s, len);
	look(&other, more.str, more.len);
	MUST(other.rc != OK);
	buf_free(&more);
}

void
fuzz_one(const char *s, size_t len)
{
	static struct looked_at l;

	look(&l, s, len);
	if (l.rc != OK)
		return;
	fields_hold(&l.h, s, len);
	from_holds(&l);
	if (memchr(l.h.start, '\r', l.h.body) == NULL &&
	    l.h.body < HEADER_FIELD_MAX / 2)
		same_with_crlf(&l);
	one_from_more(l.h.start, l.h.len);
}
