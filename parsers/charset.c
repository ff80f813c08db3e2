#include "parsers/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

#include "mailproc/base/text.h"
#include "parsers/charset_open.h"
#include "parsers/charsets.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* Of so many bytes above ASCII one may be wrong: the label is still right. */
#define ONE_WRONG_IN 8

/* So much valid UTF-8 is no accident in any other charset: a character of two
 * bytes counts 1, longer ones 3. */
#define EVIDENT 6

/* 0x80 to 0x9f of Windows-1252. */
/* clang-format off */
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
	char s[4];

	buf_add(out, s, utf8_put(s, c));
}

static void
from_1252(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		put(out, c >= 0x80 && c < 0xa0 ? c1[c - 0x80] : c);
	}
}

static void
from_user(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		put(out, c < 0x80 ? c : 0xf780 + c - 0x80u);
	}
}

/* Some charsets hold a letter back: a mark that follows may combine with it. */
static void
flush(struct buf *out, iconv_t cd)
{
	char chunk[64], *to = chunk;
	size_t room = sizeof chunk;

	iconv(cd, NULL, NULL, &to, &room);
	buf_add(out, chunk, (size_t)(to - chunk));
}

/* What conversion met on its way. */
struct damage {
	size_t bad;  /* sequences that are none */
	size_t rest; /* bytes of a last character that is not all there */
};

static void
skip_bad(struct buf *out, const struct charset *c, char **in, size_t *left,
    struct damage *d)
{
	size_t unit = c->method == AS_UTF16 ? 2 : 1;
	unsigned char byte = (unsigned char)**in;

	/* WHATWG: what no letter took in these is a control character */
	if (c->method == AS_BYTES && byte < 0xa0)
		put(out, byte);
	else {
		buf_adds(out, REPLACEMENT);
		d->bad++;
	}
	unit = unit > *left ? *left : unit;
	*in += unit;
	*left -= unit;
}

/* Convert all, counting what cannot be.  False: iconv has no such charset. */
static bool
by_iconv(struct buf *out, const struct charset *c, const char *s, size_t len,
    struct damage *d)
{
	iconv_t cd = charset_open(c);
	char *in = (char *)(uintptr_t)s;

	if (cd == (iconv_t)-1)
		return false;
	while (len > 0 && !out->full) {
		char chunk[4096], *to = chunk;
		size_t room = sizeof chunk;
		size_t n = iconv(cd, &in, &len, &to, &room);
		int why = errno;

		buf_add(out, chunk, (size_t)(to - chunk));
		if (n != (size_t)-1 || why == E2BIG)
			continue;
		if (why == EINVAL) {
			buf_adds(out, REPLACEMENT);
			d->rest = len;
			break;
		}
		flush(out, cd);
		skip_bad(out, c, &in, &len, d);
	}
	flush(out, cd);
	iconv_close(cd);
	return true;
}

static size_t
count_high(const struct charset *c, const char *s, size_t len)
{
	size_t n = 0;

	if (c->method == AS_UTF16)
		return len;
	for (size_t i = 0; i < len; i++)
		n += (s[i] & 0x80) != 0 ? 1 : 0;
	return n;
}

static bool
plainly_wrong(const struct charset *c, const struct damage *d, const char *s,
    size_t len)
{
	size_t high = count_high(c, s, len);

	high -= d->rest < high ? d->rest : high;
	if (d->bad == 0 && d->rest == 0)
		return false;
	return d->bad > high / ONE_WRONG_IN || high == 0 ||
	    (c->method != AS_UTF16 && utf8_valid(s, len));
}

/* iconv lets characters beyond U+10FFFF through: each byte becomes "?". */
static bool
mend(struct buf *out, size_t from)
{
	bool mended = false;
	uint32_t c;

	for (size_t n, i = from; i<out->len; i += n> 0 ? n : 1)
		if ((n = utf8_take(out->str + i, out->len - i, &c)) == 0) {
			out->str[i] = '?';
			mended = true;
		}
	return mended;
}

/* By the label, unless it is plainly wrong: then nothing is added. */
static bool
by_label(struct buf *out, const struct charset *c, const char *s, size_t len,
    bool *clean)
{
	struct damage d = { 0, 0 };
	size_t before = out->len;

	if (c->method == AS_UTF8 && utf8_valid(s, len)) {
		buf_add(out, s, len);
		*clean = true;
		return true;
	}
	if (!by_iconv(out, c, s, len, &d))
		return false;
	*clean = !mend(out, before) && d.bad == 0 && d.rest == 0;
	if (out->full || !plainly_wrong(c, &d, s, len))
		return true;
	out->len = before;
	if (out->cap > before)
		out->str[before] = '\0';
	return false;
}

/*
 * What stands between the escape sequences of ISO-2022-JP is the same table as
 * that of Shift_JIS, turned over.  (glibc's ISO-2022-JP lacks what Windows adds
 * to JIS X 0208, which is in much mail.)  0xff is no character of either.
 */
#define NO_CHARACTER '\xff'

struct jis {
	struct buf *sjis;
	char set; /* 'B': ASCII; 'I': katakana; '$': JIS X 0208 */
};

static size_t
take_escape(struct jis *j, const char *s, size_t len)
{
	static const struct {
		const char *seq;
		char set;
	} escapes[] = { { "\x1b(B", 'B' }, { "\x1b(J", 'B' }, { "\x1b(H", 'B' },
		{ "\x1b(I", 'I' }, { "\x1b$@", '$' }, { "\x1b$B", '$' },
		{ "\x1b$(B", '$' } };

	for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
		size_t n = strlen(escapes[i].seq);

		if (n <= len && memcmp(s, escapes[i].seq, n) == 0) {
			j->set = escapes[i].set;
			return n;
		}
	}
	buf_addc(j->sjis, NO_CHARACTER);
	return 1;
}

static void
add_pair(struct buf *sjis, unsigned row, unsigned cell)
{
	unsigned lead = (row - 0x21) / 2 + 0x81;
	unsigned trail = cell +
	    (row % 2 == 0       ? 0x7e :
		    cell < 0x60 ? 0x1f :
				  0x20);

	buf_addc(sjis, (char)(lead < 0xa0 ? lead : lead + 0x40));
	buf_addc(sjis, (char)trail);
}

static size_t
take_jis(struct jis *j, const char *s, size_t len)
{
	if (s[0] <= ' ' || s[0] == 0x7f || j->set == 'B')
		buf_addc(j->sjis, s[0]);
	else if (j->set == 'I')
		buf_addc(j->sjis,
		    s[0] < 0x60 ? (char)(s[0] | 0x80) : NO_CHARACTER);
	else if (len < 2 || (unsigned char)s[1] <= ' ' ||
	    (unsigned char)s[1] >= 0x7f)
		buf_addc(j->sjis, NO_CHARACTER); /* half a character */
	else {
		add_pair(j->sjis, (unsigned)s[0], (unsigned)s[1]);
		return 2;
	}
	return 1;
}

static bool
from_jis(struct buf *out, const struct charset *c, const char *s, size_t len,
    bool *clean)
{
	struct buf sjis = BUF_INIT(len + 1);
	struct jis j = { &sjis, 'B' };
	bool done;

	/* eight bits: it is Shift_JIS, whatever the label says */
	if (count_high(c, s, len) > 0) {
		done = !utf8_valid(s, len) && by_label(out, c, s, len, clean);
		*clean = false;
		return done;
	}
	for (size_t i = 0; i < len;)
		i += s[i] == '\x1b' ? take_escape(&j, s + i, len - i) :
				      take_jis(&j, s + i, len - i);
	done = !sjis.full && by_label(out, c, sjis.str, sjis.len, clean);
	buf_free(&sjis);
	return done;
}

/* Is it UTF-8, and so much of it that no other charset looks like that? */
static bool
evident_utf8(const char *s, size_t len)
{
	size_t found = 0;

	for (size_t i = 0; i < len && found < EVIDENT; i++)
		if ((s[i] & 0xe0) == 0xc0)
			found += 1;
		else if ((s[i] & 0xe0) == 0xe0)
			found += 3;
	return found >= EVIDENT && utf8_valid(s, len);
}

/* Text in bytes: in UTF-16 Latin letters have a NUL each. */
static bool
evident_bytes(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] < ' ' && s[i] != '\t' && s[i] != '\r' &&
		    s[i] != '\n')
			return false;
	return utf8_valid(s, len);
}

/* A byte order mark says what the text is, and is no part of it. */
static void
take_mark(struct charset *c, const char **s, size_t *len)
{
	static const struct {
		const char *mark;
		struct charset charset;
	} marks[] = { { "\xef\xbb\xbf", { AS_UTF8, "UTF-8" } },
		{ "\xff\xfe", { AS_UTF16, "UTF-16LE" } },
		{ "\xfe\xff", { AS_UTF16, "UTF-16BE" } } };

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		size_t n = strlen(marks[i].mark);

		/* to the charsets of one byte these are letters */
		if (*len < n || memcmp(*s, marks[i].mark, n) != 0 ||
		    (marks[i].charset.method == AS_UTF16 &&
			c->method != AS_UTF16 && c->method != AS_UNKNOWN))
			continue;
		*c = marks[i].charset;
		*s += n;
		*len -= n;
		return;
	}
}

/* Escape sequences that nothing but ISO-2022-JP has. */
static bool
evident_jis(const char *s, size_t len)
{
	return memmem(s, len, "\x1b$B", 3) != NULL ||
	    memmem(s, len, "\x1b$@", 3) != NULL;
}

/* What is in doubt: UTF-8 if it is, else Windows-1252. */
static void
guess(struct buf *out, const char *s, size_t len)
{
	if (utf8_valid(s, len))
		buf_add(out, s, len);
	else
		from_1252(out, s, len);
}

bool
charset_to_utf8(struct buf *out, const char *label, const char *s, size_t len)
{
	struct charset c = charset_find(label);
	bool clean = c.method != AS_REFUSED, done = false;
	bool known = c.method != AS_UNKNOWN;

	if (c.method != AS_REFUSED)
		take_mark(&c, &s, &len);
	if ((c.method == AS_UTF8 || c.method == AS_1252 ||
		c.method == AS_UNKNOWN) &&
	    evident_jis(s, len)) {
		c = charset_find("iso-2022-jp");
		known = false;
	}
	switch (c.method) {
	case AS_REFUSED:
	case AS_UNKNOWN:
	case AS_1252:
		break;
	case AS_USER:
		from_user(out, s, len);
		return true;
	case AS_JIS:
	case AS_BYTES:
	case AS_PAIRS:
		if (evident_utf8(s, len))
			break;
		done = c.method == AS_JIS ? from_jis(out, &c, s, len, &clean) :
					    by_label(out, &c, s, len, &clean);
		clean = clean && done && known;
		break;
	case AS_UTF16:
		if (evident_bytes(s, len)) {
			clean = false;
			break;
		}
		/* FALLTHROUGH */
	case AS_UTF8:
		done = by_label(out, &c, s, len, &clean);
		clean = clean && done && known;
		break;
	}
	if (!done)
		guess(out, s, len);
	return clean;
}

bool
charset_known(const char *label)
{
	return charset_find(label).method != AS_UNKNOWN;
}
