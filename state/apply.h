#ifndef STATE_APPLY_H
#define STATE_APPLY_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "mailproc/base/config.h"
#include "mailproc/base/letter.h"
#include "state/permit.h"
#include "state/store.h"

/*
 * apply - decide, and write down what follows: the new state, an audit row, and
 * what we now owe.  For messages and for results alike; there is no second
 * state machine.
 *
 * Everything happens inside the caller's transaction (store_begin()), so that a
 * caller may also throw it away: that is how `explain` works.
 */

/* What apply needs besides the act.  Borrowed. */
struct engine {
	struct store *store;
	const struct config *config;
	compose_fn compose;
	void *composer; /* first argument of compose */
	int64_t now;
	/* Where the key of a mail comes from, or NULL: it is drawn. */
	enum status (*key)(void *ctx, const struct debt *mail, int64_t now,
	    char *key, struct err *err);
	void *keys; /* first argument of key */
};

/* Where a mail stands in a talk that may be one between machines: turns.h. */
struct talk {
	int turns; /* mails of ours in a row, before it, that changed nothing */
	bool over; /* what reports no change is no longer sent */
};

/* One thing that somebody wants or that happened.  Borrowed for the call. */
struct act {
	enum event_type on;
	int64_t request;             /* 0: a new one, with EV_REQUEST */
	int64_t renews;              /* the one that this renews, 0: none */
	const struct person *person; /* NULL: mailproc itself */
	struct proof proof;
	const char *text; /* reason, question, answer, comment, address of a
			     new sponsor; what Canvas said; "" */
	const char *const *field; /* FIELD_COUNT of them, or NULL */
	unsigned unfit; /* bits 1u << enum field: not in the form asked for */
	const char *addresses;  /* that a free text names, or NULL */
	const char *dates;      /* the same */
	const char *note;       /* for the audit where text is "", or NULL */
	const char *message_id; /* of the mail that caused it, "" if none */
	struct talk talk;       /* that this mail goes on with */
	bool sponsor_wrong; /* of EV_NOT_FOUND: it is the sponsor, name another
			     */
	const struct token
	    *token; /* of EV_TOKEN_MADE, EV_TOKEN_CHANGED, EV_TOKEN_ADOPTED */
	const char *sealed_url; /* the same; "" unless hand-over is sealed */
	int64_t ends_at; /* of a reminder: when it will be too late, 0: never */
};

/* What came of it.  outcome_init() first, outcome_free() at the end. */
struct outcome {
	enum reason reason;
	int64_t request;
	enum state state;
	unsigned roles;
	bool applied;    /* a row of the workflow was carried out */
	bool transcript; /* the writer is to be told by transcript */
	char text[600];  /* what came of it, in a sentence for the writer */
	json_t *mails;   /* [{"to", "template"}], what is owed now */
	json_t *changes; /* what changed since the key was made, if that is why
			    it is refused */
	json_t *by_hand; /* what is left to do in Canvas: token_by_hand() */
};

void outcome_init(struct outcome *o);
void outcome_free(struct outcome *o);

/*
 * Decide on one act and do what its row says.  A refusal is no failure: OK,
 * with out->reason telling why; it is audited like everything else.  The status
 * is the store's or the composer's otherwise, and the caller rolls back.
 */
enum status apply(struct engine *e, const struct act *act, struct outcome *out,
    struct err *err);

/*
 * apply() for what mailproc itself brings, with nothing to say; what is owed
 * for it is appended to mails (may be NULL).
 */
enum status apply_own(struct engine *e, enum event_type on, int64_t request,
    json_t *mails, struct err *err);

/*
 * The reason that apply() would answer with, while nothing is done or written.
 */
enum status would_apply(struct engine *e, const struct act *act,
    enum reason *out, struct err *err);

/* What this person is to this request; admins who take part in it are not its
 * admins.  Pure. */
unsigned roles_of(const struct config *c, const struct request *r,
    const struct person *p);

/* Is one of the person's mailboxes an admin's? */
bool is_admin(const struct config *c, const struct person *p);

#endif
