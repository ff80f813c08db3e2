#include "mailproc/results.h"

#include <string.h>
#include <strings.h>

#include "mailproc/base/rule.h"

static bool
is_keyword(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* RFC 2045 section 5.1. */
static bool
is_token(char c)
{
	return c > ' ' && c < 0x7f && strchr("()<>@,;:\\\"/[]?=", c) == NULL;
}

static bool
is_value(char c)
{
	return is_token(c) || c == '@' || c == '/' || c == ':' || c == '=';
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
is_control(char c)
{
	return ((unsigned char)c < ' ' && !is_blank(c)) || c == 0x7f;
}

static bool
at(const struct results *r, char c)
{
	return r->p < r->end && *r->p == c;
}

static bool
take(struct results *r, char c)
{
	if (!at(r, c))
		return false;
	r->p++;
	return true;
}

/* r->p stands on the opening parenthesis; afterwards behind the closing one. */
static bool
skip_comment(struct results *r)
{
	int depth = 0;

	for (; r->p < r->end; r->p++) {
		bool escaped = *r->p == '\\' && rule(R4_ESCAPE);

		if ((escaped && ++r->p == r->end) || is_control(*r->p))
			return false;
		if (escaped)
			continue;
		if (*r->p == '(' && ++depth > COMMENT_DEPTH && rule(R8_DEPTH))
			return false;
		if (*r->p == ')' && (--depth == 0 || !rule(R4_COMMENT))) {
			r->p++;
			return true;
		}
	}
	return false;
}

/* Blanks and comments, as many as there are. */
static bool
skip_space(struct results *r)
{
	for (;;) {
		while (r->p < r->end && is_blank(*r->p))
			r->p++;
		if (!at(r, '('))
			return true;
		if (!skip_comment(r))
			return false;
	}
}

/* Does a word end here, rather than run into the next? */
static bool
ends(const struct results *r)
{
	return r->p == r->end || is_blank(*r->p) || *r->p == '(' ||
	    *r->p == ';';
}

/* A run of such characters, at least one, fewer than size. */
static bool
take_run(struct results *r, bool (*is)(char), char *out, size_t size)
{
	size_t n = 0;

	for (; r->p < r->end && is(*r->p); r->p++) {
		if (n + 1 >= size)
			return false;
		out[n++] = *r->p;
	}
	out[n] = '\0';
	return n > 0;
}

/* Where a value is put, unless nobody asks for it (out NULL). */
struct sink {
	char *out;
	size_t size;
	size_t n;
};

static bool
put(struct sink *s, char c)
{
	if (s->out == NULL)
		return true;
	if (s->n + 1 >= s->size)
		return false;
	s->out[s->n++] = c;
	s->out[s->n] = '\0';
	return true;
}

static bool
take_quoted(struct results *r, struct sink *s)
{
	for (r->p++; r->p < r->end; r->p++) {
		if (*r->p == '"') {
			r->p++;
			return true;
		}
		if (*r->p == '\\' && rule(R4_ESCAPE) && ++r->p == r->end)
			return false;
		if (is_control(*r->p) || !put(s, *r->p))
			return false;
	}
	return false;
}

/* A token, an address, or a quoted string, behind which may stand @domain. */
static bool
take_value(struct results *r, char *out, size_t size)
{
	const char *start = r->p;
	struct sink s;

	s.out = out;
	s.size = size;
	s.n = 0;
	if (at(r, '"') && rule(R4_QUOTE)) {
		if (!take_quoted(r, &s))
			return false;
		if (!at(r, '@'))
			return ends(r);
	}
	for (; r->p < r->end && is_value(*r->p); r->p++)
		if (!put(&s, *r->p))
			return false;
	return r->p > start && ends(r);
}

static bool
take_equals(struct results *r)
{
	return skip_space(r) && take(r, '=') && skip_space(r);
}

/* "/" and a version, which may be missing; *other if it is not 1. */
static bool
take_version(struct results *r, bool *other)
{
	char version[RESULT_WORD];

	*other = false;
	if (!take(r, '/'))
		return true;
	if (!skip_space(r) ||
	    !take_run(r, is_keyword, version, sizeof version) ||
	    version[strspn(version, "0123456789")] != '\0')
		return false;
	*other = strcmp(version, "1") != 0;
	return skip_space(r);
}

/* "header.from", of which the name is wanted, gets its place in out. */
static char *
place_of(struct result *out, const char *type, const char *property)
{
	if (strcasecmp(type, "header") != 0)
		return NULL;
	if (strcasecmp(property, "from") == 0)
		return out->from;
	if (strcasecmp(property, "d") == 0)
		return out->domain;
	if (strcasecmp(property, "i") == 0)
		return out->agent;
	return NULL;
}

/* Microsoft writes dmarc=pass action=none. */
static bool
may_stand_alone(const struct results *r, const char *word)
{
	return strcasecmp(word, "reason") == 0 ||
	    (r->nameless && strcasecmp(word, "action") == 0);
}

/*
 * A domain, or an address for what stands before its last at sign: what a
 * signer wrote there was shown to have fooled verifiers that are less picky.
 */
static bool
is_domain(const char *s)
{
	const char *at = strrchr(s, '@');

	if (at != NULL)
		s = at + 1;
	for (const char *p = s; *p != '\0'; p++)
		if (!is_keyword(*p) && *p != '.')
			return false;
	return *s != '\0';
}

/* reason=value, or type.property=value */
static bool
take_property(struct results *r, struct result *out)
{
	char type[RESULT_WORD], property[RESULT_WORD], *place;

	if (!take_run(r, is_keyword, type, sizeof type) || !skip_space(r))
		return false;
	if (!take(r, '.'))
		return may_stand_alone(r, type) && take_equals(r) &&
		    take_value(r, NULL, 0);
	if (!skip_space(r) ||
	    !take_run(r, is_keyword, property, sizeof property) ||
	    !take_equals(r))
		return false;
	place = place_of(out, type, property);
	if (place != NULL && place[0] != '\0')
		return false; /* said twice, it says nothing */
	return take_value(r, place, RESULT_NAME) &&
	    (place == NULL || !rule(R4_DOMAIN) || is_domain(place));
}

/* What stands between the id and the first semicolon. */
static bool
take_field_version(struct results *r)
{
	char version[RESULT_WORD];

	if (!skip_space(r) || r->p == r->end)
		return false;
	if (at(r, ';'))
		return true;
	if (!take_run(r, is_keyword, version, sizeof version) ||
	    version[strspn(version, "0123456789")] != '\0')
		return false;
	r->other_version = strcmp(version, "1") != 0;
	return skip_space(r) && at(r, ';');
}

bool
results_open(struct results *r, const char *value, size_t len)
{
	memset(r, 0, sizeof *r);
	r->p = value;
	r->end = value + len;
	while (r->p < r->end && is_blank(*r->p))
		r->p++;
	if (!take_run(r, is_token, r->id, sizeof r->id) || !ends(r))
		return false;
	r->bad = !take_field_version(r);
	return true;
}

void
results_open_nameless(struct results *r, const char *value, size_t len)
{
	memset(r, 0, sizeof *r);
	r->p = value;
	r->end = value + len;
	r->nameless = true;
}

/* In front of each result, but the first where there is no name. */
static bool
take_semicolon(struct results *r)
{
	return (r->nameless && r->n == 0) || take(r, ';');
}

static bool
take_method(struct results *r, struct result *out)
{
	if (!skip_space(r) ||
	    !take_run(r, is_keyword, out->method, sizeof out->method) ||
	    !skip_space(r))
		return false;
	if (strcasecmp(out->method, "none") == 0 && r->p == r->end) {
		r->none = true;
		return r->n == 0;
	}
	if (!take_version(r, &out->other_version))
		return false;
	if (!take(r, '=') || !skip_space(r) ||
	    !take_run(r, is_keyword, out->value, sizeof out->value) ||
	    !ends(r) || !skip_space(r))
		return false;
	while (r->p < r->end && !at(r, ';'))
		if (!take_property(r, out) || !skip_space(r))
			return false;
	return true;
}

enum results_got
results_next(struct results *r, struct result *out)
{
	memset(out, 0, sizeof *out);
	if (r->bad)
		return RESULTS_BAD;
	if (r->p == r->end)
		return RESULTS_END;
	if (!take_semicolon(r) || r->none || !take_method(r, out)) {
		r->bad = true;
		return RESULTS_BAD;
	}
	r->n++;
	return r->none ? RESULTS_END : RESULT;
}
