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
 * One text part.  The versions of a multipart/alternative are seen one at a
 * time: in the plain view and in the HTML view of the message.  What stands
 * alone or beside others is part of both.
 */
enum view { VIEW_PLAIN = 1, VIEW_HTML = 2, VIEW_BOTH = 3 };
struct body {
	struct buf text;
	enum view view;
	bool html;
	bool flowed; /* format=flowed */
	bool delsp;  /* with DelSp=yes */
};
#define BODIES_MAX 32

/*
 * What was found.  All text is UTF-8 as decoded, not yet cleaned.  Owned:
 * message_free().
 */
struct message {
	char from[256];  /* the mailbox in the first From, "" if none */
	struct buf name; /* display name beside it */
	struct buf subject;
	struct body body[BODIES_MAX];
	size_t nbodies;
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
