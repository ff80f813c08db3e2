#include <string.h>

#include "parsers/parser.h"
#include "parsers/pattern.h"

/* The 24 letters and digits of what a mail program may have wrapped. */
static bool
take_key(const char *s, size_t len, char out[KEY_LENGTH + 1])
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		char c = s[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
			continue;
		if (n == KEY_LENGTH)
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	return n == KEY_LENGTH;
}

void
read_refs(struct facts *f, const char *text)
{
	const char *group;
	size_t at = 0, len = strlen(text), group_len;

	while (f->nrefs < REFS_MAX &&
	    pattern_next(PAT_REF, text, len, &at, &group, &group_len))
		if (take_key(group, group_len, f->ref[f->nrefs]))
			f->nrefs++;
}
