#ifndef PARSERS_ENCODED_H
#define PARSERS_ENCODED_H

#include "mailproc/base/buf.h"

/*
 * encoded - the text of a header field, with its encoded words (RFC 2047),
 * becomes UTF-8.
 *
 * Lenient in what people's programs do wrong: words glued to each other or to
 * text, split inside a character, with blanks in them, with a language
 * (RFC 2231), without padding.  Text outside of words is UTF-8 if valid, else
 * Windows-1252.  A word that is damaged or in a charset that is refused gets
 * U+FFFD behind it, so that no line with one in it is a command.
 *
 * Line ends of folding vanish; all else, control characters too, is kept:
 * clean_line() it.
 */
void encoded_to_utf8(struct buf *out, const char *s, size_t len);

/* What people see beside an address in From: "Name" <address>, or address
 * (Name).  It identifies nobody. */
void encoded_name(struct buf *out, const char *value, size_t len);

#endif
