#include "mailproc/net/ics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mailproc/base/text.h"

#define DEPTH_MAX 8
#define NAME_SIZE 64

static const char *const names[ICS_NAMES] = {
	[ICS_DTSTART] = "DTSTART",
	[ICS_DTEND] = "DTEND",
	[ICS_DURATION] = "DURATION",
	[ICS_RRULE] = "RRULE",
	[ICS_RDATE] = "RDATE",
	[ICS_EXDATE] = "EXDATE",
	[ICS_RECURRENCE_ID] = "RECURRENCE-ID",
};

/* Where we are: inside of which components, behind which property. */
struct scanner {
	struct ics *out;
	char open[DEPTH_MAX][NAME_SIZE];
	int depth;
	int line;
	int calendars;
	int property; /* enum ics_name whose value goes on, or -1 */
};

static enum status
begin(struct scanner *s, const char *name, struct err *err)
{
	if (s->depth == 0 && strcasecmp(name, "VCALENDAR") != 0)
		return err_set(err, ERR_CONFIG, "%d: expected BEGIN:VCALENDAR",
		    s->line);
	if (s->depth == DEPTH_MAX)
		return err_set(err, ERR_CONFIG, "%d: too deep", s->line);
	if (s->depth == 0 && s->calendars > 0)
		return err_set(err, ERR_CONFIG, "%d: a second calendar",
		    s->line);
	s->calendars += s->depth == 0 ? 1 : 0;
	snprintf(s->open[s->depth++], NAME_SIZE, "%s", name);
	if (strcasecmp(name, "VEVENT") != 0)
		return OK;
	if (s->depth != 2)
		return err_set(err, ERR_CONFIG,
		    "%d: an event inside of something else", s->line);
	if (s->out->n == ICS_EVENTS_MAX)
		return err_set(err, ERR_CONFIG, "%d: more than %d events",
		    s->line, ICS_EVENTS_MAX);
	s->out->event[s->out->n++] = (struct ics_event){ .line = s->line };
	return OK;
}

/* Behind the end of an event. */
static enum status
is_sound(const struct scanner *s, struct err *err)
{
	const struct ics_event *e = &s->out->event[s->out->n - 1];

	if (e->at[ICS_DTSTART].line == 0)
		return err_set(err, ERR_CONFIG, "%d: an event without DTSTART",
		    e->line);
	for (int i = 0; i < ICS_NAMES; i++)
		if (e->at[i].values > 1 && i != ICS_RDATE && i != ICS_EXDATE)
			return err_set(err, ERR_CONFIG,
			    "%d: an event has one %s", e->at[i].line, names[i]);
	return OK;
}

static enum status
end(struct scanner *s, const char *name, struct err *err)
{
	if (s->depth == 0 || strcasecmp(s->open[s->depth - 1], name) != 0)
		return err_set(err, ERR_CONFIG,
		    "%d: an END without its BEGIN before it", s->line);
	s->depth--;
	if (s->depth == 1 && strcasecmp(name, "VEVENT") == 0)
		return is_sound(s, err);
	return OK;
}

static bool
in_event(const struct scanner *s)
{
	return s->depth == 2 && strcasecmp(s->open[1], "VEVENT") == 0;
}

static void
count_values(struct scanner *s, const char *p, size_t len)
{
	struct ics_event *e = &s->out->event[s->out->n - 1];

	for (size_t i = 0; i < len; i++)
		if (p[i] == ',')
			e->at[s->property].values++;
}

/* Only dates can be several, separated by commas. */
static void
note(struct scanner *s, const char *name, const char *value, size_t len)
{
	for (int i = 0; i < ICS_NAMES; i++) {
		struct ics_event *e = &s->out->event[s->out->n - 1];

		if (strcasecmp(name, names[i]) != 0)
			continue;
		if (e->at[i].line == 0)
			e->at[i].line = s->line;
		e->at[i].values++;
		if (i == ICS_RDATE || i == ICS_EXDATE) {
			s->property = i;
			count_values(s, value, len);
		}
	}
}

/* NAME, then parameters or the value. */
static enum status
property(struct scanner *s, const char *p, size_t len, struct err *err)
{
	const char *colon = memchr(p, ':', len);
	size_t n = 0;
	char name[NAME_SIZE], value[NAME_SIZE];

	while (n < len && p[n] != ':' && p[n] != ';')
		n++;
	if (colon == NULL || n == 0 || n >= NAME_SIZE)
		return err_set(err, ERR_CONFIG,
		    s->depth == 0 ? "%d: expected BEGIN:VCALENDAR" :
				    "%d: expected a name and a value",
		    s->line);
	snprintf(name, sizeof name, "%.*s", (int)n, p);
	snprintf(value, sizeof value, "%.*s", (int)(p + len - colon - 1),
	    colon + 1);
	if (strcasecmp(name, "BEGIN") == 0)
		return begin(s, value, err);
	if (strcasecmp(name, "END") == 0)
		return end(s, value, err);
	if (s->depth == 0)
		return err_set(err, ERR_CONFIG, "%d: expected BEGIN:VCALENDAR",
		    s->line);
	if (in_event(s) && strcasecmp(name, "EXRULE") == 0)
		return err_set(err, ERR_CONFIG,
		    "%d: EXRULE is none of RFC 5545; use EXDATE", s->line);
	if (in_event(s))
		note(s, name, colon + 1, (size_t)(p + len - colon - 1));
	return OK;
}

static enum status
one_line(struct scanner *s, const char *p, size_t len, struct err *err)
{
	s->line++;
	while (len > 0 && (p[len - 1] == '\r' || p[len - 1] == ' '))
		len--;
	if (memchr(p, '\0', len) != NULL)
		return err_set(err, ERR_CONFIG, "%d: this is no text", s->line);
	if (len == 0)
		return OK;
	if (s->depth > 0 && (p[0] == ' ' || p[0] == '\t')) {
		if (s->property >= 0)
			count_values(s, p, len);
		return OK;
	}
	s->property = -1;
	return property(s, p, len, err);
}

enum status
ics_scan(const char *text, size_t len, struct ics *out, struct err *err)
{
	struct scanner s = { .out = out, .property = -1 };
	enum status rc = OK;

	out->n = 0;
	out->event = xmalloc(ICS_EVENTS_MAX * sizeof *out->event);
	for (size_t at = 0; at < len && rc == OK;) {
		const char *eol = memchr(text + at, '\n', len - at);
		size_t n = eol == NULL ? len - at : (size_t)(eol - text) - at;

		rc = one_line(&s, text + at, n, err);
		at += n + 1;
	}
	if (rc == OK && s.calendars == 0)
		rc = err_set(err, ERR_CONFIG, "1: there is no calendar in it");
	else if (rc == OK && s.depth > 0)
		rc = err_set(err, ERR_CONFIG,
		    "%d: the file ends here, without END:%s", s.line,
		    s.open[s.depth - 1]);
	return rc;
}

void
ics_free(struct ics *ics)
{
	free(ics->event);
	*ics = (struct ics){ NULL, 0 };
}
