#ifndef PARSERS_PATTERN_H
#define PARSERS_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * pattern - regular expressions; the only file that knows PCRE2.
 *
 * Compiled when first needed, with limits on matching and memory.  Used to find
 * what other programs put around a person's words, never for a command and
 * never to identify anybody.
 */
enum pattern {
	PAT_REF, /* "Ref: KEY"; group 1 is the key */
	PAT_COUNT
};

/* Does it match within the text?  Too hard a text does not match. */
bool pattern_matches(enum pattern which, const char *s, size_t len);

/*
 * The next match of group 1 from *at on; *at moves behind it.  False if there
 * is none.
 */
bool pattern_next(enum pattern which, const char *s, size_t len, size_t *at,
    const char **group, size_t *group_len);

/*
 * A site's own pattern, for the answer to a question of its own.  Is it one?
 * If not, why says so.
 */
bool pattern_compiles(const char *pattern, char why[160]);

/* Does it match the whole of a value of at most 4 KiB?  One that is too hard
 * does not. */
bool pattern_fits(const char *pattern, const char *s, size_t len);

#endif
