#ifndef PARSERS_CHARSET_H
#define PARSERS_CHARSET_H

#include <stdbool.h>

#include "mailproc/base/buf.h"

/*
 * charset - text in any charset becomes UTF-8.
 *
 * Labels are those of parsers/charsets.h.  UTF-8, ASCII and the Latin charsets
 * that nearly all mail has are converted here, without opening a module; the
 * others by iconv.  A byte order mark beats the label.  Without a label, with
 * an unknown one, or where most bytes are not of the label's charset: UTF-8
 * if they are valid UTF-8, else Windows-1252.
 */

/*
 * Append as UTF-8.  A sequence that the charset does not have becomes U+FFFD.
 * False if the bytes are not what a known label says, or if it names UTF-7 or
 * ISO-2022-CN: they can be read, but decide nothing.
 */
bool charset_to_utf8(struct buf *out, const char *label, const char *s,
    size_t len);

/* Is this the label of a charset, be it one that is refused? */
bool charset_known(const char *label);

/*
 * The label in the <meta> element on top of an HTML page, "" if none.  One
 * that can be read there at all is not UTF-16, whatever it says.
 */
#define CHARSET_LABEL_MAX 64
void charset_of_html(const char *html, size_t len,
    char label[CHARSET_LABEL_MAX]);

#endif
