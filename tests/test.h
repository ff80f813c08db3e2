#ifndef TESTS_TEST_H
#define TESTS_TEST_H

/*
 * test - cmocka with what it needs before it, and tests made from rows.
 *
 *	static struct row { const char *name; ... } cases[] = { ... };
 *	static void check(void **state) { struct row *want = *state; ... }
 *
 *	struct CMUnitTest tests[N(cases)];
 *	TEST_CASES(tests, cases, check);
 *	return run_tests("module", tests, N(tests));
 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
/* clang-format on */

#define N(array) (sizeof(array) / sizeof((array)[0]))

#define TEST_CASES(tests, cases, check)                                 \
	for (size_t i_ = 0; i_ < N(cases); i_++)                        \
		(tests)[i_] = (struct CMUnitTest)                       \
		{                                                       \
			.name = (cases)[i_].name, .test_func = (check), \
			.initial_state = &(cases)[i_]                   \
		}

/* cmocka has a deprecated macro of this name. */
#undef run_tests
#define run_tests(name, tests, n) \
	_cmocka_run_group_tests(name, tests, n, NULL, NULL)

#endif
