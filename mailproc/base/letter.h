#ifndef MAILPROC_BASE_LETTER_H
#define MAILPROC_BASE_LETTER_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "mailproc/base/buf.h"
#include "mailproc/base/err.h"

/*
 * letter - a mail that is owed, before it is words.
 *
 * state/ says that it is owed, to whom and with which key; templates/ says how
 * it reads.  Neither knows the other: they meet in this struct.  Everything is
 * borrowed for the call.
 */
struct letter {
	const char *template; /* a row of interface.md section 8 */
	const char *to;       /* mailbox on file */
	const char *to_name;  /* display name, "" if unknown */
	const char *key;      /* of a mail that asks for a decision, or NULL */
	const char *message_id;  /* without angle brackets */
	const char *in_reply_to; /* the same, or NULL */
	const char *root;        /* of the thread, the same, or NULL */
	int64_t request;         /* 0: about none */
	int64_t at;              /* Date */
	const json_t *view;      /* what the template may name */
};

/*
 * Writes the whole mail, header and body, CRLF line ends, into out.
 * ctx belongs to the composer.  ERR_CONFIG: a template is wrong; out is then
 * undefined.
 */
typedef enum status (*compose_fn)(void *ctx, const struct letter *letter,
    struct buf *out, struct err *err);

#endif
