#include "mailproc/net/ical.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/text.h"
#include "mailproc/net/ics.h"
#include "state/calendar.h"

#define DAY_SECONDS 86400
#define STEPS_MAX   50000 /* of one rule: every day for 136 years */

/* One file, while it is read. */
struct reading {
	const char *path;
	const struct ics *ics;
	struct day_set *out;
	struct err *err;
	icalcomponent *calendar;
	icalcomponent **event; /* ics->n of them, in the same order */
};

/* One event of it. */
struct event {
	icalcomponent *component;
	const struct ics_event *place;
};

/* A day, or a moment. */
struct when {
	bool all_day;
	int32_t day;
	int64_t t;
};

static enum status
wrong(const struct reading *r, int line, const char *what)
{
	return err_set(r->err, ERR_CONFIG, "%s:%d: %s", r->path, line, what);
}

static struct event
event_at(const struct reading *r, size_t i)
{
	return (struct event){ r->event[i], &r->ics->event[i] };
}

static const icalproperty_kind kinds[ICS_NAMES] = {
	[ICS_DTSTART] = ICAL_DTSTART_PROPERTY,
	[ICS_DTEND] = ICAL_DTEND_PROPERTY,
	[ICS_DURATION] = ICAL_DURATION_PROPERTY,
	[ICS_RRULE] = ICAL_RRULE_PROPERTY,
	[ICS_RDATE] = ICAL_RDATE_PROPERTY,
	[ICS_EXDATE] = ICAL_EXDATE_PROPERTY,
	[ICS_RECURRENCE_ID] = ICAL_RECURRENCEID_PROPERTY,
};

/* The line that p stands on, or the first one of its name. */
static int
line_of(const struct event *e, icalproperty *p)
{
	for (int i = 0; i < ICS_NAMES; i++)
		if (kinds[i] == icalproperty_isa(p))
			return e->place->at[i].line;
	return e->place->line;
}

/* A time of the property p, whose parameters say in which zone. */
static enum status
read_when(const struct reading *r, const struct event *e, icalproperty *p,
    struct icaltimetype t, struct when *out)
{
	icalparameter *param =
	    icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER);
	const char *tzid;
	icaltimezone *zone;

	*out = (struct when){ .all_day = t.is_date != 0 };
	if (t.month < 1 || t.month > 12 || t.day < 1 ||
	    t.day > icaltime_days_in_month(t.month, t.year))
		return wrong(r, line_of(e, p), "a day that is none");
	out->day = calendar_date(t.year, t.month, t.day);
	if (out->all_day)
		return OK;
	if (param == NULL && !icaltime_is_utc(t)) { /* our own */
		out->t = calendar_instant(out->day, t.hour, t.minute, t.second);
		return OK;
	}
	tzid = param == NULL ? "UTC" : icalparameter_get_tzid(param);
	if ((zone = icalcomponent_get_timezone(r->calendar, tzid)) == NULL &&
	    (zone = icaltimezone_get_builtin_timezone(tzid)) == NULL)
		return wrong(r, line_of(e, p), "an unknown time zone");
	out->t = icaltime_as_timet_with_zone(t, zone);
	return OK;
}

static bool
same(const struct when *a, const struct when *b)
{
	if (!a->all_day && !b->all_day)
		return a->t == b->t;
	return a->day == b->day;
}

static const char *
uid_of(const struct event *e)
{
	const char *uid = icalcomponent_get_uid(e->component);

	return uid == NULL ? "" : uid;
}

/* The i-th of several; the library's own iterator is one for all. */
static icalproperty *
nth(const struct event *e, enum ics_name name, int i)
{
	icalproperty *p =
	    icalcomponent_get_first_property(e->component, kinds[name]);

	for (; i > 0; i--)
		p = icalcomponent_get_next_property(e->component, kinds[name]);
	return p;
}

/* Was what begins here moved or cancelled by an event of its own? */
static enum status
is_replaced(const struct reading *r, const struct event *e,
    const struct when *start, bool *out)
{
	enum status rc = OK;

	*out = false;
	for (size_t i = 0; i < r->ics->n && rc == OK && !*out; i++) {
		struct event other = event_at(r, i);
		icalproperty *p = icalcomponent_get_first_property(
		    other.component, ICAL_RECURRENCEID_PROPERTY);
		struct when when;

		if (p == NULL || strcmp(uid_of(&other), uid_of(e)) != 0)
			continue;
		rc = read_when(r, &other, p, icalproperty_get_recurrenceid(p),
		    &when);
		*out = rc == OK && same(&when, start);
	}
	return rc;
}

static enum status
is_excluded(const struct reading *r, const struct event *e,
    const struct when *start, bool *out)
{
	enum status rc = OK;

	*out = false;
	for (int i = 0;
	     i < e->place->at[ICS_EXDATE].values && rc == OK && !*out; i++) {
		icalproperty *p = nth(e, ICS_EXDATE, i);
		struct when when;

		rc = read_when(r, e, p, icalproperty_get_exdate(p), &when);
		*out = rc == OK && same(&when, start);
	}
	return rc;
}

/* How long it lasts: in days if it is all-day, else in seconds. */
static enum status
length_of(const struct reading *r, const struct event *e,
    const struct when *start, int64_t *out)
{
	icalproperty *p = nth(e, ICS_DTEND, 0);
	struct when end;
	enum status rc;

	*out = start->all_day ? 1 : 0;
	if (p != NULL) {
		rc = read_when(r, e, p, icalproperty_get_dtend(p), &end);
		if (rc != OK)
			return rc;
		if (end.all_day != start->all_day)
			return wrong(r, e->place->at[ICS_DTEND].line,
			    "a day where a time begins it, or a time where a "
			    "day does");
		*out = start->all_day ? end.day - start->day : end.t - start->t;
	} else if ((p = nth(e, ICS_DURATION, 0)) != NULL) {
		*out = icaldurationtype_as_int(icalproperty_get_duration(p));
		if (start->all_day)
			*out /= DAY_SECONDS;
	}
	if (*out < 0)
		return wrong(r, e->place->line,
		    "an event ends before it begins");
	if (start->all_day && *out == 0)
		*out = 1;
	return OK;
}

/* What one event does to the days: see happens(). */
struct series {
	struct event event;
	icalproperty *start; /* whose zone all its times are in */
	int64_t length;
};

/* It happens at this time, unless somebody said that this once it does not. */
static enum status
happens(const struct reading *r, const struct series *s,
    const struct when *start)
{
	const struct event *e = &s->event;
	bool once = e->place->at[ICS_RECURRENCE_ID].line != 0, out = false;
	enum status rc;

	if ((rc = is_excluded(r, e, start, &out)) != OK || out)
		return rc;
	if (!once && ((rc = is_replaced(r, e, start, &out)) != OK || out))
		return rc;
	if (start->all_day)
		day_set_mark(r->out, start->day,
		    start->day + (int32_t)s->length);
	else
		day_set_mark_time(r->out, start->t, start->t + s->length);
	return OK;
}

/* For the shorter ones libical may take ages. */
static bool
is_of_days(const struct icalrecurrencetype *rule)
{
	return rule->freq == ICAL_DAILY_RECURRENCE ||
	    rule->freq == ICAL_WEEKLY_RECURRENCE ||
	    rule->freq == ICAL_MONTHLY_RECURRENCE ||
	    rule->freq == ICAL_YEARLY_RECURRENCE;
}

/*
 * All that the rule makes of its first time, as far as the days reach.  A rule
 * without an end that ends before that is one that libical gave up on.
 */
static enum status
follow_rule(const struct reading *r, const struct series *s,
    struct icaltimetype first)
{
	int line = s->event.place->at[ICS_RRULE].line, steps = 0;
	struct icalrecurrencetype rule =
	    icalproperty_get_rrule(nth(&s->event, ICS_RRULE, 0));
	icalrecur_iterator *it;
	enum status rc = OK;
	struct when when = { .day = 0 };

	if (!is_of_days(&rule))
		return wrong(r, line,
		    "expected a rule of days, weeks, months or years");
	icalerror_clear_errno();
	if ((it = icalrecur_iterator_new(rule, first)) == NULL)
		return wrong(r, line, "libical gave up on this rule");
	while (rc == OK && when.day < r->out->first + r->out->n) {
		struct icaltimetype t = icalrecur_iterator_next(it);

		if (icaltime_is_null_time(t))
			break;
		if ((rc = read_when(r, &s->event, s->start, t, &when)) == OK)
			rc = happens(r, s, &when);
		if (rc == OK && ++steps == STEPS_MAX)
			rc = wrong(r, line, "a rule of too many days");
	}
	icalrecur_iterator_free(it);
	if (rc != OK || (when.day >= r->out->first + r->out->n))
		return rc;
	if (icalerrno != ICAL_NO_ERROR ||
	    (rule.count == 0 && icaltime_is_null_time(rule.until)) ||
	    steps == 0)
		return wrong(r, line, "libical gave up on this rule");
	return OK;
}

static enum status
further_days(const struct reading *r, const struct series *s)
{
	const struct ics_event *place = s->event.place;
	enum status rc = OK;

	for (int i = 0; i < place->at[ICS_RDATE].values && rc == OK; i++) {
		icalproperty *p = nth(&s->event, ICS_RDATE, i);
		struct icaldatetimeperiodtype value = icalproperty_get_rdate(p);
		struct when when;

		if (icaltime_is_null_time(value.time))
			return wrong(r, place->at[ICS_RDATE].line,
			    "expected days or times, not periods");
		rc = read_when(r, &s->event, p, value.time, &when);
		if (rc == OK)
			rc = happens(r, s, &when);
	}
	return rc;
}

/* Did libical understand all that the file says about time? */
static enum status
is_whole(const struct reading *r, const struct event *e)
{
	icalproperty *p = nth(e, ICS_RECURRENCE_ID, 0);

	for (int i = 0; i < ICS_NAMES; i++)
		if (icalcomponent_count_properties(e->component, kinds[i]) !=
		    e->place->at[i].values)
			return wrong(r, e->place->at[i].line,
			    "libical cannot read this");
	if (p != NULL &&
	    icalproperty_get_first_parameter(p, ICAL_RANGE_PARAMETER) != NULL)
		return wrong(r, e->place->at[ICS_RECURRENCE_ID].line,
		    "changes of one day at a time are understood, no RANGE");
	return OK;
}

static enum status
one_event(const struct reading *r, const struct event *e)
{
	struct series s = { .event = *e };
	struct icaltimetype first;
	struct when start;
	enum status rc;

	if ((rc = is_whole(r, e)) != OK)
		return rc;
	s.start = nth(e, ICS_DTSTART, 0);
	first = icalproperty_get_dtstart(s.start);
	if ((rc = read_when(r, e, s.start, first, &start)) != OK ||
	    (rc = length_of(r, e, &start, &s.length)) != OK)
		return rc;
	if (icalcomponent_get_status(e->component) == ICAL_STATUS_CANCELLED)
		return OK;
	if ((rc = happens(r, &s, &start)) == OK &&
	    e->place->at[ICS_RRULE].line != 0)
		rc = follow_rule(r, &s, first);
	if (rc == OK)
		rc = further_days(r, &s);
	return rc;
}

/* The events, in the order of the file. */
static bool
gather(const struct reading *r)
{
	icalcomponent *c = icalcomponent_get_first_component(r->calendar,
	    ICAL_VEVENT_COMPONENT);
	size_t n = 0;

	for (; c != NULL && n < r->ics->n; n++) {
		r->event[n] = c;
		c = icalcomponent_get_next_component(r->calendar,
		    ICAL_VEVENT_COMPONENT);
	}
	return c == NULL && n == r->ics->n;
}

static enum status
read_events(struct reading *r)
{
	enum status rc = OK;

	r->event = xmalloc((r->ics->n + 1) * sizeof(icalcomponent *));
	if (!gather(r))
		rc = wrong(r, 1, "libical does not see every event");
	for (size_t i = 0; i < r->ics->n && rc == OK; i++) {
		struct event e = event_at(r, i);

		rc = one_event(r, &e);
	}
	free(r->event);
	return rc;
}

enum status
ical_days(const char *path, const struct buf *text, struct day_set *out,
    struct err *err)
{
	static const char bom[] = "\xef\xbb\xbf";
	size_t skip = strncmp(text->str, bom, 3) == 0 ? 3 : 0;
	struct ics ics = { NULL, 0 };
	struct err where = ERR_INIT;
	struct reading r = { path, &ics, out, err, NULL, NULL };
	enum status rc;

	icalerror_set_errors_are_fatal(0);
	rc = ics_scan(text->str + skip, text->len - skip, &ics, &where);
	if (rc != OK)
		err_set(err, rc, "%s:%s", path, where.text);
	else {
		r.calendar = icalparser_parse_string(text->str + skip);
		rc = r.calendar == NULL ?
		    wrong(&r, 1, "libical cannot read this") :
		    read_events(&r);
	}
	if (r.calendar != NULL)
		icalcomponent_free(r.calendar);
	ics_free(&ics);
	return rc;
}
