#ifndef TESTS_SUPPORT_REPLY_H
#define TESTS_SUPPORT_REPLY_H

#include <stdint.h>

#include "mailproc/base/buf.h"
#include "mailproc/base/facts.h"

/*
 * reply - somebody's mail as their program writes it, for properties that hold
 * of all mails: ways to quote, chance that is the same in every run.
 */
#define REPLY_MAX (4 << 20)

struct chance {
	uint64_t state; /* any number but 0 */
};

/* From 0 to below - 1. */
uint32_t chance(struct chance *c, uint32_t below);

#define PICK(c, array) \
	((array)[chance((c), sizeof(array) / sizeof((array)[0]))])

/* A blank, or a character that shows nothing, of those that may stand in a
 * command line. */
const char *chance_blank(struct chance *c);
const char *chance_nothing(struct chance *c);

/* What stands around a quoted text, and before each line of it. */
struct quoting {
	const char *name;
	const char *before;
	const char *each;
	const char *after;
};

extern const struct quoting text_quotings[], html_quotings[];
extern const size_t text_quotings_count, html_quotings_count;

void quote(struct buf *out, const struct quoting *q, const char *text);

/* The body of a message with these header lines, each with its line end. */
struct reply {
	const char *subject;
	const char *type;     /* and parameters */
	const char *encoding; /* Content-Transfer-Encoding */
	const char *body;
};

/* What the engine makes of it.  The caller calls facts_free(). */
void reply_parse(const struct reply *r, struct facts *f);

/* The first command that acts, or NULL. */
const struct command_fact *reply_acts(const struct facts *f);

#endif
