#ifndef STATE_STORE_H
#define STATE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "mailproc/base/address.h"
#include "mailproc/base/err.h"
#include "state/request.h"

/*
 * store - everything that must survive: people, requests, messages, keys,
 * debts and the audit trail.
 *
 * One SQLite file: STRICT tables, WAL, synchronous=FULL, foreign keys, numbered
 * migrations.  store.c is the only file that knows the library, statements.c
 * the only one that knows SQL.  Functions take and give plain structs.
 *
 * Every function that can fail returns OK; ERR_RETRY when the state is locked
 * for 10 s, unreadable, missing, on a full disk (nothing has changed);
 * ERR_CONFIG when it is of a newer schema or no state of ours; ERR_UNKNOWN when
 * a COMMIT failed and nobody can say whether it took effect.
 *
 *	if ((rc = store_begin(st, err)) != OK)
 *		return rc;
 *	... reads and writes ...
 *	rc = store_commit(st, err);
 *	store_rollback(st);	(nothing to do after a commit)
 */
struct store;

/* Create the state file, mode 0600.  ERR_INPUT if there is one already. */
enum status store_create(const char *path, int64_t now, struct err *err);

/*
 * Open an existing one and bring its schema up to date.  *out is NULL after a
 * failure.
 */
enum status store_open(struct store **out, const char *path, struct err *err);
void store_close(struct store *st);

/*
 * Open a copy of the state as it is at this moment, in the empty file path or
 * in ":memory:"; others may write meanwhile.  *out is NULL after a failure.
 */
enum status store_copy(struct store *from, const char *path, struct store **out,
    struct err *err);

/*
 * What the site asks besides: the store keeps answers by the names that stand
 * there, and knows no others.  Borrowed; NULL, as at first: nothing.
 */
struct site_words;
void store_ask(struct store *st, const struct site_words *site);
const struct site_words *store_site(const struct store *st);

enum status store_begin(struct store *st, struct err *err);
enum status store_commit(struct store *st, struct err *err);
void store_rollback(struct store *st); /* harmless outside a transaction */

/*
 * A number that changes whenever another process committed: what
 * `work --watch` looks at.
 */
enum status store_data_version(struct store *st, int64_t *out, struct err *err);

/* The schema version, and whether the file is sound (PRAGMA quick_check). */
enum status store_check(struct store *st, int *schema, struct err *err);

/*
 * People.  An address is looked up among addresses and aliases.
 */

/* found: is there such a person? out is initialised in any case. */
enum status person_by_address(struct store *st, const char *address,
    struct person *out, bool *found, struct err *err);
enum status person_by_id(struct store *st, int64_t id, struct person *out,
    struct err *err);
/* The person with this address; one of standing unknown is made if needed. */
enum status person_obtain(struct store *st, const char *address,
    const char *name, struct person *out, struct err *err);
/*
 * Insert or update by address.  An address or alias that belongs to another
 * person merges the two; ERR_INPUT if an unfinished request then had one person
 * in two roles.
 */
enum status person_put(struct store *st, const struct person *p, bool *merged,
    struct err *err);
enum status person_set_canvas_user(struct store *st, int64_t id,
    const char *canvas_user_id, struct err *err);
/* The first line of an out-of-office, or "": here again.  Only this changes it:
 * person_put() leaves it as it is. */
enum status person_set_away(struct store *st, int64_t id, const char *line,
    struct err *err);
/* Mark everybody as left whose id is not in keep; how many that newly were.
 * What they take part in is to be put before the admins (state/doubts.h). */
enum status people_mark_left(struct store *st, const int64_t *keep, size_t n,
    int *marked, struct err *err);
/* One call per person, by address.  A callback's failure ends the listing. */
enum status people_each(struct store *st,
    enum status (*fn)(void *ctx, const struct person *p, struct err *err),
    void *ctx, struct err *err);

/*
 * Requests.
 */

/* Insert; fills id, version 1, revision 1. */
enum status request_create(struct store *st, struct request *r, int64_t now,
    struct err *err);
enum status request_load(struct store *st, int64_t id, struct request *out,
    bool *found, struct err *err);
/*
 * Write all of r where id and version are still those of r, and raise version.
 * ERR_RETRY if somebody was faster; ERR_INPUT if a constraint of the schema
 * refuses it (requester, sponsor and decider are three people).
 */
enum status request_save(struct store *st, struct request *r, int64_t now,
    struct err *err);
/* Keep the fields of this revision. */
enum status revision_put(struct store *st, const struct request *r, int64_t now,
    struct err *err);
/* The fields of out as they were in this revision; untouched if there is none.
 */
enum status revision_load(struct store *st, int64_t request, int64_t revision,
    struct request *out, struct err *err);
/* The newest number: of a request, or taken by request_number_take(). */
enum status request_number(struct store *st, int64_t *out, struct err *err);
/* Requests from now on have a number above this one. */
enum status request_number_take(struct store *st, int64_t number,
    struct err *err);
/* Requests of this person that have neither ended nor got their token. */
enum status request_count_open(struct store *st, int64_t person, int *out,
    struct err *err);
/* Requests that have not ended and that this person takes part in. */
enum status request_count_with(struct store *st, int64_t person, int *out,
    struct err *err);
/*
 * Requests that this person sponsors and that have not ended, besides r and the
 * one it renews; confirmed: only those that they said yes to.
 */
enum status request_count_sponsored(struct store *st, int64_t person,
    const struct request *r, bool confirmed, int *out, struct err *err);
struct request_filter {
	int state;      /* enum state, or -1: any */
	int64_t person; /* involved in any role; 0: any */
};
enum status requests_each(struct store *st, const struct request_filter *f,
    enum status (*fn)(void *ctx, const struct request *r, struct err *err),
    void *ctx, struct err *err);
/* The same, of those that have a token: issued and active. */
enum status requests_with_token(struct store *st, int64_t person,
    enum status (*fn)(void *ctx, const struct request *r, struct err *err),
    void *ctx, struct err *err);

/*
 * Keys, by the hexadecimal SHA-256 of the 24 lower-case characters.
 */
struct key_row {
	int64_t person;
	int64_t request;
	int64_t revision;
	enum role role;
	int64_t expires_at;
	char ended[8]; /* "" while good, else "spent" or "stale" */
};
enum status key_put(struct store *st, const char *hash, const struct key_row *k,
    int64_t now, struct err *err);
enum status key_find(struct store *st, const char *hash, struct key_row *out,
    bool *found, struct err *err);
/* End all good keys of a request: "spent" (decided) or "stale". */
enum status keys_end(struct store *st, int64_t request, const char *ended,
    int64_t now, struct err *err);

/*
 * Challenges: a message that waits for its author's word, by the hash of the
 * key that the challenge carries.
 */
struct challenge_row {
	char address[ADDRESS_MAX + 1]; /* that was asked */
	int64_t message;               /* in question */
	int64_t request;               /* it decides about, 0: none yet */
	int64_t revision;              /* of the request then */
	int64_t created_at;            /* read only */
	int64_t expires_at;
	bool spent; /* answered, or told only */
};
enum status challenge_put(struct store *st, const char *hash,
    const struct challenge_row *c, int64_t now, struct err *err);
enum status challenge_find(struct store *st, const char *hash,
    struct challenge_row *out, bool *found, struct err *err);
enum status challenge_end(struct store *st, const char *hash, struct err *err);
/* How many about no request went to this address? */
enum status challenges_since(struct store *st, const char *address,
    int64_t since, int *out, struct err *err);

/*
 * Messages, as they came in.
 */

/* Insert; fills id.  raw is stored as it is. */
enum status message_put(struct store *st, struct message_row *m,
    struct err *err);
/*
 * Has this message been here?  same: one with this digest was recorded, by an
 * accepted sender or with no better grade than this one.  claimed: an accepted
 * message has this (non-empty) Message-ID and another digest.
 */
enum status message_seen(struct store *st, const struct message_row *m,
    bool *same, bool *claimed, struct err *err);
enum status message_load(struct store *st, int64_t id, struct message_row *out,
    bool *found, struct err *err);
/* Is it (still) held? */
enum status message_waits(struct store *st, int64_t id, bool *held,
    struct err *err);
/* Was the same message, by an accepted sender, dealt with as another one? */
enum status message_dealt(struct store *st, const char *digest, int64_t id,
    bool *dealt, struct err *err);
/* No longer held, as it was dealt with now: its reason, grade and request. */
enum status message_settled(struct store *st, const struct message_row *m,
    struct err *err);
/* No longer held, as nobody wants it: its reason stays. */
enum status message_unhold(struct store *st, int64_t id, struct err *err);
/* All of them, without their bytes; raw_len is 0 where those were redacted. */
enum status messages_each(struct store *st,
    enum status (*fn)(void *ctx, const struct message_row *m, struct err *err),
    void *ctx, struct err *err);
enum status held_each(struct store *st,
    enum status (*fn)(void *ctx, const struct message_row *m, struct err *err),
    void *ctx, struct err *err);

/*
 * Debts: what we owe to the world.
 */

/* Insert as planned, due at once; fills id. */
enum status debt_put(struct store *st, struct debt *d, int64_t now,
    struct err *err);
/*
 * Claim the oldest due debt of a kind in `kinds` (bits 1u << enum debt_kind)
 * that nobody holds, for `lease` seconds; out carries its state as it was, and
 * the lease.  Of Canvas's kinds only one is held at a time.  A transaction of
 * its own.  out->id is 0 if there is none.
 */
enum status debt_claim(struct store *st, unsigned kinds, int64_t now,
    int64_t lease, struct debt *out, struct err *err);
/*
 * Commit at once that the world is about to be asked: state tried, tries + 1,
 * and the lease lasts until then at least.  A mail that may be out already is
 * sent once more and never again: it counts as failed, "possibly sent", unless
 * that goes well.  ERR_RETRY if it has become void meanwhile, or the lease ran
 * out and somebody else has it.
 */
enum status debt_tried(struct store *st, const struct debt *d, int64_t until,
    struct err *err);
/* The same without trying: before something that takes its time. */
enum status debt_keep(struct store *st, const struct debt *d, int64_t until,
    struct err *err);
/* Inside a caller's transaction: done; the mail's text is dropped. */
enum status debt_done(struct store *st, int64_t id, int64_t now,
    struct err *err);
struct debt_next {
	enum debt_state state;
	int64_t due_at;
	int64_t failing_since;
};
/* Give the lease back: what comes next, and why.  ours: it was still ours, or
 * nothing has changed. */
enum status debt_later(struct store *st, const struct debt *d,
    const struct debt_next *next, const char *why, bool *ours, struct err *err);
/*
 * Plan a debt again, at once, and with all patience; found: was there an unpaid
 * one with this id?
 */
enum status debt_retry(struct store *st, int64_t id, int64_t now, bool *found,
    struct err *err);
/* Unpaid debts of this kind about this request are done without doing. */
enum status debts_void(struct store *st, int64_t request, enum debt_kind kind,
    int64_t now, struct err *err);
/* all: also those that are done. */
enum status debts_each(struct store *st, bool all,
    enum status (*fn)(void *ctx, const struct debt *d, struct err *err),
    void *ctx, struct err *err);
/* Debts to this mailbox with this payload that were put since then. */
enum status answers_since(struct store *st, const char *to, const char *payload,
    int64_t since, int64_t *out, struct err *err);
/* The same about a request, whoever gets them. */
enum status answers_about(struct store *st, int64_t request,
    const char *payload, int64_t since, int64_t *out, struct err *err);
/* Were this many mails put into the outbox after since? */
enum status mails_put_full(struct store *st, int limit, int64_t since,
    int64_t now, bool *full, struct err *err);
/* Mails handed over after since, up to now. */
enum status mails_sent(struct store *st, int64_t since, int64_t now,
    int64_t *out, struct err *err);
/* Mails that are due; mails_wait() notes why at those that were not tried. */
enum status mails_waiting(struct store *st, int64_t now, int64_t *out,
    struct err *err);
enum status mails_wait(struct store *st, int64_t now, const char *why,
    int64_t *waiting, struct err *err);
/* These words (a SHA-256) of somebody, without a command, were answered. */
enum status echo_put(struct store *st, const char *address, const char *words,
    int64_t now, struct err *err);
enum status echoes_since(struct store *st, const char *address,
    const char *words, int64_t since, int64_t *out, struct err *err);
/* The Message-ID of the newest mail to somebody about a request, "" if none. */
enum status mail_last(struct store *st, int64_t request, const char *to,
    char message_id[256], struct err *err);
/* Which request was our mail with this Message-ID about?  0: no such mail. */
enum status mail_request(struct store *st, const char *message_id,
    int64_t *request, struct err *err);
/*
 * Our mail with this Message-ID came back: if it was sent, it is failed from
 * now on, with why as last_error.  out->id is 0 if there is no such mail of
 * ours; changed: it was not failed before.  out is initialised.
 */
enum status mail_returned(struct store *st, const char *message_id,
    const char *why, struct debt *out, bool *changed, struct err *err);
/*
 * Debts put until then that failed, or could not be paid so far; of the mails
 * that failed only those put after mails_since.
 */
enum status debts_broken(struct store *st, int64_t until, int64_t mails_since,
    enum status (*fn)(void *ctx, const struct debt *d, struct err *err),
    void *ctx, struct err *err);
/* Mails about a request that were not delivered, or not sent so far, and why.
 */
enum status mails_unsent(struct store *st, int64_t request,
    enum status (*fn)(void *ctx, const struct debt *d, struct err *err),
    void *ctx, struct err *err);
/* Which mail of ours has this Message-ID?  "": none. */
#define TEMPLATE_NAME 32
enum status mail_template(struct store *st, const char *message_id,
    char template[TEMPLATE_NAME], struct err *err);
/* Unpaid debts that are due at `now`, those to Canvas among them, and when the
 * next one will be (0: none). */
struct debts_due {
	int all;
	int canvas;
	int64_t next;
};
enum status debts_due(struct store *st, int64_t now, struct debts_due *out,
    struct err *err);

/*
 * The audit trail: a chain of hashes (state/audit.c).
 */

/* Append; fills seq, note_hash, prev and hash. */
enum status audit_put(struct store *st, struct audit_row *a, struct err *err);
/* request 0: all. In order. */
enum status audit_each(struct store *st, int64_t request,
    enum status (*fn)(void *ctx, const struct audit_row *a, struct err *err),
    void *ctx, struct err *err);
/* Those after this one. In order. */
enum status audit_since(struct store *st, int64_t seq,
    enum status (*fn)(void *ctx, const struct audit_row *a, struct err *err),
    void *ctx, struct err *err);
/* Which rows: of one request (0: any), of one actor ("": anybody). */
struct audit_filter {
	int64_t request;
	const char *actor;
	int most; /* at most so many */
};
/* The newest first. */
enum status audit_last(struct store *st, const struct audit_filter *f,
    enum status (*fn)(void *ctx, const struct audit_row *a, struct err *err),
    void *ctx, struct err *err);
/* Append what the operator or mailproc itself did. */
#define OPERATOR "operator"
enum status audit_own(struct store *st, int64_t now, const char *actor,
    const char *event, const char *note, struct err *err);

/* Where the chain stands: how many rows, and the hash of the last one. */
struct audit_head {
	int64_t count;
	char hash[65];
};
enum status audit_head(struct store *st, struct audit_head *out,
    struct err *err);
/* When this row was written; 0: there is none. */
enum status audit_when(struct store *st, int64_t seq, int64_t *at,
    struct err *err);

struct audit_report {
	struct audit_head head; /* kept apart; of a chain that is whole, its
				   end */
	int64_t bad;            /* the first row that is wrong or missing; 0 */
	int64_t redacted;       /* notes that are gone; their hashes stay */
};

/*
 * Recompute the chain, of one moment.  ERR_INPUT, naming the first bad row, if
 * a row was changed or is missing, if count and last hash are not those kept
 * apart, or if it does not lead through `known` (NULL: nothing is known): what
 * stood in a digest.  That a whole chain was written anew only the last shows.
 * Outside any transaction.
 */
enum status audit_verify(struct store *st, const struct audit_head *known,
    struct audit_report *out, struct err *err);

#endif
