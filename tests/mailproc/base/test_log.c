#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "mailproc/base/log.h"
#include "tests/test.h"

struct row {
	const char *name;
	const char *value;
	const char *logged;
};

static struct row cases[] = {
	{ "plain", "stu@campus.example", "stu@campus.example" },
	{ "empty", "", "" },
	{ "blank", "a b", "a\\x20b" },
	{ "newline", "a\nevent=fake", "a\\x0Aevent=fake" },
	{ "carriage_return", "a\rb", "a\\x0Db" },
	{ "quote", "a\"b", "a\\x22b" },
	{ "backslash", "a\\x20", "a\\x5Cx20" },
	{ "delete", "\x7f", "\\x7F" },
	{ "escape", "\x1b[2J", "\\x1B[2J" },
	{ "not_ascii", "\xc3\xa9", "\\xC3\\xA9" },
	{ "per_cent", "%n%s", "%n%s" },
};

static void
check(void **state)
{
	const struct row *want = *state;
	char out[LOG_VALUE_MAX];

	assert_ptr_equal(log_value(want->value, out), out);
	assert_string_equal(out, want->logged);
}

static void
cuts_long_values(void **state)
{
	char value[1000], out[LOG_VALUE_MAX];

	(void)state;
	memset(value, 'x', sizeof value - 1);
	value[sizeof value - 1] = '\0';
	assert_int_equal(strlen(log_value(value, out)), 200);
	memset(value, '\n', sizeof value - 1);
	log_value(value, out);
	assert_int_equal(strlen(out), 252);
	assert_string_equal(out + 248, "\\x0A");
}

static void
writes_one_line(void **state)
{
	char line[100] = "";
	FILE *f = tmpfile();
	int saved = dup(STDERR_FILENO);

	(void)state;
	assert_non_null(f);
	fflush(stderr);
	assert_true(dup2(fileno(f), STDERR_FILENO) >= 0);
	log_to_stderr();
	log_line(LOG_INFO, "event=%s req=%d", "approved", 42);
	fflush(stderr);
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	close(saved);
	rewind(f);
	assert_non_null(fgets(line, sizeof line, f));
	assert_string_equal(line, "mailproc: event=approved req=42\n");
	assert_null(fgets(line, sizeof line, f));
	fclose(f);
}

int
main(void)
{
	struct CMUnitTest rows[N(cases)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_long_values),
		cmocka_unit_test(writes_one_line),
	};

	TEST_CASES(rows, cases, check);
	return run_tests("log", tests, N(tests)) +
	    run_tests("log_value", rows, N(rows));
}
