#include "parsers/pattern.h"

#include <stdio.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define MATCH_LIMIT 100000
#define HEAP_LIMIT  1024 /* KiB */

/* of a site's own */
#define OWN_MATCHES 10000
#define OWN_DEPTH   250
#define OWN_BYTES   4096

/* clang-format off */
static const char *const source[PAT_COUNT] = {
	[PAT_REF] = "\\bRef:[\\s>|]{0,8}((?:[A-Za-z0-9][\\s>|]{0,4}){23}[A-Za-z0-9])(?![A-Za-z0-9])",
};
/* clang-format on */

static pcre2_code *compiled[PAT_COUNT];

static pcre2_code *
compile(enum pattern which)
{
	PCRE2_SIZE where;
	int error;

	if (compiled[which] == NULL)
		compiled[which] = pcre2_compile((PCRE2_SPTR)source[which],
		    PCRE2_ZERO_TERMINATED,
		    PCRE2_UTF | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C,
		    &error, &where, NULL);
	return compiled[which];
}

static bool
match(enum pattern which, const char *s, size_t len, size_t at, size_t group[4])
{
	pcre2_code *code = compile(which);
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	pcre2_match_data *data = code == NULL ?
	    NULL :
	    pcre2_match_data_create_from_pattern(code, NULL);
	int found = -1;

	if (data != NULL && limits != NULL) {
		pcre2_set_match_limit(limits, MATCH_LIMIT);
		pcre2_set_heap_limit(limits, HEAP_LIMIT);
		found =
		    pcre2_match(code, (PCRE2_SPTR)s, len, at, 0, data, limits);
	}
	if (found > 0) {
		const PCRE2_SIZE *v = pcre2_get_ovector_pointer(data);

		for (int i = 0; i < 4; i++)
			group[i] = i < 2 * found ? v[i] : 0;
	}
	pcre2_match_data_free(data);
	pcre2_match_context_free(limits);
	return found > 0;
}

bool
pattern_matches(enum pattern which, const char *s, size_t len)
{
	size_t group[4];

	return match(which, s, len, 0, group);
}

bool
pattern_next(enum pattern which, const char *s, size_t len, size_t *at,
    const char **group, size_t *group_len)
{
	size_t found[4];

	if (*at > len || !match(which, s, len, *at, found))
		return false;
	*group = s + found[2];
	*group_len = found[3] - found[2];
	*at = found[1];
	return true;
}

/*
 * A site's own, over one value: the whole of it, bytes of ASCII where classes
 * mean digits and letters, one line end.
 */
static pcre2_code *
compile_own(const char *pattern, char why[160])
{
	pcre2_compile_context *own = pcre2_compile_context_create(NULL);
	pcre2_code *code = NULL;
	PCRE2_SIZE where = 0;
	PCRE2_UCHAR text[100] = "out of memory";
	int error = 0;

	if (own != NULL) {
		pcre2_set_newline(own, PCRE2_NEWLINE_LF);
		code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
		    PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED |
			PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C,
		    &error, &where, own);
	}
	if (code == NULL && error != 0)
		pcre2_get_error_message(error, text, sizeof text);
	if (code == NULL)
		snprintf(why, 160, "%s, at byte %zu", (const char *)text,
		    (size_t)where);
	pcre2_compile_context_free(own);
	return code;
}

bool
pattern_compiles(const char *pattern, char why[160])
{
	pcre2_code *code = compile_own(pattern, why);

	pcre2_code_free(code);
	return code != NULL;
}

bool
pattern_fits(const char *pattern, const char *s, size_t len)
{
	char ignored[160];
	pcre2_code *code = compile_own(pattern, ignored);
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	pcre2_match_data *data = code == NULL ?
	    NULL :
	    pcre2_match_data_create_from_pattern(code, NULL);
	int found = -1;

	if (data != NULL && limits != NULL && len <= OWN_BYTES) {
		pcre2_set_match_limit(limits, OWN_MATCHES);
		pcre2_set_depth_limit(limits, OWN_DEPTH);
		pcre2_set_heap_limit(limits, HEAP_LIMIT);
		found =
		    pcre2_match(code, (PCRE2_SPTR)s, len, 0, 0, data, limits);
	}
	pcre2_match_data_free(data);
	pcre2_match_context_free(limits);
	pcre2_code_free(code);
	return found > 0;
}
