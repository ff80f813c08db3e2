#include "state/table.h"

#include "state/fields.h"

void
table_init(struct table *t)
{
	*t = (struct table){ .missing = json_array(), .changes = json_array() };
	request_init(&t->request);
	person_init(&t->requester);
}

void
table_free(struct table *t)
{
	request_free(&t->request);
	person_free(&t->requester);
	json_decref(t->missing);
	json_decref(t->changes);
	json_decref(t->view);
}

/*
 * Do the fields count for what follows?  Once they were good enough, time and
 * the directory may make them worse without a word from anybody.
 */
static bool
weighs_fields(enum event_type on, enum state state)
{
	return on == EV_REQUEST || on == EV_EDIT || on == EV_SPONSOR ||
	    on == EV_FOUND || on == EV_NOT_FOUND ||
	    (on == EV_ANSWER && state == ST_INCOMPLETE);
}

static void
merge(struct table *t, const struct act *act)
{
	const char *given[FIELD_COUNT] = { "", "", "", "", "", "", "" };
	struct request *r = &t->request;

	if (act->on == EV_SPONSOR) {
		given[FIELD_SPONSOR] = act->text;
		fields_merge(r, given, t->changes);
	} else if (act->field != NULL)
		fields_merge(r, act->field, t->changes);
	if (act->sponsor_wrong)
		string_set(&r->field[FIELD_SPONSOR], "");
}

/* Which fields are missing now, and who is named sponsor. */
static enum status
weigh(struct table *t, struct engine *e, struct err *err)
{
	struct request *r = &t->request;
	struct person sponsor;
	enum status rc = OK;
	bool found = false;

	person_init(&sponsor);
	if (r->field[FIELD_SPONSOR][0] != '\0')
		rc = person_by_address(e->store, r->field[FIELD_SPONSOR],
		    &sponsor, &found, err);
	if (rc == OK) {
		json_decref(t->missing);
		t->missing = fields_missing(e->config, r, &t->requester,
		    found ? &sponsor : NULL, e->now);
		/* a sponsor who is not needed is none, whoever is named */
		t->sponsor = sponsor_needed(e->config, &t->requester) &&
			r->field[FIELD_SPONSOR][0] != '\0' ?
		    sponsor.id :
		    0;
	}
	person_free(&sponsor);
	return rc;
}

enum status
table_lay(struct table *t, struct engine *e, const struct act *act,
    struct err *err)
{
	struct request *r = &t->request;
	enum status rc;

	t->sponsor = r->sponsor;
	if ((rc = person_by_id(e->store, r->requester, &t->requester, err)) !=
	    OK)
		return rc;
	if (!weighs_fields(act->on, r->state))
		return OK;
	merge(t, act);
	return weigh(t, e, err);
}
