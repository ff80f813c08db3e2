#include <sys/wait.h>

#include <stdint.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "mailproc/base/buf.h"
#include "tests/test.h"

static void
begins_empty(void **state)
{
	struct buf b = BUF_INIT(10);

	(void)state;
	assert_string_equal(b.str, "");
	assert_int_equal(b.len, 0);
	buf_free(&b);
	assert_string_equal(b.str, "");
}

static void
adds_in_every_way(void **state)
{
	struct buf b = BUF_INIT(100);

	(void)state;
	buf_adds(&b, "one ");
	buf_add(&b, "twofold", 3);
	buf_addc(&b, ' ');
	buf_addf(&b, "%d%s", 3, "!");
	buf_add(&b, "", 0);
	assert_string_equal(b.str, "one two 3!");
	assert_int_equal(b.len, 10);
	assert_false(b.full);
	buf_free(&b);
}

static void
keeps_bytes_with_nul(void **state)
{
	struct buf b = BUF_INIT(100);

	(void)state;
	buf_add(&b, "a\0b", 3);
	assert_int_equal(b.len, 3);
	assert_memory_equal(b.str, "a\0b", 4);
	buf_free(&b);
}

static void
stops_at_the_ceiling(void **state)
{
	struct buf b = BUF_INIT(5);

	(void)state;
	buf_adds(&b, "12345");
	assert_false(b.full);
	buf_addc(&b, '6');
	assert_true(b.full);
	assert_string_equal(b.str, "12345");
	buf_free(&b);
}

/* Half of an addition would be worse than none, and so would what follows. */
static void
adds_nothing_once_full(void **state)
{
	struct buf b = BUF_INIT(5);

	(void)state;
	buf_adds(&b, "123");
	buf_adds(&b, "456");
	buf_adds(&b, "4");
	buf_addf(&b, "%d", 4);
	assert_true(b.full);
	assert_string_equal(b.str, "123");
	assert_false(buf_room(&b, 0));
	buf_free(&b);
}

#ifndef __SANITIZE_ADDRESS__ /* which has its own end for that */
/* A buffer that is not full holds all: whoever reads it need not ask. */
static void
without_memory_the_process_ends(void **state)
{
	struct buf b = BUF_INIT(SIZE_MAX);
	pid_t pid = fork();
	int status = -1;

	(void)state;
	if (pid == 0) {
		close(STDERR_FILENO);
		buf_room(&b, SIZE_MAX / 4);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EX_TEMPFAIL);
}
#endif

static void
refuses_lengths_that_wrap(void **state)
{
	struct buf b = BUF_INIT(100);

	(void)state;
	buf_adds(&b, "123");
	assert_false(buf_room(&b, SIZE_MAX - 1));
	assert_true(b.full);
	assert_string_equal(b.str, "123");
	buf_free(&b);
}

static void
grows_over_many_additions(void **state)
{
	struct buf b = BUF_INIT(100000);

	(void)state;
	for (int i = 0; i < 10000; i++)
		buf_adds(&b, "0123456789");
	assert_false(b.full);
	assert_int_equal(b.len, 100000);
	assert_int_equal(strlen(b.str), 100000);
	assert_memory_equal(b.str + 99990, "0123456789", 10);
	buf_addc(&b, 'x');
	assert_true(b.full);
	buf_free(&b);
}

static void
is_usable_after_reset_and_free(void **state)
{
	struct buf b = BUF_INIT(3);

	(void)state;
	buf_reset(&b);
	buf_adds(&b, "1234");
	assert_true(b.full);
	buf_reset(&b);
	assert_false(b.full);
	assert_string_equal(b.str, "");
	buf_adds(&b, "abc");
	assert_string_equal(b.str, "abc");
	buf_reset(&b);
	assert_string_equal(b.str, "");
	buf_adds(&b, "ab");
	buf_free(&b);
	buf_adds(&b, "cd");
	assert_string_equal(b.str, "cd");
	buf_wipe(&b);
	assert_int_equal(b.len, 0);
	assert_int_equal(b.max, 3);
	buf_wipe(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_empty),
		cmocka_unit_test(adds_in_every_way),
		cmocka_unit_test(keeps_bytes_with_nul),
		cmocka_unit_test(stops_at_the_ceiling),
		cmocka_unit_test(adds_nothing_once_full),
#ifndef __SANITIZE_ADDRESS__
		cmocka_unit_test(without_memory_the_process_ends),
#endif
		cmocka_unit_test(refuses_lengths_that_wrap),
		cmocka_unit_test(grows_over_many_additions),
		cmocka_unit_test(is_usable_after_reset_and_free),
	};

	return run_tests("buf", tests, N(tests));
}
