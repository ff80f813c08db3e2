#ifndef MAILPROC_BASE_CONFIG_KEY_H
#define MAILPROC_BASE_CONFIG_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "mailproc/base/config.h"

/*
 * config_key - a key of the configuration is a row of a table; what reading,
 * checking and printing need to know of it stands there.  Only for
 * mailproc/base/config*.c.
 *
 *	config.c	the file -> struct config; libconfuse
 *	config_key.c	the table
 *	config_scan.c	what libconfuse would let pass
 *	config_title.c	sections with a name of their own
 *	config_value.c	text <-> one field of struct config
 *	config_check.c	is this one value good?
 *	config_whole.c	do the values fit together?
 */
enum key_kind {
	KEY_TEXT,   /* char *            "text" */
	KEY_FLAG,   /* bool              true */
	KEY_NUMBER, /* int               5 */
	KEY_SIZE,   /* size_t            "10M" */
	KEY_WORD,   /* an enum           "top" */
	KEY_WORDS,  /* unsigned, bits    {"student", "ta"} */
	KEY_LIST,   /* struct list       {"a", "b"} */
	KEY_DAYS,   /* struct days       {2, 4} */
};

/* A word and the enum value it means.  The last row's name is NULL. */
struct key_word {
	const char *name;
	int value;
};

struct config_key {
	const char *section; /* "" : at the top */
	const char *name;
	enum key_kind kind;
	size_t offset; /* into struct config */
	/* As in the file, lists separated by blanks.  NULL: must be given. */
	const char *fallback;
	/* KEY_TEXT, KEY_LIST: may fold the value in place. */
	bool (*check)(char *value);
	const char *expected; /* in words, what check() lets pass */
	const struct key_word *word;
	int low, high; /* KEY_NUMBER, KEY_DAYS, KEY_SIZE */
};

#define KEYS_MAX 160 /* more than there are */

/* The table; the last row's name is NULL.  Keys of a section stand together. */
const struct config_key *config_keys(void);

#define TITLE_SIZE 40 /* of a section's own name */

/* Where each key stands in the file: 0 if it does not. */
struct config_place {
	const char *path;
	int line[KEYS_MAX];
	int last;
	/* sections field NAME { ... }, in their order: "field_1" and so on in
	 * the table */
	char title[QUESTIONS_MAX][TITLE_SIZE];
	int title_line[QUESTIONS_MAX];
	int titles;
};

/*
 * A section with a name of its own, `role student { ... }`, is "role_student"
 * in the table and to libconfuse, the n-th `field NAME { ... }` "field_n"; this
 * is how the file has it.  Returns out.
 */
#define SECTION_SIZE 80
const char *config_section(const struct config_place *place,
    const char *section, char out[SECTION_SIZE]);

/*
 * The table's name of a section `role TITLE` or `field TITLE`, into section;
 * NULL, or else what was expected.
 */
const char *config_title(struct config_place *place, const char *kind,
    const char *title, int line, char section[SECTION_SIZE]);

/* Words "FILE:LINE: section.key: ..." into err; returns ERR_CONFIG. */
enum status config_wrong(const struct config_place *place,
    const struct config_key *key, struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* The same by field, e.g. AT(policy.token_days). */
const struct config_key *config_key_at(size_t offset);
#define AT(field) offsetof(struct config, field)

/*
 * Note where every key stands, and blank out comments, because libconfuse
 * counts lines wrongly after some.  Refused here, because libconfuse lets it
 * pass or cannot say it: unknown and repeated keys and sections, a brace too
 * many or too few, a list for one value and the reverse, text without quotes,
 * numbers in quotes or with leading zeros, ${NAME}, odd escapes.  The head of a
 * section with a name of its own becomes one word.
 */
enum status config_scan(char *text, struct config_place *place,
    struct err *err);

/* "a number from 1 to 9" and the like: what a value of this key must be. */
const char *key_expects(const struct config_key *key, char out[256]);

/* Set one field.  False if a value is not what the key expects; what was set
 * before is overwritten, not freed. */
bool key_set(const struct config_key *key, struct config *c,
    const char *const *value, size_t n);
void key_free(const struct config_key *key, struct config *c);
void key_print(const struct config_key *key, const struct config *c,
    struct buf *out);

/* The question that a section "field_n" is about; NULL: another section. */
const struct question *key_question(const struct config_key *key,
    const struct config *c);

/* Checks of one value. */
bool check_address(char *value);
bool check_our_address(char *value);
bool check_help_desk(char *value);
bool check_domain(char *value);
bool check_line(char *value);
bool check_authserv(char *value);
bool check_zone(char *value);
bool check_account(char *value);
bool check_tag(char *value);
bool check_word(char *value);
bool check_banner(char *value);
bool check_label(char *value);
bool check_pattern(char *value);
bool check_https(char *value);
bool check_canvas_url(char *value);
bool check_smtp_url(char *value);
bool check_imap_url(char *value);
bool check_backend(char *value);
bool check_transport(char *value);

/* Does this URL, which one of the above let pass, name this very machine? */
bool url_is_loopback(const char *url);

/* Checks of values against each other. */
enum status config_whole(const struct config *c,
    const struct config_place *place, struct err *err);

#endif
