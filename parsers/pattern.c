#include "parsers/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define MATCH_LIMIT 100000
#define HEAP_LIMIT  1024 /* KiB */

#define DATE "(?:\\d{1,4}[./\\-]\\d{1,2}|\\d{1,2}:\\d{2}|\\b20\\d\\d\\b|@)"

/* clang-format off */
static const char *const source[PAT_COUNT] = {
	/* a verb of writing and a date or an address, and a colon at the end */
	[PAT_ATTRIBUTION] =
	    "^(?=.{1,400}$)(?=.*" DATE ").*"
	    "(?:\\bwrote|\\bwrites|\\bschrieb|\\bgeschrieben|a \xc3\xa9""crit"
	    "|escribi\xc3\xb3|ha scritto|escreveu|\\bschreef|\\bskrev"
	    "|kirjoitti|napisa\xc5\x82)[^:]{0,120}:\\s*$",
	[PAT_SEPARATOR] =
	    "^\\s*(?:_{20,}|-{2,}\\s*(?:Original|Forwarded|Weitergeleitete|"
	    "Urspr\xc3\xbcngliche|Message|Mensaje|Begin)[^-]{0,60}-{2,}"
	    "|Begin forwarded message:)\\s*$",
	[PAT_HEADER_LINE] =
	    "^\\*{0,2}(?:From|Sent|Date|To|Cc|Subject|Von|Gesendet|Datum|An"
	    "|Betreff|De|Envoy\xc3\xa9|\xc3\x80|Objet|Enviado|Para|Asunto)"
	    "\\s{0,2}:\\*{0,2}\\s.{1,300}$",
	[PAT_SIGNATURE] =
	    "^(?:Sent from |Get Outlook for |Gesendet (?:mit|von) |Von meinem "
	    ".{1,40}gesendet|Envoy\xc3\xa9 (?:de mon|depuis) |Enviado desde mi "
	    "|Inviato da |Verstuurd vanaf ).{0,80}$",
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
