#ifndef PARSERS_HEADER_H
#define PARSERS_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include "mailproc/base/err.h"
#include "mailproc/base/vocab.h"

/*
 * header - the header of a message, read over the raw bytes.
 *
 * This and prescan.h run in the parent before anything else touches the
 * message: plain loops over a byte buffer, no allocation that input can steer.
 * They are what identity is judged on; libetpan only finds the text.
 */
#define HEADER_MAX       (256 << 10)
#define HEADER_FIELD_MAX (32 << 10)
#define HEADER_FIELDS    500

/* Points into the raw message.  value is still folded, without its line end. */
struct header_field {
	const char *name;
	size_t name_len;
	const char *value;
	size_t value_len;
};

struct header {
	const char *start;       /* of the message after a leading mbox line */
	size_t len;              /* of the message from there */
	const char *mbox_sender; /* in the mbox line, or NULL */
	size_t mbox_sender_len;
	size_t body; /* offset of the body from start */
	size_t n;
	struct header_field field[HEADER_FIELDS];
};

/*
 * Split the header into fields.  LF or CRLF line ends; exactly one leading
 * "From " line is skipped.  ERR_INPUT, with *why RE_MALFORMED, on rule F1: a
 * blank before the colon, a continuation line first, a blank-only line, a line
 * without colon, a bare CR, a NUL, no field at all; and on the limits above.
 */
enum status header_scan(struct header *h, const char *raw, size_t len,
    enum reason *why, struct err *err);

/*
 * The same for a header that header_scan() refuses, only to say what kind of
 * message it is: any line end, what is no field is passed over.
 */
void header_scan_loosely(struct header *h, const char *raw, size_t len);

/* The first field of this name from index i on, ASCII case-insensitive; its
 * index, or -1. */
int header_find(const struct header *h, const char *name, int i);
int header_count(const struct header *h, const char *name);

/* Copy a field's value unfolded, outer blanks gone.  False if it is longer
 * than size - 1; out is then "". */
bool header_value(const struct header_field *f, char *out, size_t size);

/*
 * Rule F4: the fields that may occur once do.  Rule F2: exactly one plain
 * mailbox in exactly one From, lower-cased into from (ADDRESS_MAX + 1 bytes).
 * *why is RE_MALFORMED for a duplicate, RE_FROM_UNUSABLE for From.
 */
enum status header_from(const struct header *h, char *from, enum reason *why,
    struct err *err);

/*
 * Is this mail from a machine, by its header alone (security.md section 4.1)?
 * sender: the envelope sender, "" is the null sender, NULL is not known; ours:
 * our address.  RE_OK if a person wrote it.
 */
enum reason header_automatic(const struct header *h, const char *sender,
    const char *ours);

#endif
