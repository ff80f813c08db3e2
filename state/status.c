#include "state/status.h"

#include <string.h>

#include "state/calendar.h"
#include "state/digest.h"
#include "state/letters.h"
#include "state/record.h"
#include "state/view.h"

#define ROWS_MAX   100 /* requests in one mail */
#define TRAIL_MAX  8   /* rows of the trail in one mail */
#define TRAIL_SEEN 50  /* rows of the trail that are looked at for them */

const char *
waiting_for(const struct config *c, const struct request *r)
{
	switch (r->state) {
	case ST_INCOMPLETE:
	case ST_QUESTION:
	case ST_ISSUED:
		return "requester";
	case ST_SPONSOR:
		return "sponsor";
	case ST_REVIEW:
		return "admin";
	case ST_APPROVED:
		return config_manual(c) ? "admin" : "mailproc";
	case ST_CHECKING:
		return "mailproc";
	case ST_NONE:
	case ST_ACTIVE:
	case ST_DENIED:
	case ST_DECLINED:
	case ST_CANCELLED:
	case ST_LAPSED:
	case ST_EXPIRED:
	case ST_REVOKED:
	case ST_COUNT:
		break;
	}
	return NULL;
}

struct listing {
	struct engine *engine;
	const struct person *reader;
	json_t *rows;
};

static const char *
role_text(const struct request *r, const struct person *p)
{
	return p->id == r->requester ? role_name(ROLE_REQUESTER) :
	    p->id == r->sponsor      ? role_name(ROLE_SPONSOR) :
				       role_name(ROLE_ADMIN);
}

static void
add_if_away(const struct person *p, json_t *rows)
{
	if (p->away[0] != '\0')
		json_array_append_new(rows,
		    json_pack("{s:s, s:s}", "name",
			p->name[0] == '\0' ? p->address : p->name, "text",
			p->away));
}

enum status
away_admins(struct engine *e, const struct person *but, json_t *rows,
    struct err *err)
{
	const struct list *admins = &e->config->admins;
	struct person p;
	enum status rc = OK;
	bool found;

	for (size_t i = 0; rc == OK && i < admins->n; i++) {
		person_init(&p);
		rc = person_by_address(e->store, admins->item[i], &p, &found,
		    err);
		if (rc == OK && found && p.id != but->id)
			add_if_away(&p, rows);
		person_free(&p);
	}
	return rc;
}

enum status
away_view(struct engine *e, const struct request *r, const struct person *but,
    json_t **out, struct err *err)
{
	json_t *rows = json_array();
	struct person p;
	enum status rc = OK;

	if (r->state == ST_SPONSOR && r->sponsor != 0 &&
	    r->sponsor != but->id) {
		person_init(&p);
		if ((rc = person_by_id(e->store, r->sponsor, &p, err)) == OK)
			add_if_away(&p, rows);
		person_free(&p);
	}
	if (r->state == ST_REVIEW)
		rc = away_admins(e, but, rows, err);
	*out = rows;
	return rc;
}

static enum status
add_row(void *ctx, const struct request *r, struct err *err)
{
	struct listing *l = ctx;
	const char *wait = waiting_for(l->engine->config, r);
	char since[LONG_DAY_SIZE], due[LONG_DAY_SIZE];
	json_t *away = NULL;
	enum status rc;

	if (json_array_size(l->rows) == ROWS_MAX)
		return OK;
	rc = away_view(l->engine, r, l->reader, &away, err);
	json_array_append_new(l->rows,
	    json_pack("{s:I, s:s, s:s, s:s, s:s, s:s?, s:s?, s:o}", "id",
		(json_int_t)r->id, "state", state_name(r->state), "purpose",
		r->field[FIELD_PURPOSE], "role", role_text(r, l->reader),
		"since", calendar_long_day(r->opened_at, since), "waiting_for",
		wait, "due_on",
		r->state == ST_REVIEW ? calendar_long_day(r->due_at, due) :
					NULL,
		"away", away));
	return rc;
}

enum status
status_view(struct engine *e, const struct person *p, const struct request *r,
    json_t *view, struct err *err)
{
	struct listing l = { e, p, json_array() };
	struct request_filter mine = { .state = -1, .person = p->id };
	enum status rc;

	rc = r != NULL ? add_row(&l, r, err) :
			 requests_each(e->store, &mine, add_row, &l, err);
	json_object_set_new(view, "requests", l.rows);
	return rc;
}

/* Everything that is open, what waits for an admin first. */
static enum status
list_open(struct engine *e, const struct person *p, json_t *view,
    struct err *err)
{
	static const enum state open[] = { ST_REVIEW, ST_QUESTION, ST_APPROVED,
		ST_ISSUED, ST_SPONSOR, ST_CHECKING, ST_INCOMPLETE };
	struct listing l = { e, p, json_array() };
	enum status rc = OK;

	for (size_t i = 0; i < sizeof open / sizeof open[0] && rc == OK; i++) {
		struct request_filter f = { .state = (int)open[i] };

		rc = requests_each(e->store, &f, add_row, &l, err);
	}
	json_object_set_new(view, "requests", l.rows);
	return rc;
}

struct trail {
	const struct person *reader;
	bool all; /* also what others wrote without effect */
	json_t *rows;
};

static enum status
add_trail(void *ctx, const struct audit_row *a, struct err *err)
{
	struct trail *t = ctx;
	bool ok = strcmp(a->reason, reason_name(RE_OK)) == 0;
	enum event_type on = EV_NONE;
	char day[LONG_DAY_SIZE];
	/* whether there is such a request is nobody else's business */
	int64_t shown = strcmp(a->reason, reason_name(RE_NOT_ALLOWED)) == 0 ?
	    0 :
	    a->request;

	(void)err;
	/* that somebody asked is no answer to why */
	if (ok && event_from_name(a->event, &on) && event_informs(on))
		return OK;
	if (json_array_size(t->rows) == TRAIL_MAX ||
	    (!t->all && !ok && strcmp(a->actor, t->reader->address) != 0))
		return OK;
	json_array_append_new(t->rows,
	    json_pack("{s:s, s:s, s:s, s:s, s:o}", "on",
		calendar_long_day(a->at, day), "event", a->event, "actor",
		a->actor, "reason", a->reason, "request",
		shown == 0 ? json_null() : json_integer(shown)));
	return OK;
}

enum status
status_trail(struct engine *e, const struct person *p, const struct request *r,
    json_t *view, struct err *err)
{
	struct audit_filter f = { .request = r == NULL ? 0 : r->id,
		.actor = r == NULL ? p->address : "",
		.most = TRAIL_SEEN };
	struct trail t = { .reader = p,
		.all = is_admin(e->config, p),
		.rows = json_array() };
	enum status rc = audit_last(e->store, &f, add_trail, &t, err);

	json_object_set_new(view, "trail", t.rows);
	return rc;
}

static enum status
answer_view(struct engine *e, const struct person *p, enum event_type on,
    json_t *view, struct batch *batch, struct err *err)
{
	enum status rc;

	if (on == EV_WHY)
		return status_trail(e, p, NULL, view, err);
	if (on != EV_LIST || !is_admin(e->config, p))
		return status_view(e, p, NULL, view, err);
	if ((rc = list_open(e, p, view, err)) != OK)
		return rc;
	return digest_view(e, p, view, batch, err);
}

enum status
status_answer(struct engine *e, const struct person *p, const struct act *act,
    struct outcome *out, struct err *err)
{
	struct owed owed = { .template = act->on == EV_HELP ? "help" : "status",
		.to = p,
		.no_change = true,
		.answers = act->message_id,
		.talk = act->talk };
	struct batch batch = { .n = 0 };
	json_t *view = NULL;
	enum status rc;
	bool limited = false;

	if ((rc = mail_view(e->store, e->config, NULL, &view, err)) != OK)
		return rc;
	json_object_set_new(view, "for_admin",
	    json_boolean(is_admin(e->config, p)));
	json_object_set_new(view, "token_days_max",
	    json_integer(config_days_max(e->config, p->standing)));
	owed.view = view;
	rc = answer_view(e, p, act->on, view, &batch, err);
	owed.batch = batch.n == 0 ? NULL : &batch;
	if (rc == OK)
		rc = letter_owe(e, NULL, &owed, out->mails, &limited, err);
	out->applied = true;
	if (rc == OK && limited)
		out->reason = RE_RATE_LIMIT;
	if (rc == OK)
		rc = record_audit(e, act, NULL, out->reason, err);
	json_decref(view);
	return rc;
}
