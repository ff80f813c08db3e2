#include "parsers/returned.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mailproc/base/text.h"

#define OUR_ID     "mailproc."
#define OUR_ID_LEN (sizeof OUR_ID - 1)

bool
next_line(struct lines *l)
{
	const char *nl;
	size_t len;

	if (l->at >= l->end)
		return false;
	nl = memchr(l->at, '\n', (size_t)(l->end - l->at));
	len = (size_t)((nl == NULL ? l->end : nl) - l->at);
	if (len > 0 && l->at[len - 1] == '\r')
		len--;
	if (len > TEXT_LINE_MAX)
		len = TEXT_LINE_MAX;
	memcpy(l->line, l->at, len);
	l->line[len] = '\0';
	l->at = nl == NULL ? l->end : nl + 1;
	return true;
}

static size_t
digits(const char *s)
{
	size_t n = 0;

	while (isdigit((unsigned char)s[n]))
		n++;
	return n;
}

bool
smtp_code(const char *line)
{
	for (const char *p = line; *p != '\0'; p++) {
		size_t subject;

		if ((p > line && isalnum((unsigned char)p[-1])) ||
		    (*p != '4' && *p != '5'))
			continue;
		if (digits(p) == 3 && (p[3] == ' ' || p[3] == '-'))
			return true;
		if (p[1] != '.')
			continue;
		subject = digits(p + 2);
		if (subject >= 1 && subject <= 3 && p[2 + subject] == '.' &&
		    digits(p + 3 + subject) >= 1)
			return true;
	}
	return false;
}

static void
add_id(struct facts *f, const char *s, bool first)
{
	char id[RETURNED_ID + 1];
	size_t n = 0;

	while (s[n] > ' ' && s[n] < 0x7f && strchr("<>()\",;:[]", s[n]) == NULL)
		n++;
	if (n > RETURNED_ID || memchr(s, '@', n) == NULL)
		return;
	memcpy(id, s, n);
	id[n] = '\0';
	for (size_t i = 0; i < f->nreturned; i++)
		if (strcmp(f->returned[i], id) == 0)
			return;
	if (first && f->nreturned > 0) {
		memmove(f->returned[1], f->returned[0],
		    (RETURNED_MAX - 1) * sizeof f->returned[0]);
		if (f->nreturned < RETURNED_MAX)
			f->nreturned++;
		memcpy(f->returned[0], id, n + 1);
	} else if (f->nreturned < RETURNED_MAX)
		memcpy(f->returned[f->nreturned++], id, n + 1);
}

/* What is being read of the report while its lines go by. */
struct report {
	bool of_thread;  /* within In-Reply-To or References */
	bool of_id;      /* within Message-ID */
	bool has_action; /* some recipient's Action was read */
	bool failed;
	bool late;     /* the text says that it is tried again */
	bool receipt;  /* it is a receipt or a complaint */
	bool complete; /* Diagnostic-Code was read */
	bool more;     /* and may go on */
	bool by_field; /* diagnostic is from a field, not a line of the text */
	char diagnostic[TEXT_LINE_MAX + 1];
};

static bool
field(const char *line, const char *name, const char **value)
{
	size_t n = strlen(name);

	if (strncasecmp(line, name, n) != 0)
		return false;
	*value = line + n + strspn(line + n, " \t");
	return true;
}

/* "Name: value"? */
static bool
is_field(const char *line)
{
	size_t n = 0;

	while (isalpha((unsigned char)line[n]) || line[n] == '-')
		n++;
	return n > 0 && line[n] == ':';
}

/* The fields of RFC 3464, of which the first recipient's say what happened. */
static void
report_field(struct report *r, const char *line)
{
	const char *value;
	size_t n;

	if (r->more && (*line == ' ' || *line == '\t')) {
		n = strlen(r->diagnostic);
		snprintf(r->diagnostic + n, sizeof r->diagnostic - n, " %s",
		    line + strspn(line, " \t"));
		return;
	}
	r->more = false;
	if (field(line, "Action:", &value)) {
		r->has_action = true;
		r->failed = r->failed || strncasecmp(value, "failed", 6) == 0;
	} else if (field(line, "Diagnostic-Code:", &value) && !r->complete) {
		if (strncasecmp(value, "smtp;", 5) == 0)
			value += 5 + strspn(value + 5, " \t");
		snprintf(r->diagnostic, sizeof r->diagnostic, "%s", value);
		r->complete = r->more = r->by_field = true;
	} else if (field(line, "Status:", &value) && !r->by_field &&
	    (*value == '5' || *value == '4')) {
		snprintf(r->diagnostic, sizeof r->diagnostic, "status %s",
		    value);
		r->by_field = true;
	} else if (field(line, "Feedback-Type:", &value) ||
	    field(line, "Disposition:", &value))
		r->receipt = true;
	else if (r->diagnostic[0] == '\0' && smtp_code(line) && !is_field(line))
		snprintf(r->diagnostic, sizeof r->diagnostic, "%s", line);
}

/*
 * Message-IDs of ours: of the message that came back, else anywhere in the text
 * but in the fields that name the mails before it.
 */
static void
report_ids(struct report *r, struct facts *f, const char *line)
{
	const char *at = line, *value;

	if (*line != ' ' && *line != '\t') {
		r->of_thread = field(line, "In-Reply-To:", &value) ||
		    field(line, "References:", &value);
		r->of_id = field(line, "Message-ID:", &value);
	}
	if (r->of_thread)
		return;
	while ((at = strcasestr(at, OUR_ID)) != NULL) {
		if (at == line || strchr(" \t<\"(:", at[-1]) != NULL)
			add_id(f, at, r->of_id);
		at += OUR_ID_LEN;
	}
}

static bool
says_late(const char *line)
{
	static const char *const words[] = { "has not yet been delivered",
		"not been delivered yet", "will continue to",
		"still being retried", "do not need to resend",
		"just a warning" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcasestr(line, words[i]) != NULL)
			return true;
	return false;
}

static void
read_report(struct report *r, struct facts *f, const char *s, size_t len)
{
	struct lines l = { .at = s, .end = s + len };

	r->of_thread = r->of_id = r->more = false;
	while (next_line(&l)) {
		const char *line = l.line;

		while (*line == '>' || *line == '|')
			line += line[1] == ' ' ? 2 : 1;
		report_field(r, line);
		r->late = r->late || says_late(line);
		report_ids(r, f, line);
	}
}

static void
set_diagnostic(struct facts *f, const struct report *r)
{
	struct buf line = BUF_INIT(DIAGNOSTIC_MAX * 4);
	const char *s = r->diagnostic;

	s += strspn(s, " \t");
	if (*s == '\0')
		s = f->subject;
	clean_line(&line, s, strlen(s) < 250 ? strlen(s) : 250);
	facts_set(&f->diagnostic, line.str);
	buf_free(&line);
}

void
read_returned(struct facts *f, const char *body, size_t len,
    const struct buf *text, bool for_good)
{
	struct report r = { .diagnostic = "" };

	read_report(&r, f, body, len);
	read_report(&r, f, text->str, text->len);
	f->failed = r.has_action ? r.failed : for_good && !r.receipt && !r.late;
	if (f->failed)
		set_diagnostic(f, &r);
}
