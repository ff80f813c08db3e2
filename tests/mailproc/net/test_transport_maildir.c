#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/file.h"
#include "mailproc/net/transport.h"
#include "tests/test.h"

#define NOW 1795000000

static char folder[] = "/tmp/mailproc-maildir-XXXXXX";
static char path[64];
static struct err err;
static bool closed; /* what the last mail found out */

static enum status
send_as(int64_t id, const char *to, const char *sender, const char *body)
{
	struct config c = { .maildir_path = path };
	struct debt d;
	enum status rc;

	debt_init(&d);
	d.id = id;
	string_set(&d.to, to);
	string_set(&d.sender, sender);
	string_set(&d.body, body);
	d.body_len = strlen(body);
	err = ERR_INIT;
	closed = false;
	rc = transport_named("maildir")->send(&c, &d, NOW, &closed, &err);
	debt_free(&d);
	return rc;
}

/* The names in a part of the maildir, in order; how many. */
static int
names_in(const char *part, char name[4][128])
{
	char where[128];
	struct dirent **found;
	int n, kept = 0;

	snprintf(where, sizeof where, "%s/%s", path, part);
	if ((n = scandir(where, &found, NULL, alphasort)) < 0)
		return -1;
	for (int i = 0; i < n; i++) {
		if (found[i]->d_name[0] != '.' && kept < 4)
			snprintf(name[kept++], 128, "%.127s", found[i]->d_name);
		free(found[i]);
	}
	free(found);
	return kept;
}

static void
read_new(const char *name, struct buf *out, struct stat *st)
{
	char file[256];

	snprintf(file, sizeof file, "%s/new/%s", path, name);
	buf_reset(out);
	assert_int_equal(file_read(out, file, st, &err), OK);
}

static int
fresh(void **state)
{
	static const char *const parts[] = { "tmp", "new", "cur" };
	char name[4][128], file[1024];

	(void)state;
	snprintf(path, sizeof path, "%s/mail", folder);
	for (size_t p = 0; p < N(parts); p++) {
		int n = names_in(parts[p], name);

		for (int i = 0; i < n; i++) {
			snprintf(file, sizeof file, "%s/%s/%s", path, parts[p],
			    name[i]);
			remove(file);
		}
		snprintf(file, sizeof file, "%s/%s", path, parts[p]);
		chmod(file, 0700);
		rmdir(file);
	}
	rmdir(path);
	return 0;
}

/* interface.md section 8: to new/, with Return-Path: and Delivered-To: on top
 */
static void
a_mail_lies_in_new(void **state)
{
	struct buf got = BUF_INIT(4096);
	char name[4][128];
	struct stat st;

	(void)state;
	assert_int_equal(send_as(7, "stu@campus.example",
			     "canvas-tokens+bounce@campus.example",
			     "Subject: x\r\n\r\n.\r\nFrom here\r\n"),
	    OK);
	assert_int_equal(names_in("new", name), 1);
	read_new(name[0], &got, &st);
	assert_string_equal(got.str,
	    "Return-Path: <canvas-tokens+bounce@campus.example>\r\n"
	    "Delivered-To: stu@campus.example\r\n"
	    "Subject: x\r\n\r\n.\r\nFrom here\r\n");
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(names_in("tmp", name), 0);
	assert_int_equal(names_in("cur", name), 0);
	buf_free(&got);
}

static void
the_null_sender(void **state)
{
	struct buf got = BUF_INIT(4096);
	char name[4][128];
	struct stat st;

	(void)state;
	assert_int_equal(send_as(7, "stu@campus.example", "", "x\r\n"), OK);
	assert_int_equal(names_in("new", name), 1);
	read_new(name[0], &got, &st);
	assert_non_null(strstr(got.str, "Return-Path: <>\r\n"));
	buf_free(&got);
}

/* The same mail twice in a second is two files, in the order of the debts. */
static void
names_differ_and_are_in_order(void **state)
{
	struct buf got = BUF_INIT(4096);
	char name[4][128];
	struct stat st;

	(void)state;
	assert_int_equal(send_as(10, "a@campus.example", "", "ten\r\n"), OK);
	assert_int_equal(send_as(9, "a@campus.example", "", "nine\r\n"), OK);
	assert_int_equal(send_as(9, "a@campus.example", "", "nine\r\n"), OK);
	assert_int_equal(names_in("new", name), 3);
	read_new(name[0], &got, &st);
	assert_non_null(strstr(got.str, "nine"));
	read_new(name[2], &got, &st);
	assert_non_null(strstr(got.str, "ten"));
	for (int i = 0; i < 3; i++) {
		assert_null(strchr(name[i], '/'));
		assert_null(strchr(name[i], ':'));
	}
	buf_free(&got);
}

static void
no_strange_envelope(void **state)
{
	static const char *const bad[] = { "", "stu",
		"a@campus.example\r\nBcc: b@campus.example",
		"a@campus.example\nX-Y: z", "../../etc@campus.example" };
	char name[4][128];

	(void)state;
	for (size_t i = 0; i < N(bad); i++) {
		assert_int_equal(send_as(1, bad[i], "", "x"), ERR_INPUT);
		if (bad[i][0] != '\0')
			assert_int_equal(
			    send_as(1, "a@campus.example", bad[i], "x"),
			    ERR_INPUT);
	}
	assert_true(names_in("new", name) <= 0);
}

/* Nothing half-written is ever left in new/. */
static void
where_it_cannot_be_written(void **state)
{
	struct config c = { .maildir_path = path };
	char name[4][128], file[256], detail[256];
	FILE *f;

	(void)state;
	f = fopen(path, "w"); /* a file where the folder should be */
	assert_non_null(f);
	fclose(f);
	assert_int_equal(send_as(1, "a@campus.example", "", "x"), ERR_RETRY);
	assert_non_null(strstr(err.text, path));
	assert_int_equal(transport_named("maildir")->check(&c, detail, &err),
	    ERR_CONFIG);
	unlink(path);
	assert_int_equal(send_as(1, "a@campus.example", "", "x"), OK);
	snprintf(file, sizeof file, "%s/new", path);
	assert_int_equal(names_in("new", name), 1);
	snprintf(file, sizeof file, "%s/new/%.60s", path, name[0]);
	unlink(file);
	snprintf(file, sizeof file, "%s/new", path);
	rmdir(file);
	f = fopen(file, "w"); /* writing works, moving it there does not */
	assert_non_null(f);
	fclose(f);
	assert_int_equal(send_as(1, "a@campus.example", "", "x"), ERR_RETRY);
	assert_int_equal(names_in("tmp", name), 0);
	unlink(file);
}

static void
a_check_says_where(void **state)
{
	struct config c = { .maildir_path = path };
	char detail[256] = "";

	(void)state;
	assert_int_equal(transport_named("maildir")->check(&c, detail, &err),
	    OK);
	assert_non_null(strstr(detail, path));
}

/* The folder above is not ours to make. */
static void
a_folder_that_has_no_parent(void **state)
{
	struct config c = { .maildir_path = path };
	char detail[256];

	(void)state;
	snprintf(path, sizeof path, "%s/none/mail", folder);
	assert_int_equal(send_as(1, "a@campus.example", "", "x"), ERR_RETRY);
	assert_int_equal(transport_named("maildir")->check(&c, detail, &err),
	    ERR_CONFIG);
	assert_non_null(strstr(err.text, "No such file"));
}

static void
transports_by_name(void **state)
{
	static const char *const names[] = { "smtp", "sendmail", "maildir" };

	(void)state;
	for (size_t i = 0; i < N(names); i++)
		assert_string_equal(transport_named(names[i])->name, names[i]);
	assert_null(transport_named("pigeon"));
	assert_null(transport_named(""));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_mail_lies_in_new, fresh),
		cmocka_unit_test_setup(the_null_sender, fresh),
		cmocka_unit_test_setup(names_differ_and_are_in_order, fresh),
		cmocka_unit_test_setup(no_strange_envelope, fresh),
		cmocka_unit_test_setup(where_it_cannot_be_written, fresh),
		cmocka_unit_test_setup(a_check_says_where, fresh),
		cmocka_unit_test_setup(a_folder_that_has_no_parent, fresh),
		cmocka_unit_test(transports_by_name),
	};
	int failed;

	if (mkdtemp(folder) == NULL)
		return 1;
	failed = run_tests("transport_maildir", tests, N(tests));
	fresh(NULL);
	rmdir(folder);
	return failed;
}
