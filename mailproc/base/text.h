#ifndef MAILPROC_BASE_TEXT_H
#define MAILPROC_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mailproc/base/buf.h"

/*
 * text - small things every room does with text.  All of it is ASCII where it
 * folds case, bounded by the given length, and blind to the locale.
 */

/* A list of strings; the owner of the list owns the strings. */
struct list {
	char **item;
	size_t n;
};

/* Case-insensitive (ASCII) membership. */
bool list_has(const struct list *l, const char *s);

/* Append a copy.  False if there is no memory; the list is then unchanged. */
bool list_add(struct list *l, const char *s);
void list_free(struct list *l);

/* ASCII lower case, in place. */
void fold_ascii(char *s);

/*
 * A request id as people write it: [1-9][0-9]{0,9}.  Returns what follows, or
 * NULL if there is none at p.
 */
const char *take_id(const char *p, int64_t *id);

/* Is this UTF-8 in its shortest form, without surrogates? */
bool utf8_valid(const char *s, size_t len);

/*
 * The character at s, in its shortest form and no surrogate.  Returns its
 * length, 0 if the bytes are none.
 */
size_t utf8_take(const char *s, size_t len, uint32_t *c);

/* Write a character as UTF-8; returns its length. */
size_t utf8_put(char out[4], uint32_t c);

/* Characters that show nothing but can change what a reader sees: controls,
 * zero-width and bidi controls. */
bool invisible(uint32_t c);

/* Blanks of Unicode: U+00A0, U+2000 to U+200A, U+202F, U+3000. */
bool unicode_space(uint32_t c);

/*
 * Make text from a mail fit to be stored and shown: valid UTF-8 (bad bytes
 * become U+FFFD), LF line ends, no control characters but LF and TAB, no bidi
 * or zero-width controls; anything shaped like a Canvas token
 * ([0-9]+~[A-Za-z0-9]{20,}) becomes "[token removed]".
 */
void clean_text(struct buf *out, const char *s, size_t len);

/* The same for one line: LF and TAB become blanks, runs of blanks one. */
void clean_line(struct buf *out, const char *s, size_t len);

/* Is there anything shaped like a Canvas token? */
bool holds_token(const char *s, size_t len);

/*
 * strdup() and malloc() that end the process with EX_TEMPFAIL when there is no
 * memory: the mail server then brings the same message again.
 */
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
void *xmalloc(size_t n);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t size);
_Noreturn void out_of_memory(void);

#endif
