/*
 * challenge - "did you write this?"  A message whose author is not proved, or
 * an admin's decision that answers no mail of ours, waits for one word from the
 * mailbox on file.  With YES the stored message goes through the same pipeline
 * once more, proved; with NO it is dropped.
 */
#include <string.h>

#include "mailproc/pipeline.h"
#include "mailproc/settle_private.h"
#include "state/calendar.h"
#include "state/letters.h"
#include "state/view.h"

#define DAY 86400

static bool
decides(const struct facts *f)
{
	for (size_t i = 0; i < f->ncommands; i++)
		if (f->command[i].verb != EV_STATUS &&
		    f->command[i].verb != EV_HELP &&
		    f->command[i].verb != EV_LIST &&
		    f->command[i].verb != EV_WHY)
			return true;
	return false;
}

static bool
is_admins(const struct case_file *f)
{
	return list_has(&f->engine->config->admins, f->mail->from) ||
	    is_admin(f->engine->config, &f->person);
}

/*
 * What kind of word do we want from this person?  An admin's decision without
 * proof of its sender is never made by a YES: whoever reads that mail in a
 * hurry would decide what a stranger wrote.
 */
enum wanted { NOTHING, TO_TELL, TO_PROVE, TO_DECIDE };

static enum wanted
wanted(const struct case_file *f)
{
	const struct judgement *j = f->judgement;

	if (f->challenged || f->mail->grade == GRADE_FAIL)
		return NOTHING;
	if (j->reason == RE_NO_KEY && f->mail->accepted)
		return TO_DECIDE;
	if (j->reason != RE_AUTH_NONE || f->changed)
		return NOTHING;
	/* an answer to one, but not a good one */
	if (f->proof.key != KEY_NONE && f->proof.key != KEY_GOOD)
		return NOTHING;
	return is_admins(f) && decides(&f->mail->facts) ? TO_TELL : TO_PROVE;
}

bool
challenge_wanted(const struct case_file *f)
{
	return wanted(f) != NOTHING;
}

static enum status
view_of(struct case_file *f, const struct request *r, enum wanted want,
    json_t **view, struct err *err)
{
	const struct engine *e = f->engine;
	char on[LONG_DAY_SIZE];
	enum status rc = mail_view(e->store, e->config, r, view, err);

	if (rc != OK)
		return rc;
	calendar_long_day(e->now, on);
	json_object_set_new(*view, "sent_at", json_string(on));
	json_object_set_new(*view, "told", json_boolean(want == TO_TELL));
	json_object_set_new(*view, "decides", json_boolean(want == TO_DECIDE));
	json_object_set_new(*view, "unproved", json_boolean(want == TO_PROVE));
	/* what a stranger wrote is not passed on */
	json_object_set_new(*view, "lines",
	    want == TO_DECIDE ? json_incref(f->lines) : json_array());
	return OK;
}

static enum status
ask(struct case_file *f, const struct request *r, enum wanted want,
    const struct person *to, int64_t message, struct err *err)
{
	struct challenge_row row = { .message = message,
		.request = r == NULL ? 0 : r->id,
		.revision = r == NULL ? 0 : r->revision,
		.spent = want == TO_TELL };
	struct owed letter = { .template = "challenge",
		.to = to,
		.no_change = true,
		.challenge = &row,
		.answers = f->mail->message_id,
		.talk = f->talk };
	enum status rc;
	bool limited = false;

	snprintf(row.address, sizeof row.address, "%s", to->address);
	if ((rc = view_of(f, r, want, &letter.view, err)) == OK)
		rc = letter_owe(f->engine, r, &letter, f->judgement->mails,
		    &limited, err);
	json_decref(letter.view);
	if (rc == OK && limited && want == TO_DECIDE)
		f->judgement->reason = RE_RATE_LIMIT;
	return rc;
}

enum status
challenge_owe(struct case_file *f, int64_t message, struct err *err)
{
	struct store *st = f->engine->store;
	enum wanted want = wanted(f);
	struct person to;
	struct request r;
	bool found = false;
	enum status rc = OK;
	int n = 0;

	person_init(&to);
	request_init(&r);
	/* the mailbox on file, of whoever wrote from an alias too */
	string_set(&to.address,
	    f->person.id != 0 ? f->person.address : f->mail->from);
	string_set(&to.name, f->person.name);
	if (want == TO_DECIDE)
		rc = request_load(st, f->judgement->request, &r, &found, err);
	else
		rc = challenges_since(st, to.address, f->engine->now - DAY, &n,
		    err);
	if (rc == OK && n == 0 && (want != TO_DECIDE || found))
		rc = ask(f, found ? &r : NULL, want, &to, message, err);
	request_free(&r);
	person_free(&to);
	return rc;
}

enum status
challenge_claim(struct case_file *f, const char *hash, bool *mine,
    struct err *err)
{
	struct challenge_row *c = &f->challenge;
	struct person asked;
	bool found, known;
	enum status rc;

	*mine = false;
	if ((rc = challenge_find(f->engine->store, hash, c, &found, err)) != OK)
		return rc;
	if (!found) {
		c->message = 0;
		return OK;
	}
	person_init(&asked);
	rc = person_by_address(f->engine->store, c->address, &asked, &known,
	    err);
	*mine = rc == OK &&
	    (known ? asked.id == f->person.id :
		     address_equal(c->address, f->mail->from));
	person_free(&asked);
	if (!*mine)
		c->message = 0;
	snprintf(f->challenge_hash, sizeof f->challenge_hash, "%s", hash);
	f->proof.key = c->spent             ? KEY_SPENT :
	    c->expires_at <= f->engine->now ? KEY_STALE :
					      KEY_GOOD;
	return rc;
}

/*
 * Was the request changed since, so that the word is about something else?
 * Also if it is in review again: what brought it there may be why not.  In any
 * other state the decision itself says that it comes too late.
 */
static enum status
still_the_same(struct case_file *f, bool *same, struct err *err)
{
	struct request r;
	enum status rc;
	bool found;

	*same = true;
	if (f->challenge.request == 0)
		return OK;
	request_init(&r);
	rc = request_load(f->engine->store, f->challenge.request, &r, &found,
	    err);
	*same = rc == OK && found && r.revision == f->challenge.revision &&
	    (r.state != ST_REVIEW || r.since <= f->challenge.created_at);
	request_free(&r);
	return rc;
}

/* The message in question, once more, as its author's. */
static enum status
run_again(struct case_file *f, const struct message_row *row, struct err *err)
{
	struct judgement *j = f->judgement, inner;
	const struct envelope env = envelope_of(row);
	const struct challenged by = { row->id, f->challenge.request,
		f->challenge.revision };
	struct mail m;
	enum status rc;

	mail_init(&m, row->raw, row->raw_len, false);
	judgement_init(&inner);
	if ((rc = examine(f->engine->config, &env, false, &m, err)) == OK &&
	    m.reason == RE_OK) {
		m.grade = GRADE_CHALLENGE;
		m.accepted = true;
		rc = settle(f->engine, &m, row->id, &by, &inner, err);
	} else if (rc == OK)
		inner.reason = m.reason;
	j->reason = inner.reason;
	j->verdict = reason_verdict(inner.reason);
	j->request = inner.request;
	j->roles = inner.roles;
	json_array_extend(j->commands, inner.commands);
	json_array_extend(j->mails, inner.mails);
	judgement_free(&inner);
	mail_free(&m);
	return rc;
}

static enum status
say_yes(struct case_file *f, struct err *err)
{
	struct store *st = f->engine->store;
	struct message_row row;
	enum status rc;
	bool same, found = false;

	if ((rc = still_the_same(f, &same, err)) != OK)
		return rc;
	message_row_init(&row);
	if (same)
		rc = message_load(st, f->challenge.message, &row, &found, err);
	/* what waited for its author's word, and waits no more */
	if (f->challenge.request == 0 && !row.held)
		found = false;
	if (rc == OK && (!found || row.raw == NULL))
		rc = refuse_mail(f, RE_KEY_STALE, err);
	else if (rc == OK && (rc = run_again(f, &row, err)) == OK)
		f->changed = true;
	message_row_free(&row);
	return rc;
}

static enum status
say_no(struct case_file *f, struct err *err)
{
	f->changed = true;
	return message_unhold(f->engine->store, f->challenge.message, err);
}

enum status
challenge_answer(struct case_file *f, struct err *err)
{
	const struct facts *facts = &f->mail->facts;
	const struct command_fact *c = &facts->command[0];
	enum status rc;
	bool one = facts->ncommands == 1 && c->result == RE_OK &&
	    (c->id == 0 || c->id == f->challenge.request) &&
	    (c->verb == EV_CONFIRM || c->verb == EV_DECLINE);

	if (f->proof.key != KEY_GOOD)
		return refuse_mail(f,
		    f->proof.key == KEY_SPENT ? RE_KEY_SPENT : RE_KEY_STALE,
		    err);
	if (!one)
		return refuse_mail(f,
		    facts->ncommands == 0 ? RE_NO_COMMAND : RE_AMBIGUOUS, err);
	rc = c->verb == EV_CONFIRM ? say_yes(f, err) : say_no(f, err);
	if (rc == OK && f->changed &&
	    (rc = challenge_end(f->engine->store, f->challenge_hash, err)) ==
		OK)
		rc = audit_message(f,
		    c->verb == EV_CONFIRM ? "challenge answered: YES" :
					    "challenge answered: NO",
		    err);
	return rc;
}
