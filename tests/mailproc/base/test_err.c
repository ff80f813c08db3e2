#include <string.h>

#include "mailproc/base/err.h"
#include "tests/test.h"

static void
says_what_was_found(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_string_equal(err.text, "");
	assert_int_equal(err_set(&err, ERR_INPUT, "line %d", 7), ERR_INPUT);
	assert_string_equal(err.text, "line 7");
	assert_int_equal(err_set(&err, ERR_RETRY, "busy"), ERR_RETRY);
	assert_string_equal(err.text, "busy");
}

static void
puts_context_in_front(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	err_set(&err, ERR_CONFIG, "no such file");
	assert_int_equal(err_in(&err, ERR_CONFIG, "opening %s", "a"),
	    ERR_CONFIG);
	err_in(&err, ERR_CONFIG, "starting");
	assert_string_equal(err.text, "starting: opening a: no such file");
}

static void
cuts_what_is_too_long(void **state)
{
	char text[1000];
	struct err err = ERR_INIT;

	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	err_set(&err, ERR_INPUT, "%s", text);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
	err_in(&err, ERR_INPUT, "here");
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
	assert_memory_equal(err.text, "here: xxx", 9);
	/* context alone would fill it: then what was found goes first */
	err_set(&err, ERR_INPUT, "found");
	err_in(&err, ERR_INPUT, "%s", text);
	assert_string_equal(err.text, ": found");
}

static void
has_an_exit_status(void **state)
{
	(void)state;
	assert_int_equal(status_exit(OK), 0);
	assert_int_equal(status_exit(ERR_INPUT), 1);
	assert_int_equal(status_exit(ERR_RETRY), 75);
	assert_int_equal(status_exit(ERR_UNKNOWN), 75);
	assert_int_equal(status_exit(ERR_CONFIG), 78);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_was_found),
		cmocka_unit_test(puts_context_in_front),
		cmocka_unit_test(cuts_what_is_too_long),
		cmocka_unit_test(has_an_exit_status),
	};

	return run_tests("err", tests, N(tests));
}
