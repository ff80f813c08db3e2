#ifndef PARSERS_MACHINES_H
#define PARSERS_MACHINES_H

#include <stdbool.h>
#include <stddef.h>

#include "mailproc/base/vocab.h"

/*
 * machines - the words by which programs that answer mail give themselves away:
 * tables of subjects, first lines, header fields and mailboxes.  Nothing here
 * is a sentence that somebody would begin a mail of their own with.
 *
 * All text is UTF-8; case counts only outside ASCII.
 */
enum says {
	SAYS_NOTHING,
	SAYS_AWAY,      /* out of office */
	SAYS_AUTOMATIC, /* some other answer of a machine: AUTO_VENDOR */
	SAYS_RETURNED,  /* not delivered: BOUNCE */
	SAYS_DELAYED,   /* not delivered yet: BOUNCE */
	SAYS_REPORTED   /* a complaint or a receipt: BOUNCE */
};

/* machine_words.c: the first row that fits wins. */
struct machine_subject {
	const char *text; /* it begins so */
	enum says says;
	bool whole; /* and then a colon, a dash or nothing follows */
};
extern const struct machine_subject machine_subjects[];
extern const size_t machine_subjects_count;

struct machine_line {
	const char *text; /* it begins so */
	enum says says;
	bool sure; /* nobody else begins so; else it takes a second sign */
};
extern const struct machine_line machine_lines[];
extern const size_t machine_lines_count;

/* What a (decoded) subject says, tags that gateways put in front passed over.
 */
enum says subject_says(const char *subject);

/* Does the subject say that a person passes on somebody else's mail? */
bool subject_forwards(const char *subject);

/*
 * What a line says by how it begins; sure as in its row.
 */
enum says line_says(const char *line, bool *sure);

/* The reason code: RE_OK, RE_AUTO_VENDOR or RE_BOUNCE. */
enum reason says_reason(enum says s);

/*
 * Lists of words that end with NULL: names of header fields, beginnings of
 * mailboxes and of display names, of Content-Type and Content-Class.
 */
extern const char *const list_fields[];
extern const char *const list_senders[];
extern const char *const bounce_fields[];
extern const char *const bounce_senders[];
extern const char *const bounce_names[];
extern const char *const bounce_types[];
extern const char *const vendor_fields[];
extern const char *const vendor_senders[];
extern const char *const vendor_types[];
extern const char *const away_fields[];

/* Does s begin with one of them, ASCII case aside? */
bool any_begins(const char *s, const char *const *words);

#endif
