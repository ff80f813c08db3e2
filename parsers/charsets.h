#ifndef PARSERS_CHARSETS_H
#define PARSERS_CHARSETS_H

/*
 * charsets - what the name of a charset means.
 *
 * The labels of the WHATWG Encoding Standard, all of them, and nothing else
 * but those of UTF-7, which are there to be refused.
 */
enum charset_method {
	AS_UNKNOWN, /* no charset has this name */
	AS_REFUSED, /* UTF-7, and what WHATWG calls "replacement" */
	AS_UTF8,
	AS_1252,  /* ASCII and ISO 8859-1 too */
	AS_BYTES, /* by iconv: a byte is a character */
	AS_PAIRS, /* by iconv: several bytes may be one */
	AS_JIS,   /* ISO-2022-JP */
	AS_UTF16,
	AS_USER, /* x-user-defined: 0x80 to 0xff are U+F780 to U+F7FF */
};

struct charset {
	enum charset_method method;
	const char *name; /* for iconv */
};

/*
 * As people's programs write it: any case; quotes, blanks and "charset="
 * around it, and whatever follows the name, do not matter.  NULL is unknown.
 */
struct charset charset_find(const char *label);

/*
 * Those of a name have a number, too, below CHARSETS_MAX; -1 and NULL are for
 * any other.
 */
#define CHARSETS_MAX 64
int charset_number(const struct charset *c);
const char *charset_name(int number);

#endif
