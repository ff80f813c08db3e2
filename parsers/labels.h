#ifndef PARSERS_LABELS_H
#define PARSERS_LABELS_H

#include <stdbool.h>
#include <stddef.h>

#include "mailproc/base/buf.h"
#include "mailproc/base/vocab.h"

/*
 * labels - the words in front of a field's value, in English, German, French
 * and Spanish.  A synonym is a row.
 */
struct label {
	const char *text; /* as fold_text() makes it */
	enum field field;
	bool weak; /* an everyday word: only with a colon, and only where no
		      other label names the field */
};

/* What a line begins with. */
struct labelled {
	const struct label *label; /* NULL: with no label */
	const char *value;         /* what follows it on the line */
	size_t len;
};

/*
 * "Label: value", "Label - value", "Label = value", "Label<TAB>value", or the
 * label alone; bullets, numbers and bold marks around it are passed over.
 */
struct labelled label_read(const char *line, size_t len);

/* A label without what its writer means nothing by: case, marks, brackets. */
void label_bare(struct buf *out, const char *s, size_t len);

/*
 * "Status: open" and the like: a line of a ticket system's own, which ends a
 * value.
 */
bool is_ticket_line(const char *line, size_t len);

/*
 * What the empty form says where a value belongs, "(such as ...)": how many
 * bytes of the value it takes up, 0 if it stands not there.
 */
size_t hint_length(const char *value, size_t len);

#endif
