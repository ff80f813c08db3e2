#include "mailproc/net/worker.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "mailproc/base/log.h"
#include "mailproc/net/patience.h"

#define LEASE  300 /* seconds; longer than any one payment */
#define CALLS  15  /* to Canvas in one payment, at most so slow */
#define HOUR   3600
#define CANVAS ((1u << DEBT_KIND_COUNT) - 1 - (1u << DEBT_MAIL))

/* A row is a kind of debt; the order of enum debt_kind. */
static enum status (*const pay[DEBT_KIND_COUNT])(struct worker *w,
    const struct debt *d, struct err *err) = {
	[DEBT_MAIL] = pay_mail,
	[DEBT_TOKEN] = pay_token,
	[DEBT_DELETE] = pay_delete,
	[DEBT_LOOKUP] = pay_lookup,
	[DEBT_PURPOSE] = pay_purpose,
};

static int64_t
lease(const struct worker *w)
{
	int slow = CALLS * w->engine->config->canvas.timeout;

	return slow > LEASE ? slow : LEASE;
}

static int64_t
now_of(const struct worker *w)
{
	return w->clock == NULL ? w->engine->now : w->clock();
}

enum status
worker_keep(struct worker *w, const struct debt *d, struct err *err)
{
	return debt_keep(w->engine->store, d, now_of(w) + lease(w), err);
}

enum status
worker_tried(struct worker *w, const struct debt *d, struct err *err)
{
	return debt_tried(w->engine->store, d, now_of(w) + lease(w), err);
}

enum status
worker_open(struct worker *w, struct err *err)
{
	enum status rc = OK;

	w->canvas.throttled = false;
	if (!w->canvas_open)
		rc = w->backend->open(&w->canvas, err);
	w->canvas_open = rc == OK;
	return rc;
}

static enum status
pay_one(struct worker *w, const struct debt *d, struct err *err)
{
	enum status rc = OK;

	if (d->kind != DEBT_MAIL)
		rc = worker_open(w, err);
	return rc == OK ? pay[d->kind](w, d, err) : rc;
}

enum status
worker_record(struct worker *w, const struct debt *d, const char *event,
    const char *note, struct err *err)
{
	struct audit_row a;
	enum status rc;

	audit_row_init(&a);
	a.at = w->engine->now;
	a.request = d->request;
	string_set(&a.event, event);
	string_set(&a.actor, "mailproc");
	string_set(&a.reason, reason_name(RE_OK));
	string_set(&a.note, note);
	string_set(&a.message_id, d->message_id);
	rc = audit_put(w->engine->store, &a, err);
	audit_row_free(&a);
	return rc;
}

/* The lease goes back; what is given up stands in the trail. */
static enum status
put_back(struct worker *w, const struct debt *d, const struct debt_next *next,
    const char *why, bool tell, struct err *err)
{
	struct store *st = w->engine->store;
	char note[600];
	enum status rc;
	bool ours;

	snprintf(note, sizeof note, "debt %" PRId64 ", %s %s: %s", d->id,
	    debt_kind_name(d->kind), d->template, why);
	if ((rc = store_begin(st, err)) != OK)
		return rc;
	if ((rc = debt_later(st, d, next, why, &ours, err)) == OK && ours &&
	    tell)
		rc = worker_record(w, d, "debt_failed", note, err);
	if (rc == OK)
		rc = store_commit(st, err);
	store_rollback(st);
	return rc;
}

static enum status
give_back(struct worker *w, const struct debt *d, enum status rc,
    struct err *why, struct err *err)
{
	char text[LOG_VALUE_MAX];
	struct debt_next next;
	bool tell;

	next = patience_next(d, rc, w->engine->now, &tell);
	if (tell && rc != ERR_INPUT)
		err_in(why, rc, "given up after %d days", PATIENCE_DAYS);
	w->unpaid++;
	log_line(tell ? LOG_ERR : LOG_WARNING,
	    "event=%s debt=%" PRId64 " kind=%s req=%" PRId64
	    " state=%s error=%s",
	    tell ? "given_up" : "unpaid", d->id, debt_kind_name(d->kind),
	    d->request, debt_state_name(next.state),
	    log_value(why->text, text));
	return put_back(w, d, &next, why->text, tell, err);
}

/* Pay it, or give it back; and what Canvas said, the next one should know. */
static enum status
settle(struct worker *w, const struct debt *d, struct err *err)
{
	struct err why = ERR_INIT;
	enum status paid = pay_one(w, d, &why), rc = OK;

	if (d->kind != DEBT_MAIL)
		rc = worker_heard(w, paid, why.text, err);
	if (rc == OK && paid != OK)
		rc = give_back(w, d, paid, &why, err);
	return rc;
}

/*
 * The fuse: a loop or a flood ends here.  The other mails stay due until the
 * hour has room, and the operator sees why.
 */
static enum status
look_at_fuse(struct worker *w, struct err *err)
{
	const struct engine *e = w->engine;
	int limit = e->config->limits.mails_per_hour;
	bool before = w->mails_stopped;
	int64_t sent, waiting;
	enum status rc;

	if ((rc = mails_sent(e->store, e->now - HOUR, e->now, &sent, err)) !=
	    OK)
		return rc;
	w->mails_stopped = sent >= limit;
	if (!w->mails_stopped)
		return OK;
	rc = mails_wait(e->store, e->now, "waits: limits.mails_per_hour",
	    &waiting, err);
	w->mails_stopped = waiting > 0;
	if (rc == OK && w->mails_stopped && !before) {
		w->unpaid++;
		log_line(LOG_ERR,
		    "event=limit limit=mails_per_hour sent=%" PRId64
		    " waiting=%" PRId64 ": mails wait until the hour has room",
		    sent, waiting);
	}
	return rc;
}

static enum status
claim_next(struct worker *w, struct debt *d, struct err *err)
{
	bool may;
	enum status rc;
	unsigned kinds =
	    w->mails_stopped || w->mails_closed ? 0 : 1u << DEBT_MAIL;
	unsigned by_hand =
	    w->backend->by_hand ? 1u << DEBT_TOKEN | 1u << DEBT_DELETE : 0;

	if ((rc = worker_may_ask(w, &may, err)) != OK)
		return rc;
	return debt_claim(w->engine->store,
	    may ? kinds | (CANVAS & ~by_hand) : kinds, w->engine->now, lease(w),
	    d, err);
}

/* What is due and must wait for Canvas is not paid either. */
static enum status
count_waiting(struct worker *w, struct err *err)
{
	struct debts_due due = { .canvas = 0 };
	bool may = true;
	enum status rc = worker_may_ask(w, &may, err);

	if (rc == OK && !may && w->unpaid == 0 &&
	    (rc = debts_due(w->engine->store, w->engine->now, &due, err)) == OK)
		w->unpaid = due.canvas;
	return rc;
}

enum status
worker_run(struct worker *w, struct err *err)
{
	struct debt d;
	enum status rc = OK;
	bool more = true;

	while (rc == OK && more && (w->stop == NULL || *w->stop == 0)) {
		w->engine->now = now_of(w);
		debt_init(&d);
		if ((rc = look_at_fuse(w, err)) == OK)
			rc = claim_next(w, &d, err);
		more = d.id != 0;
		if (rc == OK && more)
			rc = settle(w, &d, err);
		debt_free(&d);
	}
	return rc == OK ? count_waiting(w, err) : rc;
}

void
worker_end(struct worker *w)
{
	buf_wipe(&w->canvas.bearer);
	w->canvas_open = false;
}

enum status
worker_result(struct worker *w, const struct debt *d, const struct act *act,
    struct err *err)
{
	struct store *st = w->engine->store;
	struct outcome o;
	enum status rc;

	if ((rc = store_begin(st, err)) != OK)
		return rc;
	outcome_init(&o);
	rc = apply(w->engine, act, &o, err);
	if (rc == OK && d != NULL)
		rc = debt_done(st, d->id, w->engine->now, err);
	if (rc == OK)
		rc = store_commit(st, err);
	store_rollback(st);
	if (rc == OK)
		log_line(LOG_INFO,
		    "event=%s req=%" PRId64 " reason=%s state=%s",
		    event_name(act->on), act->request, reason_name(o.reason),
		    state_name(o.state));
	outcome_free(&o);
	return rc;
}
