#ifndef MAILPROC_NET_CANVAS_H
#define MAILPROC_NET_CANVAS_H

#include <jansson.h>

#include "mailproc/net/backend.h"

/*
 * canvas - one call of the Canvas API, and what its answer means.
 *
 * An answer is believed only if it is 200 with a JSON content type.  What else
 * can come is judged here, once: throttling (403 or 429, it did not run:
 * ERR_RETRY, and b->throttled), our own credential (401: ERR_CONFIG), a no that
 * lasts (400, 403, 404 in JSON: ERR_INPUT with what Canvas said), anything else
 * (ERR_UNKNOWN).  No
 * answer body ever enters an error text, only the message inside an error
 * object.
 */
struct canvas_call {
	const char *method;
	const char *path; /* after /api/v1, begins with "/" */
	const char *form; /* or NULL */
};

/*
 * out: the document, given, json_decref(); NULL after a failure.  code (may be
 * NULL) is the HTTP status, 0 if none came.
 */
enum status canvas_do(struct backend_ctx *b, const struct canvas_call *call,
    json_t **out, long *code, struct err *err);

/*
 * GET a list, all its pages; out is one array.  A next link to another scheme
 * or host is refused, and so is a list without end.  code (may be NULL) is the
 * HTTP status if there is one page, else 0.
 */
enum status canvas_list(struct backend_ctx *b, const char *path, json_t **out,
    long *code, struct err *err);

/* An id that Canvas wrote as a string or as a number.  False: no id. */
bool canvas_id(const json_t *object, const char *key, char out[24]);

/* The `look_up` and the `owner` of backend_canvas: mailproc/net/backend.h. */
enum status canvas_look_up(struct backend_ctx *b, const struct person *p,
    struct canvas_person *out, struct err *err);
enum status canvas_owner(struct backend_ctx *b, const struct person *p,
    struct canvas_person *out, struct err *err);

/* The `check` of backend_canvas: our rights, and the end of our own token. */
enum status canvas_check(struct backend_ctx *b, line_fn line, void *ctx,
    struct err *err);

/* A string member, "" if it is none.  Borrowed. */
const char *canvas_text(const json_t *object, const char *key);

#endif
