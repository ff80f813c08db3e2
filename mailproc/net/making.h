#ifndef MAILPROC_NET_MAKING_H
#define MAILPROC_NET_MAKING_H

#include "mailproc/net/seal.h"
#include "mailproc/net/worker.h"

/*
 * making - everything that one debt to Canvas is about.
 *
 *	struct making m;
 *
 *	making_init(&m);
 *	if ((rc = making_load(w, d, &m, err)) != OK)
 *		goto out;
 *	...
 * out:
 *	making_forget(&m);
 */
struct making {
	const struct debt *debt; /* borrowed */
	struct request request;
	struct person owner;
	struct canvas_person canvas;
	struct made_token token;
	char code[UNLOCK_CODE_SIZE];
	struct buf secret;
	struct buf url;
};

/* Behind this, at the end of a token's purpose, stands its unlock code: that
 * is for Canvas alone. */
#define CODE_LABEL " | unlock code "

void making_init(struct making *m);

/* The request and its owner. */
enum status making_load(struct worker *w, const struct debt *d,
    struct making *m, struct err *err);

/* Free, and overwrite what is secret. */
void making_forget(struct making *m);

/*
 * Delete what has the tag of this request in Canvas, but not the token with the
 * id `keep` ("": none) if its owner has activated it: that one is put into
 * m->token, whose id is "" otherwise.  doubtful: a token may have been made a
 * moment ago and not be listed yet, so an empty list is read twice.  Whoever
 * lost the debt to somebody else deletes nothing: ERR_RETRY.
 */
enum status making_clear(struct worker *w, struct making *m, const char *keep,
    bool doubtful, struct err *err);

/*
 * The answer is no, and will stay so: act, with err's text, is what the people
 * decide on now.
 */
enum status making_impossible(struct worker *w, const struct debt *d,
    struct act *act, struct err *err);

#endif
