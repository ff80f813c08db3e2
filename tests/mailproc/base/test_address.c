#include <string.h>

#include "mailproc/base/address.h"
#include "tests/test.h"

#define TEN   "abcdefghij"
#define SIXTY TEN TEN TEN TEN TEN TEN

struct row {
	const char *name;
	const char *address;
	bool valid;
};

/* clang-format off */
static struct row cases[] = {
    { "plain",                  "chair@uni.test", true },
    { "digit_first",            "1st@uni.test", true },
    { "every_sign",             "o'neil.a_b-c+d@uni.test", true },
    { "two_dots",               "a..b@uni.test", true },
    { "dot_last",               "a.@uni.test", true },
    { "one_letter",             "a@b.c", true },
    { "hyphen_in_label",        "a@x-y.test", true },
    { "digits_in_domain",       "a@1.2", true },
    { "capitals",               "A@UNI.Test", true },
    { "label_of_63",            "a@" SIXTY "abc.test", true },
    { "label_of_64",            "a@" SIXTY "abcd.test", false },
    { "local_of_64",            SIXTY "abcd@uni.test", true },
    { "local_of_65",            SIXTY "abcde@uni.test", false },
    { "whole_of_254",           SIXTY "@" SIXTY "." SIXTY "." SIXTY "." TEN, true },
    { "whole_of_255",           SIXTY "@" SIXTY "." SIXTY "." SIXTY "." TEN "a", false },
    { "empty",                  "", false },
    { "no_at",                  "uni.test", false },
    { "nothing_before_at",      "@uni.test", false },
    { "nothing_behind_at",      "a@", false },
    { "two_at",                 "a@b@uni.test", false },
    { "one_label",              "a@localhost", false },
    { "dot_behind",             "a@uni.test.", false },
    { "dot_before",             "a@.uni.test", false },
    { "empty_label",            "a@uni..test", false },
    { "hyphen_before_label",    "a@-uni.test", false },
    { "hyphen_behind_label",    "a@uni-.test", false },
    { "underscore_in_domain",   "a@u_ni.test", false },
    { "literal",                "a@[192.0.2.1]", false },
    { "quoted",                 "\"a\"@uni.test", false },
    { "sign_first",             ".a@uni.test", false },
    { "plus_first",             "+a@uni.test", false },
    { "blank",                  "a b@uni.test", false },
    { "blank_behind",           "a@uni.test ", false },
    { "newline_behind",         "a@uni.test\n", false },
    { "angle_brackets",         "<a@uni.test>", false },
    { "comment",                "a(b)@uni.test", false },
    { "route",                  "@x.test:a@uni.test", false },
    { "per_cent",               "a%b@uni.test", false },
    { "fullwidth_at",           "a\xef\xbc\xa0uni.test", false },
    { "not_ascii",              "\xc3\xa9@uni.test", false },
    { "not_ascii_domain",       "a@\xc3\xa9.test", false },
    { "wide_blank_behind",      "a@uni.test\xe2\x80\x80", false },
};
/* clang-format on */

static void
check(void **state)
{
	const struct row *want = *state;

	assert_int_equal(address_valid(want->address, strlen(want->address)),
	    want->valid);
}

static void
counts_its_length(void **state)
{
	(void)state;
	assert_true(address_valid("a@uni.test>", 10));
	assert_false(address_valid("a\0b@uni.test", 12));
	assert_false(address_valid("a@uni.test\0.attack.test", 23));
}

static void
compares_whole_mailboxes(void **state)
{
	(void)state;
	assert_true(address_equal("Chair@UNI.test", "chair@uni.TEST"));
	assert_false(address_equal("chair@uni.test", "chair@uni.tes"));
	assert_false(address_equal("ch.air@uni.test", "chair@uni.test"));
	assert_false(address_equal("chair+a@uni.test", "chair@uni.test"));
}

static void
names_the_domain(void **state)
{
	(void)state;
	assert_string_equal(address_domain("chair@uni.test"), "uni.test");
	assert_string_equal(address_domain(""), "");
}

static void
knows_our_own(void **state)
{
	char ext[ADDRESS_MAX + 1];

	(void)state;
	assert_true(address_is_ours("Tokens@uni.test", "tokens@uni.test", ext));
	assert_string_equal(ext, "");
	assert_true(
	    address_is_ours("tokens+KEY@UNI.test", "tokens@uni.test", ext));
	assert_string_equal(ext, "KEY");
	assert_true(
	    address_is_ours("tokens+a+b@uni.test", "tokens@uni.test", ext));
	assert_string_equal(ext, "a+b");
	assert_false(
	    address_is_ours("tokens+a@attack.test", "tokens@uni.test", ext));
	assert_string_equal(ext, "");
	assert_false(
	    address_is_ours("tokens2@uni.test", "tokens@uni.test", ext));
	assert_false(address_is_ours("token@uni.test", "tokens@uni.test", ext));
	assert_false(address_is_ours("", "tokens@uni.test", ext));
}

static void
extends_our_own(void **state)
{
	static const char longest[] = TEN TEN TEN TEN TEN "abcdefg";
	char out[ADDRESS_MAX + 1];

	(void)state;
	assert_true(address_extend("tokens@uni.test", "key", out));
	assert_string_equal(out, "tokens+key@uni.test");
	/* "tokens+" and 57 more are 64 */
	assert_true(address_extend("tokens@uni.test", longest, out));
	assert_int_equal(strcspn(out, "@"), 64);
	assert_false(address_extend("tokens2@uni.test", longest, out));
	assert_string_equal(out, "");
}

int
main(void)
{
	struct CMUnitTest rows[N(cases)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_its_length),
		cmocka_unit_test(compares_whole_mailboxes),
		cmocka_unit_test(names_the_domain),
		cmocka_unit_test(knows_our_own),
		cmocka_unit_test(extends_our_own),
	};

	TEST_CASES(rows, cases, check);
	return run_tests("address", tests, N(tests)) +
	    run_tests("address_valid", rows, N(rows));
}
