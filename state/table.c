#include "state/table.h"

#include <string.h>

#include "state/fields.h"
#include "state/policy.h"
#include "state/suggest.h"

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
	json_decref(t->forged);
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

/* Is this an address of the person who is sponsor already? */
static enum status
names_sponsor(struct engine *e, const struct request *r, const char *address,
    bool *same, struct err *err)
{
	struct person p;
	enum status rc;

	*same = false;
	if (r->sponsor == 0 || address[0] == '\0')
		return OK;
	person_init(&p);
	rc = person_by_address(e->store, address, &p, same, err);
	*same = *same && p.id == r->sponsor;
	person_free(&p);
	return rc;
}

/* What the act brings, into the request. */
static enum status
merge(struct table *t, struct engine *e, const struct act *act, struct err *err)
{
	const char *given[FIELD_COUNT];
	struct request *r = &t->request;
	enum status rc;
	bool same;

	for (int f = 0; f < FIELD_COUNT; f++)
		given[f] = act->field == NULL || act->on == EV_SPONSOR ||
			(act->unfit & 1u << f) != 0 ?
		    "" :
		    act->field[f];
	if (act->on == EV_SPONSOR)
		given[FIELD_SPONSOR] = act->text;
	if ((rc = names_sponsor(e, r, given[FIELD_SPONSOR], &same, err)) != OK)
		return rc;
	if (same) /* another way to write it is no change */
		given[FIELD_SPONSOR] = "";
	fields_merge(e->config, r, given, t->changes);
	if (act->sponsor_wrong)
		string_set(&r->field[FIELD_SPONSOR], "");
	return OK;
}

/* Which fields are missing now, and who is named sponsor. */
static enum status
weigh(struct table *t, struct engine *e, unsigned unfit, struct err *err)
{
	struct request *r = &t->request;
	struct person sponsor;
	struct weighing by = { .config = e->config,
		.requester = &t->requester,
		.unfit = unfit,
		.now = e->now };
	enum status rc = OK;
	bool found = false;

	person_init(&sponsor);
	if (r->field[FIELD_SPONSOR][0] != '\0')
		rc = person_by_address(e->store, r->field[FIELD_SPONSOR],
		    &sponsor, &found, err);
	if (rc == OK && found) {
		by.sponsor = &sponsor;
		rc = policy_sponsor_full(e, r, sponsor.id, false,
		    &by.sponsor_full, err);
	}
	if (rc == OK) {
		json_decref(t->missing);
		t->missing = fields_missing(&by, r);
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
	if (act->on == EV_CONFIRM)
		return policy_sponsor_full(e, r, r->sponsor, true,
		    &t->sponsor_full, err);
	if (!weighs_fields(act->on, r->state))
		return OK;
	if ((rc = merge(t, e, act, err)) != OK ||
	    (rc = weigh(t, e, act->unfit, err)) != OK)
		return rc;
	return suggest(e, act, t, err);
}
