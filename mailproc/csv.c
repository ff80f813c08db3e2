#include "mailproc/csv.h"

#include <stdlib.h>
#include <string.h>

#include "mailproc/base/text.h"

#define FIELD_BYTES (64 << 10)

static void
forget(struct csv *c)
{
	for (int i = 0; i < c->n; i++)
		free(c->field[i]);
	c->n = 0;
}

void
csv_open(struct csv *c, const char *text, size_t len)
{
	static const char mark[] = "\xef\xbb\xbf";

	*c = (struct csv){ .text = text, .len = len, .next_line = 1 };
	if (len >= 3 && memcmp(text, mark, 3) == 0)
		c->at = 3;
}

void
csv_close(struct csv *c)
{
	forget(c);
}

static char
peek(const struct csv *c)
{
	return c->at < c->len ? c->text[c->at] : '\n';
}

/* What stands in quotes; the opening one is passed. */
static enum status
quoted(struct csv *c, struct buf *out, struct err *err)
{
	for (c->at++; c->at < c->len; c->at++) {
		if (c->text[c->at] == '\n')
			c->next_line++;
		if (c->text[c->at] != '"') {
			buf_addc(out, c->text[c->at]);
			continue;
		}
		c->at++;
		if (c->at < c->len && c->text[c->at] == '"') {
			buf_addc(out, '"');
			continue;
		}
		if (peek(c) == ',' || peek(c) == '\n' || peek(c) == '\r')
			return OK;
		return err_set(err, ERR_INPUT,
		    "line %d: text after a closing quote", c->line);
	}
	return err_set(err, ERR_INPUT, "line %d: a quote is not closed",
	    c->line);
}

static enum status
one_field(struct csv *c, struct err *err)
{
	struct buf out = BUF_INIT(FIELD_BYTES);
	enum status rc = OK;

	if (c->at < c->len && c->text[c->at] == '"')
		rc = quoted(c, &out, err);
	else
		while (peek(c) != ',' && peek(c) != '\n' && peek(c) != '\r')
			buf_addc(&out, c->text[c->at++]);
	if (rc == OK && (out.full || memchr(out.str, '\0', out.len) != NULL))
		rc = err_set(err, ERR_INPUT,
		    "line %d: a field is too long or holds a NUL", c->line);
	if (rc == OK && c->n == CSV_FIELDS)
		rc = err_set(err, ERR_INPUT, "line %d: too many fields",
		    c->line);
	if (rc == OK)
		c->field[c->n++] = xstrndup(out.str, out.len);
	buf_free(&out);
	return rc;
}

static void
end_line(struct csv *c)
{
	if (c->at < c->len && c->text[c->at] == '\r')
		c->at++;
	if (c->at < c->len && c->text[c->at] == '\n')
		c->at++;
	c->next_line++;
}

enum status
csv_next(struct csv *c, struct err *err)
{
	enum status rc;

	forget(c);
	while (c->at < c->len && (peek(c) == '\n' || peek(c) == '\r'))
		end_line(c);
	c->line = c->next_line;
	if (c->at >= c->len)
		return OK;
	for (;;) {
		if ((rc = one_field(c, err)) != OK)
			return rc;
		if (peek(c) != ',' || c->at >= c->len)
			break;
		c->at++;
	}
	end_line(c);
	return OK;
}
