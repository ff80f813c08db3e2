#ifndef PARSERS_WORDS_H
#define PARSERS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "mailproc/base/facts.h"

/*
 * words - what people may write for a command, and what only looks like it.
 */
enum takes { TAKES_NOTHING, TAKES_TEXT, TAKES_ADDRESS };

struct word {
	const char *text;
	enum event_type verb;
	enum takes takes; /* behind the ids */
};

/* Longer phrases stand before the words they begin with. */
extern const struct word words[];
extern const size_t words_count;

/* Length of a Unicode blank (U+00A0 ...) at s, 0 if there is none. */
size_t unicode_blank(const char *s, size_t len);

/* Length of a character that shows nothing (U+200B ...), 0 if there is none. */
size_t unicode_nothing(const char *s, size_t len);

/*
 * Does the line begin like a decision without being one: with a negation, a
 * condition, more words, a strange character?
 */
bool looks_like_decision(const char *line);

/*
 * A slip of one or two letters in a verb that is followed by an id or stands
 * alone.  suggestion: the line that may have been meant.
 */
bool near_miss(const char *line, char suggestion[SUGGESTION_MAX]);

#endif
