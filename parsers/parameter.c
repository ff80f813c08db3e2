#include "parsers/parameter.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mailproc/base/text.h"
#include "parsers/charset.h"
#include "parsers/encoded.h"

#define PIECES_MAX 20 /* of one parameter, RFC 2231 */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Past blanks and comments. */
static const char *
skip_blank(const char *p, const char *end)
{
	int depth = 0;

	for (; p < end && (is_blank(*p) || *p == '(' || depth > 0); p++)
		if (*p == '(')
			depth++;
		else if (*p == ')' && depth > 0)
			depth--;
	return p;
}

/* A quoted string without its quotes, or a word; returns what follows. */
static const char *
take_value(struct buf *out, const char *p, const char *end)
{
	if (p < end && *p == '"') {
		for (p++; p < end && *p != '"'; p++) {
			if (*p == '\\' && p + 1 < end)
				p++;
			if (*p != '\r' && *p != '\n')
				buf_addc(out, *p);
		}
		return p < end ? p + 1 : p;
	}
	for (; p < end && !is_blank(*p) && *p != ';' && *p != '"'; p++)
		buf_addc(out, *p);
	return p;
}

/* One parameter as it stands in the field. */
struct parameter {
	const char *name;
	size_t name_len;   /* without piece and star */
	int piece;         /* "name*3=": 3; -1: all of it is here */
	bool extended;     /* "name*=": with charset and percent signs */
	const char *value; /* still in quotes */
};

static bool
ends_name(char c)
{
	return is_blank(c) || c == '=' || c == ';' || c == '"' || c == '(';
}

static void
split_name(struct parameter *a, const char *star, const char *end)
{
	a->piece = -1;
	a->extended = end[-1] == '*';
	if (star + 1 < end && star[1] >= '0' && star[1] <= '9') {
		a->piece = 0;
		for (star++; star < end && *star >= '0' && *star <= '9' &&
		     a->piece < PIECES_MAX;
		     star++)
			a->piece = a->piece * 10 + (*star - '0');
	}
}

/*
 * The next parameter from p on, be it after a semicolon or only after a blank.
 * Returns what follows its equals sign's value, NULL at the end.
 */
static const char *
next_parameter(struct parameter *a, const char *p, const char *end)
{
	struct buf ignored = BUF_INIT(0);
	const char *name, *star;

	for (;;) {
		p = skip_blank(p, end);
		if (p == end)
			return NULL;
		if (*p == ';') {
			p++;
			continue;
		}
		for (name = p; p < end && !ends_name(*p); p++)
			;
		star = memchr(name, '*', (size_t)(p - name));
		a->name = name;
		a->name_len = (size_t)((star == NULL ? p : star) - name);
		a->piece = -1;
		a->extended = false;
		if (star != NULL)
			split_name(a, star, p);
		p = skip_blank(p, end);
		if (p < end && *p == '=')
			break;
		/* a word that is no parameter, a stray quote */
		if (p == name)
			p = take_value(&ignored, p, end);
	}
	a->value = skip_blank(p + 1, end);
	return take_value(&ignored, a->value, end);
}

static int
hex_value(char c)
{
	const char *digits = "0123456789abcdef", *at;

	if (c >= 'A' && c <= 'F')
		c = (char)(c - 'A' + 'a');
	at = c == '\0' ? NULL : strchr(digits, c);
	return at == NULL ? -1 : (int)(at - digits);
}

static void
add_percent(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		int high = i + 2 < len ? hex_value(s[i + 1]) : -1;
		int low = i + 2 < len ? hex_value(s[i + 2]) : -1;

		if (s[i] == '%' && high >= 0 && low >= 0) {
			buf_addc(out, (char)(high << 4 | low));
			i += 2;
		} else
			buf_addc(out, s[i]);
	}
}

/* What is gathered of one parameter. */
struct gathered {
	struct buf bytes;
	char charset[FIELD_WORD_MAX];
	bool extended;
};

/* charset'language'text, the first two in the first piece only. */
static void
add_piece(struct gathered *g, const struct parameter *a, const char *end)
{
	struct buf value = BUF_INIT(PARAMETER_MAX);
	const char *text, *quote, *second = NULL;
	size_t len;

	take_value(&value, a->value, end);
	text = value.str;
	len = value.len;
	quote = a->extended && a->piece <= 0 ? strchr(text, '\'') : NULL;
	if (quote != NULL)
		second = strchr(quote + 1, '\'');
	if (second != NULL) {
		snprintf(g->charset, sizeof g->charset, "%.*s",
		    (int)(quote - text), text);
		len -= (size_t)(second + 1 - text);
		text = second + 1;
	}
	if (a->extended)
		add_percent(&g->bytes, text, len);
	else
		buf_add(&g->bytes, text, len);
	g->extended = g->extended || a->extended;
	buf_free(&value);
}

/* Piece n of a parameter; -1: the one that is not in pieces. */
static bool
gather(struct gathered *g, const char *value, size_t len, const char *name,
    int n)
{
	const char *end = value + len, *p = value;
	struct parameter a;

	while ((p = next_parameter(&a, p, end)) != NULL)
		if (a.piece == n && a.name_len == strlen(name) &&
		    strncasecmp(a.name, name, a.name_len) == 0) {
			add_piece(g, &a, end);
			return true;
		}
	return false;
}

bool
field_parameter(struct buf *out, const char *value, size_t len,
    const char *name)
{
	struct gathered g = { .bytes = BUF_INIT(PARAMETER_MAX) };
	bool found = gather(&g, value, len, name, 0);

	if (found)
		for (int i = 1;
		     i < PIECES_MAX && gather(&g, value, len, name, i); i++)
			;
	else
		found = gather(&g, value, len, name, -1);
	if (g.extended)
		charset_to_utf8(out, g.charset, g.bytes.str, g.bytes.len);
	else
		encoded_to_utf8(out, g.bytes.str, g.bytes.len);
	buf_free(&g.bytes);
	return found;
}

void
field_word(char out[FIELD_WORD_MAX], const char *value, size_t len)
{
	const char *end = value + len, *p = skip_blank(value, end);
	size_t n = 0;

	if (p < end && *p == '"')
		p++;
	while (p < end && !is_blank(*p) && strchr(";\"(,", *p) == NULL &&
	    n + 1 < FIELD_WORD_MAX)
		out[n++] = *p++;
	out[n] = '\0';
	fold_ascii(out);
}
