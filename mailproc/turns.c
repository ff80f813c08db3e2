/*
 * turns - which of our mails does this one answer, and the how manieth in a row
 * was that, without a word that counts?  Machines are known by that they answer
 * whatever we send, and at once; people by that they write unasked.  So when
 * nothing more is sent, the one falls silent, and the other writes again.
 */
#include "state/turns.h"

#include <stdio.h>
#include <string.h>

#include "mailproc/settle_private.h"

#define HOUR  3600
#define PAUSE (12 * HOUR) /* after that, whoever writes unasked is a person */

/* No field, and no command that we understand or guess, but HELP. */
static bool
says_nothing(const struct facts *facts, bool with_help)
{
	for (int i = 0; i < FIELD_COUNT; i++)
		if (facts->field[i][0] != '\0')
			return false;
	for (size_t i = 0; i < facts->ncommands; i++) {
		const struct command_fact *c = &facts->command[i];

		if ((c->result == RE_OK || c->suggestion[0] != '\0') &&
		    (!with_help || c->verb != EV_HELP))
			return false;
	}
	return true;
}

/* Our mail that a message answers; turn -1: it answers none. */
struct answered {
	int turn;
	int64_t at;
};

/* By the threads, by its key, and if its thread was lost by the subject. */
static enum status
find_answered(struct case_file *f, struct answered *out, struct err *err)
{
	struct store *st = f->engine->store;
	struct key_claim claim = key_read(f->engine->config, f->mail);
	char id[ANSWERS_MAX][MESSAGE_ID_MAX], last[256];
	size_t n = answered_ids(f->mail, id, ANSWERS_MAX);
	enum status rc = OK;

	for (size_t i = 0; i < n && out->turn < 0 && rc == OK; i++)
		rc = mail_turn(st, id[i], &out->turn, &out->at, err);
	if (rc == OK && out->turn < 0 && claim.verdict == KEY_GOOD) {
		snprintf(last, sizeof last, "mailproc.k.%s@%s", claim.key,
		    address_domain(f->engine->config->address));
		rc = mail_turn(st, last, &out->turn, &out->at, err);
	}
	if (rc == OK && out->turn < 0 && f->judgement->request != 0 &&
	    says_nothing(&f->mail->facts, true) &&
	    (rc = mail_last(st, f->judgement->request, f->person.address, last,
		 err)) == OK)
		rc = mail_turn(st, last, &out->turn, &out->at, err);
	return rc;
}

/*
 * A mail that answers none of ours, or always the first one, follows our last
 * one so closely that it may be an answer all the same.
 */
static enum status
find_followed(struct case_file *f, bool answers, struct err *err)
{
	struct engine *e = f->engine;
	int turn, most = e->config->limits.answers_per_person_hour;
	enum status rc;
	int64_t at;
	bool close;

	if (!says_nothing(&f->mail->facts, true))
		return OK;
	if ((rc = turns_close(e, f->person.address, HOUR, &close, err)) != OK)
		return rc;
	f->talk.over = f->talk.over || close;
	if (answers || !says_nothing(&f->mail->facts, false))
		return OK;
	rc = turn_last(e->store, f->person.address, &turn, &at, err);
	if (rc != OK || e->now - at >= PAUSE)
		return rc;
	f->talk.turns = turn;
	f->talk.over =
	    f->talk.over || turn >= (most > TURNS_MAX ? most : TURNS_MAX);
	return OK;
}

/*
 * Written half a day after we fell silent, and after any mail of ours that it
 * might answer: a machine does not do that.
 */
static enum status
is_unasked(struct case_file *f, int64_t answered, bool *out, struct err *err)
{
	struct store *st = f->engine->store;
	int64_t now = f->engine->now, limited, written;
	enum status rc;

	*out = false;
	if ((rc = limited_last(st, f->mail->from, &limited, err)) != OK ||
	    (rc = written_last(st, f->person.address, &written, err)) != OK)
		return rc;
	*out = limited >= answered && now - limited >= PAUSE &&
	    now - written >= PAUSE;
	return OK;
}

/* Whom an admin asked answers, whatever the words are. */
static enum status
is_idle(struct case_file *f, bool *out, struct err *err)
{
	enum event_type on = EV_NONE;
	enum status rc = OK;

	*out = f->talk.over && !f->challenged && f->challenge.message == 0 &&
	    says_nothing(&f->mail->facts, true);
	if (*out && f->thread != 0)
		rc = thread_event(f, &on, err);
	*out = *out && on != EV_ANSWER;
	return rc;
}

enum status
turns_taken(struct case_file *f, bool *idle, struct err *err)
{
	bool nothing = says_nothing(&f->mail->facts, true), unasked = false;
	struct answered a = { -1, 0 };
	enum status rc;
	char input[40];

	*idle = false;
	if (!f->mail->accepted)
		return OK; /* is asked once a day, or not at all */
	if ((rc = find_answered(f, &a, err)) != OK)
		return rc;
	/* who asks for something, another day, is no machine */
	if (a.turn > 0 && (nothing || f->engine->now - a.at < PAUSE))
		f->talk.turns = a.turn;
	f->talk.over = f->talk.turns >= TURNS_MAX;
	if ((rc = find_followed(f, a.turn >= 0, err)) == OK && f->talk.over)
		rc = is_unasked(f, a.at, &unasked, err);
	if (unasked)
		f->talk = (struct talk){ TURNS_MAX - 1, false };
	if (rc == OK)
		rc = is_idle(f, idle, err);
	snprintf(input, sizeof input, "%d", f->talk.turns);
	mail_step(f->mail, "mails in a row that nothing came of", input,
	    f->talk.over ? "enough" : "OK");
	return rc;
}
