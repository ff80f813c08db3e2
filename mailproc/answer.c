/*
 * answer - the one transcript that answers a mail.
 */
#include <string.h>

#include "mailproc/settle_private.h"
#include "state/letters.h"
#include "state/status.h"
#include "state/view.h"

/*
 * Owed if anything was refused, if there were several commands, or if a row of
 * the workflow asks for it; never to somebody who may be somebody else.
 */
static bool
owed(const struct case_file *f)
{
	if (!f->mail->accepted)
		return false;
	return f->refused || f->transcript || f->mail->facts.ncommands > 1;
}

/* Somebody who takes part in the request reads its number in the subject. */
static enum status
load_if_involved(struct case_file *f, struct request *r, bool *involved,
    struct err *err)
{
	enum status rc;
	bool found;

	*involved = false;
	if (f->judgement->request == 0)
		return OK;
	rc = request_load(f->engine->store, f->judgement->request, r, &found,
	    err);
	if (rc == OK && found)
		*involved = roles_of(f->engine->config, r, &f->person) != 0;
	return rc;
}

/* The one thing that was asked for is to be done in Canvas, by its writer. */
static bool
asks_done(const struct case_file *f, const struct request *r)
{
	const json_t *line = json_array_get(f->lines, 0);

	return f->changed && r != NULL && json_array_size(f->lines) == 1 &&
	    json_is_object(json_object_get(line, "by_hand")) &&
	    (roles_of(f->engine->config, r, &f->person) & ROLE_ADMIN) != 0;
}

/*
 * Buttons: whoever was refused something gets what is possible now; whoever
 * decided something is asked whether that was them.
 */
static enum status
add_offers(struct case_file *f, const struct request *r, struct owed *letter,
    struct err *err)
{
	json_t *list = NULL;
	enum status rc = OK;
	bool fresh = false;

	if (f->refused)
		rc = offers(f, r, &list, &fresh, err);
	else
		list = json_array();
	if (rc == OK && asks_done(f, r))
		json_array_append_new(list, json_string(event_name(EV_DONE)));
	if (rc == OK && f->changed && r != NULL)
		json_array_append_new(list, json_string(event_name(EV_NOTME)));
	letter->asks = (fresh && !f->changed) || asks_done(f, r);
	if (letter->asks)
		letter->role =
		    f->person.id == r->sponsor ? ROLE_SPONSOR : ROLE_ADMIN;
	json_object_set_new(letter->view, "offers", list);
	return rc;
}

enum status
answer_mail(struct case_file *f, struct err *err)
{
	struct owed letter = { .template = "transcript",
		.to = &f->person,
		.no_change = !f->changed,
		.answers = f->mail->message_id,
		.talk = f->talk };
	struct engine *e = f->engine;
	const struct request *about;
	struct request r;
	enum status rc;
	bool involved, limited = false;

	if (!owed(f))
		return OK;
	request_init(&r);
	if ((rc = load_if_involved(f, &r, &involved, err)) != OK)
		goto out;
	about = involved ? &r : NULL;
	if ((rc = mail_view(e->store, e->config, about, &letter.view, err)) !=
	    OK)
		goto out;
	json_object_set(letter.view, "lines", f->lines);
	json_object_set_new(letter.view, "for_admin",
	    json_boolean(is_admin(e->config, &f->person)));
	if ((rc = add_offers(f, about, &letter, err)) == OK)
		rc = letter_owe(e, about, &letter, f->judgement->mails,
		    &limited, err);
	if (rc == OK && limited) {
		f->judgement->reason = RE_RATE_LIMIT;
		rc = audit_message(f, "no answer: over the limit", err);
	}
out:
	request_free(&r);
	json_decref(letter.view);
	return rc;
}
