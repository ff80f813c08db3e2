#include <stdio.h>
#include <string.h>

#include "mailproc/base/config_key.h"

/* A name that is a key of JSON and none of ours. */
static bool
is_new_field(const char *title)
{
	bool ours = false;

	for (int f = 0; f < FIELD_EXTRA; f++)
		ours = ours || strcmp(title, field_name((enum field)f)) == 0;
	return !ours && title[0] >= 'a' && title[0] <= 'z' &&
	    title[strspn(title, "abcdefghijklmnopqrstuvwxyz0123456789_")] ==
	    '\0';
}

/* The n-th field is "field_n". */
static const char *
number_field(struct config_place *place, const char *title, int line,
    char section[SECTION_SIZE])
{
	int n = place->titles;

	if (!is_new_field(title))
		return "expected a name after it, of small letters, digits and "
		       "_, that no field has yet";
	for (int i = 0; i < n; i++)
		if (strcmp(place->title[i], title) == 0)
			return "expected only one section of this name";
	if (n == QUESTIONS_MAX)
		return "expected at most 8 sections of this kind";
	snprintf(place->title[n], TITLE_SIZE, "%s", title);
	place->title_line[n] = line;
	place->titles = n + 1;
	snprintf(section, SECTION_SIZE, "field_%d", n + 1);
	return NULL;
}

const char *
config_title(struct config_place *place, const char *kind, const char *title,
    int line, char section[SECTION_SIZE])
{
	enum standing ignored;

	if (strcmp(kind, "field") == 0)
		return number_field(place, title, line, section);
	if (!standing_from_name(title, &ignored))
		return "expected student, ta, staff, faculty or unknown after "
		       "it";
	snprintf(section, SECTION_SIZE, "role_%s", title);
	return NULL;
}
