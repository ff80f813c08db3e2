#ifndef PARSERS_RETURNED_H
#define PARSERS_RETURNED_H

#include "mailproc/base/buf.h"
#include "mailproc/base/facts.h"

/*
 * returned - what a bounce says became of our mail, and which mail that is.
 */
#define TEXT_LINE_MAX 1000

/* Lines of a text, one after the other, cut at TEXT_LINE_MAX: at and end are
 * set. */
struct lines {
	const char *at, *end;
	char line[TEXT_LINE_MAX + 1];
};

bool next_line(struct lines *l);

/* Is there "550 " or "5.1.1" as a word of its own, an answer of SMTP? */
bool smtp_code(const char *line);

/*
 * Fills failed, diagnostic and returned of f from the raw body and the decoded
 * text.  The fields of RFC 3464 speak first; for_good: without them, subject
 * and first lines say that it came back, and not only that it is late.
 */
void read_returned(struct facts *f, const char *body, size_t len,
    const struct buf *text, bool for_good);

#endif
