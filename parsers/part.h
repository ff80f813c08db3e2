#ifndef PARSERS_PART_H
#define PARSERS_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "mailproc/base/buf.h"
#include "parsers/parameter.h"

/*
 * part - the header of one MIME part, read over the raw bytes.
 *
 * libetpan finds where parts begin and end; what their fields say is read
 * here, because it gives up on a field whose parameters people's programs write
 * wrong, and does not know RFC 2231.
 */
/* Owned: part_free().  Words are lower case. */
struct part {
	char type[FIELD_WORD_MAX];     /* "text/html", "" if there is none */
	char encoding[FIELD_WORD_MAX]; /* "base64", "" if there is none */
	char disposition[FIELD_WORD_MAX];
	char charset[FIELD_WORD_MAX]; /* as written, "" if there is none */
	struct buf file;              /* its name as UTF-8, "" if it has none */
	bool flowed;                  /* format=flowed */
	bool delsp;                   /* with DelSp=yes */
	bool doubled;                 /* a field stands twice: which counts? */
};

/* header: up to the body, or beyond it; reading ends at an empty line.  p need
 * not be initialised. */
void part_read(struct part *p, const char *header, size_t len);
void part_free(struct part *p);

/*
 * A field's value, still folded, in a header of any shape: NULL if there is
 * none.  The first one, if n is 0, the next one, if it is 1 ...
 */
const char *part_field(const char *header, size_t len, const char *name, int n,
    size_t *value_len);

/*
 * Append a message with no more of its header than From and what says how the
 * MIME tree is built: libetpan takes the rest of a header for the body if a
 * field that it knows is not as it expects.
 */
void part_core(struct buf *out, const char *raw, size_t len);

#endif
