#include "state/overview.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "state/calendar.h"
#include "state/stats.h"
#include "state/status.h"

#define DAY      86400
#define SOON     (14 * DAY)
#define ROWS_MAX 500 /* of one list */

static const char *const lists[] = { "states", "overdue", "waiting", "tokens",
	"broken", "held" };

struct page {
	struct store *store;
	const struct config *config;
	json_t *doc;
	int64_t now;
	int64_t more;
};

/* Takes row over. */
static void
add(struct page *p, const char *list, json_t *row)
{
	json_t *rows = json_object_get(p->doc, list);

	if (json_array_size(rows) < ROWS_MAX)
		json_array_append_new(rows, row);
	else {
		json_decref(row);
		p->more++;
	}
}

static void
one_number(void *ctx, const struct metric *m, const char *word, int64_t value)
{
	struct page *p = ctx;

	if (strcmp(m->name, "requests") == 0 && value > 0)
		add(p, "states",
		    json_pack("{s:s, s:I}", "state", word, "count",
			(json_int_t)value));
	else if (strcmp(m->name, "outbox_due") == 0)
		json_object_set_new(p->doc, "owed", json_integer(value));
}

static json_t *
day_json(int64_t at)
{
	char day[LONG_DAY_SIZE];

	return at == 0 ? json_null() : json_string(calendar_long_day(at, day));
}

static json_t *
request_row(const struct page *p, const struct request *r,
    const struct person *who)
{
	const char *wait = waiting_for(p->config, r);

	return json_pack("{s:I, s:s, s:s, s:s, s:s, s:I, s:o}", "id",
	    (json_int_t)r->id, "purpose", r->field[FIELD_PURPOSE], "who",
	    who->address, "state", state_name(r->state), "waits_for",
	    wait == NULL ? "" : wait, "days",
	    (json_int_t)((p->now - r->since) / DAY), "due_on",
	    day_json(r->due_at));
}

static json_t *
token_row(const struct page *p, const struct request *r,
    const struct person *who)
{
	int64_t end = r->token.expires_at;

	return json_pack("{s:I, s:s, s:s, s:s, s:o, s:b}", "id",
	    (json_int_t)r->id, "purpose", r->field[FIELD_PURPOSE], "who",
	    who->address, "state", state_name(r->state), "ends_on",
	    day_json(end), "soon", end != 0 && end <= p->now + SOON);
}

static enum status
one_request(void *ctx, const struct request *r, struct err *err)
{
	struct page *p = ctx;
	struct person who;
	enum status rc;

	if (state_ended(r->state))
		return OK;
	person_init(&who);
	if ((rc = person_by_id(p->store, r->requester, &who, err)) != OK)
		goto out;
	if (r->state == ST_ISSUED || r->state == ST_ACTIVE)
		add(p, "tokens", token_row(p, r, &who));
	else if (r->state == ST_REVIEW && r->due_at != 0 && r->due_at <= p->now)
		add(p, "overdue", request_row(p, r, &who));
	else
		add(p, "waiting", request_row(p, r, &who));
out:
	person_free(&who);
	return rc;
}

static enum status
one_debt(void *ctx, const struct debt *d, struct err *err)
{
	struct page *p = ctx;

	(void)err;
	add(p, "broken",
	    json_pack("{s:I, s:s, s:s, s:o, s:s, s:s}", "debt",
		(json_int_t)d->id, "what",
		d->kind == DEBT_MAIL ? d->template : debt_kind_name(d->kind),
		"to", d->to, "request",
		d->request == 0 ? json_null() : json_integer(d->request),
		"state", debt_state_name(d->state), "why", d->last_error));
	return OK;
}

static enum status
one_held(void *ctx, const struct message_row *m, struct err *err)
{
	(void)err;
	add(ctx, "held",
	    json_pack("{s:I, s:s, s:s, s:o}", "message", (json_int_t)m->id,
		"from", m->from[0] == '\0' ? "unknown" : m->from, "reason",
		reason_name(m->reason), "at", day_json(m->at)));
	return OK;
}

static void
say_empty(json_t *doc)
{
	char name[32];

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		snprintf(name, sizeof name, "no_%s", lists[i]);
		json_object_set_new(doc, name,
		    json_boolean(
			json_array_size(json_object_get(doc, lists[i])) == 0));
	}
}

static enum status
gather(struct page *p, struct err *err)
{
	struct request_filter all = { .state = -1 };
	struct audit_head head;
	enum status rc;

	if ((rc = stats_each(p->store, p->now, one_number, p, err)) != OK ||
	    (rc = requests_each(p->store, &all, one_request, p, err)) != OK ||
	    (rc = debts_broken(p->store, p->now, 0, one_debt, p, err)) != OK ||
	    (rc = held_each(p->store, one_held, p, err)) != OK ||
	    (rc = audit_head(p->store, &head, err)) != OK)
		return rc;
	json_object_set_new(p->doc, "rows", json_integer(head.count));
	json_object_set_new(p->doc, "hash", json_string(head.hash));
	json_object_set_new(p->doc, "more",
	    p->more == 0 ? json_null() : json_integer(p->more));
	say_empty(p->doc);
	return OK;
}

enum status
overview(struct store *st, const struct config *c, int64_t now, json_t **out,
    struct err *err)
{
	struct page p = { .store = st, .config = c, .now = now };
	char at[LONG_DAY_SIZE];
	enum status rc;

	p.doc = json_pack("{s:s, s:s, s:s}", "organisation", c->organisation,
	    "tag", c->tag, "at", calendar_long_day(now, at));
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		json_object_set_new(p.doc, lists[i], json_array());
	if ((rc = gather(&p, err)) == OK)
		*out = p.doc;
	else
		json_decref(p.doc);
	return rc;
}
