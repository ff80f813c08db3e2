#ifndef PARSERS_HTML_H
#define PARSERS_HTML_H

#include "mailproc/base/buf.h"

/*
 * html - HTML becomes text lines, in one pass over the bytes.
 *
 * Scripts, styles, comments, titles and hidden elements vanish; block elements
 * begin a line; what a mail program marks as quoted becomes lines that begin
 * with "> ", so that own.h treats both kinds of mail alike.
 */
void html_to_text(struct buf *out, const char *html, size_t len);

#endif
