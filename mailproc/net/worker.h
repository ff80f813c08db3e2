#ifndef MAILPROC_NET_WORKER_H
#define MAILPROC_NET_WORKER_H

#include <signal.h>

#include "mailproc/net/backend.h"
#include "state/apply.h"
#include "state/token.h"

/*
 * worker - pays debts: the only part that talks to the world.
 *
 * A debt is claimed with a lease, marked as tried (committed) before the world
 * is asked, and done only on evidence.  A result is an event and goes through
 * apply() like any mail; there is no second state machine here.
 */
struct worker {
	struct engine *engine;
	const struct backend *backend;
	struct backend_ctx canvas;
	bool canvas_open;       /* the credential was read */
	int64_t (*clock)(void); /* NULL: engine->now stays as it is */
	int look_again;         /* seconds until a second look for a token that
				   may be there and not listed yet */
	bool clock_back;        /* state/jump.h: it went backwards, */
	bool clock_held;        /* or may be wrong */
	int64_t away_until;     /* nobody answered a look: none before this */
	bool mails_stopped;     /* as many as an hour may have are sent */
	bool mails_closed;      /* no mail can be handed over: leave them */
	const volatile sig_atomic_t *stop; /* or NULL: enough, when not 0 */
	int unpaid; /* debts that were due and could not be paid */
};

/*
 * Pay everything that is due, or until told to stop.  OK also if some debts
 * stay owed (w->unpaid); the store's status if the state cannot be used.
 */
enum status worker_run(struct worker *w, struct err *err);
void worker_end(struct worker *w);

/*
 * One kind of debt each.  OK: done, committed.  Everything else: still owed,
 * err says why; the caller gives the lease back.
 */
enum status pay_mail(struct worker *w, const struct debt *d, struct err *err);
enum status pay_token(struct worker *w, const struct debt *d, struct err *err);
enum status pay_delete(struct worker *w, const struct debt *d, struct err *err);
enum status pay_lookup(struct worker *w, const struct debt *d, struct err *err);
enum status pay_purpose(struct worker *w, const struct debt *d,
    struct err *err);

/* Read the credential of the backend, once. */
enum status worker_open(struct worker *w, struct err *err);

/* May Canvas be asked now, or is there a pause? */
enum status worker_may_ask(struct worker *w, bool *may, struct err *err);
/*
 * What an answer of Canvas (got; why, if it is no answer) means for the next
 * question, whoever asks it: begin, lengthen or end the pause.
 */
enum status worker_heard(struct worker *w, enum status got, const char *why,
    struct err *err);

/* Lease and debt are still ours: for as long as one call may last. */
enum status worker_keep(struct worker *w, const struct debt *d,
    struct err *err);
enum status worker_tried(struct worker *w, const struct debt *d,
    struct err *err);

/*
 * Hand a result to apply() and pay the debt (NULL: nobody owed it), in one
 * transaction.
 */
enum status worker_result(struct worker *w, const struct debt *d,
    const struct act *act, struct err *err);

/* A row of the audit trail about a debt, in the caller's transaction. */
enum status worker_record(struct worker *w, const struct debt *d,
    const char *event, const char *note, struct err *err);

#endif
