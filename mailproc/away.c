/*
 * away - a sponsor is away: whoever waits for them is told, once for each
 * absence, and reads what else could be done.
 */
#include "mailproc/settle_private.h"
#include "state/holidays.h"
#include "state/letters.h"
#include "state/status.h"
#include "state/view.h"

static enum status
view_of(struct case_file *f, const struct request *r,
    const struct person *requester, json_t **view, struct err *err)
{
	const struct person *p = &f->person;
	struct engine *e = f->engine;
	char day[LONG_DAY_SIZE];
	int64_t end;
	enum status rc = mail_view(e->store, e->config, r, view, err);

	if (rc == OK)
		rc = status_view(e, requester, r, *view, err);
	if (rc == OK)
		rc = holidays_business_days(e->store, r->since,
		    e->config->time.sponsor_give_up, &end, err);
	if (rc != OK)
		return rc;
	json_object_set_new(*view, "sponsor_away",
	    json_pack("{s:s, s:s}", "name",
		p->name[0] == '\0' ? p->address : p->name, "text", p->away));
	json_object_set_new(*view, "ends_by",
	    json_string(calendar_long_day(end - 1, day)));
	json_object_set_new(*view, "offers", json_pack("[s]", "CANCEL"));
	return OK;
}

static enum status
tell(void *ctx, const struct request *r, struct err *err)
{
	struct case_file *f = ctx;
	struct person requester;
	struct owed letter = { .template = "status",
		.to = &requester,
		.answers = "" };
	enum status rc;

	if (r->sponsor != f->person.id)
		return OK;
	person_init(&requester);
	rc = person_by_id(f->engine->store, r->requester, &requester, err);
	if (rc == OK &&
	    (rc = view_of(f, r, &requester, &letter.view, err)) == OK)
		rc = letter_owe(f->engine, r, &letter, f->judgement->mails,
		    NULL, err);
	json_decref(letter.view);
	person_free(&requester);
	return rc;
}

enum status
tell_who_waits(struct case_file *f, struct err *err)
{
	struct request_filter asked = { .state = ST_SPONSOR,
		.person = f->person.id };

	return requests_each(f->engine->store, &asked, tell, f, err);
}
