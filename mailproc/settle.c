#include "mailproc/settle.h"

#include <stdio.h>
#include <string.h>

#include "mailproc/settle_private.h"

void
judgement_init(struct judgement *j)
{
	*j = (struct judgement){ .verdict = VERDICT_ACT,
		.reason = RE_OK,
		.key = KEY_NONE,
		.commands = json_array(),
		.mails = json_array() };
}

void
judgement_free(struct judgement *j)
{
	json_decref(j->commands);
	json_decref(j->mails);
	j->commands = j->mails = NULL;
}

static void
conclude(struct judgement *j, enum reason why)
{
	j->reason = why;
	j->verdict = reason_verdict(why);
}

/* A field of the header for people to look at, "" if there is none. */
static void
set_from_header(char **slot, const struct mail *m, const char *name)
{
	struct buf line = BUF_INIT(SUBJECT_MAX * 4);
	char value[SUBJECT_MAX + 1] = "";
	int i = m->header.n == 0 ? -1 : header_find(&m->header, name, 0);

	if (i >= 0 && header_value(&m->header.field[i], value, sizeof value))
		clean_line(&line, value, strlen(value));
	string_set(slot, line.str);
	buf_free(&line);
}

/* The row that this message becomes. */
static void
fill_row(const struct engine *e, const struct mail *m, struct message_row *row)
{
	message_row_init(row);
	row->at = e->now;
	string_set(&row->message_id, m->message_id);
	string_set(&row->from, m->from);
	if (m->recipient[0] != '\0')
		string_set(&row->to, m->recipient);
	else
		set_from_header(&row->to, m, "To");
	string_set(&row->sender,
	    m->sender_known && m->sender[0] == '\0' ? "<>" : m->sender);
	row->fetched = m->fetched;
	string_set(&row->digest, m->digest);
	if (m->facts.subject[0] != '\0')
		string_set(&row->subject, m->facts.subject);
	else
		set_from_header(&row->subject, m, "Subject");
	row->grade = m->grade;
	row->accepted = m->accepted;
}

/* Was it here before?  Only what an accepted sender wrote claims its id. */
static enum status
look_for_duplicate(struct engine *e, struct mail *m, enum reason *why,
    bool *other_body, struct err *err)
{
	struct message_row row;
	enum status rc;
	bool same, claimed;

	fill_row(e, m, &row);
	if ((rc = message_seen(e->store, &row, &same, &claimed, err)) == OK) {
		/* what is held for another reason may come twice as well */
		*other_body = claimed && !same && *why == RE_OK;
		if (same || *other_body)
			*why = RE_DUPLICATE;
		mail_step(m, "seen before", m->message_id,
		    same        ? "the same message" :
			claimed ? "another message has this Message-ID" :
				  "no");
	}
	message_row_free(&row);
	return rc;
}

/*
 * May what was held go through now?  Somebody may have been faster, and a copy
 * of it may have come in that was better proved.
 */
static enum status
look_again(struct engine *e, const struct mail *m, int64_t again,
    const struct challenged *by, enum reason *why, struct err *err)
{
	bool waits = true, dealt = false;
	enum status rc = OK;

	if (by == NULL)
		rc = message_waits(e->store, again, &waits, err);
	if (rc == OK && !waits)
		return err_set(err, ERR_INPUT, NOT_HELD, (long long)again);
	if (rc == OK && *why == RE_OK)
		rc = message_dealt(e->store, m->digest, again, &dealt, err);
	if (dealt)
		*why = RE_DUPLICATE;
	return rc;
}

/* Which person is this?  Somebody new is only noted if the sender is sure. */
static enum status
find_person(struct case_file *f, struct err *err)
{
	struct store *st = f->engine->store;
	const struct mail *m = f->mail;
	bool found;

	if (m->accepted)
		return person_obtain(st, m->from, m->facts.from_name,
		    &f->person, err);
	return person_by_address(st, m->from, &f->person, &found, err);
}

/* What the key in the mail is worth, for this person. */
static enum status
find_key(struct case_file *f, struct err *err)
{
	struct key_claim claim = key_read(f->engine->config, f->mail);
	struct key_row row;
	char hash[SHA256_HEX];
	enum status rc;
	bool found, mine = false;

	if (f->challenged) /* the answer to the challenge was the key */
		return OK;
	f->proof.key = claim.verdict;
	if (claim.verdict != KEY_GOOD)
		goto out;
	sha256_hex(claim.key, KEY_LENGTH, hash);
	if ((rc = key_find(f->engine->store, hash, &row, &found, err)) != OK)
		return rc;
	if (!found && (rc = challenge_claim(f, hash, &mine, err)) != OK)
		return rc;
	if (mine)
		f->key_request = f->challenge.request;
	else if (!found && f->challenge_hash[0] == '\0' &&
	    (rc = batch_claim(f, &claim, hash, &mine, err)) != OK)
		return rc;
	else if (mine)
		goto out;
	else if (!found || row.person != f->person.id)
		f->proof.key = KEY_FOREIGN;
	else {
		f->key_request = row.request;
		f->proof.revision = row.revision;
		f->proof.key = key_verdict_of(&row, f->engine->now);
	}
out:
	mail_step(f->mail, "key", claim.place, key_verdict_name(f->proof.key));
	f->judgement->key = f->proof.key;
	return OK;
}

/* A number in a subject may be nobody's. */
static enum status
note_request(struct case_file *f, struct err *err)
{
	struct request r;
	enum status rc = OK;
	bool found = false;
	char number[32];

	request_init(&r);
	if (f->thread != 0)
		rc = request_load(f->engine->store, f->thread, &r, &found, err);
	request_free(&r);
	if (rc == OK && f->thread != 0) {
		snprintf(number, sizeof number, "#%lld", (long long)f->thread);
		mail_step(f->mail, "request, by what it answers", number,
		    found ? "there is one" : "there is none");
	}
	if (found)
		f->judgement->request = f->thread;
	return rc;
}

/* Which request is the mail about, by what it answers? */
static enum status
find_thread(struct case_file *f, struct err *err)
{
	char id[ANSWERS_MAX][MESSAGE_ID_MAX];
	size_t n = answered_ids(f->mail, id, ANSWERS_MAX);
	enum status rc;

	f->thread = f->key_request;
	for (size_t i = 0; i < n && f->thread == 0; i++)
		if ((rc = mail_request(f->engine->store, id[i], &f->thread,
			 err)) != OK)
			return rc;
	if (f->thread == 0)
		f->thread = subject_id(f->mail->facts.subject);
	return note_request(f, err);
}

/* The first answer that ends the mail before anything in it is looked at. */
static enum reason
gate(const struct case_file *f)
{
	const struct facts *facts = &f->mail->facts;
	bool denies =
	    facts->ncommands == 1 && facts->command[0].verb == EV_NOTME;
	bool keyed =
	    f->proof.key == KEY_GOOD || (denies && f->proof.key == KEY_SPENT);

	if (!f->mail->accepted && !keyed)
		return RE_AUTH_NONE;
	if (f->proof.key == KEY_SEVERAL)
		return RE_KEY_SEVERAL;
	if (f->proof.key == KEY_FOREIGN)
		return RE_KEY_FOREIGN;
	return facts->problem;
}

/* What the mail asks for, or the one answer that refuses it. */
static enum status
settle_words(struct case_file *f, enum reason why, struct err *err)
{
	struct judgement *j = f->judgement;
	enum status rc;
	bool echo, idle = false;

	if ((rc = echo_heard(f, &echo, err)) != OK ||
	    (rc = turns_taken(f, &idle, err)) != OK)
		return rc;
	if (echo || idle) {
		conclude(j, RE_RATE_LIMIT);
		return OK;
	}
	if (why != RE_OK)
		rc = refuse_mail(f, why, err);
	else
		rc = f->challenge.message != 0 ? challenge_answer(f, err) :
						 act_on_mail(f, err);
	if (rc != OK || challenge_wanted(f) ||
	    (j->reason == RE_AUTH_NONE && !f->changed))
		return rc;
	if ((rc = answer_mail(f, err)) != OK)
		return rc;
	return echo_note(f, err);
}

static enum status
settle_case(struct case_file *f, struct err *err)
{
	struct judgement *j = f->judgement;
	enum status rc;
	enum reason why;

	f->proof.grade = f->mail->grade;
	f->proof.accepted = f->mail->accepted;
	f->proof.require_key = f->engine->config->trust.require_key;
	if ((rc = find_person(f, err)) != OK ||
	    (rc = note_return(f, err)) != OK || (rc = find_key(f, err)) != OK ||
	    (rc = find_thread(f, err)) != OK ||
	    (rc = take_quoted(f, err)) != OK)
		return rc;
	mail_step(f->mail, "person", f->person.address,
	    f->person.id == 0  ? "not in the directory" :
		f->person.left ? "has left" :
				 standing_name(f->person.standing));
	why = gate(f);
	if (why != RE_AUTH_NONE)
		return settle_words(f, why, err);
	conclude(j, why);
	return OK;
}

enum status
audit_message(const struct case_file *f, const char *note, struct err *err)
{
	const struct mail *m = f->mail;
	struct audit_row a;
	enum status rc;

	audit_row_init(&a);
	a.at = f->engine->now;
	a.request = f->judgement->request;
	string_set(&a.event, event_name(EV_NONE));
	string_set(&a.actor, m->from[0] == '\0' ? "unknown" : m->from);
	string_set(&a.grade, grade_name(m->grade));
	string_set(&a.reason, reason_name(f->judgement->reason));
	string_set(&a.note, note);
	string_set(&a.message_id, m->message_id);
	rc = audit_put(f->engine->store, &a, err);
	audit_row_free(&a);
	return rc;
}

static enum status
record_message(struct engine *e, struct mail *m, int64_t again,
    const struct judgement *j, int64_t *id, struct err *err)
{
	struct message_row row;
	enum status rc;

	if (again != 0 && j->verdict == VERDICT_HOLD)
		return OK;
	fill_row(e, m, &row);
	row.id = again;
	row.reason = j->reason;
	row.held = j->verdict == VERDICT_HOLD;
	row.request = j->request;
	if (again != 0) {
		rc = message_settled(e->store, &row, err);
	} else {
		row.raw = xmalloc(m->len + 1);
		memcpy(row.raw, m->raw, m->len);
		row.raw_len = m->len;
		rc = message_put(e->store, &row, err);
	}
	*id = row.id;
	message_row_free(&row);
	return rc;
}

enum status
settle(struct engine *e, struct mail *m, int64_t again,
    const struct challenged *by, struct judgement *j, struct err *err)
{
	struct case_file f = { .engine = e,
		.mail = m,
		.judgement = j,
		.lines = json_array() };
	enum reason why = m->reason;
	bool other_body = false;
	int64_t id = again;
	enum status rc = OK;

	if (by != NULL) {
		f.challenged = true;
		f.key_request = by->request;
		f.proof.key = KEY_GOOD;
		f.proof.revision = by->revision;
	}
	person_init(&f.person);
	if (again != 0)
		rc = look_again(e, m, again, by, &why, err);
	else if (why == RE_OK || reason_verdict(why) == VERDICT_HOLD)
		rc = look_for_duplicate(e, m, &why, &other_body, err);
	if (rc != OK)
		goto out;
	if (why == RE_OK)
		rc = settle_case(&f, err);
	else {
		conclude(j, why);
		rc = note_machine(&f, err);
	}
	if (other_body)
		j->verdict = VERDICT_HOLD;
	if (rc == OK && again != 0 && by == NULL)
		rc = audit_own(e->store, e->now, OPERATOR, "held_release",
		    m->message_id, err);
	/* what changed nothing leaves a row of the trail all the same */
	if (rc == OK && json_array_size(f.lines) == 0 && !f.changed)
		rc = audit_message(&f, "", err);
	if (rc == OK)
		rc = record_message(e, m, again, j, &id, err);
	if (rc == OK && challenge_wanted(&f))
		rc = challenge_owe(&f, id, err);
out:
	json_decref(f.lines);
	person_free(&f.person);
	return rc;
}
