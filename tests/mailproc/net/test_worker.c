/* Mails, leases and tries; what concerns Canvas is in test_pay_token.c. */
#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/net/worker.h"
#include "tests/support/works.h"
#include "tests/test.h"

#define LEASE 300

static struct works w;

static int
start(void **state)
{
	(void)state;
	works_start(&w);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	works_stop(&w);
	return 0;
}

static void
assert_debt(int64_t id, enum debt_state state, int tries)
{
	struct debt d = works_debt(&w, id);

	assert_string_equal(debt_state_name(d.state), debt_state_name(state));
	assert_int_equal(d.tries, tries);
	debt_free(&d);
}

static void
assert_error(int64_t id, const char *text)
{
	struct debt d = works_debt(&w, id);

	assert_non_null(strstr(d.last_error, text));
	debt_free(&d);
}

static void
tried_so_often(int64_t id, int n)
{
	assert_int_equal(store_begin(w.store, &w.err), OK);
	for (int i = 0; i < n; i++)
		assert_int_equal(debt_tried(w.store, id, &w.err), OK);
	assert_int_equal(
	    debt_later(w.store, id, DEBT_PLANNED, WORKS_NOW, "", &w.err), OK);
	assert_int_equal(store_commit(w.store, &w.err), OK);
}

/* From now on, mails go through this script. */
static void
use_script(const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof path, "%s/sendmail", w.folder);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "#!/bin/sh\ncat >/dev/null\necho >>%s/calls\n%s\n", w.folder,
	    text);
	fclose(f);
	chmod(path, 0700);
	string_set(&w.config.transport, "sendmail");
	list_free(&w.config.sendmail_command);
	list_add(&w.config.sendmail_command, path);
}

/* How often it ran; and it is gone. */
static int64_t
calls(void)
{
	struct stat st = { .st_size = 0 };
	char path[128];

	snprintf(path, sizeof path, "%s/calls", w.folder);
	stat(path, &st);
	unlink(path);
	snprintf(path, sizeof path, "%s/sendmail", w.folder);
	unlink(path);
	return st.st_size;
}

static void
a_mail_is_paid_once(void **state)
{
	struct buf got = BUF_INIT(4096);
	int64_t id = works_owe_mail(&w, "Subject: one\r\n\r\nx\r\n");

	(void)state;
	assert_int_equal(works_run(&w, 0), OK);
	assert_debt(id, DEBT_DONE, 1);
	assert_int_equal(works_sent(&w), 1);
	assert_true(works_read(&w, "Subject: one", &got));
	assert_int_equal(works_run(&w, 7200), OK);
	assert_int_equal(works_sent(&w), 1);
	assert_int_equal(w.worker.unpaid, 0);
	buf_free(&got);
}

static void
mails_go_in_the_order_they_were_owed(void **state)
{
	struct buf got = BUF_INIT(4096);

	(void)state;
	works_owe_mail(&w, "Subject: first\r\n\r\nx\r\n");
	works_owe_mail(&w, "Subject: second\r\n\r\nx\r\n");
	assert_int_equal(works_run(&w, 0), OK);
	assert_int_equal(works_sent(&w), 2);
	assert_true(works_read(&w, "Subject: ", &got)); /* the newest */
	assert_non_null(strstr(got.str, "second"));
	buf_free(&got);
}

/* Somebody else is at it; when they have died of it, we are. */
static void
a_lease_is_left_alone(void **state)
{
	int64_t id = works_owe_mail(&w, "Subject: x\r\n\r\nx\r\n");
	struct debt d;

	(void)state;
	debt_init(&d);
	assert_int_equal(
	    debt_claim(w.store, 1u << DEBT_MAIL, WORKS_NOW, LEASE, &d, &w.err),
	    OK);
	assert_true(d.id != 0);
	assert_int_equal(debt_tried(w.store, id, &w.err), OK);
	debt_free(&d);
	assert_int_equal(works_run(&w, LEASE - 1), OK);
	assert_int_equal(works_sent(&w), 0);
	assert_debt(id, DEBT_TRIED, 1);
	assert_int_equal(works_run(&w, LEASE), OK);
	assert_int_equal(works_sent(&w), 1);
	assert_debt(id, DEBT_DONE, 2);
}

/* 1, 2, 4 ... minutes later, at most an hour. */
static void
what_was_not_taken_comes_again_later(void **state)
{
	static const int waits[] = { 60, 120, 240, 480, 960, 1920, 3600, 3600 };
	int64_t id = works_owe_mail(&w, "Subject: x\r\n\r\nx\r\n");
	int64_t after = 0;

	(void)state;
	use_script("exit 75");
	for (size_t i = 0; i < N(waits); i++) {
		struct debt d;

		assert_int_equal(works_run(&w, after), OK);
		assert_int_equal(w.worker.unpaid, 1);
		assert_debt(id, DEBT_PLANNED, (int)i + 1);
		assert_error(id, "exit status 75");
		d = works_debt(&w, id);
		assert_int_equal(d.due_at - WORKS_NOW, after + waits[i]);
		debt_free(&d);
		/* not a second earlier */
		assert_int_equal(works_run(&w, after + waits[i] - 1), OK);
		assert_int_equal(w.worker.unpaid, 0);
		after += waits[i];
	}
	use_script("exit 0");
	assert_int_equal(works_run(&w, after), OK);
	assert_debt(id, DEBT_DONE, (int)N(waits) + 1);
	assert_error(id, "");
	assert_int_equal(calls(), N(waits) + 1);
}

static void
too_often_not_taken_is_given_up(void **state)
{
	int64_t id = works_owe_mail(&w, "Subject: x\r\n\r\nx\r\n");
	bool found;

	(void)state;
	use_script("exit 75");
	tried_so_often(id, 118);
	assert_int_equal(works_run(&w, 0), OK);
	assert_debt(id, DEBT_PLANNED, 119);
	assert_int_equal(works_run(&w, 3600), OK);
	assert_debt(id, DEBT_FAILED, 120);
	assert_error(id, "given up after 120 tries");
	assert_error(id, "exit status 75");
	assert_int_equal(works_run(&w, 7200), OK);
	assert_int_equal(calls(), 2);
	/* the operator may have it tried again */
	string_set(&w.config.transport, "maildir");
	assert_int_equal(debt_retry(w.store, id, WORKS_NOW, &found, &w.err),
	    OK);
	assert_true(found);
	assert_int_equal(works_run(&w, 7200), OK);
	assert_debt(id, DEBT_DONE, 121);
}

/* The same Message-ID at most once more. */
static void
what_may_have_been_taken_goes_once_more(void **state)
{
	int64_t id = works_owe_mail(&w, "Subject: x\r\n\r\nx\r\n");

	(void)state;
	use_script("kill -9 $$");
	assert_int_equal(works_run(&w, 0), OK);
	assert_debt(id, DEBT_UNKNOWN, 1);
	assert_error(id, "signal 9");
	assert_int_equal(works_run(&w, 3600), OK);
	assert_debt(id, DEBT_FAILED, 2);
	assert_error(id, "possibly sent");
	assert_int_equal(works_run(&w, 7200), OK);
	assert_int_equal(calls(), 2);
}

static void
once_in_doubt_it_stays_so_until_it_is_sent(void **state)
{
	int64_t id = works_owe_mail(&w, "Subject: x\r\n\r\nx\r\n");

	(void)state;
	use_script("kill -9 $$");
	assert_int_equal(works_run(&w, 0), OK);
	use_script("exit 75");
	assert_int_equal(works_run(&w, 3600), OK);
	assert_debt(id, DEBT_UNKNOWN, 2);
	use_script("exit 0");
	assert_int_equal(works_run(&w, 7200), OK);
	assert_debt(id, DEBT_DONE, 3);
	assert_int_equal(calls(), 3);
}

static void
what_is_refused_for_good_has_failed(void **state)
{
	int64_t id = works_owe_mail(&w, "Subject: x\r\n\r\nx\r\n");
	int64_t next = works_owe_mail(&w, "Subject: y\r\n\r\ny\r\n");

	(void)state;
	use_script("exit 67");
	assert_int_equal(works_run(&w, 0), OK);
	assert_debt(id, DEBT_FAILED, 1);
	assert_error(id, "exit status 67");
	assert_debt(next, DEBT_FAILED, 1); /* one does not stop the others */
	assert_int_equal(works_run(&w, 7200), OK);
	assert_int_equal(calls(), 2);
}

/* The installation is at fault, as long as it is: no mail fails of it. */
static void
a_wrong_installation_fails_no_mail(void **state)
{
	int64_t id = works_owe_mail(&w, "Subject: x\r\n\r\nx\r\n");

	(void)state;
	tried_so_often(id, 130);
	use_script("exit 78");
	assert_int_equal(works_run(&w, 0), OK);
	assert_debt(id, DEBT_PLANNED, 131);
	assert_error(id, "exit status 78");
	assert_int_equal(calls(), 1);
}

/* interface.md section 8: refused by the outbox; test_outgoing.c has more. */
static void
no_token_leaves_in_a_mail(void **state)
{
	int64_t id = works_owe_mail(&w,
	    "a: b\r\n\r\n1234~ABCDEFGHIJ=\r\nKLMNOPQRSTUVWX\r\n");

	(void)state;
	assert_int_equal(works_run(&w, 0), OK);
	assert_int_equal(works_sent(&w), 0);
	assert_debt(id, DEBT_FAILED, 0);
	assert_error(id, "shaped like a Canvas token");
}

static void
a_debt_that_is_void_is_not_tried(void **state)
{
	int64_t request = works_request(&w, ST_REVIEW);
	int64_t id = works_owe(&w, DEBT_TOKEN, request, "");

	(void)state;
	assert_int_equal(
	    debts_void(w.store, request, DEBT_TOKEN, WORKS_NOW, &w.err), OK);
	assert_int_equal(debt_tried(w.store, id, &w.err), ERR_RETRY);
	assert_debt(id, DEBT_DONE, 0);
	assert_int_equal(works_run(&w, 0), OK);
	assert_int_equal(standin_counters(w.canvas).requests, 0);
}

static void
told_to_stop_it_stops(void **state)
{
	static volatile sig_atomic_t enough = 1;
	int64_t id = works_owe_mail(&w, "Subject: x\r\n\r\nx\r\n");

	(void)state;
	w.worker.stop = &enough;
	assert_int_equal(works_run(&w, 0), OK);
	assert_debt(id, DEBT_PLANNED, 0);
	enough = 0;
	assert_int_equal(works_run(&w, 0), OK);
	assert_debt(id, DEBT_DONE, 1);
}

/* facts: stop the queue and tell the operator; no request fails of it. */
static void
our_own_credential_is_refused(void **state)
{
	int64_t one = works_request(&w, ST_APPROVED);
	int64_t two = works_request(&w, ST_APPROVED);
	int64_t first = works_owe(&w, DEBT_TOKEN, one, "");
	int64_t second = works_owe(&w, DEBT_TOKEN, two, "");
	int64_t mail = works_owe_mail(&w, "Subject: x\r\n\r\nx\r\n");

	(void)state;
	standin_arm(w.canvas, FAULT_EXPIRED_401, NULL, 99);
	assert_int_equal(works_run(&w, 0), OK);
	assert_true(w.worker.canvas_stopped);
	assert_int_equal(w.worker.unpaid, 1);
	assert_int_equal(standin_counters(w.canvas).requests, 1);
	assert_debt(first, DEBT_PLANNED, 0);
	assert_error(first, "401");
	assert_debt(second, DEBT_PLANNED, 0);
	assert_debt(mail, DEBT_DONE, 1);
	standin_arm(w.canvas, FAULT_NONE, NULL, 0);
	assert_int_equal(works_run(&w, 60), OK);
	assert_debt(first, DEBT_DONE, 1);
	assert_debt(second, DEBT_DONE, 1);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), 2);
}

static void
no_credential_at_all(void **state)
{
	int64_t request = works_request(&w, ST_APPROVED);
	int64_t id = works_owe(&w, DEBT_TOKEN, request, "");

	(void)state;
	string_set(&w.config.canvas.token_file, "/nonexistent/token");
	assert_int_equal(works_run(&w, 0), OK);
	assert_true(w.worker.canvas_stopped);
	assert_debt(id, DEBT_PLANNED, 0);
	assert_error(id, "/nonexistent/token");
	assert_int_equal(standin_counters(w.canvas).requests, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_mail_is_paid_once),
		TEST(mails_go_in_the_order_they_were_owed),
		TEST(a_lease_is_left_alone),
		TEST(what_was_not_taken_comes_again_later),
		TEST(too_often_not_taken_is_given_up),
		TEST(what_may_have_been_taken_goes_once_more),
		TEST(once_in_doubt_it_stays_so_until_it_is_sent),
		TEST(what_is_refused_for_good_has_failed),
		TEST(a_wrong_installation_fails_no_mail),
		TEST(no_token_leaves_in_a_mail),
		TEST(a_debt_that_is_void_is_not_tried),
		TEST(told_to_stop_it_stops),
		TEST(our_own_credential_is_refused),
		TEST(no_credential_at_all),
	};
	return run_tests("worker", tests, N(tests));
}
