#include "templates/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NESTING 8 /* of sections, and of parts */

/* One file while it is expanded. */
struct reader {
	const struct template_source *src;
	const char *file; /* its name, for errors */
	const char *text;
	const char *p;
	bool html;
	int parts; /* how deep parts lie in each other */
	struct buf *out;
	struct err *err;
};

/* The values in scope, the innermost first. */
struct scope {
	const json_t *value;
	const struct scope *outer;
};

static enum status
wrong(const struct reader *r, const char *where, const char *what,
    const char *name)
{
	int line = 1;

	for (const char *p = r->text; p < where; p++)
		line += *p == '\n' ? 1 : 0;
	return err_set(r->err, ERR_CONFIG, "%s:%d: %s%s%s", r->file, line, what,
	    name[0] == '\0' ? "" : " ", name);
}

/* "a.b" in one object, NULL if it has none. */
static const json_t *
member(const json_t *object, const char *name)
{
	char part[64];

	while (object != NULL && *name != '\0') {
		size_t len = strcspn(name, ".");

		if (len >= sizeof part)
			return NULL;
		memcpy(part, name, len);
		part[len] = '\0';
		object = json_object_get(object, part);
		name += len + (name[len] == '.' ? 1 : 0);
		/* what is below nothing is nothing */
		if (json_is_null(object))
			return object;
	}
	return object;
}

static const json_t *
lookup(const struct scope *s, const char *name)
{
	const json_t *found;

	if (strcmp(name, ".") == 0)
		return s->value;
	for (; s != NULL; s = s->outer)
		if ((found = member(s->value, name)) != NULL)
			return found;
	return NULL;
}

static void
add_escaped(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++)
		switch (*s) {
		case '&':
			buf_adds(out, "&amp;");
			break;
		case '<':
			buf_adds(out, "&lt;");
			break;
		case '>':
			buf_adds(out, "&gt;");
			break;
		case '"':
			buf_adds(out, "&quot;");
			break;
		case '\'':
			buf_adds(out, "&#39;");
			break;
		default:
			buf_addc(out, *s);
		}
}

static enum status
print(struct reader *r, const char *at, const char *name, const json_t *v,
    bool raw)
{
	char number[32];
	const char *s;

	if (v == NULL)
		return wrong(r, at, "nothing is called", name);
	if (json_is_null(v))
		return OK;
	if (json_is_integer(v)) {
		snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT,
		    json_integer_value(v));
		s = number;
	} else if ((s = json_string_value(v)) == NULL)
		return wrong(r, at, "this is no text:", name);
	if (r->html && !raw)
		add_escaped(r->out, s);
	else
		buf_adds(r->out, s);
	return OK;
}

static bool
is_true(const json_t *v)
{
	if (json_is_string(v))
		return json_string_length(v) > 0;
	if (json_is_array(v))
		return json_array_size(v) > 0;
	return !json_is_null(v) && !json_is_false(v);
}

/* One tag: its kind and its name without blanks. */
struct tag {
	char kind; /* '#', '^', '/', '>', '!', '{' or 'v' */
	char name[64];
	const char *start; /* of its braces */
	const char *end;   /* behind them */
};

static enum status
read_tag(struct reader *r, struct tag *t)
{
	const char *p = r->p + 2, *close;
	const char *shut = *p == '{' ? "}}}" : "}}";
	size_t len;

	t->start = r->p;
	t->kind = *p != '\0' && strchr("#^/>!{", *p) != NULL ? *p++ : 'v';
	if ((close = strstr(p, shut)) == NULL)
		return wrong(r, r->p, "{{ is not closed", "");
	t->end = close + strlen(shut);
	while (p < close && *p == ' ')
		p++;
	len = (size_t)(close - p);
	while (len > 0 && p[len - 1] == ' ')
		len--;
	if (t->kind == '!')
		len = 0;
	else if (len == 0 || len >= sizeof t->name)
		return wrong(r, r->p, "a name is missing or too long", "");
	memcpy(t->name, p, len);
	t->name[len] = '\0';
	return OK;
}

/*
 * A tag that prints nothing and stands alone on its line takes the line with
 * it: the blanks before it are dropped from the output, the line end is passed.
 */
static void
take_line(struct reader *r, const struct tag *t)
{
	const char *before = t->start, *after = t->end;

	if (t->kind == 'v' || t->kind == '{' || t->kind == '>')
		return;
	while (before > r->text && before[-1] == ' ')
		before--;
	after += strspn(after, " ");
	if ((before > r->text && before[-1] != '\n') ||
	    (*after != '\n' && *after != '\0'))
		return;
	while (r->out->len > 0 && r->out->str[r->out->len - 1] == ' ')
		r->out->str[--r->out->len] = '\0';
	r->p = *after == '\n' ? after + 1 : after;
}

static enum status expand(struct reader *r, const struct scope *s, bool quiet,
    const char *until, int depth);

static enum status
part(struct reader *r, const struct scope *s, const struct tag *t)
{
	struct buf text = BUF_INIT(TEMPLATE_MAX);
	char file[80];
	struct reader inner = *r;
	enum status rc;

	if (r->parts == NESTING)
		return wrong(r, t->start, "parts nest too deep at", t->name);
	snprintf(file, sizeof file, "%s.%s", t->name, r->html ? "html" : "txt");
	if ((rc = template_source(r->src, file, &text, r->err)) == OK) {
		inner.file = file;
		inner.text = inner.p = text.str;
		inner.parts++;
		rc = expand(&inner, s, false, NULL, 0);
	}
	buf_free(&text);
	return rc;
}

/* From {{#name}} to {{/name}}, as often as the value says. */
static enum status
section(struct reader *r, const struct scope *s, const struct tag *t,
    bool quiet, int depth)
{
	const json_t *v = quiet ? NULL : lookup(s, t->name);
	const char *start = r->p;
	size_t n = 0;
	enum status rc;

	if (depth == NESTING)
		return wrong(r, t->start, "sections nest too deep at", t->name);
	if (!quiet && v == NULL)
		return wrong(r, t->start, "nothing is called", t->name);
	if (!quiet && is_true(v) == (t->kind == '#'))
		n = t->kind == '#' && json_is_array(v) ? json_array_size(v) : 1;
	for (size_t i = 0; i < n; i++) {
		struct scope inner = { json_is_array(v) && t->kind == '#' ?
			    json_array_get(v, i) :
			    v,
			s };

		r->p = start;
		rc = expand(r, t->kind == '#' ? &inner : s, false, t->name,
		    depth + 1);
		if (rc != OK)
			return rc;
	}
	if (n > 0)
		return OK;
	r->p = start;
	return expand(r, s, true, t->name, depth + 1);
}

static enum status
one_tag(struct reader *r, const struct scope *s, const struct tag *t,
    bool quiet, int depth)
{
	r->p = t->end;
	take_line(r, t);
	switch (t->kind) {
	case '!':
		return OK;
	case '#':
	case '^':
		return section(r, s, t, quiet, depth);
	case '>':
		return quiet ? OK : part(r, s, t);
	default:
		return quiet ? OK :
			       print(r, t->start, t->name, lookup(s, t->name),
				   t->kind == '{');
	}
}

/* Text and tags until {{/until}}, or the end. quiet: print nothing. */
static enum status
expand(struct reader *r, const struct scope *s, bool quiet, const char *until,
    int depth)
{
	struct tag t = { .kind = 'v', .start = "", .end = "" };
	enum status rc;

	for (;;) {
		const char *open = strstr(r->p, "{{");
		size_t len =
		    open == NULL ? strlen(r->p) : (size_t)(open - r->p);

		if (!quiet)
			buf_add(r->out, r->p, len);
		r->p += len;
		if (open == NULL)
			break;
		if ((rc = read_tag(r, &t)) != OK)
			return rc;
		if (t.kind == '/') {
			if (until == NULL || strcmp(until, t.name) != 0)
				return wrong(r, t.start,
				    "closes nothing:", t.name);
			r->p = t.end;
			take_line(r, &t);
			return OK;
		}
		if ((rc = one_tag(r, s, &t, quiet, depth)) != OK)
			return rc;
	}
	if (until != NULL)
		return wrong(r, r->p, "this section is not closed:", until);
	return OK;
}

enum status
template_expand(const struct template_source *src, const char *file,
    const json_t *view, struct buf *out, struct err *err)
{
	struct buf text = BUF_INIT(TEMPLATE_MAX);
	struct scope top = { view, NULL };
	struct reader r = { .src = src, .file = file, .out = out, .err = err };
	size_t len = strlen(file);
	enum status rc;

	r.html = len > 5 && strcmp(file + len - 5, ".html") == 0;
	if ((rc = template_source(src, file, &text, err)) == OK) {
		r.text = r.p = text.str;
		rc = expand(&r, &top, false, NULL, 0);
	}
	buf_free(&text);
	if (rc == OK && out->full)
		return err_set(err, ERR_CONFIG, "%s: too long", file);
	return rc;
}

/* A mail's text begins with its subject, on a line of its own. */
static enum status
check_subject(const char *file, const struct buf *text, struct err *err)
{
	const char *end = strchr(text->str, '\n');

	if (strncmp(text->str, "Subject: ", 9) == 0 && end != NULL &&
	    end[1] == '\n')
		return OK;
	return err_set(err, ERR_CONFIG,
	    "%s:1: expected \"Subject: ...\" and an empty line", file);
}

enum status
template_check(const struct template_source *src, const char *mail,
    struct err *err)
{
	static const char *const endings[] = { "txt", "html" };
	struct buf out = BUF_INIT(1);
	struct scope none = { NULL, NULL };
	enum status rc = OK;

	for (size_t i = 0; i < 2 && rc == OK; i++) {
		struct buf text = BUF_INIT(TEMPLATE_MAX);
		struct reader r = { .src = src, .out = &out, .err = err };
		char file[80];

		snprintf(file, sizeof file, "%s.%s", mail, endings[i]);
		r.file = file;
		if ((rc = template_source(src, file, &text, err)) == OK) {
			r.text = r.p = text.str;
			rc = expand(&r, &none, true, NULL, 0);
		}
		if (rc == OK && i == 0)
			rc = check_subject(file, &text, err);
		buf_free(&text);
	}
	buf_free(&out);
	return rc;
}
