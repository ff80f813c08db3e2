#ifndef PARSERS_MESSAGE_H
#define PARSERS_MESSAGE_H

#include <stdbool.h>

#include "mailproc/base/buf.h"
#include "mailproc/base/err.h"

/*
 * message - the MIME tree of a message; the only file that knows libetpan.
 */
#define BODY_MAX (1 << 20) /* of decoded text that is looked at */

/*
 * What was found.  All text is UTF-8 as decoded, not yet cleaned.  Owned:
 * message_free().
 */
struct message {
	char from[256];  /* the mailbox in the first From, "" if none */
	struct buf name; /* display name beside it */
	struct buf subject;
	struct buf text;  /* text/plain bodies, joined */
	struct buf html;  /* text/html bodies, joined */
	bool flowed;      /* the text part is format=flowed */
	bool delsp;       /* with DelSp=yes */
	bool well_formed; /* closed multiparts, cleanly decoded text */
	bool damaged;     /* a text part could not be decoded */
	bool unreadable;  /* encrypted or wrapped: S/MIME, PGP, winmail.dat */
};

/*
 * Never descends into message/rfc822 and never reads attachments.  ERR_INPUT if
 * libetpan finds no structure.  m needs no initialising; message_free() after
 * either outcome.
 */
enum status message_read(struct message *m, const char *raw, size_t len,
    struct err *err);
void message_free(struct message *m);

#endif
