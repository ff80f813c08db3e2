#include "parsers/charset.h"

#include <iconv.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "mailproc/base/text.h"

enum method { AS_UTF8, AS_1252, AS_ICONV, AS_UNKNOWN };

/* The WHATWG labels whose names iconv does not share, or that we do by hand. */
/* clang-format off */
static const struct {
	const char *label;
	enum method method;
	const char *name; /* for iconv */
} labels[] = {
	{ "utf-8", AS_UTF8, NULL }, { "utf8", AS_UTF8, NULL },
	{ "unicode-1-1-utf-8", AS_UTF8, NULL }, { "x-unicode20utf8", AS_UTF8, NULL },
	{ "us-ascii", AS_1252, NULL }, { "ascii", AS_1252, NULL },
	{ "ansi_x3.4-1968", AS_1252, NULL },
	{ "iso-8859-1", AS_1252, NULL }, { "iso8859-1", AS_1252, NULL },
	{ "iso_8859-1", AS_1252, NULL }, { "latin1", AS_1252, NULL },
	{ "l1", AS_1252, NULL }, { "windows-1252", AS_1252, NULL },
	{ "cp1252", AS_1252, NULL }, { "x-cp1252", AS_1252, NULL },
	{ "iso-8859-15", AS_ICONV, "ISO-8859-15" },
	{ "gb2312", AS_ICONV, "GB18030" }, { "gbk", AS_ICONV, "GB18030" },
	{ "x-gbk", AS_ICONV, "GB18030" }, { "gb18030", AS_ICONV, "GB18030" },
	{ "ks_c_5601-1987", AS_ICONV, "CP949" }, { "euc-kr", AS_ICONV, "CP949" },
	{ "x-sjis", AS_ICONV, "CP932" }, { "shift_jis", AS_ICONV, "CP932" },
	{ "iso-8859-8-i", AS_ICONV, "ISO-8859-8" },
	{ "iso-8859-9", AS_ICONV, "CP1254" }, { "tis-620", AS_ICONV, "CP874" },
	{ "x-mac-roman", AS_ICONV, "MACINTOSH" },
	{ "utf-7", AS_UNKNOWN, NULL }, { "unicode-1-1-utf-7", AS_UNKNOWN, NULL },
	{ "iso-2022-cn", AS_UNKNOWN, NULL }, { "iso-2022-cn-ext", AS_UNKNOWN, NULL },
};

/* 0x80 to 0x9f of Windows-1252. */
static const uint16_t c1[32] = {
	0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
	0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
};
/* clang-format on */

static void
put(struct buf *out, uint32_t c)
{
	if (c < 0x80)
		buf_addc(out, (char)c);
	else if (c < 0x800) {
		buf_addc(out, (char)(0xc0 | c >> 6));
		buf_addc(out, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_addc(out, (char)(0xe0 | c >> 12));
		buf_addc(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_addc(out, (char)(0x80 | (c & 0x3f)));
	}
}

static void
from_1252(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		put(out, c >= 0x80 && c < 0xa0 ? c1[c - 0x80] : c);
	}
}

/* False, with out as it was, if the bytes are not of this charset; *known says
 * whether iconv knows it at all. */
static bool
by_iconv(struct buf *out, const char *name, const char *s, size_t len,
    bool *known)
{
	iconv_t cd = iconv_open("UTF-8", name);
	size_t before = out->len;
	char *in = (char *)(uintptr_t)s;
	bool good = true;

	*known = cd != (iconv_t)-1;
	if (!*known)
		return false;
	while (len > 0 && good) {
		char chunk[4096], *to = chunk;
		size_t room = sizeof chunk, left = len;

		good = iconv(cd, &in, &len, &to, &room) != (size_t)-1 ||
		    len < left;
		buf_add(out, chunk, (size_t)(to - chunk));
	}
	iconv_close(cd);
	if (!good && !out->full) {
		out->len = before;
		if (out->cap > before)
			out->str[before] = '\0';
	}
	return good;
}

static enum method
find(const char *label, const char **name)
{
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
		if (strcasecmp(label, labels[i].label) == 0) {
			*name = labels[i].name;
			return labels[i].method;
		}
	*name = label;
	/* whatever else a name is, it is short and has no options in it */
	return strlen(label) < 32 && strpbrk(label, "/,") == NULL ? AS_ICONV :
								    AS_UNKNOWN;
}

bool
charset_to_utf8(struct buf *out, const char *label, const char *s, size_t len)
{
	const char *name = NULL;
	enum method method = label == NULL ? AS_UNKNOWN : find(label, &name);
	bool known = method == AS_UTF8;

	if (method == AS_ICONV && by_iconv(out, name, s, len, &known))
		return true;
	/* mail that says Latin-1 and holds UTF-8 is common, the other way
	 * round is hardly possible */
	if (utf8_valid(s, len)) {
		buf_add(out, s, len);
		return method == AS_UTF8 || !known;
	}
	from_1252(out, s, len);
	return !known;
}
