#ifndef PARSERS_CHARSET_H
#define PARSERS_CHARSET_H

#include <stdbool.h>

#include "mailproc/base/buf.h"

/*
 * charset - text in any charset becomes UTF-8.
 *
 * Labels are those of the WHATWG Encoding Standard.  UTF-8, ASCII and the
 * Latin charsets that nearly all mail has are converted here, without opening
 * a module; the others by iconv.  UTF-7 and ISO-2022-CN are not known.  An
 * unknown label, or bytes that are not of the label's charset: UTF-8 if they
 * are valid UTF-8, else Windows-1252.
 *
 * False if the bytes are not what a known label says: they can be read, but
 * decide nothing.
 */
bool charset_to_utf8(struct buf *out, const char *label, const char *s,
    size_t len);

#endif
