#include "parsers/charsets.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define LABEL_MAX 40

/* One row is one encoding; its labels with a blank before and after each. */
/* clang-format off */
static const struct {
	struct charset charset;
	const char *labels;
} encodings[] = {
	{ { AS_UTF8, "UTF-8" },
	    " unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8"
	    " x-unicode20utf8 " },
	{ { AS_1252, NULL },
	    " ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819"
	    " iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1"
	    " iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252 " },
	{ { AS_BYTES, "IBM866" },
	    " 866 cp866 csibm866 ibm866 " },
	{ { AS_BYTES, "ISO-8859-2" },
	    " csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592"
	    " iso_8859-2 iso_8859-2:1987 l2 latin2 " },
	{ { AS_BYTES, "ISO-8859-3" },
	    " csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593"
	    " iso_8859-3 iso_8859-3:1988 l3 latin3 " },
	{ { AS_BYTES, "ISO-8859-4" },
	    " csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594"
	    " iso_8859-4 iso_8859-4:1988 l4 latin4 " },
	{ { AS_BYTES, "ISO-8859-5" },
	    " csisolatincyrillic cyrillic iso-8859-5 iso-ir-144"
	    " iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988 " },
	{ { AS_BYTES, "ISO-8859-6" },
	    " arabic asmo-708 csiso88596e csiso88596i csisolatinarabic"
	    " ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i iso-ir-127"
	    " iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987 " },
	{ { AS_BYTES, "ISO-8859-7" },
	    " csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7"
	    " iso-ir-126 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987"
	    " sun_eu_greek " },
	{ { AS_BYTES, "ISO-8859-8" },
	    " csiso88598e csiso88598i csisolatinhebrew hebrew"
	    " iso-8859-8 iso-8859-8-e iso-8859-8-i iso-ir-138 iso8859-8"
	    " iso88598 iso_8859-8 iso_8859-8:1988 logical visual " },
	{ { AS_BYTES, "ISO-8859-10" },
	    " csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910"
	    " l6 latin6 " },
	{ { AS_BYTES, "ISO-8859-13" },
	    " iso-8859-13 iso8859-13 iso885913 " },
	{ { AS_BYTES, "ISO-8859-14" },
	    " iso-8859-14 iso8859-14 iso885914 " },
	{ { AS_BYTES, "ISO-8859-15" },
	    " csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15"
	    " l9 " },
	{ { AS_BYTES, "ISO-8859-16" },
	    " iso-8859-16 " },
	{ { AS_BYTES, "KOI8-R" },
	    " cskoi8r koi koi8 koi8-r koi8_r " },
	{ { AS_BYTES, "KOI8-U" },
	    " koi8-ru koi8-u " },
	{ { AS_BYTES, "MACINTOSH" },
	    " csmacintosh mac macintosh x-mac-roman " },
	{ { AS_BYTES, "CP874" },
	    " dos-874 iso-8859-11 iso8859-11 iso885911 tis-620"
	    " windows-874 " },
	{ { AS_BYTES, "CP1250" },
	    " cp1250 windows-1250 x-cp1250 " },
	{ { AS_BYTES, "CP1251" },
	    " cp1251 windows-1251 x-cp1251 " },
	{ { AS_BYTES, "CP1253" },
	    " cp1253 windows-1253 x-cp1253 " },
	{ { AS_BYTES, "CP1254" },
	    " cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9"
	    " iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5"
	    " windows-1254 x-cp1254 " },
	{ { AS_BYTES, "CP1255" },
	    " cp1255 windows-1255 x-cp1255 " },
	{ { AS_BYTES, "CP1256" },
	    " cp1256 windows-1256 x-cp1256 " },
	{ { AS_BYTES, "CP1257" },
	    " cp1257 windows-1257 x-cp1257 " },
	{ { AS_BYTES, "CP1258" },
	    " cp1258 windows-1258 x-cp1258 " },
	{ { AS_BYTES, "MAC-UK" },
	    " x-mac-cyrillic x-mac-ukrainian " },
	{ { AS_PAIRS, "GB18030" },
	    " chinese csgb2312 csiso58gb231280 gb18030 gb2312 gb_2312"
	    " gb_2312-80 gbk iso-ir-58 x-gbk " },
	{ { AS_PAIRS, "BIG5-HKSCS" },
	    " big5 big5-hkscs cn-big5 csbig5 x-x-big5 " },
	{ { AS_PAIRS, "EUC-JP-MS" },
	    " cseucpkdfmtjapanese euc-jp x-euc-jp " },
	{ { AS_JIS, "CP932" },
	    " csiso2022jp iso-2022-jp " },
	{ { AS_PAIRS, "CP932" },
	    " csshiftjis ms932 ms_kanji shift-jis shift_jis sjis"
	    " windows-31j x-sjis " },
	{ { AS_PAIRS, "CP949" },
	    " cseuckr csksc56011987 euc-kr iso-ir-149 korean"
	    " ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601"
	    " windows-949 " },
	{ { AS_UTF16, "UTF-16BE" },
	    " unicodefffe utf-16be " },
	{ { AS_UTF16, "UTF-16LE" },
	    " csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff"
	    " utf-16 utf-16le " },
	{ { AS_USER, NULL },
	    " x-user-defined " },
	{ { AS_REFUSED, NULL },
	    " csiso2022kr csunicode11utf7 csutf7 hz-gb-2312 iso-2022-cn"
	    " iso-2022-cn-ext iso-2022-kr replacement unicode-1-1-utf-7"
	    " unicode-2-0-utf-7 utf-7 utf-7-imap utf7"
	    " x-unicode-1-1-utf-7 x-unicode-2-0-utf-7 " },
};
/* clang-format on */

#define ROWS (int)(sizeof encodings / sizeof encodings[0])

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* The bare name between blanks, " koi8-r ".  False: there is none. */
static bool
normalise(const char *label, char out[LABEL_MAX + 3])
{
	static const char prefix[] = "charset=";
	size_t n = 1;

	while (*label != '\0' && !is_letter(lower(*label)))
		label++;
	if (strncasecmp(label, prefix, sizeof prefix - 1) == 0)
		label += sizeof prefix - 1;
	out[0] = ' ';
	for (; is_letter(lower(*label)) ||
	     (*label != '\0' && strchr("-_.:", *label) != NULL);
	     label++) {
		if (n > LABEL_MAX)
			return false;
		out[n++] = lower(*label);
	}
	while (n > 1 && !is_letter(out[n - 1]))
		n--;
	out[n] = ' ';
	out[n + 1] = '\0';
	return n > 1;
}

struct charset
charset_find(const char *label)
{
	struct charset unknown = { AS_UNKNOWN, NULL };
	char key[LABEL_MAX + 3];

	if (label == NULL || !normalise(label, key))
		return unknown;
	for (int i = 0; i < ROWS; i++)
		if (strstr(encodings[i].labels, key) != NULL)
			return encodings[i].charset;
	return unknown;
}

const char *
charset_name(int number)
{
	_Static_assert(ROWS <= CHARSETS_MAX, "each has a number");
	return number < 0 || number >= ROWS ? NULL :
					      encodings[number].charset.name;
}

int
charset_number(const struct charset *c)
{
	for (int i = 0; i < ROWS; i++)
		if (charset_name(i) != NULL &&
		    strcmp(charset_name(i), c->name) == 0)
			return i;
	return -1;
}
