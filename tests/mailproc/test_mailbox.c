/*
 * What an mbox holds, by those who write one: a blank line in front of "From ",
 * one ">" more before what looks like it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/buf.h"
#include "mailproc/mailbox.h"
#include "tests/test.h"

/* clang-format off */
static struct row {
	const char *name;
	const char *file;
	const char *messages; /* each behind its number, in brackets */
} rows[] = {
{ "one", "From a\nA: b\n\nx\n", "[1 From a\nA: b\n\nx\n]" },
{ "two", "From a\nA: b\n\nx\n\nFrom c\nC: d\n\ny\n", "[1 From a\nA: b\n\nx\n\n][2 From c\nC: d\n\ny\n]" },
{ "no blank line in front", "From a\nA: b\n\nx\nFrom me\n", "[1 From a\nA: b\n\nx\nFrom me\n]" },
{ "quoted", "From a\nA: b\n\n>From me\n>>From you\n>from her\n", "[1 From a\nA: b\n\nFrom me\n>From you\n>from her\n]" },
{ "CRLF", "From a\r\nA: b\r\n\r\nFrom c\r\nC: d\r\n", "[1 From a\r\nA: b\r\n\r\n][2 From c\r\nC: d\r\n]" },
{ "no line end at the end", "From a\nA: b\n\nx", "[1 From a\nA: b\n\nx]" },
{ "no mbox: one message as it is", "A: b\n\n>From me\n\nFrom c\n", "[0 A: b\n\n>From me\n\nFrom c\n]" },
{ "empty", "", "[0 ]" },
};
/* clang-format on */

static char path[] = "/tmp/mailproc-mailbox-XXXXXX";

static enum status
note(void *ctx, const char *name, const char *raw, size_t len, struct err *err)
{
	const char *number = strrchr(name, ':');

	(void)err;
	buf_addf(ctx, "[%s ", number == NULL ? "0" : number + 1);
	buf_add(ctx, raw, len);
	buf_addc(ctx, ']');
	return OK;
}

static void
check(void **state)
{
	const struct row *want = *state;
	struct buf got = BUF_INIT(4096);
	struct err err = ERR_INIT;
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(want->file, f);
	fclose(f);
	assert_int_equal(mailbox_each(path, note, &got, &err), OK);
	assert_string_equal(got.str, want->messages);
	buf_free(&got);
}

static enum status
refuse(void *ctx, const char *name, const char *raw, size_t len,
    struct err *err)
{
	(void)name;
	(void)raw;
	(void)len;
	(*(int *)ctx)++;
	return err_set(err, ERR_RETRY, "enough");
}

static void
a_failure_ends_the_walk(void **state)
{
	struct err err = ERR_INIT;
	FILE *f = fopen(path, "w");
	int n = 0;

	(void)state;
	assert_non_null(f);
	fputs("From a\n\nFrom b\n\nFrom c\n", f);
	fclose(f);
	assert_int_equal(mailbox_each(path, refuse, &n, &err), ERR_RETRY);
	assert_int_equal(n, 1);
	assert_int_equal(mailbox_each("/no/where", refuse, &n, &err),
	    ERR_INPUT);
	assert_int_equal(n, 1);
}

int
main(void)
{
	struct CMUnitTest boxes[N(rows)];
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_ends_the_walk),
	};
	int fd = mkstemp(path), failed;

	if (fd < 0)
		return 1;
	close(fd);
	TEST_CASES(boxes, rows, check);
	failed = run_tests("mailbox", boxes, N(boxes)) +
	    run_tests("mailbox failures", tests, N(tests));
	unlink(path);
	return failed;
}
