#include "state/digest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state/calendar.h"
#include "state/holidays.h"
#include "state/letters.h"
#include "state/pause.h"
#include "state/sql.h"
#include "state/status.h"
#include "state/token.h"
#include "state/view.h"

#define DAY       86400
#define WEEK      (7 * DAY)
#define ENDS_SOON (14 * DAY)
#define STALE     (14 * DAY) /* a mail that failed is no news any more */
#define ROWS_MAX  50         /* of one list; the rest is counted */
#define PAYLOAD   "digest"

struct digest {
	struct engine *engine;
	int64_t mark; /* the hour for which it stands */
	struct audit_head head;
	json_t *waiting, *ending, *failed, *stuck, *held;
	struct pause pause;
	int more; /* rows that found no place */
	/* what waits for a decision, the oldest first */
	struct {
		int64_t request, revision, requester, sponsor;
	} open[BATCH_MAX];
	size_t n;
};

static void
add(struct digest *d, json_t *list, json_t *row)
{
	if (json_array_size(list) < ROWS_MAX)
		json_array_append_new(list, row);
	else {
		d->more++;
		json_decref(row);
	}
}

static json_t *
about(int64_t request)
{
	return request == 0 ? json_null() : json_integer(request);
}

/* The decision that somebody has to take: not the requester or the sponsor. */
static void
note_open(struct digest *d, const struct request *r)
{
	if (r->state != ST_REVIEW || d->n == BATCH_MAX)
		return;
	d->open[d->n].request = r->id;
	d->open[d->n].revision = r->revision;
	d->open[d->n].requester = r->requester;
	d->open[d->n++].sponsor = r->sponsor;
}

static enum status
waits(struct digest *d, const struct request *r, struct err *err)
{
	bool decides = r->state == ST_REVIEW;
	bool manual = r->state == ST_APPROVED;
	char day[LONG_DAY_SIZE];
	struct person p;
	enum status rc;

	note_open(d, r);
	person_init(&p);
	rc = person_by_id(d->engine->store, r->requester, &p, err);
	add(d, d->waiting,
	    json_pack("{s:I, s:s, s:o, s:s, s:b, s:b, s:b, s:b}", "id",
		(json_int_t)r->id, "name",
		p.name[0] == '\0' ? p.address : p.name, "purpose",
		words_json(r->field[FIELD_PURPOSE]), "due_on",
		calendar_long_day(r->due_at, day), "overdue",
		decides && r->due_at != 0 && r->due_at < d->mark, "manual",
		manual, "remove", !manual && !decides, "decides", decides));
	person_free(&p);
	return rc;
}

static enum status
one_request(void *ctx, const struct request *r, struct err *err)
{
	struct digest *d = ctx;
	const struct config *c = d->engine->config;
	bool manual = r->state == ST_APPROVED && config_manual(c);
	bool remove = state_ended(r->state) && token_to_delete(c, r);
	bool has = r->state == ST_ISSUED || r->state == ST_ACTIVE;
	int64_t end = r->token.expires_at;
	char day[LONG_DAY_SIZE];

	if ((r->state == ST_REVIEW && r->review_at <= d->mark) ||
	    (manual && r->decided_at <= d->mark) ||
	    (remove && r->since <= d->mark))
		return waits(d, r, err);
	if (has && r->opened_at <= d->mark && end > d->mark &&
	    end <= d->mark + ENDS_SOON)
		add(d, d->ending,
		    json_pack("{s:I, s:o, s:s}", "id", (json_int_t)r->id,
			"purpose", words_json(r->field[FIELD_PURPOSE]),
			"ends_on", calendar_long_day(end, day)));
	return OK;
}

static enum status
one_debt(void *ctx, const struct debt *debt, struct err *err)
{
	struct digest *d = ctx;
	bool gone = debt->kind == DEBT_MAIL && debt->state == DEBT_FAILED;

	(void)err;
	add(d, gone ? d->failed : d->stuck,
	    json_pack("{s:I, s:s, s:s, s:s, s:o, s:b, s:o}", "debt",
		(json_int_t)debt->id, "kind", debt_kind_name(debt->kind),
		"template", debt->template, "to", debt->to, "request",
		about(debt->request), "given_up", debt->state == DEBT_FAILED,
		"why", words_json(debt->last_error)));
	return OK;
}

static enum status
one_held(void *ctx, const struct message_row *m, struct err *err)
{
	struct digest *d = ctx;

	(void)err;
	if (m->at <= d->mark)
		add(d, d->held,
		    json_pack("{s:I, s:s, s:s}", "message", (json_int_t)m->id,
			"reason", reason_name(m->reason), "from",
			m->from[0] == '\0' ? "unknown" : m->from));
	return OK;
}

static enum status
gather(struct digest *d, struct err *err)
{
	struct store *st = d->engine->store;
	struct request_filter all = { .state = -1 };
	enum status rc;

	if ((rc = requests_each(st, &all, one_request, d, err)) != OK ||
	    (rc = debts_broken(st, d->mark, d->mark - STALE, one_debt, d,
		 err)) != OK ||
	    (rc = held_each(st, one_held, d, err)) != OK)
		return rc;
	if ((rc = pause_load(st, &d->pause, err)) != OK)
		return rc;
	d->pause.refused = d->pause.refused && d->pause.since <= d->mark;
	return audit_head(st, &d->head, err);
}

static bool
has_news(const struct digest *d)
{
	return json_array_size(d->waiting) + json_array_size(d->ending) +
	    json_array_size(d->failed) + json_array_size(d->stuck) +
	    json_array_size(d->held) + (d->pause.refused ? 1 : 0) >
	    0;
}

/* The last one to this mailbox: its day, "" if there is none, and the rows. */
static enum status
last_digest(struct store *st, const char *to, char day[DAY_SIZE], int64_t *rows,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_DIGEST_LAST);

	day[0] = '\0';
	*rows = 0;
	sql_text(&q, 1, to);
	if (sql_row(&q)) {
		const char *s = sql_get_text(&q, 0);
		size_t head = strlen(PAYLOAD " ");

		if (strncmp(s, PAYLOAD " ", head) == 0 &&
		    strlen(s) > head + DAY_SIZE) {
			memcpy(day, s + head, DAY_SIZE - 1);
			day[DAY_SIZE - 1] = '\0';
			*rows = strtoll(s + head + DAY_SIZE, NULL, 10);
		}
	}
	return sql_end(&q, err);
}

/* Rows that nobody was told of, a week old? */
static enum status
is_unanchored(const struct digest *d, int64_t known, bool *out, struct err *err)
{
	int64_t at;
	enum status rc = audit_when(d->engine->store, known + 1, &at, err);

	*out = rc == OK && at != 0 && at <= d->mark - WEEK;
	return rc;
}

/* What the digest says to this admin, and what may be decided by answering. */
static void
show(const struct digest *d, const struct person *p, json_t *view,
    struct batch *batch)
{
	char day[LONG_DAY_SIZE];

	batch->n = 0;
	for (size_t i = 0; i < d->n; i++)
		if (p->id != d->open[i].requester &&
		    p->id != d->open[i].sponsor)
			batch_add(batch, d->open[i].request,
			    d->open[i].revision);
	json_object_set_new(view, "batch", batch_lines(batch, "APPROVE"));
	json_object_set_new(view, "news", json_boolean(has_news(d)));
	json_object_set_new(view, "digest",
	    json_pack("{s:s, s:o, s:O, s:O, s:O, s:O, s:O, s:o, s:I, s:s}",
		"day", calendar_long_day(d->mark, day), "stopped",
		words_json(d->pause.refused ? d->pause.why : NULL), "waiting",
		d->waiting, "ending", d->ending, "failed", d->failed, "stuck",
		d->stuck, "held", d->held, "more",
		d->more == 0 ? json_null() : json_integer(d->more), "rows",
		(json_int_t)d->head.count, "hash", d->head.hash));
}

static void
lists_init(struct digest *d)
{
	d->waiting = json_array();
	d->ending = json_array();
	d->failed = json_array();
	d->stuck = json_array();
	d->held = json_array();
}

static void
lists_free(struct digest *d)
{
	json_decref(d->waiting);
	json_decref(d->ending);
	json_decref(d->failed);
	json_decref(d->stuck);
	json_decref(d->held);
}

enum status
digest_view(struct engine *e, const struct person *p, json_t *view,
    struct batch *batch, struct err *err)
{
	struct digest d = { .engine = e, .mark = e->now };
	enum status rc;

	lists_init(&d);
	if ((rc = gather(&d, err)) == OK)
		show(&d, p, view, batch);
	lists_free(&d);
	return rc;
}

/* To one admin who had none today; *sent counts them. */
static enum status
owe_to(struct digest *d, const char *address, const char *today, int *sent,
    struct err *err)
{
	struct engine *e = d->engine;
	char payload[80], last[DAY_SIZE];
	struct owed letter = { .template = "digest",
		.answers = "",
		.payload = payload,
		.by_time = true };
	struct batch batch;
	struct person p;
	json_t *mails = json_array();
	int64_t known;
	enum status rc;
	bool news = has_news(d);

	/* this one and its row of the trail are told already */
	snprintf(payload, sizeof payload, PAYLOAD " %s %" PRId64, today,
	    d->head.count + 1);
	person_init(&p);
	letter.to = &p;
	if ((rc = person_obtain(e->store, address, "", &p, err)) != OK ||
	    (rc = last_digest(e->store, p.address, last, &known, err)) != OK)
		goto out;
	if (!news && (rc = is_unanchored(d, known, &news, err)) != OK)
		goto out;
	if (!news || strcmp(last, today) >= 0 || p.left)
		goto out;
	if ((rc = mail_view(e->store, e->config, NULL, &letter.view, err)) !=
		OK ||
	    (rc = away_admins(e, &p, json_object_get(letter.view, "away"),
		 err)) != OK)
		goto out;
	show(d, &p, letter.view, &batch);
	letter.batch = batch.n == 0 ? NULL : &batch;
	if ((rc = letter_owe(e, NULL, &letter, mails, NULL, err)) == OK)
		(*sent)++;
out:
	json_decref(letter.view);
	json_decref(mails);
	person_free(&p);
	return rc;
}

static enum status
owe_all(struct digest *d, const char *today, int *sent, struct err *err)
{
	const struct list *admins = &d->engine->config->admins;
	char note[40 + sizeof d->head.hash];
	enum status rc = gather(d, err);

	for (size_t i = 0; rc == OK && i < admins->n; i++)
		rc = owe_to(d, admins->item[i], today, sent, err);
	if (rc != OK || *sent == 0)
		return rc;
	snprintf(note, sizeof note, "%" PRId64 " rows, %s", d->head.count,
	    d->head.hash);
	return audit_own(d->engine->store, d->engine->now, "mailproc", "digest",
	    note, err);
}

/* The hour of today's digest; 0 if there is none or it is too early. */
static enum status
mark_of(struct engine *e, int64_t *out, struct err *err)
{
	int32_t day = calendar_day_number(e->now);
	int64_t mark = calendar_instant(day, e->config->time.digest_hour, 0, 0);
	int64_t next;
	enum status rc;

	*out = 0;
	if (e->now < mark)
		return OK;
	rc = holidays_business_days(e->store,
	    calendar_instant(day - 1, 12, 0, 0), 1, &next, err);
	if (rc == OK && calendar_day_number(next) == day)
		*out = mark;
	return rc;
}

/* Did every admin get today's?  Then there is nothing to gather. */
static enum status
all_have(struct engine *e, const char *today, bool *out, struct err *err)
{
	const struct list *admins = &e->config->admins;
	char last[DAY_SIZE];
	struct person p;
	int64_t rows;
	enum status rc = OK;
	bool found;

	*out = true;
	for (size_t i = 0; rc == OK && *out && i < admins->n; i++) {
		person_init(&p);
		rc = person_by_address(e->store, admins->item[i], &p, &found,
		    err);
		if (rc == OK && found)
			rc = last_digest(e->store, p.address, last, &rows, err);
		*out =
		    rc == OK && found && (p.left || strcmp(last, today) >= 0);
		person_free(&p);
	}
	return rc;
}

enum status
digest_owe(struct engine *e, struct err *err)
{
	struct digest d = { .engine = e };
	char today[DAY_SIZE];
	enum status rc;
	int sent = 0;
	bool done;

	if ((rc = mark_of(e, &d.mark, err)) != OK || d.mark == 0)
		return rc;
	calendar_day(e->now, today);
	if ((rc = all_have(e, today, &done, err)) != OK || done)
		return rc;
	lists_init(&d);
	if ((rc = store_begin(e->store, err)) == OK &&
	    (rc = owe_all(&d, today, &sent, err)) == OK && sent > 0)
		rc = store_commit(e->store, err);
	store_rollback(e->store);
	lists_free(&d);
	return rc;
}
