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

enum status
answer_mail(struct case_file *f, struct err *err)
{
	struct owed letter = { .template = "transcript",
		.to = &f->person,
		.no_change = !f->changed,
		.answers = f->mail->message_id };
	struct engine *e = f->engine;
	struct request r;
	json_t *view = NULL;
	enum status rc;
	bool involved, limited = false;

	if (!owed(f))
		return OK;
	request_init(&r);
	if ((rc = load_if_involved(f, &r, &involved, err)) != OK ||
	    (rc = mail_view(e->store, e->config, involved ? &r : NULL, &view,
		 err)) != OK)
		goto out;
	json_object_set(view, "lines", f->lines);
	json_object_set_new(view, "for_admin",
	    json_boolean(is_admin(e->config, &f->person)));
	letter.view = view;
	rc = letter_owe(e, involved ? &r : NULL, &letter, f->judgement->mails,
	    &limited, err);
	if (rc == OK && limited)
		f->judgement->reason = RE_RATE_LIMIT;
out:
	request_free(&r);
	json_decref(view);
	return rc;
}
