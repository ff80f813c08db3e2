#include <stddef.h>

#include "parsers/parser.h"

static bool
has_command(const struct facts *f)
{
	return f->ncommands > 0;
}

static bool
has_field(const struct facts *f)
{
	for (int i = 0; i < FIELD_COUNT; i++)
		if (f->field[i][0] != '\0')
			return true;
	return false;
}

static bool
always(const struct facts *f)
{
	(void)f;
	return true;
}

/* The kinds of message a person can write; the first that fits wins. */
static const struct parser parsers[] = {
	{ KIND_COMMAND, has_command },
	{ KIND_REQUEST, has_field },
	{ KIND_OTHER, always },
};

enum kind
kind_of(const struct facts *f)
{
	size_t i = 0;

	while (!parsers[i].fits(f))
		i++;
	return parsers[i].kind;
}
