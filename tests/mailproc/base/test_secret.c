#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/config.h"
#include "tests/test.h"

#define PATH 32

static void
write_secret(char path[PATH], const void *data, size_t len, mode_t mode)
{
	int fd;

	snprintf(path, PATH, "/tmp/mailproc-test-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), len);
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(close(fd), 0);
}

struct row {
	const char *name;
	const char *text;
	size_t len;
	mode_t mode;
	const char *secret; /* NULL: refused */
	const char *error;
};

/* clang-format off */
static struct row cases[] = {
    { "plain",            "s3cret\n", 7, 0600, "s3cret", NULL },
    { "no_line_end",      "s3cret", 6, 0600, "s3cret", NULL },
    { "crlf",             "s3cret\r\n", 8, 0600, "s3cret", NULL },
    { "read_only",        "s3cret\n", 7, 0400, "s3cret", NULL },
    { "group_may_read",   "s3cret\n", 7, 0640, "s3cret", NULL },
    { "blanks_are_kept",  " a b \n", 6, 0600, " a b ", NULL },
    { "one_line_end_goes", "a\n\n", 3, 0600, "a\n", NULL },
    { "others_may_read",  "s3cret\n", 7, 0604, NULL, "mode 604" },
    { "all_may_read",     "s3cret\n", 7, 0644, NULL, "mode 644" },
    { "others_may_write", "s3cret\n", 7, 0602, NULL, "mode 602" },
    { "empty",            "", 0, 0600, NULL, "empty" },
    { "only_a_line_end",  "\n", 1, 0600, NULL, "empty" },
    { "nul_inside",       "a\0b\n", 4, 0600, NULL, "NUL" },
    { "nul_behind",       "ab\0\n", 4, 0600, NULL, "NUL" },
};
/* clang-format on */

static void
check(void **state)
{
	const struct row *want = *state;
	struct buf out = BUF_INIT(5000);
	struct err err = ERR_INIT;
	enum status rc;
	char path[PATH];

	write_secret(path, want->text, want->len, want->mode);
	rc = secret_read(&out, path, &err);
	unlink(path);
	if (want->secret != NULL) {
		assert_int_equal(rc, OK);
		assert_string_equal(out.str, want->secret);
	} else {
		assert_int_equal(rc, ERR_CONFIG);
		assert_non_null(strstr(err.text, want->error));
		assert_non_null(strstr(err.text, path));
		assert_null(strstr(err.text, "s3cret"));
		assert_int_equal(out.len, 0);
	}
	buf_wipe(&out);
}

static void
reads_4_kib_and_no_more(void **state)
{
	char text[4097], path[PATH];
	struct buf out = BUF_INIT(5000);
	struct err err = ERR_INIT;

	(void)state;
	memset(text, 'x', sizeof text);
	write_secret(path, text, 4096, 0600);
	assert_int_equal(secret_read(&out, path, &err), OK);
	assert_int_equal(out.len, 4096);
	unlink(path);
	buf_wipe(&out);
	write_secret(path, text, 4097, 0600);
	assert_int_equal(secret_read(&out, path, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "longer than 4096"));
	assert_int_equal(out.len, 0);
	unlink(path);
}

static void
refuses_what_is_no_file(void **state)
{
	struct buf out = BUF_INIT(5000);
	struct err err = ERR_INIT;
	char path[PATH];

	(void)state;
	assert_int_equal(secret_read(&out, "/tmp", &err), ERR_CONFIG);
	assert_string_equal(err.text, "/tmp: not a regular file");
	assert_int_equal(secret_read(&out, "/nonexistent/x", &err), ERR_CONFIG);
	assert_string_equal(err.text,
	    "/nonexistent/x: No such file or directory");
	write_secret(path, "", 0, 0600);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	alarm(10);
	assert_int_equal(secret_read(&out, path, &err), ERR_CONFIG);
	alarm(0);
	assert_non_null(strstr(err.text, "not a regular file"));
	unlink(path);
}

/* A stranger's file could be changed by the stranger; needs root to make. */
static void
refuses_a_strangers_file(void **state)
{
	struct buf out = BUF_INIT(5000);
	struct err err = ERR_INIT;
	char path[PATH];

	(void)state;
	if (geteuid() != 0)
		skip();
	write_secret(path, "s3cret\n", 7, 0600);
	assert_int_equal(chown(path, 65534, 65534), 0);
	assert_int_equal(secret_read(&out, path, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "must belong to root"));
	assert_int_equal(out.len, 0);
	unlink(path);
}

int
main(void)
{
	struct CMUnitTest rows[N(cases)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_4_kib_and_no_more),
		cmocka_unit_test(refuses_what_is_no_file),
		cmocka_unit_test(refuses_a_strangers_file),
	};

	TEST_CASES(rows, cases, check);
	return run_tests("secret", tests, N(tests)) +
	    run_tests("secret_read", rows, N(rows));
}
