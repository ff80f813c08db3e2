/*
 * Small scripts stand for sendmail: what they end with, what they read, what
 * they were called with.
 */
#include <sys/stat.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "mailproc/base/file.h"
#include "mailproc/net/transport.h"
#include "tests/test.h"

#define BODY "Subject: x\r\n\r\nfirst\r\n.\r\n..second\r\n"
#define LF   "Subject: x\n\nfirst\n.\n..second\n"
#define BIG  300000 /* bytes; more than any pipe holds */

static char folder[] = "/tmp/mailproc-sendmail-XXXXXX";
static char program[64], args_file[64], mail_file[64];
static struct err err;
static bool closed; /* what the last mail found out */

static void
write_script(const char *text)
{
	FILE *f = fopen(program, "w");

	assert_non_null(f);
	fprintf(f, "#!/bin/sh\n%s\n", text);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(program, 0700), 0);
}

static void
read_file(const char *path, struct buf *out)
{
	struct stat st;

	buf_reset(out);
	assert_int_equal(file_read(out, path, &st, &err), OK);
}

/* Send BODY, or `body`, by a command of up to three words. */
static enum status
send_by(const char *const command[3], const char *to, const char *sender,
    const char *body)
{
	struct config c = { .transport = NULL };
	struct debt d;
	enum status rc;

	debt_init(&d);
	string_set(&d.to, to);
	string_set(&d.sender, sender);
	string_set(&d.body, body == NULL ? BODY : body);
	d.body_len = strlen(d.body);
	for (int i = 0; i < 3 && command[i] != NULL; i++)
		list_add(&c.sendmail_command, command[i]);
	err = ERR_INIT;
	closed = false;
	rc = transport_named("sendmail")->send(&c, &d, 0, &closed, &err);
	list_free(&c.sendmail_command);
	debt_free(&d);
	return rc;
}

static enum status
send_it(const char *script)
{
	const char *const command[3] = { program };

	write_script(script);
	return send_by(command, "stu@campus.example", "", NULL);
}

/*
 * transport.h: OK handed over, ERR_RETRY not taken, ERR_INPUT refused for good,
 * ERR_CONFIG the installation.
 */
/* clang-format off */
static struct row {
	const char *name;
	int code;
	enum status rc;
} codes[] = {
	{ "0 queued",               EX_OK,          OK },
	{ "1 something else",       1,              ERR_RETRY },
	{ "64 wrong options",       EX_USAGE,       ERR_CONFIG },
	{ "65 wrong mail",          EX_DATAERR,     ERR_INPUT },
	{ "66 no input",            EX_NOINPUT,     ERR_RETRY },
	{ "67 no such user",        EX_NOUSER,      ERR_INPUT },
	{ "68 no such host",        EX_NOHOST,      ERR_INPUT },
	{ "69 no such service",     EX_UNAVAILABLE, ERR_CONFIG },
	{ "70 broken program",      EX_SOFTWARE,    ERR_RETRY },
	{ "71 system",              EX_OSERR,       ERR_RETRY },
	{ "72 file missing",        EX_OSFILE,      ERR_RETRY },
	{ "73 cannot create",       EX_CANTCREAT,   ERR_RETRY },
	{ "74 input or output",     EX_IOERR,       ERR_RETRY },
	{ "75 again later",         EX_TEMPFAIL,    ERR_RETRY },
	{ "76 protocol",            EX_PROTOCOL,    ERR_RETRY },
	{ "77 not permitted",       EX_NOPERM,      ERR_CONFIG },
	{ "78 its configuration",   EX_CONFIG,      ERR_CONFIG },
	{ "127 nothing to run",     127,            ERR_RETRY },
	{ "255 the last one",       255,            ERR_RETRY },
};
/* clang-format on */

static void
exit_status(void **state)
{
	const struct row *want = *state;
	char script[80], number[40];

	snprintf(script, sizeof script, "cat >/dev/null\nexit %d", want->code);
	assert_int_equal(send_it(script), want->rc);
	if (want->rc == OK)
		return;
	snprintf(number, sizeof number, "exit status %d", want->code);
	assert_non_null(strstr(err.text, number));
	assert_non_null(strstr(err.text, program));
}

static void
killed_by_a_signal_may_have_taken_it(void **state)
{
	(void)state;
	assert_int_equal(send_it("cat >/dev/null\nkill -9 $$"), ERR_UNKNOWN);
	assert_non_null(strstr(err.text, "signal 9"));
}

static void
unread_input_is_no_mail_taken(void **state)
{
	(void)state;
	assert_int_equal(send_it("exit 0"), ERR_UNKNOWN);
	assert_non_null(strstr(err.text, "did not read"));
	assert_int_equal(send_it("head -c 5 >/dev/null\nexit 0"), ERR_UNKNOWN);
	assert_int_equal(send_it("exit 75"), ERR_RETRY);
}

/* A mail that no pipe holds: we neither hang nor die of SIGPIPE. */
static void
a_big_mail_that_nobody_reads(void **state)
{
	const char *const command[3] = { program };
	char *body = malloc(BIG + 1);

	(void)state;
	memset(body, 'x', BIG);
	body[BIG] = '\0';
	write_script("exit 0");
	assert_int_equal(send_by(command, "stu@campus.example", "", body),
	    ERR_UNKNOWN);
	write_script("exec 0<&-\nexit 67");
	assert_int_equal(send_by(command, "stu@campus.example", "", body),
	    ERR_INPUT);
	free(body);
}

static void
a_big_mail_arrives_whole(void **state)
{
	const char *const command[3] = { program };
	struct buf got = BUF_INIT(2 * BIG);
	char *body = malloc(BIG + 1), script[160];

	(void)state;
	memset(body, 'x', BIG);
	body[BIG] = '\0';
	snprintf(script, sizeof script, "cat >%s", mail_file);
	write_script(script);
	assert_int_equal(send_by(command, "stu@campus.example", "", body), OK);
	read_file(mail_file, &got);
	assert_int_equal(got.len, BIG);
	assert_string_equal(got.str, body);
	buf_free(&got);
	free(body);
}

static void
a_lot_of_complaints_does_not_stop_it(void **state)
{
	(void)state;
	assert_int_equal(send_it("head -c 300000 /dev/zero >&2\n"
				 "head -c 300000 /dev/zero\ncat >/dev/null"),
	    OK);
}

/* The mail with LF line ends, lone dots as they are. */
static void
the_mail_goes_in_as_it_is(void **state)
{
	struct buf got = BUF_INIT(4096);
	char script[160];

	(void)state;
	snprintf(script, sizeof script, "cat >%s", mail_file);
	assert_int_equal(send_it(script), OK);
	read_file(mail_file, &got);
	assert_string_equal(got.str, LF);
	buf_free(&got);
}

/* One argument per line of the file: a blank in one would show. */
static void
arguments_are_words(void **state)
{
	const char *const command[3] = { program, "-i", "$(touch /tmp/x); *" };
	struct buf got = BUF_INIT(4096);
	char script[200];

	(void)state;
	snprintf(script, sizeof script,
	    "cat >/dev/null\nfor a; do echo \"[$a]\"; done >%s", args_file);
	write_script(script);
	assert_int_equal(send_by(command, "o'neil@campus.example",
			     "canvas-tokens+bounce@campus.example", NULL),
	    OK);
	read_file(args_file, &got);
	assert_string_equal(got.str,
	    "[-i]\n[$(touch /tmp/x); *]\n[-f]\n"
	    "[canvas-tokens+bounce@campus.example]\n[--]\n"
	    "[o'neil@campus.example]\n");
	assert_int_equal(send_by(command, "a@campus.example", "", NULL), OK);
	read_file(args_file, &got);
	assert_non_null(strstr(got.str, "[-f]\n[<>]\n[--]\n[a@campus."));
	buf_free(&got);
}

static void
nothing_of_our_environment_goes_along(void **state)
{
	struct buf got = BUF_INIT(4096);
	char script[160];

	(void)state;
	setenv("MAILPROC_TEST_SECRET", "hidden", 1);
	snprintf(script, sizeof script, "cat >/dev/null\nenv >%s", args_file);
	assert_int_equal(send_it(script), OK);
	read_file(args_file, &got);
	assert_null(strstr(got.str, "MAILPROC_TEST_SECRET"));
	assert_non_null(strstr(got.str, "PATH=/usr/sbin:"));
	buf_free(&got);
}

/* The program must not even be started. */
static void
no_strange_envelope(void **state)
{
	static const char *const bad[] = { "", "stu", "-oQ/tmp@campus.example",
		"a@campus.example\nb@campus.example", "a b@campus.example",
		"\"a b\"@campus.example", "a@campus.example,b@x.example",
		"|/bin/sh@campus.example" };
	const char *const command[3] = { program };
	char script[160];

	(void)state;
	snprintf(script, sizeof script, "cat >/dev/null\ntouch %s", args_file);
	write_script(script);
	unlink(args_file);
	for (size_t i = 0; i < N(bad); i++) {
		assert_int_equal(send_by(command, bad[i], "", NULL), ERR_INPUT);
		if (bad[i][0] == '\0')
			continue; /* the null sender */
		assert_int_equal(
		    send_by(command, "a@campus.example", bad[i], NULL),
		    ERR_INPUT);
		assert_non_null(strstr(err.text, "sender"));
	}
	assert_int_equal(access(args_file, F_OK), -1);
}

static void
no_such_program(void **state)
{
	const char *const command[3] = { "/nonexistent/sendmail" };
	const char *const none[3] = { NULL };
	struct config c = { .transport = NULL };
	char detail[256];

	(void)state;
	assert_int_equal(send_by(command, "a@campus.example", "", NULL),
	    ERR_CONFIG);
	assert_non_null(strstr(err.text, "/nonexistent/sendmail"));
	assert_int_equal(send_by(none, "a@campus.example", "", NULL),
	    ERR_CONFIG);
	list_add(&c.sendmail_command, "/nonexistent/sendmail");
	assert_int_equal(transport_named("sendmail")->check(&c, detail, &err),
	    ERR_CONFIG);
	list_free(&c.sendmail_command);
	list_add(&c.sendmail_command, "/bin/sh");
	assert_int_equal(transport_named("sendmail")->check(&c, detail, &err),
	    OK);
	assert_non_null(strstr(detail, "/bin/sh"));
	list_free(&c.sendmail_command);
}

/* Whoever started us may have left it so. */
static void
children_that_nobody_waits_for(void **state)
{
	(void)state;
	signal(SIGCHLD, SIG_IGN);
	assert_int_equal(send_it("cat >/dev/null\nexit 67"), ERR_UNKNOWN);
	signal(SIGCHLD, SIG_DFL);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(killed_by_a_signal_may_have_taken_it),
		cmocka_unit_test(unread_input_is_no_mail_taken),
		cmocka_unit_test(a_big_mail_that_nobody_reads),
		cmocka_unit_test(a_big_mail_arrives_whole),
		cmocka_unit_test(a_lot_of_complaints_does_not_stop_it),
		cmocka_unit_test(the_mail_goes_in_as_it_is),
		cmocka_unit_test(arguments_are_words),
		cmocka_unit_test(nothing_of_our_environment_goes_along),
		cmocka_unit_test(no_strange_envelope),
		cmocka_unit_test(no_such_program),
		cmocka_unit_test(children_that_nobody_waits_for),
	};
	struct CMUnitTest tests[N(codes)];
	int failed;

	if (mkdtemp(folder) == NULL)
		return 1;
	snprintf(program, sizeof program, "%s/sendmail", folder);
	snprintf(args_file, sizeof args_file, "%s/args", folder);
	snprintf(mail_file, sizeof mail_file, "%s/mail", folder);
	TEST_CASES(tests, codes, exit_status);
	failed = run_tests("sendmail's exit status", tests, N(tests));
	failed += run_tests("transport_sendmail", others, N(others));
	unlink(program);
	unlink(args_file);
	unlink(mail_file);
	rmdir(folder);
	return failed;
}
