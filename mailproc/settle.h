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
 * was held and is released, so that it is no duplicate of itself.
 */
enum status settle(struct engine *e, struct mail *m, int64_t again,
    struct judgement *j, struct err *err);

#endif
