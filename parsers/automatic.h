#ifndef PARSERS_AUTOMATIC_H
#define PARSERS_AUTOMATIC_H

#include "mailproc/base/buf.h"
#include "mailproc/base/facts.h"
#include "parsers/header.h"

/*
 * automatic - mail from machines (security.md section 4.1).
 *
 *	automatic.c	by the header alone: header_automatic() of header.h
 *	second_look.c	by the text, where the header does not tell
 *	returned.c	what a bounce says became of our mail
 *	machines.c	the words and names that give machines away
 */

/* Does the header say that this is a bounce, whatever else it says? */
bool header_bounce(const struct header *h);

/* Is it from a postmaster, who may be a person? */
bool header_postmaster(const struct header *h);
bool header_is_multipart(const struct header *h);

/*
 * Does somebody's program say that its owner is away?  subject: decoded.  True
 * only for what header or text of a machine say; never for lists and bounces.
 */
bool header_away(const struct header *h, const char *subject);

/*
 * In the child: fills automatic, failed, diagnostic and returned of f.  h is
 * the header of the message, whose subject and own text f holds already; text
 * is its decoded text.
 */
void read_automatic(struct facts *f, const struct header *h,
    const struct buf *text);

#endif
