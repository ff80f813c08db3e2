#include "state/view.h"

#include <stdio.h>
#include <string.h>

#include "mailproc/base/clock.h"
#include "state/calendar.h"
#include "state/status.h"
#include "state/token.h"

static json_t *
time_json(int64_t t)
{
	char text[RFC3339_SIZE];

	return t == 0 ? json_null() : json_string(clock_rfc3339(t, text));
}

static json_t *
text_json(const char *s)
{
	return s[0] == '\0' ? json_null() : json_string(s);
}

static json_t *
fields_json(const struct config *c, const struct request *r)
{
	json_t *fields = json_object();

	for (int f = 0; f < FIELD_COUNT; f++) {
		enum field field = (enum field)f;

		if (field == FIELD_AGREE)
			json_object_set_new(fields, field_name(field),
			    json_boolean(r->field[f][0] != '\0'));
		else if (field < FIELD_EXTRA && field != FIELD_SPONSOR)
			json_object_set_new(fields, field_name(field),
			    text_json(r->field[f]));
		else if (site_question(&c->words, field) != NULL)
			json_object_set_new(fields,
			    site_field_name(&c->words, field),
			    text_json(r->field[f]));
	}
	return fields;
}

static json_t *
token_json(const struct token *t)
{
	if (!token_known(t))
		return json_null();
	return json_pack("{s:o, s:s, s:o, s:s}", "id", text_json(t->id),
	    "purpose", t->purpose, "expires_at", time_json(t->expires_at),
	    "state", t->state);
}

static enum status
requester_json(struct store *st, const struct request *r, json_t **out,
    struct err *err)
{
	struct person p;
	enum status rc;

	person_init(&p);
	if ((rc = person_by_id(st, r->requester, &p, err)) == OK)
		*out = json_pack("{s:s, s:o, s:s, s:o}", "address", p.address,
		    "name", text_json(p.name), "role",
		    standing_name(p.standing), "canvas_user_id",
		    text_json(p.canvas_user_id));
	person_free(&p);
	return rc;
}

static enum status
sponsor_json(struct store *st, const struct request *r, json_t **out,
    struct err *err)
{
	struct person p;
	enum status rc;

	*out = json_null();
	if (r->sponsor == 0)
		return OK;
	person_init(&p);
	if ((rc = person_by_id(st, r->sponsor, &p, err)) == OK)
		*out = json_pack("{s:s, s:o, s:o, s:o}", "address", p.address,
		    "name", text_json(p.name), "answer",
		    text_json(r->sponsor_answer), "at",
		    time_json(r->sponsor_at));
	person_free(&p);
	return rc;
}

static enum status
add_history(void *ctx, const struct audit_row *a, struct err *err)
{
	(void)err;
	json_array_append_new(ctx,
	    json_pack("{s:o, s:s, s:s, s:o, s:s, s:o, s:o}", "at",
		time_json(a->at), "event", a->event, "actor", a->actor, "grade",
		text_json(a->grade), "reason", a->reason, "note",
		text_json(a->note), "message_id", text_json(a->message_id)));
	return OK;
}

enum status
request_json(struct store *st, const struct config *c, const struct request *r,
    bool full, json_t **out, struct err *err)
{
	json_t *requester = NULL, *sponsor = NULL, *history;
	enum status rc;

	*out = NULL;
	if ((rc = requester_json(st, r, &requester, err)) != OK ||
	    (rc = sponsor_json(st, r, &sponsor, err)) != OK) {
		json_decref(requester);
		json_decref(sponsor);
		return rc;
	}
	*out = json_pack("{s:I, s:s, s:I, s:o, s:o, s:o, s:o, s:s?, s:o}", "id",
	    (json_int_t)r->id, "state", state_name(r->state), "revision",
	    (json_int_t)r->revision, "requester", requester, "sponsor", sponsor,
	    "opened_at", time_json(r->opened_at), "due_at",
	    time_json(r->due_at), "waiting_for", waiting_for(c, r), "token",
	    token_json(&r->token));
	if (!full)
		return OK;
	json_object_set_new(*out, "fields", fields_json(c, r));
	history = json_array();
	json_object_set_new(*out, "history", history);
	return audit_each(st, r->id, add_history, history, err);
}

json_t *
words_json(const char *value)
{
	struct buf text = BUF_INIT(128 << 10);
	json_t *out;

	if (value == NULL || value[0] == '\0')
		return json_null();
	for (; *value != '\0'; value++)
		if (*value == '\n')
			buf_adds(&text, "\n    ");
		else
			buf_addc(&text, *value);
	out = json_string(text.str);
	buf_free(&text);
	return out;
}

/* Somebody as mails name them: with a name that is never empty. */
static enum status
person_view(struct store *st, int64_t id, const char *comment, json_t **out,
    struct err *err)
{
	struct person p;
	enum status rc;

	*out = json_null();
	if (id == 0)
		return OK;
	person_init(&p);
	if ((rc = person_by_id(st, id, &p, err)) == OK)
		*out = json_pack("{s:s, s:s, s:s, s:o}", "address", p.address,
		    "name", p.name[0] == '\0' ? p.address : p.name, "role",
		    standing_name(p.standing), "comment", words_json(comment));
	person_free(&p);
	return rc;
}

/* A day as people read it; what is no day stays as it is written. */
static json_t *
field_value(enum field f, const char *value)
{
	char day[LONG_DAY_SIZE];
	int64_t end;

	if (f == FIELD_UNTIL && calendar_day_end(value, &end))
		return json_string(calendar_long_day(end, day));
	return words_json(value);
}

static json_t *
filled_in(const struct config *c, const struct request *r)
{
	json_t *rows = json_array();

	for (int f = 0; f < FIELD_COUNT; f++)
		if (r->field[f][0] != '\0')
			json_array_append_new(rows,
			    json_pack("{s:s, s:o}", "label",
				site_field_label(&c->words, (enum field)f),
				"value",
				field_value((enum field)f, r->field[f])));
	return rows;
}

static json_t *
day_json(int64_t t)
{
	char day[LONG_DAY_SIZE];

	return t == 0 ? json_null() : json_string(calendar_long_day(t, day));
}

/* Who decided what, and when; null if nobody did. */
static enum status
decision_view(struct store *st, int64_t who, const char *verb, int64_t at,
    json_t **out, struct err *err)
{
	struct person p;
	enum status rc;

	*out = json_null();
	if (who == 0)
		return OK;
	person_init(&p);
	if ((rc = person_by_id(st, who, &p, err)) == OK)
		*out = json_pack("{s:s, s:s, s:s, s:o}", "verb", verb, "name",
		    p.name[0] == '\0' ? p.address : p.name, "address",
		    p.address, "on", day_json(at));
	person_free(&p);
	return rc;
}

/* Where it stands, as far as words depend on that. */
static void
state_view(const struct request *r, json_t *view)
{
	bool ended = r->state == ST_DENIED || r->state == ST_DECLINED;
	bool asked = r->state == ST_QUESTION || r->state == ST_REVIEW;

	json_object_set_new(view, "at_sponsor",
	    json_boolean(r->state == ST_SPONSOR));
	json_object_set_new(view, "ended", json_boolean(state_ended(r->state)));
	/* one column for both: who was asked something was not refused it */
	json_object_set_new(view, "reason",
	    words_json(ended ? r->reason : NULL));
	json_object_set_new(view, "question",
	    words_json(asked ? r->reason : NULL));
}

/* What the policy says for people of the requester's standing. */
static void
set_role_view(const struct config *c, const json_t *requester, json_t *view)
{
	const char *role =
	    json_string_value(json_object_get(requester, "role"));
	enum standing standing;

	if (role == NULL || !standing_from_name(role, &standing))
		return;
	json_object_set_new(view, "risk", words_json(c->role[standing].risk));
	json_object_set_new(view, "token_days_max",
	    json_integer(config_days_max(c, standing)));
}

static enum status
by_hand_view(struct store *st, const struct config *c, const struct request *r,
    json_t *view, struct err *err)
{
	struct person owner;
	enum status rc;

	person_init(&owner);
	if ((rc = person_by_id(st, r->requester, &owner, err)) == OK)
		json_object_set_new(view, "by_hand",
		    token_by_hand(c, r, &owner));
	person_free(&owner);
	return rc;
}

static enum status
fill_view(struct store *st, const struct config *c, const struct request *r,
    json_t *view, struct err *err)
{
	json_t *requester, *sponsor, *decision, *token = json_null();
	char tag[48];
	enum status rc;

	if ((rc = person_view(st, r->requester, "", &requester, err)) != OK)
		return rc;
	json_object_set_new(view, "requester", requester);
	set_role_view(c, requester, view);
	if ((rc = person_view(st, r->sponsor, r->sponsor_comment, &sponsor,
		 err)) != OK)
		return rc;
	json_object_set_new(view, "sponsor", sponsor);
	if ((rc = decision_view(st, r->decider, r->decision, r->decided_at,
		 &decision, err)) != OK)
		return rc;
	json_object_set_new(view, "decision", decision);
	if ((rc = decision_view(st, r->first, event_name(EV_APPROVE),
		 r->first_at, &decision, err)) != OK)
		return rc;
	json_object_set_new(view, "first", decision);
	if (token_known(&r->token))
		token = json_pack("{s:s, s:s, s:o}", "id", r->token.id,
		    "purpose", r->token.purpose, "ends_on",
		    day_json(r->token.expires_at));
	json_object_set_new(view, "token", token);
	if ((rc = by_hand_view(st, c, r, view, err)) != OK)
		return rc;
	json_object_set_new(view, "fields", filled_in(c, r));
	snprintf(tag, sizeof tag, "[Canvas token #%lld]", (long long)r->id);
	json_object_set_new(view, "request",
	    json_pack("{s:I, s:s, s:s, s:I, s:s, s:o, s:s?}", "id",
		(json_int_t)r->id, "tag", tag, "state", state_name(r->state),
		"revision", (json_int_t)r->revision, "purpose",
		r->field[FIELD_PURPOSE], "due_on", day_json(r->due_at),
		"waiting_for", waiting_for(c, r)));
	state_view(r, view);
	return OK;
}

enum status
mail_view(struct store *st, const struct config *c, const struct request *r,
    json_t **out, struct err *err)
{
	static const char *const absent[] = { "request", "requester", "sponsor",
		"comment", "reason", "question", "answer", "decision", "first",
		"second", "token", "sealed_url", "by_hand", "canvas_said",
		"forged_by", "for_requester", "for_sponsor", "for_admin",
		"unchanged", "ends_by", "overdue", "at_sponsor", "ended",
		"sponsor_away", "digest", "news", "again", "risk", "gone",
		"replaced", "doubts", "renewal" };
	static const char *const empty[] = { "fields", "missing", "changes",
		"lines", "requests", "away", "trail", "offers", "batch" };
	json_t *view = json_object();

	for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
		json_object_set_new(view, absent[i], json_null());
	for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
		json_object_set_new(view, empty[i], json_array());
	json_object_set_new(view, "regenerate",
	    json_boolean(config_handover(c) == HANDOVER_REGENERATE));
	json_object_set_new(view, "sealed",
	    json_boolean(config_handover(c) == HANDOVER_SEALED));
	json_object_set_new(view, "in_person",
	    json_boolean(config_handover(c) == HANDOVER_NONE));
	json_object_set_new(view, "manual", json_boolean(config_manual(c)));
	json_object_set_new(view, "tag", json_string(c->tag));
	*out = view;
	return r == NULL ? OK : fill_view(st, c, r, view, err);
}
