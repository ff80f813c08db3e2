/* Each family of labels, what is cut off, what is wrong, what is refused. */
#include <stdio.h>
#include <string.h>

#include "mailproc/base/text.h"
#include "parsers/charset.h"
#include "tests/test.h"

#define BAD "\xef\xbf\xbd"

static struct row {
	const char *name;
	const char *label;
	const char *bytes;
	const char *text;
	bool clean;
} rows[] = {
	/* every encoding of the standard, under a name of its own */
	{ "UTF-8", "unicode-1-1-utf-8", "\xe2\x82\xac", "€", true },
	{ "IBM866", "cp866", "\x8f\xe0", "Пр", true },
	{ "Latin 2", "iso_8859-2:1987", "\xb1\xea", "ąę", true },
	{ "Latin 3", "l3", "\xfe", "ŝ", true },
	{ "Latin 4", "iso-ir-110", "\xe7", "į", true },
	{ "ISO Cyrillic", "cyrillic", "\xbf\xe0", "Пр", true },
	{ "ISO Arabic", "asmo-708", "\xe3", "ك", true },
	{ "ISO Greek", "elot_928", "\xe1\xdf", "αί", true },
	{ "ISO Hebrew", "visual", "\xf9", "ש", true },
	{ "ISO Hebrew, logical", "iso-8859-8-i", "\xf9", "ש", true },
	{ "Latin 6", "l6", "\xbd", "―", true },
	{ "Latin 7", "iso8859-13", "\xd0", "Š", true },
	{ "Latin 8", "iso885914", "\xd0", "Ŵ", true },
	{ "Latin 9", "csisolatin9", "\xa4", "€", true },
	{ "Latin 10", "iso-8859-16", "\xaa", "Ș", true },
	{ "KOI8-R", "koi8_r", "\xf0\xd2", "Пр", true },
	{ "KOI8-U", "koi8-u", "\xa6", "і", true },
	{ "Macintosh", "x-mac-roman", "\x8e", "é", true },
	{ "Thai", "tis-620", "\xa1", "ก", true },
	{ "Windows 1250", "x-cp1250", "\x9c", "ś", true },
	{ "Windows 1251", "windows-1251", "\xcf\xf0", "Пр", true },
	{ "Windows 1252", "us-ascii",
	    "\x93"
	    "a\x94",
	    "“a”", true },
	{ "Windows 1253", "cp1253", "\xe1", "α", true },
	{ "Windows 1254", "latin5", "\xfd", "ı", true },
	{ "Windows 1255", "windows-1255", "\xf9", "ש", true },
	{ "Windows 1256", "cp1256", "\xdf", "ك", true },
	{ "Windows 1257", "windows-1257", "\xf0", "š", true },
	{ "Windows 1258, marks combine", "cp1258", "a\xec", "á", true },
	{ "Mac Cyrillic", "x-mac-ukrainian", "\x8f", "П", true },
	{ "GBK", "x-gbk", "\xc4\xe3\x87\xd6", "你囍", true },
	{ "GB 18030, four bytes", "gb18030", "\x81\x30\x89\x38", "ß", true },
	{ "Big5", "cn-big5", "\xa7\x41", "你", true },
	{ "EUC-JP", "x-euc-jp", "\xa4\xa2", "あ", true },
	{ "Shift_JIS", "ms_kanji", "\x82\xa0\xb1", "あｱ", true },
	{ "EUC-KR", "ks_c_5601-1987", "\xc7\xd1\x81\x41", "한갂", true },
	{ "UTF-16, little end first", "unicode", "\x3f\x04", "п", true },
	{ "UTF-16, big end first", "utf-16be", "\x04\x3f", "п", true },
	{ "user defined", "x-user-defined", "\x80", "\xef\x9e\x80", true },
	/* ISO-2022-JP, which is done by hand */
	{ "JIS", "iso-2022-jp", "a\x1b$B$\"\x1b(Bb", "aあb", true },
	{ "JIS of 1978", "csiso2022jp", "\x1b$@0!\x1b(J", "亜", true },
	{ "JIS, what Windows adds", "iso-2022-jp", "\x1b$B-!|b\x1b(B", "①髙",
	    true },
	{ "JIS, half-width", "iso-2022-jp", "\x1b(I1\x1b(B", "ｱ", true },
	{ "JIS, a line end between", "iso-2022-jp", "\x1b$B$\"\n$$", "あ\nい",
	    true },
	{ "JIS, half a character", "iso-2022-jp",
	    "\x1b$B$\"$\"$\"$\"$\"$\"$\"$\"$\x1b(B", "ああああああああ" BAD,
	    false },
	{ "JIS that holds Shift_JIS", "iso-2022-jp", "\x82\xa0", "あ", false },
	{ "JIS under no name", NULL, "\x1b$B$\"\x1b(B", "あ", false },
	{ "JIS under a wrong name", "us-ascii", "\x1b$B$\"\x1b(B", "あ",
	    false },
	/* labels as people's programs write them */
	{ "capitals", "KOI8-R", "\xf0", "П", true },
	{ "quotes", "\"koi8-r\"", "\xf0", "П", true },
	{ "apostrophes", "'koi8-r'", "\xf0", "П", true },
	{ "a semicolon behind", "koi8-r;", "\xf0", "П", true },
	{ "stars behind", "koi8-r**", "\xf0", "П", true },
	{ "its own name before", "charset=koi8-r", "\xf0", "П", true },
	{ "blanks", " koi8-r ", "\xf0", "П", true },
	{ "only a part of a label", "oi8", "\xf0", "ð", true },
	{ "two labels", "koi8-r koi8-u", "\xf0", "П", true },
	{ "a path", "../koi8-r//TRANSLIT", "\xf0", "П", true },
	{ "longer than any", "koi8-rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr",
	    "\xf0", "ð", true },
	/* no label, or one that is none */
	{ "none, UTF-8", NULL, "\xc3\xa9", "é", true },
	{ "none, no UTF-8", NULL, "\xe9\x80", "é€", true },
	{ "empty", "", "\xe9", "é", true },
	{ "unknown, UTF-8", "uft-8", "\xc3\xa9", "é", true },
	{ "unknown, no UTF-8", "x-unknown", "\xe9", "é", true },
	{ "iconv knows it, the standard does not", "ibm037", "\xc1", "Á",
	    true },
	/* a label that is not what the bytes are */
	{ "ASCII with UTF-8", "us-ascii", "\xc3\xa9", "é", true },
	{ "Latin 1 with UTF-8", "iso-8859-1", "\xc3\xa9", "é", true },
	{ "Cyrillic with UTF-8", "windows-1251",
	    "\xd0\x9f\xd1\x80\xd0\xb8"
	    "\xd0\xb2\xd0\xb5\xd1\x82",
	    "Привет", true },
	{ "Cyrillic that might be UTF-8", "windows-1251", "\xc5\xb8", "Её",
	    true },
	{ "Chinese with UTF-8", "gb2312", "\xe4\xbd\xa0\xe5\xa5\xbd", "你好",
	    true },
	{ "UTF-8 with Latin 1", "utf-8", "caf\xe9", "café", false },
	{ "UTF-8 with one bad byte", "utf-8",
	    "ééééé\xff"
	    "é",
	    "ééééé" BAD "é", false },
	{ "Shift_JIS with Latin 1", "shift_jis", "\xfc\xe9", "üé", false },
	{ "UTF-16 that is ASCII", "utf-16", "abcd", "abcd", false },
	/* what is cut off */
	{ "UTF-8, cut", "utf-8", "é\xc3", "é" BAD, false },
	{ "Shift_JIS, cut", "shift_jis", "\x82\xa0\x82", "あ" BAD, false },
	{ "GB 18030, cut", "gb18030", "\xc4\xe3\x81\x30", "你" BAD, false },
	{ "EUC-KR, cut", "euc-kr", "\xc7\xd1\xc7", "한" BAD, false },
	{ "UTF-16, cut", "utf-16be", "\x04\x3f\x04", "п" BAD, false },
	/* byte order marks */
	{ "a mark, UTF-8", "utf-8",
	    "\xef\xbb\xbf"
	    "a",
	    "a", true },
	{ "a mark beats the label", "koi8-r",
	    "\xef\xbb\xbf"
	    "\xc3\xa9",
	    "é", true },
	{ "a mark beats UTF-16", "utf-16", "\xfe\xff\x04\x3f", "п", true },
	{ "a mark without label", NULL, "\xff\xfe\x3f\x04", "п", false },
	{ "letters like a mark", "koi8-r", "\xff\xfe", "ЪЧ", true },
	/* what is refused: read, never decided by */
	{ "UTF-7", "utf-7", "+AEE-", "+AEE-", false },
	{ "UTF-7 under its old name", "unicode-1-1-utf-7", "+AEE-", "+AEE-",
	    false },
	{ "UTF-7 with a mark", "utf-7",
	    "\xef\xbb\xbf"
	    "a",
	    "\xef\xbb\xbf"
	    "a",
	    false },
	{ "ISO-2022-CN", "iso-2022-cn", "\x1b$)A\x0eVP\x0f",
	    "\x1b$)A\x0eVP\x0f", false },
	{ "ISO-2022-CN-EXT", "ISO-2022-CN-EXT", "a", "a", false },
	{ "ISO-2022-KR", "iso-2022-kr", "a", "a", false },
	{ "HZ", "hz-gb-2312", "~{VP~}", "~{VP~}", false },
};

static void
becomes(void **state)
{
	const struct row *want = *state;
	struct buf out = BUF_INIT(1000);
	bool clean;

	buf_adds(&out, "before ");
	clean = charset_to_utf8(&out, want->label, want->bytes,
	    strlen(want->bytes));
	assert_string_equal(out.str + strlen("before "), want->text);
	assert_int_equal(clean, want->clean);
	buf_free(&out);
}

/* Every byte under every family: valid UTF-8 or U+FFFD, and an end. */
static void
any_bytes(void **state)
{
	static const char *const labels[] = { "utf-8", "gb18030", "big5",
		"euc-jp", "shift_jis", "iso-2022-jp", "euc-kr", "utf-16",
		"windows-1258", "iso-8859-6", "utf-7", "none" };
	char bytes[3 * 256];

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 7 + i / 256);
	for (size_t i = 0; i < N(labels); i++)
		for (size_t n = 0; n <= sizeof bytes; n += 13) {
			struct buf out = BUF_INIT(3 * sizeof bytes);

			charset_to_utf8(&out, labels[i], bytes, n);
			assert_false(out.full);
			assert_true(utf8_valid(out.str, out.len));
			buf_free(&out);
		}
}

/* A buffer that is full stays full, and nothing runs on. */
static void
full(void **state)
{
	struct buf out = BUF_INIT(3);

	(void)state;
	charset_to_utf8(&out, "koi8-r", "\xf0\xf0\xf0", 3);
	assert_true(out.full);
	buf_free(&out);
}

static struct page {
	const char *name;
	const char *html;
	const char *label;
} pages[] = {
	{ "a meta element", "<html><META charset=koi8-r>", "koi8-r" },
	{ "http-equiv",
	    "<meta http-equiv=\"Content-Type\" content=\"text/html; "
	    "charset=windows-1251\">",
	    "windows-1251" },
	{ "quotes and blanks", "<meta charset = 'big5' />", "big5" },
	{ "the first that is known", "<meta charset=x><meta charset=euc-kr>",
	    "euc-kr" },
	{ "UTF-16 cannot be", "<meta charset=utf-16>", "utf-8" },
	{ "none", "<meta name=x><p>charset=koi8-r", "" },
	{ "no value", "<meta charset", "" },
	{ "not closed", "<meta charset=koi8-r", "" },
	{ "nothing", "", "" },
};

static void
names(void **state)
{
	const struct page *want = *state;
	char label[CHARSET_LABEL_MAX];

	charset_of_html(want->html, strlen(want->html), label);
	assert_string_equal(label, want->label);
}

int
main(void)
{
	struct CMUnitTest conversions[N(rows)], metas[N(pages)];
	const struct CMUnitTest others[] = { cmocka_unit_test(any_bytes),
		cmocka_unit_test(full) };

	TEST_CASES(conversions, rows, becomes);
	TEST_CASES(metas, pages, names);
	return run_tests("charset", conversions, N(conversions)) +
	    run_tests("meta", metas, N(metas)) +
	    run_tests("bytes", others, N(others));
}
