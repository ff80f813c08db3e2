#ifndef MAILPROC_MAIL_H
#define MAILPROC_MAIL_H

#include <jansson.h>

#include "mailproc/base/config.h"
#include "mailproc/base/facts.h"
#include "mailproc/base/hash.h"
#include "parsers/header.h"
#include "state/store.h"

/*
 * mail - one message on its way through the pipeline, and what was found.
 */
struct envelope {
	const char *sender;    /* "" is the null sender, NULL: not known */
	const char *recipient; /* NULL: not known */
	bool fetched; /* read from our mailbox, not handed over by a server */
};

/* With which a message came that is looked at again.  Borrows from row. */
struct envelope envelope_of(const struct message_row *row);

#define MESSAGE_ID_MAX 504

/*
 * What can be said of a message without the state: by the parent over the raw
 * bytes, and by the parser's child.  mail_init(), examine(), mail_free().
 */
struct mail {
	const char *raw; /* borrowed */
	size_t len;
	struct header header;
	char from[ADDRESS_MAX + 1]; /* lower case, "" if unusable */
	char sender[ADDRESS_MAX + 1];
	bool sender_known;
	char recipient[ADDRESS_MAX + 1];
	bool fetched;
	char message_id[MESSAGE_ID_MAX]; /* without brackets, "" if none */
	char digest[SHA256_HEX];         /* of Message-ID, From and body */
	enum grade grade;
	bool accepted;
	enum reason reason; /* RE_OK: goes on to be settled */
	enum kind kind;
	struct facts facts;
	json_t *steps; /* NULL unless noted; [{"rule", "input", "verdict"}] for
			  explain */
};

/* noted: the steps are wanted, for `explain`. */
void mail_init(struct mail *m, const char *raw, size_t len, bool noted);

/*
 * thorough: find own text, commands and fields also of a message that ends
 * here, for `explain`.  ERR_RETRY if the child could not be started.
 */
enum status examine(const struct config *c, const struct envelope *env,
    bool thorough, struct mail *m, struct err *err);
void mail_free(struct mail *m);

/* Note one rule, what it looked at and what it found. */
void mail_step(struct mail *m, const char *rule, const char *input,
    const char *verdict);

/* The same for all that the parser found. */
void steps_of_text(struct mail *m);

/*
 * The key a mail carries, by the places of interface.md section 7: the first
 * place that holds any must hold exactly one.
 */
struct key_claim {
	enum key_verdict verdict; /* KEY_NONE, KEY_SEVERAL; KEY_GOOD: one */
	char key[KEY_LENGTH + 1];
	const char *place; /* static: "recipient", "In-Reply-To", ... */
};
struct key_claim key_read(const struct config *c, const struct mail *m);

/*
 * Message-IDs (without brackets) that this mail answers: In-Reply-To, then
 * References from the newest back.  At most max; returns how many.
 */
#define ANSWERS_MAX 20
size_t answered_ids(const struct mail *m, char (*out)[MESSAGE_ID_MAX],
    size_t max);

/* The id in a subject's "[Canvas token #42]", 0 if there is none. */
int64_t subject_id(const char *subject);

#endif
