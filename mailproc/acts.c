/*
 * acts - what a mail asks for, command by command.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mailproc/settle_private.h"
#include "state/record.h"
#include "state/status.h"
#include "state/workflow.h"
#include "templates/sentences.h"

#define LINE_SHOWN 56 /* bytes of a line: so many never wrap in our answer */

/* A long line as the transcript shows it, cut between two characters. */
static const char *
shown(const char *line, char out[LINE_SHOWN + 4])
{
	size_t n = strlen(line);

	if (n <= LINE_SHOWN)
		return line;
	for (n = LINE_SHOWN; n > 0 && ((unsigned char)line[n] & 0xc0) == 0x80;)
		n--;
	snprintf(out, LINE_SHOWN + 4, "%.*s...", (int)n, line);
	return out;
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
	char text[1200], cut[LINE_SHOWN + 4];

	/* who may not ask is told why, not that there is no such request */
	if (o->reason == RE_OK)
		why = done_sentence(on, o->state);
	if (o->reason == RE_NOT_ALLOWED && o->text[0] != '\0')
		why = "Nothing has changed.";
	snprintf(text, sizeof text, "%s%s%s", why,
	    o->text[0] == '\0' ? "" : " ", o->text);
	json_array_append_new(f->lines,
	    json_pack("{s:s, s:b, s:s, s:O, s:O}", "line", shown(line, cut),
		"done", done, "text", text, "changes", o->changes, "by_hand",
		o->by_hand));
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
	f->changed = f->changed || (done && !event_informs(on));
	f->transcript = f->transcript || o->transcript;
}

/* Load the request if there is one and this person takes part in it. */
static enum status
load_own(struct case_file *f, int64_t id, struct request *r, unsigned *roles,
    struct err *err)
{
	enum status rc = OK;
	bool found = false;

	*roles = 0;
	if (id != 0)
		rc = request_load(f->engine->store, id, r, &found, err);
	if (rc == OK && found)
		*roles = roles_of(f->engine->config, r, &f->person);
	return rc;
}

enum status
refuse_act(struct case_file *f, const struct act *act, enum reason why,
    struct outcome *o, struct err *err)
{
	struct request r;
	enum status rc;

	o->reason = why;
	request_init(&r);
	rc = load_own(f, act->request, &r, &o->roles, err);
	if (rc == OK && o->roles != 0)
		o->request = r.id;
	if (rc == OK)
		rc = record_audit(f->engine, act, o->roles != 0 ? &r : NULL,
		    why, err);
	request_free(&r);
	return rc;
}

enum status
refuse_mail(struct case_file *f, enum reason why, struct err *err)
{
	struct act act = { .on = EV_NONE,
		.request = f->thread,
		.person = &f->person,
		.proof = f->proof,
		.text = "",
		.message_id = f->mail->message_id,
		.talk = f->talk };
	struct outcome o;
	enum status rc;

	outcome_init(&o);
	if ((rc = refuse_act(f, &act, why, &o, err)) == OK)
		note_outcome(f, f->mail->facts.subject, EV_NONE, 0, "", &o);
	f->judgement->verdict = reason_verdict(why);
	outcome_free(&o);
	return rc;
}

/* Commands that parse but that nobody may decide by, before any is run. */
static enum reason
doubt(const struct case_file *f, const struct command_fact *c)
{
	const struct facts *facts = &f->mail->facts;

	if (c->result != RE_OK)
		return c->result;
	if (event_informs(c->verb))
		return f->mail->accepted ? RE_OK : RE_AUTH_NONE;
	if (!facts->well_formed)
		return RE_DECODE_DAMAGED;
	/* an id that is not the key's: doubt never decides */
	for (size_t i = 0; i < facts->ncommands; i++)
		if (facts->command[i].id != 0 && f->key_request != 0 &&
		    facts->command[i].id != f->key_request)
			return RE_ID_MISMATCH;
	return RE_OK;
}

/* The one number in a line that is no command, 0 if there is none or several.
 */
static int64_t
number_in(const char *line)
{
	int64_t id = 0, one;

	while (*line != '\0') {
		const char *after = take_id(line, &one);
		size_t skip = strspn(line, "0123456789");

		if (after != NULL && id != 0)
			return 0;
		if (after != NULL)
			id = one;
		line += skip == 0 ? 1 : skip;
	}
	return id;
}

/* What is refused in doubt is about what was answered, else what it names. */
static int64_t
doubted_request(const struct case_file *f, const struct command_fact *c)
{
	if (f->key_request != 0)
		return f->key_request;
	if (c->id != 0)
		return c->id;
	if (c->result != RE_OK && number_in(c->line) != 0)
		return number_in(c->line);
	return f->thread;
}

/* The sponsor's own word, not one that everybody uses. */
static bool
names_itself(const struct command_fact *c)
{
	const char *name = event_name(c->verb);

	return strncasecmp(c->line, name, strlen(name)) == 0;
}

/* Owner or sponsor were asked whether the token is still used. */
static bool
keeps(const struct request *r, unsigned roles)
{
	if (r->state != ST_ACTIVE)
		return false;
	return (roles & ROLE_REQUESTER) != 0 ||
	    ((roles & ROLE_SPONSOR) != 0 && r->upkeep.asked_at != 0);
}

/*
 * Who writes it says what is meant: a sponsor who writes APPROVE confirms; only
 * an admin approves, and never by YES or CONFIRM.
 */
static enum status
verb_for(struct case_file *f, const struct command_fact *c, struct act *act,
    struct outcome *o, struct err *err)
{
	struct request r;
	enum status rc;
	unsigned roles;

	request_init(&r);
	rc = load_own(f, act->request, &r, &roles, err);
	if (rc == OK && act->on == EV_CONFIRM && keeps(&r, roles))
		act->on = EV_KEEP;
	else if (rc == OK && (roles & ROLE_SPONSOR) != 0) {
		if (act->on == EV_APPROVE)
			act->on = EV_CONFIRM;
		else if (act->on == EV_DENY)
			act->on = EV_DECLINE;
	} else if (rc == OK && (roles & ROLE_ADMIN) != 0 &&
	    (act->on == EV_CONFIRM || act->on == EV_DECLINE)) {
		o->reason = names_itself(c) ? RE_NOT_ALLOWED : RE_AMBIGUOUS;
		snprintf(o->text, sizeof o->text, "Did you mean: %s %lld?",
		    act->on == EV_CONFIRM ? "APPROVE" : "DENY",
		    (long long)r.id);
	}
	request_free(&r);
	return rc;
}

static enum status
run_decision(struct case_file *f, const struct command_fact *c, struct act *act,
    struct outcome *o, struct err *err)
{
	enum status rc;

	/* the id in the subject or the thread names a request as well */
	act->proof.named = true;
	if ((rc = verb_for(f, c, act, o, err)) != OK)
		return rc;
	if (o->reason != RE_OK)
		return refuse_act(f, act, o->reason, o, err);
	return apply(f->engine, act, o, err);
}

/* *on becomes what was meant. */
static enum status
run_command(struct case_file *f, const struct command_fact *c,
    enum event_type *on, struct outcome *o, struct err *err)
{
	struct act act = { .on = c->verb,
		.request = c->id != 0 ? c->id : f->thread,
		.person = &f->person,
		.proof = f->proof,
		.text = c->arg[0] != '\0' ? c->arg : f->mail->facts.comment,
		.message_id = f->mail->message_id,
		.talk = f->talk };
	enum reason why = doubt(f, c);
	enum status rc;

	if (why == RE_UNKNOWN_VERB && c->suggestion[0] != '\0')
		snprintf(o->text, sizeof o->text, "Did you mean: %s?",
		    c->suggestion);
	if (why != RE_OK) {
		act.request = doubted_request(f, c);
		act.text = c->line;
		return refuse_act(f, &act, why, o, err);
	}
	if (act.on == EV_LIST && c->id != 0)
		act.on = EV_STATUS;
	if (act.on == EV_LIST || (act.request == 0 && event_informs(act.on))) {
		act.text = "";
		return status_answer(f->engine, &f->person, &act, o, err);
	}
	if (act.request == 0)
		return refuse_act(f, &act, RE_AMBIGUOUS, o, err);
	if ((rc = batch_prove(f, &act, &why, err)) != OK)
		return rc;
	if (why != RE_OK)
		return refuse_act(f, &act, why, o, err);
	rc = run_decision(f, c, &act, o, err);
	*on = act.on;
	return rc;
}

static enum status
run_commands(struct case_file *f, struct err *err)
{
	const struct facts *facts = &f->mail->facts;
	enum status rc = OK;

	for (size_t i = 0; i < facts->ncommands && rc == OK; i++) {
		const struct command_fact *c = &facts->command[i];
		enum event_type on = c->verb;
		struct outcome o;

		outcome_init(&o);
		if ((rc = run_command(f, c, &on, &o, err)) == OK)
			note_outcome(f, c->line, on,
			    c->id != 0 ? c->id : f->thread, c->arg, &o);
		outcome_free(&o);
	}
	return rc;
}

/*
 * A plain yes or no, or a doubtful line: to somebody whom we asked a question
 * it is the answer.
 */
static bool
may_be_answer(const struct facts *facts)
{
	for (size_t i = 0; i < facts->ncommands; i++) {
		const struct command_fact *c = &facts->command[i];

		if (c->id != 0 ||
		    (c->suggestion[0] != '\0' && facts->kind == KIND_COMMAND) ||
		    (c->verb != EV_NONE && c->verb != EV_CONFIRM &&
			c->verb != EV_DECLINE))
			return false;
	}
	return true;
}

static enum status
is_answer(struct case_file *f, bool *out, struct err *err)
{
	enum event_type on = EV_NONE;
	enum status rc = OK;

	if (f->thread != 0 && may_be_answer(&f->mail->facts))
		rc = thread_event(f, &on, err);
	*out = on == EV_ANSWER;
	return rc;
}

static enum status
run(struct case_file *f, struct err *err)
{
	const struct facts *facts = &f->mail->facts;
	enum status rc;
	bool answer;

	/* a key never decides, and is about no request yet */
	if (f->batch[0] != '\0' && facts->ncommands == 0)
		return refuse_mail(f, RE_NO_COMMAND, err);
	if (facts->ncommands == 0 || facts->kind == KIND_REQUEST)
		return act_on_text(f, err);
	if ((rc = is_answer(f, &answer, err)) != OK)
		return rc;
	return answer ? act_on_text(f, err) : run_commands(f, err);
}

enum status
act_on_mail(struct case_file *f, struct err *err)
{
	enum status rc = run(f, err);
	struct judgement *j = f->judgement;

	j->verdict = reason_verdict(j->reason);
	/* an answer that was one too many would have been an answer */
	if ((j->reason == RE_OK || j->reason == RE_RATE_LIMIT) && !f->changed &&
	    !f->refused)
		j->verdict = VERDICT_ANSWER;
	return rc;
}
