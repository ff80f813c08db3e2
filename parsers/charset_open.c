#include "parsers/charset_open.h"

#include <stddef.h>

void (*charset_absent)(int number);

iconv_t
charset_open(const struct charset *c)
{
	iconv_t cd = iconv_open("UTF-8", c->name);

	int number = charset_number(c);

	if (cd == (iconv_t)-1 && number >= 0 && charset_absent != NULL)
		charset_absent(number);
	return cd;
}

bool
charset_load(int number)
{
	const char *name = charset_name(number);

	/* what is never closed is never unloaded */
	return name != NULL && iconv_open("UTF-8", name) != (iconv_t)-1;
}
