#ifndef MAILPROC_BASE_LETTERS_H
#define MAILPROC_BASE_LETTERS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * letters - words of other languages, compared as people mean them: case
 * aside, and an accent is the same whether it is part of its letter (U+00E4)
 * or stands behind it (a, U+0308).  Blind to the locale.
 *
 *	struct letters l = { .p = text };
 *	while ((c = letter_next(&l)) != 0)
 *		...
 */
struct letters {
	const char *p; /* what was not read yet, NUL-terminated */
	uint32_t mark; /* an accent that comes next, 0: none */
};

/*
 * The next character: folded to lower case, accents apart from their letters.
 * 0 at the end; a byte that is no UTF-8 is U+FFFD.
 */
uint32_t letter_next(struct letters *l);

/* The small letter: Latin, Greek, Cyrillic; any other character as it is. */
uint32_t letter_lower(uint32_t c);

/*
 * May a word be made of it?  Letters of the scripts whose case we can fold or
 * that have none, and accents; no signs, digits, full-width or bidi characters.
 */
bool letter_is(uint32_t c);

#endif
