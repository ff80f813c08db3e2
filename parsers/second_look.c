/*
 * second_look - mail of machines by what its text says, where the header does
 * not tell.
 *
 * A person's mail must not be taken for a machine's because of what it quotes
 * or forwards, so the first lines are those of the own text, parts of a
 * forwarded message are not looked at, and what a person might write as well
 * takes a second sign.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "parsers/automatic.h"
#include "parsers/machines.h"
#include "parsers/returned.h"

#define SCAN_MAX  (256 << 10) /* of the raw body */
#define FIRST_MAX 12          /* lines that are not blank */

/* The header of one part: the fields that tell what it is. */
struct part {
	char type[TEXT_LINE_MAX + 1];
	char disposition[TEXT_LINE_MAX + 1];
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
	snprintf(to + n, TEXT_LINE_MAX + 1 - n, "%s%s", n == 0 ? "" : " ",
	    line);
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

void
read_automatic(struct facts *f, const struct header *h, const struct buf *text)
{
	const char *body = h->start + h->body;
	size_t len = h->len - h->body;
	enum says says = subject_says(f->subject), first;
	bool message = false, by_header = header_bounce(h), for_good;
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
	for_good = says != SAYS_DELAYED && says != SAYS_REPORTED &&
	    first != SAYS_DELAYED && first != SAYS_REPORTED;
	read_returned(f, body, len, text, for_good);
}
