#ifndef PARSERS_ROWS_H
#define PARSERS_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "mailproc/base/buf.h"
#include "parsers/labels.h"

/*
 * rows - the lines of a text as a form reads them: which are the person's own,
 * which are quoted, which begin with a label.
 */
#define ROWS_MAX 2000

enum row_kind {
	ROW_TEXT,
	ROW_BLANK,
	ROW_LABEL,
	ROW_HINT, /* in brackets above a label, as our own form has them */
	ROW_RULE, /* a line of dashes, or a ticket system's own */
};

struct form_row {
	const char *s; /* without quote marks and indentation */
	size_t len;
	size_t indent;
	enum row_kind kind;
	bool own;
	bool quoted; /* neither own nor quoted: signatures and the like */
	struct labelled label;
};

/*
 * whole is the text, *own the person's part of it, line for line, which moves
 * past what was found.  Quoted are lines with a quote mark, and all that stands
 * below a header block or a separator.  Borrows whole.  Returns how many rows
 * there are.
 */
size_t rows_split(struct form_row *rows, const char **own,
    const struct buf *whole);

#endif
