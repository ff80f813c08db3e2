/*
 * However a text travels, by any charset, encoding and lines, it says the same.
 */
#include <iconv.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/reply.h"
#include "tests/test.h"

#define SEED 20261123

/* A person's mail, in characters that all the charsets below have. */
static void
random_text(struct chance *c, struct buf *out)
{
	static const char *const line[] = { "CONFIRM 42\n", "APPROVE 7, 8\n",
		"\n", "Grüße, José\n", "a=b =3D = _ ? . -\n", ".\n",
		"From here on\n",
		"A line that is longer than what fits into "
		"seventy-six characters of a mail, because it goes on\n",
		"blanks at the end \t \n", "-- \nProf\n", "> DENY 42\n",
		"Purpose: Prüfung\n" };

	for (uint32_t n = 1 + chance(c, 8); n > 0; n--)
		buf_adds(out, PICK(c, line));
}

static void
to_charset(struct buf *out, const char *name, const struct buf *utf8)
{
	char bytes[8192], *in = utf8->str, *to = bytes;
	size_t left = utf8->len, room = sizeof bytes;
	iconv_t cd = iconv_open(name, "utf-8");

	assert_ptr_not_equal(cd, (iconv_t)-1);
	assert_int_equal(iconv(cd, &in, &left, &to, &room), 0);
	iconv_close(cd);
	buf_reset(out);
	buf_add(out, bytes, sizeof bytes - room);
}

/* Lines end in CRLF, wherever else chance breaks them. */
static void
to_quoted_printable(struct chance *c, struct buf *out, const struct buf *in)
{
	size_t column = 0;

	buf_reset(out);
	for (size_t i = 0; i < in->len; i++) {
		unsigned char b = (unsigned char)in->str[i];
		bool blank = b == ' ' || b == '\t';

		if (b == '\n') {
			buf_adds(out, "\r\n");
			column = 0;
			continue;
		}
		if (column > 70 || chance(c, 30) == 0) {
			buf_adds(out, "=\r\n");
			column = 0;
		}
		if (b == '=' || b >= 0x7f || b < ' ' || chance(c, 6) == 0 ||
		    (blank && (i + 1 == in->len || in->str[i + 1] == '\n'))) {
			buf_addf(out, chance(c, 2) ? "=%02X" : "=%02x", b);
			column += 3;
		} else {
			buf_addc(out, (char)b);
			column++;
		}
	}
}

static void
to_base64(struct chance *c, struct buf *out, const struct buf *in)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t width = 1 + chance(c, 76);

	buf_reset(out);
	for (size_t i = 0, n = 0; i < in->len; i += 3) {
		size_t left = in->len - i;
		uint32_t v = 0;

		for (size_t k = 0; k < 3; k++)
			v = v << 8 |
			    (k < left ? (unsigned char)in->str[i + k] : 0);
		for (size_t k = 0; k < 4; k++) {
			buf_addc(out, k > left ? '=' : digit[v >> 18 & 63]);
			v <<= 6;
			if (++n % width == 0)
				buf_adds(out, "\r\n");
		}
	}
	buf_adds(out, "\r\n");
}

static void
same_facts(const struct facts *a, const struct facts *b, const char *body)
{
	if (strcmp(a->own_text, b->own_text) != 0)
		fail_msg("\"%s\" became \"%s\" in\n%s", a->own_text,
		    b->own_text, body);
	assert_int_equal(a->ncommands, b->ncommands);
	for (size_t i = 0; i < a->ncommands; i++) {
		assert_int_equal(a->command[i].verb, b->command[i].verb);
		assert_int_equal(a->command[i].id, b->command[i].id);
		assert_int_equal(a->command[i].result, b->command[i].result);
	}
	assert_true(b->well_formed);
}

/* The same text in a charset, an encoding and lines of chance. */
static void
travel(struct chance *c, const struct buf *text, const struct facts *want)
{
	static const char *const charsets[] = { "utf-8", "iso-8859-1",
		"windows-1252", "iso-8859-15", "iso-8859-9", "gb18030" };
	const char *charset = PICK(c, charsets);
	struct buf bytes = BUF_INIT(REPLY_MAX), body = BUF_INIT(REPLY_MAX);
	char type[100];
	struct reply r = { "token", type, NULL, NULL };
	struct facts got;

	snprintf(type, sizeof type, "text/plain; charset=\"%s\"", charset);
	to_charset(&bytes, charset, text);
	if (chance(c, 2) == 0) {
		to_quoted_printable(c, &body, &bytes);
		r.encoding = "quoted-printable";
	} else {
		to_base64(c, &body, &bytes);
		r.encoding = "base64";
	}
	r.body = body.str;
	reply_parse(&r, &got);
	same_facts(want, &got, body.str);
	facts_free(&got);
	buf_free(&bytes);
	buf_free(&body);
}

static void
encodings(void **state)
{
	struct chance c = { SEED };
	struct buf text = BUF_INIT(4000);
	struct reply r = { "token", "text/plain; charset=utf-8", "8bit", NULL };
	struct facts want;

	(void)state;
	for (int i = 0; i < 300; i++) {
		buf_reset(&text);
		random_text(&c, &text);
		r.body = text.str;
		reply_parse(&r, &want);
		for (int k = 0; k < 4; k++)
			travel(&c, &text, &want);
		facts_free(&want);
	}
	buf_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodings),
	};

	return run_tests("property: travel", tests, N(tests));
}
