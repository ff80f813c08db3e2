#ifndef STATE_LETTERS_H
#define STATE_LETTERS_H

#include "state/apply.h"
#include "state/batch.h"
#include "state/workflow.h"

/*
 * letters - owing mails: to whom a row of the workflow sends what, with which
 * key, composed once and kept byte for byte until it is sent.
 */

/* A mail about a request, or about none (r is NULL).  Borrowed. */
struct owed {
	const char *template;
	const struct person *to;
	bool asks;      /* carries a fresh key */
	enum role role; /* what the key is good for */
	/* a challenge: the fresh key is the one of this, NULL: none */
	const struct challenge_row *challenge;
	/* the fresh key is that of an admin's decisions; NULL: it is not */
	const struct batch *batch;
	bool no_change;   /* an answer that reports no change: rate-limited */
	bool barren;      /* the change that it reports came of no word */
	bool by_time;     /* nobody's doing: a reminder, an end */
	struct talk talk; /* that an answer goes on with */
	const char *answers; /* Message-ID of the mail this answers, or "" */
	const char *payload; /* kept with the debt, or NULL */
	json_t *view;        /* borrowed */
};

/*
 * Put one mail into the outbox and into mails ([{"to", "template"}]).  An
 * answer over the person's limit is left out; *limited (may be NULL) says so.
 */
enum status letter_owe(struct engine *e, const struct request *r,
    const struct owed *owed, json_t *mails, bool *limited, struct err *err);

/*
 * What happened to a request, while its effects are carried out.  Borrowed.
 */
struct happening {
	const struct act *act;
	struct request *request; /* as it is now */
	const struct person *requester;
	enum state from;
	enum state to;
	bool revised;        /* its fields changed */
	int64_t old_sponsor; /* before this, 0 if none */
	json_t *view;        /* mail_view() and what the act brought */
};

/* The mail of one effect, to everybody it names. */
enum status letters_of_effect(struct engine *e, const struct effect *fx,
    const struct happening *h, json_t *mails, struct err *err);

#endif
