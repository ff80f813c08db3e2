#include "state/apply.h"

#include <stdio.h>
#include <string.h>

#include "mailproc/base/address.h"
#include "state/calendar.h"
#include "state/changes.h"
#include "state/effects.h"
#include "state/fields.h"
#include "state/letters.h"
#include "state/policy.h"
#include "state/record.h"
#include "state/renewal.h"
#include "state/table.h"
#include "state/token.h"
#include "state/view.h"
#include "state/workflow.h"

void
outcome_init(struct outcome *o)
{
	*o = (struct outcome){ .reason = RE_OK,
		.state = ST_NONE,
		.mails = json_array(),
		.changes = json_array(),
		.by_hand = json_null() };
}

void
outcome_free(struct outcome *o)
{
	json_decref(o->mails);
	json_decref(o->changes);
	json_decref(o->by_hand);
	o->mails = o->changes = o->by_hand = NULL;
}

bool
is_admin(const struct config *c, const struct person *p)
{
	bool admin = list_has(&c->admins, p->address);

	for (size_t i = 0; i < p->aliases.n; i++)
		admin = admin || list_has(&c->admins, p->aliases.item[i]);
	return admin;
}

/* Nobody is whom we do not know, nor is a place that nobody has. */
static bool
is(const struct person *p, int64_t id)
{
	return id != 0 && p->id == id;
}

unsigned
roles_of(const struct config *c, const struct request *r,
    const struct person *p)
{
	bool sponsors = (c->policy.may_sponsor & 1u << p->standing) != 0;
	unsigned roles = 0;

	if (is(p, r->requester))
		roles |= ROLE_REQUESTER;
	if (is(p, r->sponsor) && sponsors && !p->left)
		roles |= ROLE_SPONSOR;
	if (is(p, r->decider) || is(p, r->first))
		roles |= ROLE_DECIDER;
	if (!is(p, r->requester) && !is(p, r->sponsor) && is_admin(c, p))
		roles |= ROLE_ADMIN;
	return roles;
}

static struct situation
situation(const struct config *c, const struct table *t, const struct act *act)
{
	const struct request *r = &t->request;
	bool two = c->role[t->requester.standing].approvals > 1;
	int64_t actor = act->person == NULL ? 0 : act->person->id;

	return (struct situation){
		.state = r->state,
		.missing = json_array_size(t->missing) > 0,
		.directory = c->canvas.directory && act->on != EV_FOUND,
		.sponsor_needed = sponsor_needed(c, &t->requester),
		.first_of_two = two && r->first == 0,
		.approved_already = two && r->first != 0 && r->first == actor,
		.manual = config_manual(c),
		.to_delete = token_to_delete(c, r),
		.deleted = strcmp(r->token.state, "deleted") == 0,
		.asked = r->upkeep.asked_at != 0,
		.sponsor_said = r->sponsor_answer[0] == '\0'    ? EV_NONE :
		    strcmp(r->sponsor_answer, "confirmed") == 0 ? EV_CONFIRM :
								  EV_DECLINE,
		.admin_said = r->decision[0] == '\0'    ? EV_NONE :
		    strcmp(r->decision, "APPROVE") == 0 ? EV_APPROVE :
							  EV_DENY,
	};
}

/* The reason that answers this act, the four questions each by itself. */
static enum reason
judge(const struct engine *e, const struct act *act, const struct table *t,
    unsigned roles, struct decision *d)
{
	struct situation now = situation(e->config, t, act);
	enum reason may;

	*d = decide(&now, act->on, roles);
	if (d->reason == RE_NOT_ALLOWED && act->proof.key == KEY_STALE &&
	    (act->on == EV_CONFIRM || act->on == EV_DECLINE))
		return RE_KEY_STALE; /* a sponsor who was released since */
	if (d->reason == RE_NOT_ALLOWED || d->reason == RE_ALREADY_DONE)
		return d->reason;
	if (act->person != NULL) {
		may = permit(act->on, roles, &act->proof);
		if (may != RE_OK)
			return may;
	}
	if (act->on == EV_KEEP && t->request.state == ST_ACTIVE &&
	    d->reason == RE_WRONG_STATE)
		return RE_ALREADY_DONE;
	if (d->reason == RE_OK && t->sponsor_full)
		return RE_NOT_ALLOWED;
	if ((act->on == EV_EDIT || act->on == EV_SPONSOR) &&
	    d->reason != RE_WRONG_STATE && act->unfit == 0 &&
	    json_array_size(t->changes) == 0)
		return RE_ALREADY_DONE;
	if (act->on == EV_ASK && act->text[0] == '\0')
		return RE_AMBIGUOUS;
	return d->reason;
}

/* Before it is void: the mails about it still say whose decision it was. */
static enum status
keep_forged(struct engine *e, struct table *t, struct err *err)
{
	json_t *view = NULL;
	enum status rc;

	rc = mail_view(e->store, e->config, &t->request, &view, err);
	if (rc == OK)
		t->forged = json_incref(json_object_get(view,
		    t->request.decider != 0 ? "decision" : "first"));
	json_decref(view);
	return rc;
}

/* The row applies: write down everything that follows from it. */
static enum status
carry_out(struct engine *e, const struct act *act, const struct row *row,
    struct table *t, struct outcome *out, struct err *err)
{
	struct request *r = &t->request;
	struct happening h = { .act = act,
		.request = r,
		.requester = &t->requester,
		.from = r->state,
		.old_sponsor = r->sponsor };
	bool renews = row->effect[0].kind == FX_RENEW;
	enum status rc;

	h.to = row->to == ST_ANY ? r->state : row->to;
	h.revised =
	    row->effect[0].kind == FX_REVISE && json_array_size(t->changes) > 0;
	if (act->on == EV_NOTME && (rc = keep_forged(e, t, err)) != OK)
		return rc;
	if (row->from != ST_ANY && !renews &&
	    (rc = record_change(e, &h, t->sponsor, err)) != OK)
		return rc;
	out->request = r->id;
	out->state = r->state;
	out->applied = true;
	if ((rc = mail_view(e->store, e->config, r, &t->view, err)) != OK)
		return rc;
	json_object_set(t->view, "missing", t->missing);
	/* the sponsor has read the difference; those who decide next have not
	 */
	if (act->on == EV_CONFIRM &&
	    (rc = changes_since_asked(e, r, ROLE_ADMIN, t->changes, err)) != OK)
		return rc;
	if (h.from != ST_NONE && h.from != ST_INCOMPLETE)
		json_object_set(t->view, "changes", t->changes);
	if (t->forged != NULL)
		json_object_set(t->view, "decision", t->forged);
	json_object_set_new(t->view, "second",
	    json_boolean(row->when == WHEN_FIRST_OF_TWO));
	if (row->when == WHEN_FIRST_OF_TWO)
		snprintf(out->text, sizeof out->text,
		    "That is one of two: another administrator has to approve "
		    "it, too.");
	view_act(t->view, act);
	if (act->on == EV_END_NEAR &&
	    (rc = renewal_view(e, r, t->view, err)) != OK)
		return rc;
	h.view = t->view;
	for (int i = 0; i < EFFECTS_MAX && row->effect[i].kind != FX_END; i++)
		if ((rc = effect_do(e, &row->effect[i], &h, out, err)) != OK)
			return rc;
	if ((out->roles & ROLE_ADMIN) != 0) {
		json_decref(out->by_hand);
		out->by_hand = json_incref(json_object_get(h.view, "by_hand"));
	}
	if ((act->on == EV_REQUEST || act->on == EV_ANSWER) &&
	    json_array_size(t->missing) > 0)
		out->reason = RE_MISSING_FIELDS;
	if (((row->from == ST_ANY && event_informs(act->on)) ||
		out->reason == RE_MISSING_FIELDS) &&
	    json_array_size(out->mails) == 0)
		out->reason = RE_RATE_LIMIT; /* one more than we answer */
	return record_audit(e, act, r, out->reason, err);
}

/*
 * A change that cannot be taken as it stands: the requester is asked for what
 * is wrong with it, and the request stays what it was.
 */
static enum status
ask_again(struct engine *e, const struct act *act, const struct table *t,
    struct outcome *out, struct err *err)
{
	struct owed letter = { .template = "missing",
		.to = &t->requester,
		.no_change = true,
		.answers = act->message_id,
		.talk = act->talk };
	struct request stored;
	enum status rc;
	bool found, limited = false;

	request_init(&stored);
	if ((rc = request_load(e->store, t->request.id, &stored, &found,
		 err)) != OK ||
	    (rc = mail_view(e->store, e->config, &stored, &letter.view, err)) !=
		OK)
		goto out;
	json_object_set(letter.view, "missing", t->missing);
	json_object_set_new(letter.view, "unchanged", json_true());
	rc = letter_owe(e, &stored, &letter, out->mails, &limited, err);
	if (rc == OK && limited)
		out->reason = RE_RATE_LIMIT;
out:
	request_free(&stored);
	json_decref(letter.view);
	return rc;
}

static enum status
refuse(struct engine *e, const struct act *act, const struct table *t,
    struct outcome *out, struct err *err)
{
	const struct request *r = &t->request;
	enum status rc = OK;

	if (out->text[0] == '\0' && out->roles != 0 &&
	    out->reason != RE_NOT_ALLOWED &&
	    (rc = record_facts(e, act->on, r, out, err)) != OK)
		return rc;
	if (out->reason == RE_MISSING_FIELDS)
		rc = ask_again(e, act, t, out, err);
	else if (out->reason == RE_KEY_STALE && out->roles != 0)
		rc =
		    changes_since(e, r, act->proof.revision, out->changes, err);
	if (rc != OK)
		return rc;
	return record_audit(e, act,
	    out->reason == RE_NOT_ALLOWED && r->id == 0 ? NULL : r, out->reason,
	    err);
}

static enum status
find(struct engine *e, const struct act *act, struct request *r, bool *found,
    struct err *err)
{
	if (act->on == EV_REQUEST && act->person != NULL) {
		*found = true;
		r->requester = act->person->id;
		r->renews = act->renews;
		r->opened_at = e->now;
		return OK;
	}
	return request_load(e->store, act->request, r, found, err);
}

enum status
apply(struct engine *e, const struct act *act, struct outcome *out,
    struct err *err)
{
	struct table t;
	struct decision d = { RE_NOT_ALLOWED, NULL };
	enum status rc;
	bool found;

	table_init(&t);
	out->request = act->request;
	if ((rc = find(e, act, &t.request, &found, err)) != OK)
		goto out;
	out->reason = found ? RE_OK : RE_NOT_ALLOWED;
	if (!found)
		out->request = 0;
	if (found && act->on == EV_REQUEST &&
	    (rc = policy_may_ask(e, act, out, err)) != OK)
		goto out;
	if (out->reason == RE_OK) {
		out->state = t.request.state;
		out->roles = act->person == NULL ?
		    (unsigned)ROLE_MAILPROC :
		    roles_of(e->config, &t.request, act->person);
		if ((rc = table_lay(&t, e, act, err)) != OK)
			goto out;
		out->reason = judge(e, act, &t, out->roles, &d);
		if (out->reason == RE_NOT_ALLOWED && t.sponsor_full)
			policy_say_full(e->config, out);
	}
	if (out->reason == RE_OK)
		rc = carry_out(e, act, d.row, &t, out, err);
	else
		rc = refuse(e, act, &t, out, err);
out:
	table_free(&t);
	return rc;
}

enum status
apply_own(struct engine *e, enum event_type on, int64_t request, json_t *mails,
    struct err *err)
{
	struct act act = { .on = on,
		.request = request,
		.text = "",
		.message_id = "" };
	struct outcome o;
	enum status rc;

	outcome_init(&o);
	if ((rc = apply(e, &act, &o, err)) == OK && mails != NULL)
		json_array_extend(mails, o.mails);
	outcome_free(&o);
	return rc;
}

enum status
would_apply(struct engine *e, const struct act *act, enum reason *out,
    struct err *err)
{
	struct table t;
	struct decision d;
	enum status rc;
	bool found;

	*out = RE_NOT_ALLOWED;
	table_init(&t);
	if ((rc = find(e, act, &t.request, &found, err)) == OK && found &&
	    (rc = table_lay(&t, e, act, err)) == OK)
		*out = judge(e, act, &t,
		    roles_of(e->config, &t.request, act->person), &d);
	table_free(&t);
	return rc;
}
