#include <string.h>

#include "mailproc/results.h"
#include "tests/test.h"

/* mailproc/test_trust.c has the many forms; this is what the reader gives. */
static void
gives_results_in_order(void **state)
{
	static const char value[] =
	    " mx.uni.test (a) 1;\r\n spf=fail reason=\"a \\\"b\" "
	    "smtp.mailfrom=x@a.test;\r\n\tdkim/2=pass (c) header.d=\"d.test\" "
	    "header.i=@i.test header.b=\"a b\"; dmarc=none header.from=f.test";
	struct results r;
	struct result got;

	(void)state;
	assert_true(results_open(&r, value, sizeof value - 1));
	assert_string_equal(r.id, "mx.uni.test");
	assert_false(r.other_version);
	assert_int_equal(results_next(&r, &got), RESULT);
	assert_string_equal(got.method, "spf");
	assert_string_equal(got.value, "fail");
	assert_string_equal(got.from, "");
	assert_string_equal(got.domain, "");
	assert_int_equal(results_next(&r, &got), RESULT);
	assert_string_equal(got.method, "dkim");
	assert_true(got.other_version);
	assert_string_equal(got.domain, "d.test");
	assert_string_equal(got.agent, "@i.test");
	assert_int_equal(results_next(&r, &got), RESULT);
	assert_false(got.other_version);
	assert_string_equal(got.value, "none");
	assert_string_equal(got.from, "f.test");
	assert_string_equal(got.domain, "");
	assert_int_equal(results_next(&r, &got), RESULTS_END);
	assert_int_equal(results_next(&r, &got), RESULTS_END);
}

/* What was good before the error has been given; the error stays. */
static void
stays_bad(void **state)
{
	static const char value[] = "mx.uni.test; a=b; c; d=e";
	struct results r;
	struct result got;

	(void)state;
	assert_true(results_open(&r, value, sizeof value - 1));
	assert_int_equal(results_next(&r, &got), RESULT);
	assert_int_equal(results_next(&r, &got), RESULTS_BAD);
	assert_int_equal(results_next(&r, &got), RESULTS_BAD);
}

static void
tells_a_name_from_none(void **state)
{
	static const char *const none[] = { "", " ", ";", "(a)", "\"a\"", "a@b",
		"\x01", "a\"b\"", "a/1" };
	struct results r;

	(void)state;
	for (size_t i = 0; i < N(none); i++)
		assert_false(results_open(&r, none[i], strlen(none[i])));
	assert_true(results_open(&r, "a(b);none", 9));
	assert_string_equal(r.id, "a");
	assert_true(results_open(&r, "a 2;none", 8));
	assert_true(r.other_version);
}

static void
names_have_a_limit(void **state)
{
	char value[300];
	struct results r;

	(void)state;
	memset(value, 'x', sizeof value);
	assert_true(results_open(&r, value, 255));
	assert_int_equal(strlen(r.id), 255);
	assert_false(results_open(&r, value, 256));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_results_in_order),
		cmocka_unit_test(stays_bad),
		cmocka_unit_test(tells_a_name_from_none),
		cmocka_unit_test(names_have_a_limit),
	};

	return run_tests("results", tests, N(tests));
}
