#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "mailproc/net/seal.h"
#include "tests/test.h"

#define VECTORS_MAX 40

/* Known answers by a second implementation: tests/vectors/make-seal.mjs. */
struct vector {
	char name[80];
	const json_t *doc;
};

static const char *
text(const struct vector *v, const char *key)
{
	return json_string_value(json_object_get(v->doc, key));
}

static void
unhex(const char *s, unsigned char *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char digits[3] = { s[2 * i], s[2 * i + 1], '\0' };

		out[i] = (unsigned char)strtoul(digits, NULL, 16);
	}
}

static void
opens_or_not(void **state)
{
	const struct vector *v = *state;
	struct buf secret = BUF_INIT(SEAL_SECRET_MAX);
	struct err err = ERR_INIT;
	enum status rc =
	    unseal(text(v, "code"), text(v, "blob"), &secret, &err);

	if (json_is_true(json_object_get(v->doc, "opens"))) {
		assert_int_equal(rc, OK);
		assert_string_equal(secret.str, text(v, "secret"));
	} else {
		assert_int_equal(rc, ERR_INPUT);
		assert_int_equal(secret.len, 0);
		assert_string_not_equal(err.text, "");
		assert_null(strstr(err.text, text(v, "secret")));
	}
	buf_wipe(&secret);
}

/* Sealing with the same salt and nonce gives the same bytes. */
static void
seals_alike(void **state)
{
	const struct vector *v = *state;
	struct sealing with = { .request = text(v, "request"),
		.token = text(v, "token") };
	struct buf secret = BUF_INIT(SEAL_SECRET_MAX), blob = BUF_INIT(8192);
	struct err err = ERR_INIT;

	unhex(text(v, "salt"), with.salt, sizeof with.salt);
	unhex(text(v, "nonce"), with.nonce, sizeof with.nonce);
	buf_adds(&secret, text(v, "secret"));
	assert_int_equal(
	    seal_with(text(v, "code"), &with, &secret, &blob, &err), OK);
	assert_string_equal(blob.str, text(v, "blob"));
	buf_free(&blob);
	buf_wipe(&secret);
}

static void
codes_differ_and_have_their_shape(void **state)
{
	char a[UNLOCK_CODE_SIZE], b[UNLOCK_CODE_SIZE];
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(unlock_code_draw(a, &err), OK);
	assert_int_equal(unlock_code_draw(b, &err), OK);
	assert_string_not_equal(a, b);
	assert_int_equal(strlen(a), 24);
	for (int i = 0; i < 24; i++)
		if (i % 5 == 4)
			assert_int_equal(a[i], '-');
		else
			assert_non_null(
			    strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", a[i]));
}

int
main(void)
{
	json_t *all = json_load_file("tests/vectors/seal.json", 0, NULL);
	static struct vector v[VECTORS_MAX];
	struct CMUnitTest tests[2 * VECTORS_MAX + 1];
	size_t n = 0, i;
	json_t *doc;
	int failed;

	if (json_array_size(all) == 0 || json_array_size(all) > VECTORS_MAX)
		return 1;
	json_array_foreach(all, i, doc)
	{
		v[i].doc = doc;
		snprintf(v[i].name, sizeof v[i].name, "%s",
		    text(&v[i], "name"));
		tests[n++] = (struct CMUnitTest){ .name = v[i].name,
			.test_func = opens_or_not,
			.initial_state = &v[i] };
		if (json_is_true(json_object_get(doc, "opens")))
			tests[n++] = (struct CMUnitTest){ .name = "seal alike",
				.test_func = seals_alike,
				.initial_state = &v[i] };
	}
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    codes_differ_and_have_their_shape);
	failed = run_tests("seal", tests, n);
	json_decref(all);
	return failed;
}
