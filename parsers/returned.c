/*
 * returned - the second look at mail of machines: what its text says where the
 * header does not tell, and which of our mails a bounce brings back.
 *
 * A person's mail must not be taken for a machine's because of what it quotes
 * or forwards, so the first lines are those of the own text, parts of a
 * forwarded message are not looked at, and what a person might write as well
 * takes a second sign.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mailproc/base/text.h"
#include "parsers/automatic.h"
#include "parsers/machines.h"

#define SCAN_MAX   (256 << 10) /* of the raw body */
#define LINE_MAX   1000
#define FIRST_MAX  12 /* lines that are not blank */
#define OUR_ID     "mailproc."
#define OUR_ID_LEN (sizeof OUR_ID - 1)

/* Lines of a text, one after the other, cut at LINE_MAX. */
struct lines {
	const char *at, *end;
	char line[LINE_MAX + 1];
};

static bool
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
	if (len > LINE_MAX)
		len = LINE_MAX;
	memcpy(l->line, l->at, len);
	l->line[len] = '\0';
	l->at = nl == NULL ? l->end : nl + 1;
	return true;
}

/* The header of one part: the fields that tell what it is. */
struct part {
	char type[LINE_MAX + 1];
	char disposition[LINE_MAX + 1];
	char *last; /* of the two, which a continuation line belongs to */
};

static void
part_line(struct part *p, const char *line)
{
	char *to = p->last;
	size_t n;

	if (strncasecmp(line, "Content-Type:", 13) == 0) {
		to = p->type;
		line += 13;
	} else if (strncasecmp(line, "Content-Disposition:", 20) == 0) {
		to = p->disposition;
		line += 20;
	} else if (*line != ' ' && *line != '\t')
		to = NULL;
	if ((p->last = to) == NULL)
		return;
	if (*line == ' ' || *line == '\t')
		line += strspn(line, " \t");
	n = strlen(to);
	snprintf(to + n, LINE_MAX + 1 - n, "%s%s", n == 0 ? "" : " ", line);
}

/*
 * An answer of a calendar has a method; a file that somebody attaches has none,
 * and an invitation is what a person writes.
 */
static enum reason
part_says(const struct part *p)
{
	if (strncasecmp(p->type, "multipart/", 10) != 0 &&
	    any_begins(p->type, bounce_types))
		return RE_BOUNCE;
	if (strncasecmp(p->type, "text/vnd.google.email-reaction", 30) == 0)
		return RE_AUTO_VENDOR;
	if (strncasecmp(p->type, "text/calendar", 13) == 0 &&
	    strcasestr(p->type, "method=") != NULL &&
	    strcasestr(p->type, "request") == NULL &&
	    strcasestr(p->type, "publish") == NULL &&
	    strncasecmp(p->disposition, "attachment", 10) != 0)
		return RE_AUTO_VENDOR;
	return RE_OK;
}

/*
 * The parts of a multipart, by their headers, up to the first message in it.
 * message: there is one.
 */
static enum reason
parts_say(const char *body, size_t len, bool *message)
{
	struct lines l = { .at = body, .end = body + len };
	struct part p = { .type = "" };
	enum reason says = RE_OK;
	bool inside = false;

	*message = false;
	while (says == RE_OK && !*message && next_line(&l)) {
		if (strncmp(l.line, "--", 2) == 0) {
			memset(&p, 0, sizeof p);
			inside = true;
		} else if (inside && l.line[0] == '\0') {
			says = part_says(&p);
			*message =
			    strncasecmp(p.type, "message/rfc822", 14) == 0 ||
			    strncasecmp(p.type, "text/rfc822-headers", 19) == 0;
			inside = false;
		} else if (inside)
			part_line(&p, l.line);
	}
	return says;
}

/* "550 ", "5.1.1" as a word of its own: an answer of SMTP. */
static bool
smtp_code(const char *line)
{
	for (const char *p = line; *p != '\0'; p++) {
		const char *q = p + 1;

		if ((p > line && isalnum((unsigned char)p[-1])) ||
		    (*p != '4' && *p != '5'))
			continue;
		if (isdigit((unsigned char)q[0]) &&
		    isdigit((unsigned char)q[1]) &&
		    (q[2] == ' ' || q[2] == '-'))
			return true;
		if (q[0] == '.' && isdigit((unsigned char)q[1]) &&
		    strchr(q + 1, '.') != NULL &&
		    isdigit((unsigned char)strchr(q + 1, '.')[1]))
			return true;
	}
	return false;
}

/* Is there something in the text that only a program puts there? */
static bool
second_sign(const struct buf *text)
{
	struct lines l = { .at = text->str, .end = text->str + text->len };

	while (next_line(&l))
		if (strncasecmp(l.line, "Message-ID:", 11) == 0 ||
		    strncasecmp(l.line, "Received:", 9) == 0 ||
		    strncasecmp(l.line, "Reporting-MTA:", 14) == 0 ||
		    smtp_code(l.line))
			return true;
	return false;
}

/* What the first lines say. */
static enum says
first_lines(const char *s, size_t len, bool *sure)
{
	struct lines l = { .at = s, .end = s + len };
	enum says says = SAYS_NOTHING;

	for (int n = 0;
	     says == SAYS_NOTHING && n < FIRST_MAX && next_line(&l);) {
		if (l.line[strspn(l.line, " \t*")] == '\0')
			continue;
		says = line_says(l.line, sure);
		n++;
	}
	return says;
}

static enum says
text_says(const struct facts *f, const struct buf *text, bool message)
{
	bool sure = false, answers = strncasecmp(f->subject, "Re:", 3) == 0;
	enum says says;

	if (subject_forwards(f->subject))
		return SAYS_NOTHING;
	says = first_lines(f->own_text, strlen(f->own_text), &sure);
	if (says == SAYS_NOTHING && !answers)
		says = first_lines(text->str, text->len, &sure);
	if (says != SAYS_NOTHING && !sure && !message && !second_sign(text))
		return SAYS_NOTHING;
	return says;
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
	bool receipt;  /* it is a receipt or a complaint */
	bool complete; /* Diagnostic-Code was read */
	bool more;     /* and may go on */
	bool by_field; /* diagnostic is from a field, not a line of the text */
	char diagnostic[LINE_MAX + 1];
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
read_automatic(struct facts *f, const struct header *h, const struct buf *text)
{
	struct report r = { .diagnostic = "" };
	const char *body = h->start + h->body;
	size_t len = h->len - h->body;
	enum says says = subject_says(f->subject), first;
	bool message = false, by_header = header_bounce(h);
	enum reason parts = RE_OK;

	if (len > SCAN_MAX)
		len = SCAN_MAX;
	if (header_is_multipart(h))
		parts = parts_say(body, len, &message);
	if (parts == RE_BOUNCE && subject_forwards(f->subject))
		parts = RE_OK;
	first = text_says(f, text, message);
	if (first == SAYS_NOTHING && header_postmaster(h) &&
	    (message || second_sign(text)))
		first = SAYS_RETURNED;
	if (says == SAYS_NOTHING)
		says = first;
	f->automatic = parts != RE_OK ? parts : says_reason(says);
	if (f->automatic != RE_BOUNCE && !by_header)
		return;
	read_report(&r, f, body, len);
	read_report(&r, f, text->str, text->len);
	if (r.has_action)
		f->failed = r.failed;
	else
		f->failed = !r.receipt && says != SAYS_DELAYED &&
		    first != SAYS_DELAYED && says != SAYS_REPORTED &&
		    first != SAYS_REPORTED;
	if (f->failed)
		set_diagnostic(f, &r);
}
