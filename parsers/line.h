#ifndef PARSERS_LINE_H
#define PARSERS_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "mailproc/base/buf.h"

/*
 * line - the lines of a text, as they stand and folded to be compared.
 */
struct line {
	const char *s; /* into the text; without its line end */
	size_t len;
};

/* The line that begins at *at, which moves past it.  False at the end. */
bool line_next(const struct buf *text, size_t *at, struct line *out);

/* Nothing but blanks? */
bool line_blank(const struct line *l);

/*
 * Does a mail program mark it as quoted: ">", "|", "JD>" in front?
 */
bool line_quoted(const struct line *l);

/*
 * What a line says, for comparing: lower case (Latin, Greek, Cyrillic), every
 * run of blanks one space, characters that show nothing left out, no blanks
 * around it.  At most FOLDED_MAX bytes of it.
 */
#define FOLDED_MAX 1000
struct folded {
	char s[FOLDED_MAX + 1];
	size_t len;
};

/* Fold l behind what out holds already, with a space between. */
void fold_add(struct folded *out, const struct line *l);
void fold(struct folded *out, const struct line *l);

bool begins_with(const struct folded *f, const char *s);
bool ends_with(const struct folded *f, const char *s);

/* Tables of strings end with NULL. */
bool begins_with_any(const struct folded *f, const char *const *list);
bool holds_any(const struct folded *f, const char *const *list);

#endif
