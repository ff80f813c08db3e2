/*
 * Published answers: RFC 7914 section 11 for the key, test cases 13 to 16 of
 * the GCM specification (McGrew, Viega) for the cipher, RFC 4648 section 10 for
 * the text.
 */
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/cipher.h"
#include "mailproc/base/text.h"
#include "tests/test.h"

#define KEY_0   "0000000000000000000000000000000000000000000000000000000000000000"
#define KEY_F   "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
#define NONCE_0 "000000000000000000000000"
#define NONCE_F "cafebabefacedbaddecaf888"
#define ADDED   "feedfacedeadbeeffeedfacedeadbeefabaddad2"
#define TEXT_60                                                            \
	"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72" \
	"1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
#define CIPHER_60                                                          \
	"522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa" \
	"8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"

/* clang-format off */
static struct row {
	const char *name;
	const char *key, *nonce, *added, *text, *cipher, *tag; /* hexadecimal */
} cases[] = {
{ "gcm_13", KEY_0, NONCE_0, "", "", "", "530f8afbc74536b9a963b4f1c4cb738b" },
{ "gcm_14", KEY_0, NONCE_0, "", "00000000000000000000000000000000", "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919" },
{ "gcm_15", KEY_F, NONCE_F, "", TEXT_60 "1aafd255", CIPHER_60 "898015ad", "b094dac5d93471bdec1a502270e3cc6c" },
{ "gcm_16", KEY_F, NONCE_F, ADDED, TEXT_60, CIPHER_60, "76fc6ece0f4e1768cddf8853bb2d551b" },
};
/* clang-format on */

static struct buf
bytes(const char *hex)
{
	struct buf out = BUF_INIT(256);

	for (; *hex != '\0'; hex += 2) {
		char two[3] = { hex[0], hex[1], '\0' };

		buf_addc(&out, (char)strtoul(two, NULL, 16));
	}
	return out;
}

static const unsigned char *
data(const struct buf *b)
{
	return (const unsigned char *)b->str;
}

/* Sealed as published; opened again; not opened once anything is changed. */
static void
seals(void **state)
{
	const struct row *row = *state;
	struct buf key = bytes(row->key), nonce = bytes(row->nonce);
	struct buf added = bytes(row->added), text = bytes(row->text);
	struct buf want = bytes(row->cipher), tag = bytes(row->tag);
	struct buf sealed = BUF_INIT(256), opened = BUF_INIT(256);

	buf_add(&want, tag.str, tag.len);
	cipher_seal(data(&key), data(&nonce), added.str, &text, &sealed);
	assert_int_equal(sealed.len, want.len);
	assert_memory_equal(sealed.str, want.str, want.len);
	assert_true(cipher_open(data(&key), data(&nonce), added.str,
	    data(&want), want.len, &opened));
	assert_int_equal(opened.len, text.len);
	assert_memory_equal(opened.str, text.str, text.len);
	buf_free(&opened);

	struct buf *const part[] = { &key, &nonce, &want, &added };

	for (size_t k = 0; k < N(part); k++) {
		for (size_t i = 0; i < part[k]->len; i++) {
			part[k]->str[i] ^= 0x10;
			assert_false(cipher_open(data(&key), data(&nonce),
			    added.str, data(&want), want.len, &opened));
			assert_int_equal(opened.len, 0);
			part[k]->str[i] ^= 0x10;
		}
	}
	for (size_t len = 0; len < want.len; len++)
		assert_false(cipher_open(data(&key), data(&nonce), added.str,
		    data(&want), len, &opened));
	assert_int_equal(opened.len, 0);
	buf_free(&key);
	buf_free(&nonce);
	buf_free(&added);
	buf_free(&text);
	buf_free(&want);
	buf_free(&tag);
	buf_free(&sealed);
	buf_free(&opened);
}

static void
appends_what_it_seals_and_opens(void **state)
{
	static const unsigned char key[CIPHER_KEY], nonce[CIPHER_NONCE];
	struct buf text = BUF_INIT(256), out = BUF_INIT(256);
	struct buf opened = BUF_INIT(256);

	(void)state;
	buf_adds(&text, "secret");
	buf_adds(&out, "before ");
	buf_adds(&opened, "before ");
	cipher_seal(key, nonce, "mailproc:1:42:7", &text, &out);
	assert_int_equal(out.len, 7 + 6 + CIPHER_TAG);
	assert_memory_equal(out.str, "before ", 7);
	assert_true(cipher_open(key, nonce, "mailproc:1:42:7", data(&out) + 7,
	    out.len - 7, &opened));
	assert_string_equal(opened.str, "before secret");
	assert_false(cipher_open(key, nonce, "mailproc:1:42:8", data(&out) + 7,
	    out.len - 7, &opened));
	assert_string_equal(opened.str, "before secret");
	buf_free(&text);
	buf_free(&out);
	buf_free(&opened);
}

static void
derives(const char *password, const char *salt, unsigned rounds,
    const char *hex)
{
	unsigned char key[CIPHER_KEY];
	struct buf want = bytes(hex);

	derive_key(password, strlen(password), (const unsigned char *)salt,
	    strlen(salt), rounds, key);
	assert_int_equal(want.len, CIPHER_KEY);
	assert_memory_equal(key, want.str, CIPHER_KEY);
	buf_free(&want);
}

static void
derives_the_published_keys(void **state)
{
	(void)state;
	derives("passwd", "salt", 1,
	    "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
	derives("Password", "NaCl", 80000,
	    "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
}

static void
writes_and_reads_base64url(void **state)
{
	static const char *const rows[][2] = { { "", "" }, { "f", "Zg" },
		{ "fo", "Zm8" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg" },
		{ "fooba", "Zm9vYmE" }, { "foobar", "Zm9vYmFy" },
		{ "\xfb\xff", "-_8" }, { "\xff\xef\xbe", "_---" } };

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct buf text = BUF_INIT(64), back = BUF_INIT(64);

		buf_adds(&text, "#");
		base64url(&text, rows[i][0], strlen(rows[i][0]));
		assert_string_equal(text.str + 1, rows[i][1]);
		assert_true(
		    base64url_decode(&back, rows[i][1], strlen(rows[i][1])));
		assert_string_equal(back.str, rows[i][0]);
		buf_free(&text);
		buf_free(&back);
	}
}

/* One value has one text, so that nobody can write it in another way. */
static void
refuses_other_base64(void **state)
{
	static const char *const rows[] = { "Z", "Zm9vY", "Zg==", "Zg=", "Zh",
		"Zm9", "Zm9vYmF=", "Zm9+", "Zm9/", "Zm 9", "Zm9v\n", "Zm9v.",
		"=", "\xc3\xa4xx" };
	struct buf out;

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		out = BUF_INIT(64);
		assert_false(base64url_decode(&out, rows[i], strlen(rows[i])));
		buf_free(&out);
	}
	out = BUF_INIT(64);
	assert_false(base64url_decode(&out, "Zm\0v", 4));
	buf_free(&out);
	out = BUF_INIT(2); /* no room for three bytes */
	assert_false(base64url_decode(&out, "Zm9v", 4));
	buf_free(&out);
}

int
main(void)
{
	struct CMUnitTest rows[N(cases)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(appends_what_it_seals_and_opens),
		cmocka_unit_test(derives_the_published_keys),
		cmocka_unit_test(writes_and_reads_base64url),
		cmocka_unit_test(refuses_other_base64),
	};

	TEST_CASES(rows, cases, seals);
	return run_tests("cipher", tests, N(tests)) +
	    run_tests("cipher by published vectors", rows, N(rows));
}
