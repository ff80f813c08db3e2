#include <stddef.h>
#include <string.h>

#include "parsers/parser.h"

/* One that is clear, or nearly one that names its request. */
static bool
has_command(const struct facts *f)
{
	for (size_t i = 0; i < f->ncommands; i++)
		if (f->command[i].result == RE_OK ||
		    strpbrk(f->command[i].suggestion, "0123456789") != NULL)
			return true;
	return false;
}

static int
fields_of(const struct facts *f)
{
	int n = 0;

	for (int i = 0; i < FIELD_COUNT; i++)
		n += f->field[i][0] != '\0';
	return n;
}

/* More than a doubtful word above it can spoil. */
static bool
has_form(const struct facts *f)
{
	return fields_of(f) > 1;
}

static bool
has_doubt(const struct facts *f)
{
	return f->ncommands > 0;
}

static bool
has_field(const struct facts *f)
{
	return fields_of(f) > 0;
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
	{ KIND_REQUEST, has_form },
	{ KIND_COMMAND, has_doubt },
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
