#ifndef PARSERS_VALUES_H
#define PARSERS_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "mailproc/base/buf.h"
#include "mailproc/base/vocab.h"

/*
 * values - what people write behind a label, as the rest of the program wants
 * it.
 */

/*
 * Cleaned and bounded to FIELD_MAX, into out: an address alone, a day as
 * YYYY-MM-DD, "I agree"; what is none of these stays as it is written.  Empty
 * if the form's blank was left as it was.
 */
void value_read(enum field field, const char *s, size_t len, struct buf *out);

/* Fields whose value is one line. */
bool one_line(enum field field);

/* Is this, and nothing else, a word of agreement? */
bool agrees(const char *s, size_t len);

/*
 * The mailboxes that stand in a text, each once, lower case, separated by
 * blanks, at most max of them.
 */
void addresses_in(const char *text, size_t max, struct buf *out);

#endif
