/*
 * check - is it so?  What the state says against what the model expects.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/walk/walk.h"

#define TEMPLATE 32

/* New mails; those that were expected are marked. */
struct post {
	const struct seen *now;
	int first;
	bool expected[LETTERS + 1];
};

static bool
found(struct post *p, int64_t request, const char *template, enum who to)
{
	for (int i = p->first; i <= p->now->debts; i++) {
		const struct seen_debt *d = &p->now->debt[i];

		if (p->expected[i] || d->kind != DEBT_MAIL ||
		    d->request != request || d->to != to ||
		    strcmp(d->template, template) != 0)
			continue;
		p->expected[i] = true;
		return true;
	}
	return false;
}

/* Whom a letter of the model's table stands for; two at most. */
static int
whom(char c, const struct kept *before, const struct kept *r, enum who writer,
    enum who out[2])
{
	int n = 0;

	if (c == 'A' || (c == 'a' && writer == ADMIN) ||
	    (c == 'O' && writer == BOSS))
		out[n++] = ADMIN;
	if (c == 'A' || (c == 'a' && writer == BOSS) ||
	    (c == 'O' && writer == ADMIN))
		out[n++] = BOSS;
	if (c == 'R')
		out[n++] = r->requester;
	if (c == 'S' && r->sponsor != NOBODY)
		out[n++] = r->sponsor;
	if (c == 'o' && before->sponsor != NOBODY)
		out[n++] = before->sponsor;
	return n;
}

static bool
all_owed(struct post *p, int64_t request, const char *mails,
    const struct kept *before, const struct kept *r, enum who writer,
    struct buf *why)
{
	char template[TEMPLATE], c;
	enum who to[2];
	int used;

	while (sscanf(mails, " %31[a-z-]>%c%n", template, &c, &used) == 2) {
		int n = whom(c, before, r, writer, to);

		for (int i = 0; i < n; i++)
			if (!found(p, request, template, to[i])) {
				buf_addf(why,
				    "request %" PRId64 ": no %s to %s", request,
				    template, people[to[i]].name);
				return false;
			}
		mails += used;
		if (*mails == '|')
			break;
	}
	return true;
}

/* What nobody expected, and what may not come by itself either. */
static bool
nothing_else(const struct post *p, const struct act *a, struct buf *why)
{
	for (int i = p->first; i <= p->now->debts; i++) {
		const struct seen_debt *d = &p->now->debt[i];

		if (p->expected[i] || d->kind != DEBT_MAIL ||
		    (a != NULL && d->to == a->writer &&
			model_may_come(d->template, true)) ||
		    (a != NULL && a->on == EV_CANCEL &&
			strcmp(d->template, "cancelled") == 0) ||
		    (a == NULL && model_may_come(d->template, false)))
			continue;
		buf_addf(why, "nobody expected %s to %s, request %" PRId64,
		    d->template, d->to == NOBODY ? "?" : people[d->to].name,
		    d->request);
		return false;
	}
	return true;
}

/* The mails that are owed now become letters. */
static void
take_letters(struct model *m, const struct seen *now, enum event_type on)
{
	for (int i = 1; i <= now->debts; i++) {
		const struct seen_debt *d = &now->debt[i];
		struct letter *l = &m->letter[i];

		if (i > m->letters) {
			*l = (struct letter){ .request = d->request,
				.to = d->to,
				.epoch = m->request[d->request].epoch,
				.at = m->now,
				.on = on };
			snprintf(l->template, sizeof l->template, "%s",
			    d->template);
		}
		l->doubtful = l->doubtful || d->state == DEBT_TRIED ||
		    d->state == DEBT_UNKNOWN;
	}
	m->letters = now->debts;
}

static bool
differs(const struct kept *r, const struct seen_request *now)
{
	return r->state != now->state || r->requester != now->requester ||
	    r->sponsor != now->sponsor;
}

bool
model_same(const struct model *m, const struct seen *now)
{
	for (int i = 1; i <= m->requests; i++)
		if (differs(&m->request[i], &now->request[i]))
			return false;
	return now->requests == m->requests && now->debts == m->letters;
}

/* The others are as they were. */
static bool
others_same(const struct model *m, int64_t but, const struct seen *now,
    struct buf *why)
{
	for (int i = 1; i <= m->requests; i++)
		if (i != but && differs(&m->request[i], &now->request[i])) {
			buf_addf(why, "request %d is now %s", i,
			    state_name(now->request[i].state));
			return false;
		}
	return true;
}

static void
decided(struct kept *r, const struct act *a)
{
	enum event_type on = a->on;

	if (on == EV_SPONSOR)
		r->sponsor = a->sponsor;
	if (on == EV_APPROVE && r->state == ST_APPROVED)
		r->decider = a->writer;
	if (on == EV_NOTME)
		r->decider = NOBODY;
	if (on == EV_RESEND)
		r->active = false;
}

/*
 * Nobody gets anything; but those whom a sponsor keeps waiting may hear that
 * he is away.
 */
static bool
nobody_told(const struct model *m, const struct act *a, const struct seen *now,
    struct buf *why)
{
	for (int i = m->letters + 1; i <= now->debts; i++) {
		const struct seen_debt *d = &now->debt[i];
		const struct kept *r = &m->request[d->request];

		if (a->machine && strcmp(d->template, "status") == 0 &&
		    r->state == ST_SPONSOR && r->sponsor == a->writer &&
		    r->requester == d->to)
			continue;
		buf_adds(why, "this mail was answered");
		return false;
	}
	return true;
}

static bool
is_expected(struct model *m, const struct act *a, const struct expected *e,
    const struct seen *now, struct buf *why)
{
	bool fresh = now->requests == m->requests + 1;
	int64_t id = fresh ? now->requests : a->request;
	const struct seen_request *s = &now->request[id];
	struct post p = { .now = now, .first = m->letters + 1 };
	struct kept before = m->request[id], *r = &m->request[id];

	if (fresh)
		before = (struct kept){ .requester = a->writer,
			.sponsor = e->fresh_maybe ? s->sponsor : a->sponsor,
			.decider = NOBODY,
			.until = a->until,
			.lacks_agree = a->lacks_agree,
			.renews = a->on == EV_RENEW ? a->request : 0,
			.renewal = e->fresh_maybe };
	*r = before;
	if (e->applied)
		decided(r, a);
	if (e->applied || fresh) {
		r->state = s->state;
		r->epoch++;
		r->since = m->now;
	}
	if (e->applied && a->on == EV_APPROVE)
		r->decider = a->writer;
	m->requests = now->requests;
	if (id != 0 && differs(r, s)) {
		buf_addf(why, "request %" PRId64 " is somebody else's", id);
		return false;
	}
	if (e->fresh_maybe && fresh)
		return true;
	if (e->silent)
		return nobody_told(m, a, now, why);
	return all_owed(&p, id, e->mails, &before, r, a->writer, why) &&
	    nothing_else(&p, a, why);
}

bool
model_delivered(struct model *m, const struct act *a, const struct expected *e,
    const struct seen *now, struct buf *why)
{
	int more = now->requests - m->requests;
	int64_t about = more > 0 ? now->requests : a->request;
	enum state state = now->request[about].state;

	if (more != (e->fresh ? 1 : 0) && (more != 1 || !e->fresh_maybe))
		buf_addf(why, "%d new requests", more);
	else if (about != 0 && !e->fresh_maybe && (e->states >> state & 1) == 0)
		buf_addf(why, "request %" PRId64 " is %s", about,
		    state_name(state));
	else if (others_same(m, about, now, why) &&
	    is_expected(m, a, e, now, why))
		take_letters(m, now, a->on);
	return why->len == 0;
}

/* ------------------------------------------------------------------- work */

/* Is the token of a request that renews this one in use? */
static bool
is_replaced(const struct model *m, const struct kept *r)
{
	for (int i = 1; i <= m->requests; i++)
		if (&m->request[m->request[i].renews] == r &&
		    m->request[i].active)
			return true;
	return false;
}

static bool
may_bring(const struct model *m, const struct brought *b, const struct kept *r,
    const struct seen_request *s)
{
	if (b->from != r->state || b->to != s->state ||
	    r->requester != s->requester || r->sponsor != s->sponsor)
		return false;
	switch (b->to) {
	case ST_ACTIVE:
		return r->active;
	case ST_EXPIRED:
		return (s->ends < m->now && r->state != ST_APPROVED) ||
		    is_replaced(m, r);
	case ST_LAPSED:
		return m->now - r->since >= LAPSE_MIN;
	case ST_REVIEW:
		return m->canvas_refuses || model_is_late(m, r);
	default:
		return true;
	}
}

static bool
one_worked(struct model *m, int id, struct post *p, struct buf *why)
{
	struct kept *r = &m->request[id];
	const struct seen_request *s = &p->now->request[id];
	const struct brought *b = NULL;

	if (!differs(r, s))
		return true;
	for (size_t i = 0; i < model_brought_rows && b == NULL; i++)
		if (may_bring(m, &model_brought[i], r, s))
			b = &model_brought[i];
	if (b == NULL) {
		buf_addf(why,
		    "work made request %d, %s since %" PRId64 ", %s at %" PRId64
		    ", its token ends at %" PRId64,
		    id, state_name(r->state), r->since, state_name(s->state),
		    m->now, s->ends);
		return false;
	}
	r->state = s->state;
	r->epoch++;
	r->since = m->now;
	return all_owed(p, id, b->mails, r, r, NOBODY, why);
}

bool
model_worked(struct model *m, const struct seen *now, struct buf *why)
{
	static struct post p;

	memset(&p, 0, sizeof p);
	p.now = now;
	p.first = m->letters + 1;
	if (now->requests != m->requests)
		buf_adds(why, "work made a request");
	for (int i = 1; i <= m->requests && why->len == 0; i++)
		one_worked(m, i, &p, why);
	if (why->len == 0 && nothing_else(&p, NULL, why))
		take_letters(m, now, EV_NONE);
	return why->len == 0;
}

/* ------------------------------------------------------------------- rest */

static bool
is_late(const struct model *m, const struct kept *r,
    const struct seen_request *s)
{
	switch (r->state) {
	case ST_ISSUED:
	case ST_ACTIVE:
		return s->ends + DAY < m->now;
	case ST_INCOMPLETE:
	case ST_SPONSOR:
	case ST_QUESTION:
		return m->now - r->since > LAPSE_MAX;
	case ST_APPROVED:
		return true;
	default:
		return false;
	}
}

bool
model_rests(const struct model *m, const struct seen *now, struct buf *why)
{
	for (int i = 1; i <= m->requests; i++)
		if (is_late(m, &m->request[i], &now->request[i])) {
			buf_addf(why, "request %d is still %s", i,
			    state_name(now->request[i].state));
			return false;
		}
	for (int i = 1; i <= now->debts; i++) {
		const struct seen_debt *d = &now->debt[i];
		const struct letter *l = &m->letter[i];
		bool mail = d->kind == DEBT_MAIL;

		/* of which nobody can say whether it was sent */
		if (mail && d->state == DEBT_FAILED && l->doubtful)
			continue;
		if (d->state == DEBT_DONE && (!mail || l->copies > 0))
			continue;
		buf_addf(why, "debt %d, %s %s, is %s, %d mails", i,
		    debt_kind_name(d->kind), d->template,
		    debt_state_name(d->state), l->copies);
		return false;
	}
	return true;
}
