#include <stdlib.h>
#include <string.h>

#include "mailproc/base/hash.h"
#include "tests/test.h"

/* FIPS 180-2, appendix B. */
static void
sha256_of_the_standard(void **state)
{
	static char million[1000000];
	char hex[SHA256_HEX];

	(void)state;
	sha256_hex("", 0, hex);
	assert_string_equal(hex,
	    "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855");
	sha256_hex("abc", 3, hex);
	assert_string_equal(hex,
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad");
	sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	    56, hex);
	assert_string_equal(hex,
	    "248d6a61d20638b8e5c026930c3e6039"
	    "a33ce45964ff2167f6ecedd419db06c1");
	memset(million, 'a', sizeof million);
	sha256_hex(million, sizeof million, hex);
	assert_string_equal(hex,
	    "cdc76e5c9914fb9281a1c7e284d73e67"
	    "f1809a48a497200e046d39ccc7112cd0");
}

static void
sha256_as_bytes(void **state)
{
	unsigned char out[SHA256_SIZE];

	(void)state;
	sha256("abc", 3, out);
	assert_memory_equal(out, "\xba\x78\x16\xbf", 4);
	assert_int_equal(out[31], 0xad);
}

/* RFC 4648 section 10; ours takes only whole groups of five. */
static void
base32_of_the_standard(void **state)
{
	char out[17];

	(void)state;
	base32((const unsigned char *)"fooba", 5, BASE32_UPPER, out);
	assert_string_equal(out, "MZXW6YTB");
	base32((const unsigned char *)"fooba", 5, BASE32_LOWER, out);
	assert_string_equal(out, "mzxw6ytb");
	base32((const unsigned char *)"foobafooba", 10, BASE32_LOWER, out);
	assert_string_equal(out, "mzxw6ytbmzxw6ytb");
	base32((const unsigned char *)"\0\0\0\0\0", 5, BASE32_UPPER, out);
	assert_string_equal(out, "AAAAAAAA");
	base32((const unsigned char *)"\xff\xff\xff\xff\xff", 5, BASE32_UPPER,
	    out);
	assert_string_equal(out, "77777777");
	base32(NULL, 0, BASE32_UPPER, out);
	assert_string_equal(out, "");
}

static void
keys_have_their_shape(void **state)
{
	char first[KEY_LENGTH + 1], second[KEY_LENGTH + 1];
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(key_draw(first, &err), OK);
	assert_int_equal(key_draw(second, &err), OK);
	assert_int_equal(strlen(first), 24);
	assert_int_equal(strspn(first, BASE32_LOWER), 24);
	assert_string_not_equal(first, second);
}

/* In 1000 keys every place sees nearly every letter: 1 - (31/32)^1000. */
static void
keys_use_every_letter_in_every_place(void **state)
{
	char key[KEY_LENGTH + 1];
	struct err err = ERR_INIT;
	uint32_t seen[KEY_LENGTH] = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(key_draw(key, &err), OK);
		for (size_t k = 0; k < KEY_LENGTH; k++)
			seen[k] |= 1u
			    << (strchr(BASE32_LOWER, key[k]) - BASE32_LOWER);
	}
	for (size_t k = 0; k < KEY_LENGTH; k++)
		assert_true(__builtin_popcount(seen[k]) >= 30);
}

static void
random_bytes_fill_what_is_asked(void **state)
{
	unsigned char out[1002] = { 0 };
	struct err err = ERR_INIT;
	int zeros = 0;

	(void)state;
	assert_int_equal(random_bytes(out + 1, 1000, &err), OK);
	assert_int_equal(out[0], 0);
	assert_int_equal(out[1001], 0);
	for (size_t i = 1; i <= 1000; i++)
		zeros += out[i] == 0;
	assert_true(zeros < 50);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_of_the_standard),
		cmocka_unit_test(sha256_as_bytes),
		cmocka_unit_test(base32_of_the_standard),
		cmocka_unit_test(keys_have_their_shape),
		cmocka_unit_test(keys_use_every_letter_in_every_place),
		cmocka_unit_test(random_bytes_fill_what_is_asked),
	};

	return run_tests("hash", tests, N(tests));
}
