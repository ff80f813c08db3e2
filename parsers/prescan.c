#include "parsers/prescan.h"

#include <string.h>
#include <strings.h>

#define BOUNDARIES_MAX 64
#define TYPES_MAX      128
#define DASHES_MAX     2000
#define COMMENT_DEPTH  20
#define PAREN_RUN      50
#define BOUNDARY_MAX   70

struct counts {
	int boundaries;
	int types;
	int dashes;
};

static bool
is_bchar(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr("'()+_,-./:=? ", c) != NULL);
}

static bool
is_token(char c)
{
	return c > ' ' && c < 0x7f && strchr("()<>@,;:\\\"/[]?=", c) == NULL;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* After "boundary": `= "[bchars]{1,70}"` or a plain token.  Returns what
 * follows, NULL if it is neither. */
static const char *
past_plain(const char *p, const char *end)
{
	size_t n = 0;

	while (p < end && is_blank(*p))
		p++;
	if (p == end || *p++ != '=')
		return NULL;
	while (p < end && is_blank(*p))
		p++;
	if (p < end && *p == '"') {
		for (p++; p < end && is_bchar(*p); p++)
			n++;
		return n >= 1 && n <= BOUNDARY_MAX && p < end && *p == '"' ?
		    p + 1 :
		    NULL;
	}
	for (; p < end && is_token(*p); p++)
		n++;
	return n >= 1 && n <= BOUNDARY_MAX &&
		(p == end || is_blank(*p) || *p == ';') ?
	    p :
	    NULL;
}

/*
 * Every "boundary" of one Content-Type value that a lenient reader could take
 * for the parameter: whatever stands before it, except inside another
 * boundary's value.
 */
static enum status
scan_type(const char *p, size_t len, struct counts *c, struct err *err)
{
	static const char word[] = "boundary";
	size_t skip = sizeof word - 1;
	const char *end = p + len;

	while ((size_t)(end - p) >= skip) {
		if (strncasecmp(p, word, skip) != 0) {
			p++;
			continue;
		}
		if ((p = past_plain(p + skip, end)) == NULL)
			return err_set(err, ERR_INPUT,
			    "a boundary parameter that is no plain one");
		if (++c->boundaries > BOUNDARIES_MAX)
			return err_set(err, ERR_INPUT, "too many boundaries");
	}
	return OK;
}

/* The Content-Type line at p with its continuation lines. */
static size_t
folded_length(const char *p, const char *end)
{
	const char *q = p;

	for (;;) {
		const char *nl = memchr(q, '\n', (size_t)(end - q));

		if (nl == NULL)
			return (size_t)(end - p);
		if (nl + 1 == end || (nl[1] != ' ' && nl[1] != '\t'))
			return (size_t)(nl - p);
		q = nl + 1;
	}
}

/* "Content-Type", blanks, a colon: its value begins behind. */
static const char *
type_value(const char *p, const char *end)
{
	static const char name[] = "content-type";
	size_t skip = sizeof name - 1;

	if ((size_t)(end - p) < skip || strncasecmp(p, name, skip) != 0)
		return NULL;
	for (p += skip; p < end && is_blank(*p) && *p != '\n'; p++)
		;
	return p < end && *p == ':' ? p + 1 : NULL;
}

static enum status
scan_line(const char *p, const char *end, struct counts *c, struct err *err)
{
	const char *value;

	if (end - p >= 2 && p[0] == '-' && p[1] == '-' &&
	    ++c->dashes > DASHES_MAX)
		return err_set(err, ERR_INPUT,
		    "too many lines that begin with --");
	if ((value = type_value(p, end)) == NULL)
		return OK;
	if (++c->types > TYPES_MAX)
		return err_set(err, ERR_INPUT, "too many Content-Type fields");
	return scan_type(value, folded_length(value, end), c, err);
}

static bool
comments_deep(const struct header_field *f)
{
	int depth = 0;

	for (size_t i = 0; i < f->value_len; i++) {
		if (f->value[i] == '(' && ++depth > COMMENT_DEPTH)
			return true;
		if (f->value[i] == ')' && depth > 0)
			depth--;
	}
	return false;
}

static bool
paren_run(const char *p, size_t len)
{
	int run = 0;

	for (size_t i = 0; i < len; i++) {
		run = p[i] == '(' ? run + 1 : 0;
		if (run >= PAREN_RUN)
			return true;
	}
	return false;
}

enum status
prescan(const struct header *h, struct err *err)
{
	const char *p = h->start, *end = h->start + h->len, *nl;
	struct counts c = { 0, 0, 0 };
	enum status rc;

	for (size_t i = 0; i < h->n; i++)
		if (comments_deep(&h->field[i]))
			return err_set(err, ERR_INPUT,
			    "comments nest too deep");
	if (paren_run(h->start, h->len))
		return err_set(err, ERR_INPUT, "a run of parentheses");
	while (p < end) {
		if ((rc = scan_line(p, end, &c, err)) != OK)
			return rc;
		if ((nl = memchr(p, '\n', (size_t)(end - p))) == NULL)
			break;
		p = nl + 1;
	}
	return OK;
}
