#ifndef PARSERS_CHARSET_OPEN_H
#define PARSERS_CHARSET_OPEN_H

#include <iconv.h>
#include <stdbool.h>

#include "parsers/charsets.h"

/*
 * charset_open - iconv where no file can be opened.
 *
 * glibc keeps most charsets in modules, files that the jail cannot open.  There
 * a charset whose module is not loaded yet is told to charset_absent(); it may
 * end the process, to begin another one with this module loaded before.  If it
 * returns, iconv has no such charset.
 */
extern void (*charset_absent)(int number); /* NULL: nobody is told */

/* iconv_open() to UTF-8; (iconv_t)-1 if there is none. */
iconv_t charset_open(const struct charset *c);

/* Load the module of this charset, for good.  False: there is none. */
bool charset_load(int number);

#endif
