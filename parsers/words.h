#ifndef PARSERS_WORDS_H
#define PARSERS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "mailproc/base/facts.h"
#include "mailproc/base/words.h"

/*
 * words - what only looks like a command, and signs that people put around one.
 * The words themselves are mailproc/base/words.h.
 */

/* Length of a Unicode blank (U+00A0 ...) at s, 0 if there is none. */
size_t unicode_blank(const char *s, size_t len);

/* Length of a character that shows nothing (U+200B ...), 0 if there is none. */
size_t unicode_nothing(const char *s, size_t len);

/*
 * Length of a sign that editors and people put around a line: stars, quotes of
 * any kind, dashes, underscores, blanks.  0 if there is none.
 */
size_t around(const char *s);

/* Does a word of everyday speech that answers (yes, no) begin the line? */
bool begins_answer(const struct lexicon *l, const char *line);

/*
 * Does the line begin like a decision without being one: with a negation, a
 * condition, more words, a strange character?
 */
bool looks_like_decision(const struct lexicon *l, const char *line);

/*
 * Below a decision: does this line take back what was decided, or hedge it?
 * for_it: what stands above is a yes; else it is a no.
 */
bool unsettles(const struct lexicon *l, const char *line, bool for_it);

/*
 * A slip of one or two letters in a verb that is followed by an id or stands
 * alone.  suggestion: the line that may have been meant.
 */
bool near_miss(const struct lexicon *l, const char *line,
    char suggestion[SUGGESTION_MAX]);

/*
 * answers.c - a sponsor's natural answer: EV_CONFIRM or EV_DECLINE if the whole
 * line is one of a written list, else EV_NONE.
 */
enum event_type natural_answer(const char *line);

#endif
