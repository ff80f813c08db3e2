/*
 * intake - a mail without a command.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mailproc/base/fold.h"
#include "mailproc/settle_private.h"

#define FOLDED_FIELD (2 * FIELD_MAX)

/* Case, accents and white space aside, is it the same? */
static bool
same_words(const char *a, const char *b)
{
	struct buf x = BUF_INIT(FOLDED_FIELD), y = BUF_INIT(FOLDED_FIELD);
	bool same;

	fold_text(&x, a, strlen(a));
	fold_text(&y, b, strlen(b));
	same = strcmp(x.str, y.str) == 0;
	buf_free(&x);
	buf_free(&y);
	return same;
}

/* Does no field differ from what the request has? */
static bool
brings_nothing(const struct facts *facts, const struct request *r)
{
	for (int i = 0; i < FIELD_COUNT; i++)
		if (facts->field[i][0] != '\0' &&
		    !same_words(facts->field[i], r->field[i]))
			return false;
	return true;
}

/* Its requester may be answering us, filling in what was missing, or changing
 * the form. */
enum status
thread_event(struct case_file *f, enum event_type *out, struct err *err)
{
	struct request r;
	enum status rc;
	bool found, form = f->mail->facts.kind == KIND_REQUEST;

	*out = EV_NONE;
	request_init(&r);
	rc = request_load(f->engine->store, f->thread, &r, &found, err);
	if (rc == OK && found && r.requester == f->person.id) {
		if (r.state == ST_INCOMPLETE ||
		    (r.state == ST_QUESTION &&
			brings_nothing(&f->mail->facts, &r)))
			*out = EV_ANSWER;
		else if (form)
			*out = EV_EDIT;
	}
	request_free(&r);
	return rc;
}

/* Looking for the newest open request of somebody for a purpose. */
struct search {
	int64_t person;
	const char *purpose;
	int64_t found; /* 0: none */
};

static enum status
look(void *ctx, const struct request *r, struct err *err)
{
	struct search *s = ctx;
	bool open = !state_ended(r->state) && r->state != ST_ISSUED &&
	    r->state != ST_ACTIVE;

	(void)err;
	if (open && r->requester == s->person &&
	    same_words(r->field[FIELD_PURPOSE], s->purpose))
		s->found = r->id;
	return OK;
}

/* Is the sponsor named here the one there is, by another address? */
static enum status
same_sponsor(struct case_file *f, const struct request *r, const char *address,
    bool *same, struct err *err)
{
	struct person p;
	enum status rc;
	bool found;

	person_init(&p);
	rc = person_by_address(f->engine->store, address, &p, &found, err);
	*same = rc == OK && found && p.id == r->sponsor;
	person_free(&p);
	return rc;
}

/* Of what is given only what differs; *differs if anything does. */
static enum status
keep_differences(struct case_file *f, const struct request *r,
    const char *given[FIELD_COUNT], bool *differs, struct err *err)
{
	enum status rc;
	bool same;

	*differs = false;
	if (given[FIELD_SPONSOR][0] != '\0' && r->sponsor != 0) {
		if ((rc = same_sponsor(f, r, given[FIELD_SPONSOR], &same,
			 err)) != OK)
			return rc;
		if (same)
			given[FIELD_SPONSOR] = "";
	}
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (same_words(given[i], r->field[i]))
			given[i] = "";
		*differs = *differs || given[i][0] != '\0';
	}
	return OK;
}

/*
 * The same person asks for the same purpose once more, in a new mail: that
 * fills in, changes or asks about the request which is open already.
 */
static enum status
link_open(struct case_file *f, struct act *act, const char *given[FIELD_COUNT],
    struct err *err)
{
	struct request_filter mine = { .state = -1, .person = f->person.id };
	struct search s = { f->person.id, given[FIELD_PURPOSE], 0 };
	struct request r;
	char id[24];
	enum status rc;
	bool found, differs;

	if (given[FIELD_PURPOSE][0] == '\0' || f->person.id == 0)
		return OK;
	rc = requests_each(f->engine->store, &mine, look, &s, err);
	if (rc != OK || s.found == 0)
		return rc;
	request_init(&r);
	if ((rc = request_load(f->engine->store, s.found, &r, &found, err)) ==
		OK &&
	    (rc = keep_differences(f, &r, given, &differs, err)) == OK) {
		act->request = s.found;
		act->on = r.state == ST_INCOMPLETE ? EV_ANSWER :
		    differs                        ? EV_EDIT :
						     EV_STATUS;
		act->note = "a new mail for the same purpose: linked";
		snprintf(id, sizeof id, "%" PRId64, s.found);
		mail_step(f->mail, "open request for the same purpose", id,
		    event_name(act->on));
	}
	request_free(&r);
	return rc;
}

enum status
act_on_text(struct case_file *f, struct err *err)
{
	const struct facts *facts = &f->mail->facts;
	const char *given[FIELD_COUNT];
	struct act act = { .on = EV_REQUEST,
		.request = f->thread,
		.person = &f->person,
		.proof = f->proof,
		.text = "",
		.field = given,
		.unfit = facts->unfit,
		.addresses = facts->addresses,
		.dates = facts->dates,
		.message_id = f->mail->message_id,
		.talk = f->talk };
	struct outcome o;
	enum status rc;

	for (int i = 0; i < FIELD_COUNT; i++)
		given[i] = facts->field[i];
	outcome_init(&o);
	if (f->thread == 0)
		rc = link_open(f, &act, given, err);
	else if ((rc = thread_event(f, &act.on, err)) == OK &&
	    act.on == EV_ANSWER)
		act.text = facts->own_text;
	if (rc == OK && act.on == EV_NONE)
		rc = refuse_act(f, &act, RE_NO_COMMAND, &o, err);
	else if (rc == OK)
		rc = apply(f->engine, &act, &o, err);
	if (rc == OK)
		note_outcome(f, facts->subject, act.on, 0, "", &o);
	outcome_free(&o);
	return rc;
}
