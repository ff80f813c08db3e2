/*
 * html_entity - character references: numbers, and the names that mail programs
 * write (HTML 4, section 24).
 */
#include <stdlib.h>
#include <string.h>

#include "parsers/html_tag.h"

#define REFERENCE_MAX 10

/* clang-format off */
/* Latin-1 from U+00A0 on, in order. */
static const char latin1[] =
    "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr "
    "deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 "
    "frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute "
    "Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml "
    "times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc "
    "atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml "
    "eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml "
    "yacute thorn yuml ";

static const struct {
	const char *name;
	uint32_t c;
} others[] = {
	{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' },
	{ "AMP", '&' }, { "LT", '<' }, { "GT", '>' }, { "QUOT", '"' },
	{ "OElig", 0x152 }, { "oelig", 0x153 }, { "Scaron", 0x160 }, { "scaron", 0x161 },
	{ "Yuml", 0x178 }, { "fnof", 0x192 }, { "circ", 0x2c6 }, { "tilde", 0x2dc },
	{ "ensp", 0x2002 }, { "emsp", 0x2003 }, { "thinsp", 0x2009 }, { "zwnj", 0x200c },
	{ "zwj", 0x200d }, { "lrm", 0x200e }, { "rlm", 0x200f }, { "ndash", 0x2013 },
	{ "mdash", 0x2014 }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 }, { "sbquo", 0x201a },
	{ "ldquo", 0x201c }, { "rdquo", 0x201d }, { "bdquo", 0x201e }, { "dagger", 0x2020 },
	{ "bull", 0x2022 }, { "hellip", 0x2026 }, { "permil", 0x2030 }, { "prime", 0x2032 },
	{ "lsaquo", 0x2039 }, { "rsaquo", 0x203a }, { "euro", 0x20ac }, { "trade", 0x2122 },
	{ "larr", 0x2190 }, { "rarr", 0x2192 }, { "minus", 0x2212 }, { "ne", 0x2260 },
	{ "le", 0x2264 }, { "ge", 0x2265 }, { "check", 0x2713 }, { "commat", '@' },
	{ "num", '#' }, { "colon", ':' }, { "period", '.' }, { "comma", ',' },
	{ "lowbar", '_' }, { "sol", '/' }, { "excl", '!' }, { "quest", '?' },
	{ "lpar", '(' }, { "rpar", ')' }, { "Tab", '\t' }, { "NewLine", '\n' },
};
/* clang-format on */

static bool
named(const char *s, size_t len, uint32_t *c)
{
	uint32_t at = 0xa0;
	size_t n;

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (strlen(others[i].name) == len &&
		    memcmp(others[i].name, s, len) == 0) {
			*c = others[i].c;
			return true;
		}
	for (const char *p = latin1; *p != '\0'; p += n + 1, at++) {
		n = strcspn(p, " ");
		if (n == len && memcmp(p, s, n) == 0) {
			*c = at;
			return true;
		}
	}
	return false;
}

static bool
numbered(const char *s, size_t len, uint32_t *c)
{
	bool hex = len > 1 && (s[1] == 'x' || s[1] == 'X');
	char digits[REFERENCE_MAX + 1], *end;
	size_t from = hex ? 2 : 1;

	memcpy(digits, s + from, len - from);
	digits[len - from] = '\0';
	*c = (uint32_t)strtoul(digits, &end, hex ? 16 : 10);
	return len > from && *end == '\0' && *c > 0 && *c <= 0x10ffff &&
	    (*c < 0xd800 || *c > 0xdfff);
}

size_t
entity_read(const char *s, size_t len, uint32_t *c)
{
	size_t n = 0;
	bool known;

	s++;
	len--;
	while (n < len && n < REFERENCE_MAX &&
	    ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z') ||
		(s[n] >= '0' && s[n] <= '9') || (n == 0 && s[n] == '#')))
		n++;
	if (n == 0)
		return 0;
	known = s[0] == '#' ? numbered(s, n, c) : named(s, n, c);
	if (!known)
		return 0;
	return 1 + n + (n < len && s[n] == ';' ? 1 : 0);
}
