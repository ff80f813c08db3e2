/*
 * upkeep - the rows of the state behind the rules, and what follows from a
 * look.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "mailproc/base/log.h"
#include "state/upkeep.h"

static const char *const unlock_names[] = { [UNLOCK_NONE] = "none",
	[UNLOCK_THERE] = "there",
	[UNLOCK_OWED] = "owed" };

void
upkeep_read(const struct sql *q, int at, struct upkeep *out)
{
	const char *unlock;

	out->made_at = sql_get_int(q, at++);
	out->looked_at = sql_get_int(q, at++);
	out->used_at = sql_get_int(q, at++);
	unlock = sql_get_text(q, at++);
	out->unlock = strcmp(unlock, unlock_names[UNLOCK_THERE]) == 0 ?
	    UNLOCK_THERE :
	    strcmp(unlock, unlock_names[UNLOCK_OWED]) == 0 ? UNLOCK_OWED :
							     UNLOCK_NONE;
	snprintf(out->told, TOLD_SIZE, "%s", sql_get_text(q, at++));
	out->kept_at = sql_get_int(q, at++);
	out->asked_at = sql_get_int(q, at++);
	out->kept_by = (unsigned)sql_get_int(q, at);
}

static enum status
save(struct store *st, const struct request *r, struct err *err)
{
	const struct upkeep *u = &r->upkeep;
	struct sql q = sql_begin(st, Q_UPKEEP_PUT);

	sql_int(&q, 1, r->id);
	sql_int(&q, 2, u->made_at);
	sql_int(&q, 3, u->looked_at);
	sql_int(&q, 4, u->used_at);
	sql_text(&q, 5, unlock_names[u->unlock]);
	sql_text(&q, 6, u->told);
	sql_int(&q, 7, u->kept_at);
	sql_int(&q, 8, u->asked_at);
	sql_int(&q, 9, u->kept_by);
	return sql_do(&q, err);
}

/* A renewal goes on where the one before it stood. */
static enum status
inherit(struct engine *e, struct request *r, struct err *err)
{
	struct upkeep *u = &r->upkeep;
	struct request old;
	enum status rc = OK;
	bool found = false;

	if (u->kept_at != 0)
		return OK;
	request_init(&old);
	if (r->renews != 0)
		rc = request_load(e->store, r->renews, &old, &found, err);
	/* who was asked then is asked by the renewal itself */
	u->kept_at = old.upkeep.asked_at > old.upkeep.kept_at ?
	    old.upkeep.asked_at :
	    old.upkeep.kept_at;
	if (u->kept_at == 0)
		u->kept_at = e->now;
	request_free(&old);
	return rc;
}

enum status
upkeep_note(struct engine *e, struct request *r, const struct act *act,
    struct err *err)
{
	bool made = act->on == EV_TOKEN_MADE || act->on == EV_TOKEN_ADOPTED ||
	    (act->on == EV_DONE && r->state == ST_ISSUED);
	enum status rc;

	if (made && (rc = inherit(e, r, err)) != OK)
		return rc;
	if (!upkeep_event(r, act, e->now))
		return OK;
	return save(e->store, r, err);
}

enum status
upkeep_code_out(struct engine *e, struct request *r, struct err *err)
{
	r->upkeep.unlock = UNLOCK_NONE;
	return save(e->store, r, err);
}

static enum status
happens(struct engine *e, const struct look *look, enum event_type on,
    const char *text, struct err *err)
{
	struct act act = { .on = on,
		.request = look->request,
		.text = text,
		.message_id = "",
		.token = look->token };
	struct outcome o;
	enum status rc;

	outcome_init(&o);
	if ((rc = apply(e, &act, &o, err)) == OK)
		log_line(LOG_INFO,
		    "event=%s req=%" PRId64 " reason=%s state=%s",
		    event_name(on), look->request, reason_name(o.reason),
		    state_name(o.state));
	outcome_free(&o);
	return rc;
}

static enum status
note_there(struct engine *e, const struct look *look, struct request *r,
    struct err *err)
{
	bool activated =
	    r->state == ST_ISSUED && strcmp(look->token->state, "active") == 0;
	struct upkeep *u = &r->upkeep;
	char differs[TOLD_SIZE];
	bool news;
	enum status rc;

	upkeep_differs(r, look->token, look->tag, differs);
	news = differs[0] != '\0' && strcmp(differs, u->told) != 0;
	u->looked_at = e->now;
	u->used_at = look->used_at;
	/* an earlier end that our record follows is told */
	if (news)
		upkeep_follow(&r->token, look->token);
	upkeep_differs(r, look->token, look->tag, u->told);
	if ((rc = save(e->store, r, err)) != OK)
		return rc;
	/* switched on again after somebody gave it another secret */
	if (!activated && !news &&
	    strcmp(r->token.state, look->token->state) != 0) {
		string_set(&r->token.state, look->token->state);
		return request_save(e->store, r, e->now, err);
	}
	if (activated)
		rc = happens(e, look, EV_SEEN_ACTIVE, "", err);
	if (rc == OK && news)
		rc = happens(e, look, EV_TOKEN_CHANGED, differs, err);
	return rc;
}

/* The request as it is, and a transaction around what is done about it. */
static enum status
with_request(struct engine *e, int64_t request,
    enum status (*fn)(struct engine *e, struct request *r, const void *ctx,
	struct err *err),
    const void *ctx, struct err *err)
{
	struct request r;
	enum status rc;
	bool found;

	if ((rc = store_begin(e->store, err)) != OK)
		return rc;
	request_init(&r);
	if ((rc = request_load(e->store, request, &r, &found, err)) == OK &&
	    found && (rc = fn(e, &r, ctx, err)) == OK)
		rc = store_commit(e->store, err);
	store_rollback(e->store);
	request_free(&r);
	return rc;
}

static enum status
note_seen(struct engine *e, struct request *r, const void *ctx, struct err *err)
{
	const struct look *look = ctx;

	if (r->version != look->version)
		return OK; /* somebody is at work on it */
	return look->token == NULL ? happens(e, look, EV_TOKEN_GONE, "", err) :
				     note_there(e, look, r, err);
}

enum status
upkeep_seen(struct engine *e, const struct look *look, struct err *err)
{
	return with_request(e, look->request, note_seen, look, err);
}

static enum status
note_skipped(struct engine *e, struct request *r, const void *ctx,
    struct err *err)
{
	(void)ctx;
	r->upkeep.looked_at = e->now;
	return save(e->store, r, err);
}

enum status
upkeep_skip(struct engine *e, int64_t request, struct err *err)
{
	return with_request(e, request, note_skipped, NULL, err);
}

/* The requests whose code leaves now. */
struct leaving {
	int64_t now;
	bool hold;
	int64_t *id;
	size_t n;
};

static enum status
note_leaving(void *ctx, const struct request *r, struct err *err)
{
	struct leaving *l = ctx;

	(void)err;
	if (!upkeep_code_leaves(r, l->now, l->hold))
		return OK;
	l->id = xrealloc(l->id, (l->n + 1) * sizeof *l->id);
	l->id[l->n++] = r->id;
	return OK;
}

static enum status
owe_one(struct engine *e, struct request *r, const void *ctx, struct err *err)
{
	const struct leaving *l = ctx;
	struct debt d;
	enum status rc;

	if (!upkeep_code_leaves(r, l->now, l->hold))
		return OK;
	debt_init(&d);
	d.kind = DEBT_PURPOSE;
	d.request = r->id;
	string_set(&d.payload, r->token.id);
	r->upkeep.unlock = UNLOCK_OWED;
	if ((rc = debt_put(e->store, &d, e->now, err)) == OK)
		rc = save(e->store, r, err);
	debt_free(&d);
	return rc;
}

enum status
upkeep_owe(struct engine *e, bool hold, struct err *err)
{
	struct leaving l = { e->now, hold, NULL, 0 };
	enum status rc =
	    requests_with_token(e->store, 0, note_leaving, &l, err);

	for (size_t i = 0; rc == OK && i < l.n; i++)
		rc = with_request(e, l.id[i], owe_one, &l, err);
	free(l.id);
	return rc;
}
