#ifndef MAILPROC_SETTLE_H
#define MAILPROC_SETTLE_H

#include "mailproc/mail.h"
#include "state/apply.h"

/*
 * settle - who speaks, about which request, and what becomes of it.
 */

/* What became of a message; judgement_free(). */
struct judgement {
	enum verdict verdict;
	enum reason reason;
	unsigned roles;
	int64_t request;
	enum key_verdict key;
	json_t *commands; /* [{"verb", "id", "arg", "result"}] */
	json_t *mails;    /* [{"to", "template"}] */
};

void judgement_init(struct judgement *j);
void judgement_free(struct judgement *j);

/*
 * Decide about a message that examine() let pass or stopped, and record it, its
 * raw bytes and what it changed, inside the caller's transaction.  again: it
 * was held and is released, so that it is no duplicate of itself.  by: its
 * author answered a challenge about it, else NULL.
 */
#define NOT_HELD "no message %lld is held"
struct challenged {
	int64_t message;
	int64_t request; /* that the challenge was about, 0: none */
	int64_t revision;
};
enum status settle(struct engine *e, struct mail *m, int64_t again,
    const struct challenged *by, struct judgement *j, struct err *err);

#endif
