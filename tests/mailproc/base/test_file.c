#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/file.h"
#include "tests/test.h"

static void
reads_up_to_the_ceiling(void **state)
{
	char path[] = "/tmp/mailproc-test-XXXXXX", text[10000];
	struct buf exact = BUF_INIT(sizeof text), less = BUF_INIT(9999);
	struct err err = ERR_INIT;
	struct stat st;
	int fd = mkstemp(path);

	(void)state;
	memset(text, 'x', sizeof text);
	text[5000] = '\0';
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, sizeof text), sizeof text);
	assert_int_equal(close(fd), 0);
	assert_int_equal(file_read(&exact, path, &st, &err), OK);
	assert_int_equal(exact.len, sizeof text);
	assert_memory_equal(exact.str, text, sizeof text);
	assert_int_equal(st.st_size, sizeof text);
	assert_int_equal(file_read(&less, path, &st, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, path));
	assert_non_null(strstr(err.text, "longer than 9999 bytes"));
	unlink(path);
	buf_free(&exact);
	buf_free(&less);
}

static void
reads_only_files(void **state)
{
	struct buf b = BUF_INIT(100);
	struct err err = ERR_INIT;
	struct stat st;

	(void)state;
	assert_int_equal(file_read(&b, "/tmp", &st, &err), ERR_CONFIG);
	assert_string_equal(err.text, "/tmp: not a regular file");
	assert_int_equal(file_read(&b, "/dev/zero", &st, &err), ERR_CONFIG);
	assert_string_equal(err.text, "/dev/zero: not a regular file");
	assert_int_equal(file_read(&b, "", &st, &err), ERR_CONFIG);
	assert_string_equal(err.text, ": No such file or directory");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_up_to_the_ceiling),
		cmocka_unit_test(reads_only_files),
	};

	return run_tests("file", tests, N(tests));
}
