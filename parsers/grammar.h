#ifndef PARSERS_GRAMMAR_H
#define PARSERS_GRAMMAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mailproc/base/facts.h"
#include "mailproc/base/words.h"

/*
 * grammar - what one line has to be to be a command: a word of the lexicon, ids
 * as [#]ID[, ID ...] and, for some verbs, an argument; interface.md section 6.
 */
#define LINE_MAX_BYTES 4096

struct parsed {
	const struct word *word;
	int64_t id[COMMANDS_MAX];
	size_t nids;
	char arg[LINE_MAX_BYTES]; /* reason, question, address, or "" */
};

/*
 * Is this line, whose blanks are plain and whose leading signs are gone, a
 * command as a whole?  The longest word wins.  quote: the one that stood in
 * front of the line, which may close an argument; else NUL.
 */
bool grammar_command(const struct lexicon *l, const char *line, char quote,
    struct parsed *out);

/* Past blanks, and the signs that make parts of a line bold. */
const char *grammar_blanks(const char *p);

/* "12", "#12" or "[12]".  Returns what follows, or NULL. */
const char *grammar_id(const char *p, int64_t *id);

#endif
