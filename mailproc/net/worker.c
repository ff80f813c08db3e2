#include "mailproc/net/worker.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "mailproc/base/log.h"

#define LEASE       300 /* seconds; longer than any one payment */
#define HOUR        3600
#define BACKOFF     60
#define BACKOFF_MAX 3600
#define CANVAS      (1u << DEBT_TOKEN | 1u << DEBT_DELETE | 1u << DEBT_LOOKUP)

/* A row is a kind of debt; the order of enum debt_kind. */
static enum status (*const pay[DEBT_KIND_COUNT])(struct worker *w,
    const struct debt *d, struct err *err) = {
	[DEBT_MAIL] = pay_mail,
	[DEBT_TOKEN] = pay_token,
	[DEBT_DELETE] = pay_delete,
	[DEBT_LOOKUP] = pay_lookup,
};

/* 1, 2, 4 ... minutes, at most an hour. */
static int64_t
backoff(const struct debt *d)
{
	int64_t wait = BACKOFF;

	for (int i = 0; i < d->tries && wait < BACKOFF_MAX; i++)
		wait *= 2;
	return wait < BACKOFF_MAX ? wait : BACKOFF_MAX;
}

static enum debt_state
state_after(enum status rc)
{
	switch (rc) {
	case ERR_UNKNOWN:
		return DEBT_UNKNOWN;
	case ERR_INPUT:
		return DEBT_FAILED;
	case OK:
	case ERR_RETRY:
	case ERR_CONFIG:
		break;
	}
	return DEBT_PLANNED;
}

enum status
worker_open(struct worker *w, struct err *err)
{
	enum status rc = OK;

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
	if (rc == OK)
		rc = pay[d->kind](w, d, err);
	if (rc == ERR_CONFIG && d->kind != DEBT_MAIL)
		w->canvas_stopped = true;
	return rc;
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

/* Nobody tries it again but by `retry`: the trail says so. */
static enum status
give_up(struct worker *w, const struct debt *d, const char *why,
    struct err *err)
{
	struct store *st = w->engine->store;
	char note[600];
	enum status rc;

	snprintf(note, sizeof note, "debt %" PRId64 ", %s %s: %s", d->id,
	    debt_kind_name(d->kind), d->template, why);
	if ((rc = store_begin(st, err)) != OK)
		return rc;
	if ((rc = debt_later(st, d->id, DEBT_FAILED,
		 w->engine->now + backoff(d), why, err)) == OK &&
	    (rc = worker_record(w, d, "debt_failed", note, err)) == OK)
		rc = store_commit(st, err);
	store_rollback(st);
	return rc;
}

static enum status
give_back(struct worker *w, const struct debt *d, enum status rc,
    const struct err *why, struct err *err)
{
	char text[LOG_VALUE_MAX];
	enum debt_state after = state_after(rc);

	/* what was tried once and not found out stays to be found out */
	if (after == DEBT_PLANNED &&
	    (d->state == DEBT_TRIED || d->state == DEBT_UNKNOWN))
		after = DEBT_UNKNOWN;
	w->unpaid++;
	log_line(LOG_WARNING,
	    "event=unpaid debt=%" PRId64 " kind=%s req=%" PRId64
	    " state=%s error=%s",
	    d->id, debt_kind_name(d->kind), d->request, debt_state_name(after),
	    log_value(why->text, text));
	return after == DEBT_FAILED ?
	    give_up(w, d, why->text, err) :
	    debt_later(w->engine->store, d->id, after,
		w->engine->now + backoff(d), why->text, err);
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

static unsigned
kinds_now(const struct worker *w)
{
	unsigned by_hand = 1u << DEBT_TOKEN | 1u << DEBT_DELETE;

	return (w->mails_stopped || w->mails_closed ? 0 : 1u << DEBT_MAIL) |
	    (w->canvas_stopped ? 0 :
				 CANVAS & ~(w->backend->by_hand ? by_hand : 0));
}

enum status
worker_run(struct worker *w, struct err *err)
{
	struct store *st = w->engine->store;
	struct debt d;
	enum status rc, paid;
	bool more = true;

	while (more && (w->stop == NULL || *w->stop == 0)) {
		struct err why = ERR_INIT;

		if ((rc = look_at_fuse(w, err)) != OK)
			return rc;
		debt_init(&d);
		rc = debt_claim(st, kinds_now(w), w->engine->now, LEASE, &d,
		    err);
		more = d.id != 0;
		if (rc == OK && more && (paid = pay_one(w, &d, &why)) != OK)
			rc = give_back(w, &d, paid, &why, err);
		debt_free(&d);
		if (rc != OK)
			return rc;
	}
	return OK;
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
