#ifndef PARSERS_PARAMETER_H
#define PARSERS_PARAMETER_H

#include <stdbool.h>
#include <stddef.h>

#include "mailproc/base/buf.h"

/*
 * parameter - what stands in a structured field such as Content-Type:
 * `word; name=value; name="value"` (RFC 2045 section 5.1, RFC 2231).
 *
 * Lenient: semicolons doubled, trailing or missing, comments, a quote that is
 * never closed.  What stands inside a quoted value is never taken for a
 * parameter.
 */
#define FIELD_WORD_MAX 64
#define PARAMETER_MAX  1024

/* The first word of a value, lower case; "" if none, cut if too long. */
void field_word(char out[FIELD_WORD_MAX], const char *value, size_t len);

/*
 * Append one parameter of a value, as UTF-8: quotes gone, RFC 2231 pieces
 * joined and decoded, encoded words too.  False if there is none.
 */
bool field_parameter(struct buf *out, const char *value, size_t len,
    const char *name);

#endif
