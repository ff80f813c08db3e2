#include "state/timely.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "mailproc/base/log.h"
#include "state/deadlines.h"
#include "state/sql.h"

/* All deadlines of one request, and what is to be done about them. */
struct agenda {
	struct due due[DUE_MAX];
	int n;
	int pick[PICK_MAX];
	int picked;
};

/* Which of them are done, or were overtaken. */
static enum status
mark_done(struct store *st, int64_t request, struct agenda *a, struct err *err)
{
	struct sql q = sql_begin(st, Q_DEADLINES);

	sql_int(&q, 1, request);
	while (sql_row(&q))
		for (int i = 0; i < a->n; i++)
			if (a->due[i].since == sql_get_int(&q, 1) &&
			    strcmp(a->due[i].name, sql_get_text(&q, 0)) == 0)
				a->due[i].done = true;
	return sql_end(&q, err);
}

static enum status
lay_out(struct engine *e, const struct hour *hour, const struct request *r,
    struct agenda *a, struct err *err)
{
	enum status rc = OK;

	a->picked = 0;
	a->n = deadlines_of(e->config, r, hour->holidays, a->due);
	if (a->n == 0 || a->due[0].at > e->now)
		return OK;
	if ((rc = mark_done(e->store, r->id, a, err)) == OK)
		a->picked =
		    deadlines_pick(a->due, a->n, e->now, hour->hold, a->pick);
	return rc;
}

struct search {
	struct engine *engine;
	const struct hour *hour;
	struct timely *found;
	size_t n;
};

static enum status
look_at(void *ctx, const struct request *r, struct err *err)
{
	struct search *s = ctx;
	struct agenda a;
	enum status rc;

	if ((rc = lay_out(s->engine, s->hour, r, &a, err)) != OK ||
	    a.picked == 0 || s->n == TIMELY_MAX)
		return rc;
	s->found[s->n] =
	    (struct timely){ .request = r->id, .at = a.due[a.pick[0]].at };
	for (int i = 0; i < a.picked; i++)
		if (r->state == ST_ISSUED &&
		    a.due[a.pick[i]].row->after == AFTER_ENTRY)
			s->found[s->n].unseen = true;
	s->n++;
	return OK;
}

static int
earlier(const void *a, const void *b)
{
	const struct timely *x = a, *y = b;

	return x->at != y->at        ? (x->at < y->at ? -1 : 1) :
	    x->request != y->request ? (x->request < y->request ? -1 : 1) :
				       0;
}

/* Is there a deadline in this state at all? */
static bool
has_deadlines(int state)
{
	for (size_t i = 0; i < deadline_rows; i++)
		if ((int)deadlines[i].in == state)
			return true;
	return false;
}

enum status
timely_list(struct engine *e, const struct hour *hour, struct timely **out,
    size_t *n, struct err *err)
{
	struct search s = { e, hour, xmalloc(TIMELY_MAX * sizeof **out), 0 };
	enum status rc = OK;

	for (int state = 0; state < ST_COUNT && rc == OK; state++) {
		struct request_filter here = { .state = state };

		if (has_deadlines(state))
			rc = requests_each(e->store, &here, look_at, &s, err);
	}
	qsort(s.found, s.n, sizeof *s.found, earlier);
	*out = s.found;
	*n = s.n;
	return rc;
}

static enum status
put(struct engine *e, int64_t request, const struct due *d, const char *result,
    struct err *err)
{
	struct sql q = sql_begin(e->store, Q_DEADLINE_PUT);

	sql_int(&q, 1, request);
	sql_text(&q, 2, d->name);
	sql_int(&q, 3, d->since);
	sql_int(&q, 4, d->at);
	sql_int(&q, 5, e->now);
	sql_text(&q, 6, result);
	return sql_do(&q, err);
}

/* When it will be too late for what the reminder asks; 0: never. */
static int64_t
too_late(const struct agenda *a, const struct due *d)
{
	for (int i = 0; i < a->n; i++)
		if (a->due[i].at > d->at &&
		    ((d->row->on == EV_REMIND &&
			 a->due[i].row->on == EV_TIME_UP) ||
			(d->row->on == EV_END_NEAR &&
			    a->due[i].row->on == EV_END_DATE)))
			return a->due[i].at;
	return 0;
}

static enum status
carry_out(struct engine *e, int64_t request, struct agenda *a, int i,
    struct err *err)
{
	struct due *d = &a->due[i];
	struct act act = { .on = d->row->on,
		.request = request,
		.text = "",
		.note = d->name,
		.ends_at = too_late(a, d),
		.message_id = "" };
	struct outcome o;
	enum status rc;

	outcome_init(&o);
	if ((rc = apply(e, &act, &o, err)) == OK)
		rc = put(e, request, d, "done", err);
	d->done = true;
	for (int k = 0; k < a->n && rc == OK; k++)
		if (!a->due[k].done && deadline_overtaken(&a->due[k], d)) {
			a->due[k].done = true;
			rc = put(e, request, &a->due[k], "overtaken", err);
		}
	if (rc == OK)
		log_line(LOG_INFO,
		    "event=%s req=%" PRId64 " reason=%s state=%s",
		    event_name(act.on), request, reason_name(o.reason),
		    state_name(o.state));
	outcome_free(&o);
	return rc;
}

enum status
timely_do(struct engine *e, const struct hour *hour, int64_t request,
    struct err *err)
{
	struct agenda a;
	struct request r;
	enum status rc;
	bool found;

	if ((rc = store_begin(e->store, err)) != OK)
		return rc;
	request_init(&r);
	rc = request_load(e->store, request, &r, &found, err);
	if (rc == OK && found)
		rc = lay_out(e, hour, &r, &a, err);
	for (int i = 0; rc == OK && found && i < a.picked; i++)
		rc = carry_out(e, request, &a, a.pick[i], err);
	if (rc == OK && found && a.picked > 0)
		rc = store_commit(e->store, err);
	store_rollback(e->store);
	request_free(&r);
	return rc;
}
