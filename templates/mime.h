#ifndef TEMPLATES_MIME_H
#define TEMPLATES_MIME_H

#include "mailproc/base/buf.h"

/*
 * mime - writing mail: exactly the shape that compose needs.
 */

/*
 * A header field, folded at 76, in RFC 2047 words where it is not ASCII.
 * Control and bidi characters in the value vanish; nothing can begin a new
 * line.
 */
void mime_field(struct buf *out, const char *name, const char *value);

/* name <address>, the name quoted or encoded; the address alone if "" . */
void mime_mailbox(struct buf *out, const char *field, const char *name,
    const char *address);

/*
 * A text part with its Content-Type and Content-Transfer-Encoding: 7bit if it
 * is ASCII, no line passes 78 octets but one that is a single URL, and nothing
 * in it reads as encoded; else quoted-printable.  LF line ends in, CRLF out.
 */
void mime_text(struct buf *out, const char *type, const struct buf *text);

#endif
