#include "state/record.h"

#include <stdio.h>
#include <string.h>

#include "mailproc/base/clock.h"
#include "mailproc/base/hash.h"
#include "state/calendar.h"
#include "state/fields.h"
#include "state/holidays.h"
#include "state/instead.h"
#include "state/token.h"
#include "state/upkeep.h"
#include "state/view.h"
#include "state/workflow.h"

#define BY_MAX 400 /* bytes of a sentence about who decided */

/* A sponsor's answer holds until fields change or it is withdrawn. */
static void
forget_sponsor_answer(struct request *r)
{
	string_set(&r->sponsor_answer, "");
	string_set(&r->sponsor_comment, "");
	r->sponsor_at = 0;
}

static void
forget_decision(struct request *r)
{
	string_set(&r->decision, "");
	r->decider = 0;
	r->decided_at = 0;
}

/* The first of two approvals holds for what was read then. */
static void
forget_first(struct request *r)
{
	r->first = 0;
	r->first_at = 0;
}

static void
note_sponsor(struct request *r, const struct act *act, int64_t now)
{
	bool confirmed = act->on == EV_CONFIRM;

	string_set(&r->sponsor_answer, confirmed ? "confirmed" : "declined");
	string_set(confirmed ? &r->sponsor_comment : &r->reason, act->text);
	r->sponsor_at = now;
}

static void
note_admin(struct request *r, const struct act *act, int64_t now)
{
	/* who denies, or is enough now, may have been the first of two */
	if (act->on == EV_DENY || r->first == act->person->id)
		forget_first(r);
	string_set(&r->decision, event_name(act->on));
	r->decider = act->person->id;
	r->decided_at = now;
	if (act->on == EV_DENY)
		string_set(&r->reason, act->text);
}

/* What an admin will make by hand; Canvas alone knows its number. */
static void
plan_token(const struct config *c, struct request *r, enum standing owner,
    int64_t now)
{
	char purpose[TOKEN_PURPOSE];

	string_set(&r->token.purpose, token_purpose(c, r, "", purpose));
	r->token.expires_at = token_end(c, r, owner, now);
}

static void
note_token(struct request *r, const struct act *act)
{
	if (act->on == EV_DONE) {
		string_set(&r->token.state,
		    r->state == ST_ACTIVE ? "active" : "pending");
		return;
	}
	string_set(&r->token.id, act->token->id);
	string_set(&r->token.purpose, act->token->purpose);
	string_set(&r->token.state, act->token->state);
	r->token.expires_at = act->token->expires_at;
}

/* Who said what: the part of the request that an event leaves behind. */
static void
note(struct request *r, const struct happening *h, int64_t now)
{
	const struct act *act = h->act;

	if (act->on == EV_CONFIRM || act->on == EV_DECLINE)
		note_sponsor(r, act, now);
	else if (act->on == EV_APPROVE || act->on == EV_DENY)
		note_admin(r, act, now);
	else if (act->on == EV_ASK)
		string_set(&r->reason, act->text);
	else if (act->on == EV_TOKEN_MADE || act->on == EV_DONE ||
	    act->on == EV_TOKEN_ADOPTED)
		note_token(r, act);
	else if (act->on == EV_SEEN_ACTIVE)
		string_set(&r->token.state, "active");
	else if (act->on == EV_TOKEN_GONE)
		string_set(&r->token.state, "deleted");
	if (h->to == ST_SPONSOR)
		forget_sponsor_answer(r);
	if (h->to == ST_REVIEW)
		forget_decision(r);
	if (h->revised || h->to == ST_SPONSOR ||
	    (h->to == ST_REVIEW && h->from != ST_QUESTION))
		forget_first(r);
}

/* What happens within review, and is no change of state. */
static void
note_in_review(struct request *r, const struct act *act, int64_t now)
{
	if (act->on == EV_APPROVE) {
		r->first = act->person->id;
		r->first_at = now;
	} else if (act->on == EV_NOTME)
		forget_first(r);
}

/* The promise of so many business days: interface.md section 10. */
static enum status
set_clock(struct engine *e, struct request *r, const struct happening *h,
    struct err *err)
{
	if (h->to == ST_QUESTION)
		r->question_at = e->now;
	else if (h->to == ST_REVIEW && h->from == ST_QUESTION) {
		r->due_at += e->now - r->question_at;
		r->question_at = 0;
	} else if (h->to == ST_REVIEW) {
		r->review_at = e->now;
		return holidays_business_days(e->store, e->now,
		    e->config->time.review_days, &r->due_at, err);
	} else if (h->to == ST_SPONSOR || h->to == ST_INCOMPLETE) {
		r->review_at = 0;
		r->due_at = 0;
		r->question_at = 0;
	}
	return OK;
}

enum status
record_change(struct engine *e, struct happening *h, int64_t sponsor,
    struct err *err)
{
	struct request *r = h->request;
	bool fresh = h->from == ST_NONE;
	bool moved =
	    h->from != h->to || h->revised || h->act->on == EV_TOKEN_ADOPTED;
	enum status rc;

	r->sponsor = sponsor;
	r->state = h->to;
	if (h->revised)
		r->revision++;
	if (moved) {
		note(r, h, e->now);
		r->since = e->now;
	} else if (h->to == ST_REVIEW)
		note_in_review(r, h->act, e->now);
	if (h->to == ST_APPROVED && h->act->on == EV_APPROVE &&
	    config_manual(e->config))
		plan_token(e->config, r, h->requester->standing, e->now);
	if (h->act->on == EV_TOKEN_CHANGED && h->act->token != NULL)
		upkeep_follow(&r->token, h->act->token);
	if (h->from != h->to && (rc = set_clock(e, r, h, err)) != OK)
		return rc;
	rc = fresh ? request_create(e->store, r, e->now, err) :
		     request_save(e->store, r, e->now, err);
	if (rc != OK)
		return rc;
	if ((rc = upkeep_note(e, r, h->act, err)) != OK)
		return rc;
	if ((fresh || h->revised) &&
	    (rc = revision_put(e->store, r, e->now, err)) != OK)
		return rc;
	if (fresh ||
	    (h->from == h->to && !h->revised && h->act->on != EV_NOTME))
		return OK;
	return keys_end(e->store, r->id,
	    event_decides(h->act->on) ? "spent" : "stale", e->now, err);
}

enum status
record_audit(struct engine *e, const struct act *act, const struct request *r,
    enum reason reason, struct err *err)
{
	struct audit_row a;
	enum status rc;

	audit_row_init(&a);
	a.at = e->now;
	a.request = r == NULL ? 0 : r->id;
	a.revision = r == NULL ? 0 : r->revision;
	string_set(&a.event, event_name(act->on));
	string_set(&a.actor,
	    act->person == NULL ? "mailproc" : act->person->address);
	if (act->person != NULL)
		string_set(&a.grade, grade_name(act->proof.grade));
	string_set(&a.reason, reason_name(reason));
	string_set(&a.note,
	    act->text[0] != '\0' || act->note == NULL ? act->text : act->note);
	string_set(&a.message_id, act->message_id);
	rc = audit_put(e->store, &a, err);
	audit_row_free(&a);
	return rc;
}

/* The newest row that ended the request, as a sentence. */
static enum status
note_end(void *ctx, const struct audit_row *a, struct err *err)
{
	char *by = ctx, day[LONG_DAY_SIZE];
	bool ended = strcmp(a->event, event_name(EV_CANCEL)) == 0 ||
	    strcmp(a->event, event_name(EV_REVOKE)) == 0 ||
	    strcmp(a->event, event_name(EV_NOTME)) == 0;

	(void)err;
	if (by[0] == '\0' && ended &&
	    strcmp(a->reason, reason_name(RE_OK)) == 0)
		snprintf(by, BY_MAX, " %s by %s on %s, by mail.", a->event,
		    a->actor, calendar_long_day(a->at, day));
	return OK;
}

/* The admin who decided, or the first of two who have to. */
static enum status
by_admin(struct engine *e, const struct request *r, char by[BY_MAX],
    struct err *err)
{
	bool first = r->decider == 0;
	char day[LONG_DAY_SIZE];
	struct person who;
	enum status rc;

	person_init(&who);
	if ((rc = person_by_id(e->store, first ? r->first : r->decider, &who,
		 err)) == OK)
		snprintf(by, BY_MAX, " %s by %s on %s, by mail.%s",
		    first ? event_name(EV_APPROVE) : r->decision, who.address,
		    calendar_long_day(first ? r->first_at : r->decided_at, day),
		    first ? " A second administrator has to approve it." : "");
	person_free(&who);
	return rc;
}

static enum status
by_sponsor(struct engine *e, const struct request *r, char by[BY_MAX],
    struct err *err)
{
	char day[LONG_DAY_SIZE];
	struct person who;
	enum status rc;

	person_init(&who);
	if ((rc = person_by_id(e->store, r->sponsor, &who, err)) == OK)
		snprintf(by, BY_MAX, " It was %s by %s on %s, by mail.",
		    r->sponsor_answer, who.address,
		    calendar_long_day(r->sponsor_at, day));
	person_free(&who);
	return rc;
}

enum status
record_facts(struct engine *e, enum event_type on, const struct request *r,
    struct outcome *out, struct err *err)
{
	struct audit_filter f = { .request = r->id, .actor = "", .most = 20 };
	bool answered = r->sponsor_answer[0] != '\0';
	bool sponsors = on == EV_CONFIRM || on == EV_DECLINE;
	bool decided = r->decider != 0 || r->first != 0;
	char by[BY_MAX] = "", end[BY_MAX] = "", other[BY_MAX];
	enum status rc = OK;

	if (r->id == 0)
		return OK;
	if (answered && (sponsors || !decided))
		rc = by_sponsor(e, r, by, err);
	else if (decided)
		rc = by_admin(e, r, by, err);
	if (rc == OK && (r->state == ST_CANCELLED || r->state == ST_REVOKED))
		rc = audit_last(e->store, &f, note_end, end, err);
	instead(on, out->roles, r, other, sizeof other);
	snprintf(out->text, sizeof out->text,
	    "Request %lld is in the state \"%s\".%s%s%s", (long long)r->id,
	    state_name(r->state), by, end, other);
	return rc;
}

static void
set_text(json_t *view, const char *key, const char *value)
{
	json_object_set_new(view, key, words_json(value));
}

void
view_act(json_t *view, const struct act *act)
{
	enum event_type on = act->on;
	bool reason = on == EV_DENY || on == EV_DECLINE;
	char day[LONG_DAY_SIZE];

	set_text(view, "comment", on == EV_CONFIRM ? act->text : NULL);
	if (reason)
		set_text(view, "reason", act->text);
	if (on == EV_ASK)
		set_text(view, "question", act->text);
	set_text(view, "answer", on == EV_ANSWER ? act->text : NULL);
	set_text(view, "canvas_said",
	    on == EV_TOKEN_IMPOSSIBLE || on == EV_NOT_FOUND ||
		    on == EV_TOKEN_CHANGED ?
		act->text :
		NULL);
	set_text(view, "sealed_url",
	    on == EV_TOKEN_MADE ? act->sealed_url : NULL);
	set_text(view, "forged_by",
	    on == EV_NOTME ? act->person->address : NULL);
	if (on == EV_SPONSOR_LEFT)
		json_object_set_new(view, "missing",
		    json_pack("[{s:s, s:s, s:n}]", "label",
			field_label(FIELD_SPONSOR), "why", "", "suggestion"));
	if (act->ends_at != 0)
		set_text(view, "ends_by",
		    calendar_long_day(act->ends_at - 1, day));
	json_object_set_new(view, "again", json_boolean(on == EV_RESEND));
	json_object_set_new(view, "overdue", json_boolean(on == EV_OVERDUE));
	json_object_set_new(view, "gone", json_boolean(on == EV_TOKEN_GONE));
	json_object_set_new(view, "replaced", json_boolean(on == EV_REPLACED));
}
