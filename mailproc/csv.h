#ifndef MAILPROC_CSV_H
#define MAILPROC_CSV_H

#include "mailproc/base/buf.h"
#include "mailproc/base/err.h"

/*
 * csv - RFC 4180: fields in quotes may hold commas, quotes (doubled) and line
 * ends; a byte order mark and CRLF are taken.
 */
#define CSV_FIELDS 32

struct csv {
	const char *text; /* borrowed */
	size_t len;
	size_t at;
	int line;      /* of the record that was read, from 1 */
	int next_line; /* where the next one begins */
	int n;
	char *field[CSV_FIELDS]; /* owned; NUL-terminated */
};

void csv_open(struct csv *c, const char *text, size_t len);
void csv_close(struct csv *c);

/*
 * The next record that is not an empty line; n is 0 at the end.  ERR_INPUT
 * naming the line: an open quote, text after a closing quote, a NUL, too many
 * fields.
 */
enum status csv_next(struct csv *c, struct err *err);

#endif
