/*
 * acts - what a mail asks for, command by command.
 */
#include <stdio.h>
#include <string.h>

#include "mailproc/settle_private.h"
#include "state/status.h"
#include "state/workflow.h"
#include "templates/sentences.h"

static bool
is_information(enum event_type on)
{
	return on == EV_STATUS || on == EV_HELP;
}

/* What the table made of it, for `explain`. */
static void
step_outcome(struct case_file *f, enum event_type on, const struct outcome *o)
{
	char input[64], verdict[64];

	if (on == EV_NONE)
		return;
	if (o->request != 0)
		snprintf(input, sizeof input, "%s #%lld", event_name(on),
		    (long long)o->request);
	else
		snprintf(input, sizeof input, "%s", event_name(on));
	if (o->applied)
		snprintf(verdict, sizeof verdict, "%s, state %s",
		    reason_name(o->reason), state_name(o->state));
	else
		snprintf(verdict, sizeof verdict, "%s", reason_name(o->reason));
	mail_step(f->mail, "workflow", input, verdict);
}

void
note_outcome(struct case_file *f, const char *line, enum event_type on,
    int64_t id, const char *arg, const struct outcome *o)
{
	struct judgement *j = f->judgement;
	bool done = o->reason == RE_OK || o->applied;
	const char *why = sentence(o->reason);
	char text[1200];

	/* who may not ask is told why, not that there is no such request */
	if (o->reason == RE_NOT_ALLOWED && o->text[0] != '\0')
		why = "Nothing has changed.";
	snprintf(text, sizeof text, "%s%s%s", why,
	    o->text[0] == '\0' ? "" : " ", o->text);
	json_array_append_new(f->lines,
	    json_pack("{s:s, s:b, s:s, s:O}", "line", line, "done", done,
		"text", text, "changes", o->changes));
	/* a mail without a command may still be answered by a status */
	if (on != EV_REQUEST && on != EV_ANSWER && on != EV_EDIT &&
	    on != EV_NONE && f->mail->facts.ncommands > 0)
		json_array_append_new(j->commands,
		    json_pack("{s:s, s:o, s:s, s:s}", "verb", event_name(on),
			"id", id == 0 ? json_null() : json_integer(id), "arg",
			arg, "result", reason_name(o->reason)));
	json_array_extend(j->mails, o->mails);
	step_outcome(f, on, o);
	if (o->request != 0)
		j->request = o->request;
	j->roles |= o->roles;
	if (j->reason == RE_OK && o->reason != RE_OK)
		j->reason = o->reason;
	/* what is missing was asked for already */
	f->refused = f->refused || (!done && json_array_size(o->mails) == 0);
	f->changed = f->changed || (done && !is_information(on));
	f->transcript = f->transcript || o->transcript;
}

void
refuse_mail(struct case_file *f, enum reason why)
{
	struct outcome o;

	outcome_init(&o);
	o.reason = why;
	note_outcome(f, f->mail->facts.subject, EV_NONE, 0, "", &o);
	f->judgement->verdict = reason_verdict(why);
	outcome_free(&o);
}

/* Commands that parse but that nobody may decide by, before any is run. */
static enum reason
doubt(const struct case_file *f, const struct command_fact *c)
{
	const struct facts *facts = &f->mail->facts;

	if (c->result != RE_OK)
		return c->result;
	if (c->verb == EV_LIST || c->verb == EV_WHY)
		return RE_UNKNOWN_VERB;
	if (is_information(c->verb))
		return RE_OK;
	if (!facts->well_formed)
		return RE_DECODE_DAMAGED;
	/* an id that is not the key's: doubt never decides */
	for (size_t i = 0; i < facts->ncommands; i++)
		if (facts->command[i].id != 0 && f->key_request != 0 &&
		    facts->command[i].id != f->key_request)
			return RE_ID_MISMATCH;
	return RE_OK;
}

/*
 * A sponsor who writes APPROVE confirms; only an admin approves.
 */
static enum status
verb_for(struct case_file *f, enum event_type verb, int64_t id,
    enum event_type *out, struct err *err)
{
	struct request r;
	enum status rc;
	unsigned roles = 0;
	bool found;

	*out = verb;
	if (verb != EV_APPROVE && verb != EV_DENY)
		return OK;
	request_init(&r);
	if ((rc = request_load(f->engine->store, id, &r, &found, err)) == OK &&
	    found)
		roles = roles_of(f->engine->config, &r, &f->person);
	request_free(&r);
	if ((roles & ROLE_SPONSOR) != 0)
		*out = verb == EV_APPROVE ? EV_CONFIRM : EV_DECLINE;
	return rc;
}

static enum status
run_command(struct case_file *f, const struct command_fact *c,
    struct outcome *o, struct err *err)
{
	struct act act = { .on = c->verb,
		.request = c->id != 0 ? c->id : f->thread,
		.person = &f->person,
		.proof = f->proof,
		.text = c->arg[0] != '\0' ? c->arg : f->mail->facts.comment,
		.message_id = f->mail->message_id };
	enum status rc;

	o->reason = doubt(f, c);
	if (o->reason == RE_UNKNOWN_VERB && c->suggestion[0] != '\0')
		snprintf(o->text, sizeof o->text, "Did you mean: %s?",
		    c->suggestion);
	if (o->reason != RE_OK)
		return OK;
	if (act.request == 0 && is_information(c->verb))
		return status_answer(f->engine, &f->person, &act, o, err);
	if (act.request == 0) {
		o->reason = RE_AMBIGUOUS;
		return OK;
	}
	/* the id in the subject or the thread names a request as well */
	act.proof.named = true;
	if ((rc = verb_for(f, c->verb, act.request, &act.on, err)) != OK)
		return rc;
	return apply(f->engine, &act, o, err);
}

static enum status
run_commands(struct case_file *f, struct err *err)
{
	const struct facts *facts = &f->mail->facts;
	enum status rc = OK;

	for (size_t i = 0; i < facts->ncommands && rc == OK; i++) {
		const struct command_fact *c = &facts->command[i];
		struct outcome o;

		outcome_init(&o);
		if ((rc = run_command(f, c, &o, err)) == OK)
			note_outcome(f, c->line, c->verb,
			    c->id != 0 ? c->id : f->thread, c->arg, &o);
		outcome_free(&o);
	}
	return rc;
}

enum status
act_on_mail(struct case_file *f, struct err *err)
{
	enum status rc = f->mail->facts.ncommands > 0 ? run_commands(f, err) :
							act_on_text(f, err);
	struct judgement *j = f->judgement;

	j->verdict = reason_verdict(j->reason);
	/* an answer that was one too many would have been an answer */
	if ((j->reason == RE_OK || j->reason == RE_RATE_LIMIT) && !f->changed &&
	    !f->refused)
		j->verdict = VERDICT_ANSWER;
	return rc;
}
