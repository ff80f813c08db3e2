#ifndef MAILPROC_SETTLE_PRIVATE_H
#define MAILPROC_SETTLE_PRIVATE_H

#include "mailproc/settle.h"

/*
 * One accepted or keyed message while it is settled; shared by settle.c (the
 * message), acts.c (what it asks for), intake.c and fillin.c (what it is
 * without a command), answer.c (the transcript), offers.c (its buttons) and
 * machine.c (what a machine wrote).
 */
struct case_file {
	struct engine *engine;
	struct mail *mail;
	struct judgement *judgement;
	struct person person;
	struct proof proof;  /* named is set per command */
	int64_t key_request; /* of the key, whatever its verdict; 0: none */
	int64_t thread;      /* the request this mail answers about, 0: none */
	json_t *lines;       /* [{line, done, text, changes, by_hand}] of the
				transcript */
	bool transcript;     /* one is owed although nothing was refused */
	bool changed;        /* something was decided or begun */
	bool refused;
	bool challenged; /* its author said YES to it: it is proved */
	struct challenge_row challenge; /* that this mail answers; message 0:
					   none */
	char challenge_hash[SHA256_HEX];
	char batch[KEY_LENGTH + 1]; /* the key of several decisions, or "" */
	char words[SHA256_HEX];     /* of a mail without a command, "" if few */
	struct talk talk;           /* that this mail goes on with */
};

/*
 * Mail of a machine, which decides nothing and is never answered: a bounce
 * marks the mail of ours that it brings back as failed; an out-of-office of
 * somebody we know, from an accepted sender, is noted.
 */
enum status note_machine(struct case_file *f, struct err *err);

/* away.c - whose request waits for this sponsor reads that they are away. */
enum status tell_who_waits(struct case_file *f, struct err *err);

/* Who writes is here again. */
enum status note_return(struct case_file *f, struct err *err);

/* A row of the trail for a message as such; note may be "". */
enum status audit_message(const struct case_file *f, const char *note,
    struct err *err);

/*
 * challenge.c - a message waits for its author's word: is one wanted; ask for
 * it, about the message with this id; is this the hash of a key of one, sent to
 * this person (f->challenge and f->proof.key then); do what the answer says.
 */
bool challenge_wanted(const struct case_file *f);
enum status challenge_owe(struct case_file *f, int64_t message,
    struct err *err);
enum status challenge_claim(struct case_file *f, const char *hash, bool *mine,
    struct err *err);
enum status challenge_answer(struct case_file *f, struct err *err);

/*
 * batch.c - is this the key of a mail to this person that puts several
 * decisions up (f->batch and f->proof.key then)?  What it proves of one act: a
 * request that is not among them is RE_ID_MISMATCH.
 */
enum status batch_claim(struct case_file *f, const struct key_claim *claim,
    const char *hash, bool *mine, struct err *err);
enum status batch_prove(struct case_file *f, struct act *act, enum reason *why,
    struct err *err);
enum key_verdict key_verdict_of(const struct key_row *row, int64_t now);

/*
 * echo.c - did this sender get answers to the very same words already, as a
 * machine would?  And note that it got one, in f->words.
 */
enum status echo_heard(struct case_file *f, bool *echo, struct err *err);
enum status echo_note(struct case_file *f, struct err *err);

/*
 * turns.c - with which talk does this mail go on (f->talk), and does nothing
 * come of it at all, as it says nothing in a talk that is over?
 */
enum status turns_taken(struct case_file *f, bool *idle, struct err *err);

/* Run every command of the mail, or what it is without one. */
enum status act_on_mail(struct case_file *f, struct err *err);

/*
 * intake.c - what it is without a command: a request, an answer, a form that
 * changes one.  A request for the same purpose as an open one of the same
 * person is linked to that one.
 */
enum status act_on_text(struct case_file *f, struct err *err);

/*
 * What a mail without a command does to the request it answers about:
 * EV_ANSWER, EV_EDIT, or EV_NONE if nothing.
 */
enum status thread_event(struct case_file *f, enum event_type *out,
    struct err *err);

/*
 * Refuse an act before the workflow is asked, and audit it.  act->request: what
 * it is about, as far as one can tell; only somebody who takes part in that is
 * answered about it.
 */
enum status refuse_act(struct case_file *f, const struct act *act,
    enum reason why, struct outcome *o, struct err *err);

/*
 * fillin.c - the values that stand in quoted lines only: taken if the mail
 * answers the form that we sent, and they are not what we sent.
 */
enum status take_quoted(struct case_file *f, struct err *err);

/* Note one outcome in the judgement and the transcript. */
void note_outcome(struct case_file *f, const char *line, enum event_type on,
    int64_t id, const char *arg, const struct outcome *o);

/* Refuse the mail as a whole. */
enum status refuse_mail(struct case_file *f, enum reason why, struct err *err);

/*
 * offers.c - what this person could write about this request (NULL: none) now,
 * as verbs for buttons; by the tables of the workflow and of proofs.  *fresh:
 * some of it needs a key, and the mail that is answered had one that is still
 * good, so that our answer may carry the next.
 */
enum status offers(struct case_file *f, const struct request *r, json_t **out,
    bool *fresh, struct err *err);

/* The one transcript that answers the mail, if one is owed. */
enum status answer_mail(struct case_file *f, struct err *err);

#endif
