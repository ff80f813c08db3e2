#ifndef MAILPROC_NET_BACKEND_H
#define MAILPROC_NET_BACKEND_H

#include <stdint.h>

#include "mailproc/base/buf.h"
#include "mailproc/base/config.h"
#include "mailproc/base/err.h"
#include "state/request.h"

/*
 * backend - who makes tokens.  A row of backends.c.
 *
 * Every call may return OK; ERR_RETRY (the world: again later, nothing
 * happened); ERR_UNKNOWN (asked, no usable answer: find before creating again);
 * ERR_CONFIG (our own credential or permission: stop the queue, tell the
 * operator); ERR_INPUT (the answer is no and will stay so: err says what Canvas
 * said, fit for a mail to the admins).
 */
struct made_token {
	char id[24];
	char user_id[24];
	char purpose[256];
	char state[16]; /* pending, active, deleted */
	int64_t expires_at;
	int64_t used_at; /* last; 0: never */
};

#define TOKENS_MAX 100 /* of one owner; one is usual */
struct token_list {
	struct made_token token[TOKENS_MAX];
	size_t n;
};

/* One open backend: configuration and the secret it works with. */
struct backend_ctx {
	const struct config *config;
	struct buf bearer; /* the owner calls buf_wipe() */
	bool throttled;    /* it said that we ask too often */
	int64_t now;
};

/* One line of `check`: "ok", "warn" or "fail"; what; detail; exact repair. */
typedef void (*line_fn)(void *ctx, const char *result, const char *what,
    const char *detail, const char *repair);

/* An answer to "who is that": by Canvas. */
struct canvas_person {
	char user_id[24];
	char name[256];
	bool teaches; /* has an active teacher enrolment */
};

struct backend {
	const char *name;

	/* Tokens are made and deleted by hand: those debts are an admin's to
	 * pay, and nobody can be asked how a token is. */
	bool by_hand;

	/* Read the credential; ERR_CONFIG if there is none. */
	enum status (*open)(struct backend_ctx *b, struct err *err);

	/* The one user with exactly this login or mailbox who may own a token:
	 * not an administrator, not ourselves, not deleted. */
	enum status (*owner)(struct backend_ctx *b, const struct person *p,
	    struct canvas_person *out, struct err *err);

	/* The one user with exactly this login or mailbox, whoever it is:
	 * user_id and name.  ERR_INPUT if there is none, or several. */
	enum status (*look_up)(struct backend_ctx *b, const struct person *p,
	    struct canvas_person *out, struct err *err);

	/* The live tokens of the user whose purpose begins with tag, the
	 * first TOKENS_MAX of them. */
	enum status (*find)(struct backend_ctx *b, const char *user_id,
	    const char *tag, struct token_list *out, struct err *err);

	/* One token by its id, gone or not; *gone only if Canvas says so
	 * clearly.  NULL: nobody can look. */
	enum status (*get)(struct backend_ctx *b, const char *user_id,
	    const char *token_id, struct made_token *out, bool *gone,
	    struct err *err);

	/* Another purpose; a token that is gone already is OK. */
	enum status (*rename)(struct backend_ctx *b, const char *user_id,
	    const char *token_id, const char *purpose, struct err *err);

	/* want: user_id, purpose and expires_at.  On OK *want is filled and
	 * secret holds the token's secret (wiped by the caller), and the
	 * expiry Canvas gave was compared: a wrong one is deleted again and is
	 * ERR_RETRY with *wrong_expiry true. */
	enum status (*create)(struct backend_ctx *b, struct made_token *want,
	    struct buf *secret, bool *wrong_expiry, struct err *err);

	/* A new secret for a token that is there, which is pending again then;
	 * want: id as well, and expires_at as it is.  Otherwise as create;
	 * ERR_RETRY also if it is gone. */
	enum status (*regenerate)(struct backend_ctx *b,
	    struct made_token *want, struct buf *secret, bool *wrong_expiry,
	    struct err *err);

	/* Gone already is OK. */
	enum status (*remove)(struct backend_ctx *b, const char *user_id,
	    const char *token_id, struct err *err);

	/* May we do all this, and how long?  One line each. */
	enum status (*check)(struct backend_ctx *b, line_fn line, void *ctx,
	    struct err *err);
};

/* The rows of backends.c. */
extern const struct backend backend_canvas;
extern const struct backend backend_manual;

/* Static; NULL if there is none of this name. */
const struct backend *backend_named(const char *name);

#endif
