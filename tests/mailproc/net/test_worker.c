/* Mails, leases and tries; what concerns Canvas is in test_pay_token.c. */
#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/net/worker.h"
#include "tests/support/works.h"
#include "tests/test.h"

#define LEASE     300
#define DAY       86400
#define FIVE_DAYS (5 * DAY)

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

/* In vain since so many seconds before WORKS_NOW. */
static void
in_vain_since(int64_t id, int64_t seconds)
{
	const struct debt_next next = { DEBT_PLANNED, WORKS_NOW,
		WORKS_NOW - seconds };
	struct debt d;
	bool ours;

	debt_init(&d);
	assert_int_equal(debt_claim(w.store, ~0u, WORKS_NOW, LEASE, &d, &w.err),
	    OK);
	assert_int_equal(d.id, id);
	assert_int_equal(debt_later(w.store, &d, &next, "", &ours, &w.err), OK);
	assert_true(ours);
	debt_free(&d);
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
	works_assert_debt(&w, id, DEBT_DONE, 1);
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
	assert_int_equal(debt_tried(w.store, &d, WORKS_NOW + LEASE, &w.err),
	    OK);
	debt_free(&d);
	assert_int_equal(works_run(&w, LEASE - 1), OK);
	assert_int_equal(works_sent(&w), 0);
	works_assert_debt(&w, id, DEBT_TRIED, 1);
	assert_int_equal(works_run(&w, LEASE), OK);
	assert_int_equal(works_sent(&w), 1);
	works_assert_debt(&w, id, DEBT_DONE, 2);
}

/* Two have died of it: a third copy is one too many. */
static void
what_two_died_of_is_not_sent_a_third_time(void **state)
{
	int64_t id = works_owe_mail(&w, "Subject: x\r\n\r\nx\r\n");
	int64_t at = WORKS_NOW;
	struct debt d;

	(void)state;
	for (int i = 0; i < 2; i++, at += LEASE) {
		debt_init(&d);
		assert_int_equal(
		    debt_claim(w.store, 1u << DEBT_MAIL, at, LEASE, &d, &w.err),
		    OK);
		assert_int_equal(d.id, id);
		assert_int_equal(debt_tried(w.store, &d, at + LEASE, &w.err),
		    OK);
		debt_free(&d);
	}
	assert_int_equal(works_run(&w, 2 * LEASE), OK);
	assert_int_equal(works_sent(&w), 0);
	works_assert_debt(&w, id, DEBT_FAILED, 2);
	works_assert_error(&w, id, "possibly sent");
}

/* How long exactly, test_patience.c says. */
static void
what_was_not_taken_comes_again_later(void **state)
{
	int64_t id = works_owe_mail(&w, "Subject: x\r\n\r\nx\r\n");
	int64_t after = 0;

	(void)state;
	use_script("exit 75");
	for (int i = 1; i <= 8; i++) {
		struct debt d;
		int64_t next;

		assert_int_equal(works_run(&w, after), OK);
		assert_int_equal(w.worker.unpaid, 1);
		works_assert_debt(&w, id, DEBT_PLANNED, i);
		works_assert_error(&w, id, "exit status 75");
		d = works_debt(&w, id);
		assert_int_equal(d.failing_since, WORKS_NOW);
		next = d.due_at - WORKS_NOW;
		debt_free(&d);
		assert_true(next >= after + 45 && next <= after + 3600);
		/* not a second earlier */
		assert_int_equal(works_run(&w, next - 1), OK);
		assert_int_equal(w.worker.unpaid, 0);
		after = next;
	}
	use_script("exit 0");
	assert_int_equal(works_run(&w, after), OK);
	works_assert_debt(&w, id, DEBT_DONE, 9);
	works_assert_error(&w, id, "");
	assert_int_equal(calls(), 9);
}

/* The last try is five days after the first; then only `retry` goes on. */
static void
after_five_days_it_is_given_up(void **state)
{
	int64_t id = works_owe_mail(&w, "Subject: x\r\n\r\nx\r\n");
	bool found;

	(void)state;
	use_script("exit 75");
	in_vain_since(id, FIVE_DAYS - 1);
	assert_int_equal(works_run(&w, 0), OK);
	works_assert_debt(&w, id, DEBT_PLANNED, 1);
	assert_int_equal(works_audited(&w, "debt_failed"), 0);
	assert_int_equal(works_run(&w, 1), OK);
	works_assert_debt(&w, id, DEBT_FAILED, 2);
	works_assert_error(&w, id, "given up after 5 days");
	works_assert_error(&w, id, "exit status 75");
	assert_int_equal(works_audited(&w, "debt_failed"), 1);
	assert_int_equal(works_run(&w, 2 * FIVE_DAYS), OK);
	assert_int_equal(calls(), 2);
	/* the operator may have it tried again, with all patience */
	assert_int_equal(debt_retry(w.store, id, WORKS_NOW, &found, &w.err),
	    OK);
	assert_true(found);
	use_script("exit 75");
	assert_int_equal(works_run(&w, 2 * FIVE_DAYS), OK);
	works_assert_debt(&w, id, DEBT_PLANNED, 3);
	string_set(&w.config.transport, "maildir");
	assert_int_equal(works_run(&w, 2 * FIVE_DAYS + 60), OK);
	works_assert_debt(&w, id, DEBT_DONE, 4);
	assert_int_equal(calls(), 1);
}

/* The same Message-ID at most once more. */
static void
what_may_have_been_taken_goes_once_more(void **state)
{
	int64_t id = works_owe_mail(&w, "Subject: x\r\n\r\nx\r\n");

	(void)state;
	use_script("kill -9 $$");
	assert_int_equal(works_run(&w, 0), OK);
	works_assert_debt(&w, id, DEBT_UNKNOWN, 1);
	works_assert_error(&w, id, "signal 9");
	assert_int_equal(works_run(&w, 3600), OK);
	works_assert_debt(&w, id, DEBT_FAILED, 2);
	works_assert_error(&w, id, "possibly sent");
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
	works_assert_debt(&w, id, DEBT_UNKNOWN, 2);
	use_script("exit 0");
	assert_int_equal(works_run(&w, 7200), OK);
	works_assert_debt(&w, id, DEBT_DONE, 3);
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
	works_assert_debt(&w, id, DEBT_FAILED, 1);
	works_assert_error(&w, id, "exit status 67");
	works_assert_debt(&w, next, DEBT_FAILED,
	    1); /* one does not stop the others */
	assert_int_equal(works_run(&w, 7200), OK);
	assert_int_equal(calls(), 2);
}

/* The installation is at fault, as long as it is: no mail fails of it. */
static void
a_wrong_installation_fails_no_mail(void **state)
{
	int64_t id = works_owe_mail(&w, "Subject: x\r\n\r\nx\r\n");

	(void)state;
	in_vain_since(id, 2 * FIVE_DAYS);
	use_script("exit 78");
	assert_int_equal(works_run(&w, 0), OK);
	works_assert_debt(&w, id, DEBT_PLANNED, 1);
	works_assert_error(&w, id, "exit status 78");
	/* nor of the first fault after that */
	use_script("exit 75");
	assert_int_equal(works_run(&w, 3600), OK);
	works_assert_debt(&w, id, DEBT_PLANNED, 2);
	assert_int_equal(calls(), 2);
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
	works_assert_debt(&w, id, DEBT_FAILED, 0);
	works_assert_error(&w, id, "shaped like a Canvas token");
}

static void
a_debt_that_is_void_is_not_tried(void **state)
{
	int64_t request = works_request(&w, ST_REVIEW);
	int64_t id = works_owe(&w, DEBT_TOKEN, request, "");
	struct debt d;

	(void)state;
	debt_init(&d);
	assert_int_equal(debt_claim(w.store, ~0u, WORKS_NOW, LEASE, &d, &w.err),
	    OK);
	assert_int_equal(
	    debts_void(w.store, request, DEBT_TOKEN, WORKS_NOW, &w.err), OK);
	assert_int_equal(debt_tried(w.store, &d, WORKS_NOW, &w.err), ERR_RETRY);
	debt_free(&d);
	works_assert_debt(&w, id, DEBT_DONE, 0);
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
	works_assert_debt(&w, id, DEBT_PLANNED, 0);
	enough = 0;
	assert_int_equal(works_run(&w, 0), OK);
	works_assert_debt(&w, id, DEBT_DONE, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_mail_is_paid_once),
		TEST(mails_go_in_the_order_they_were_owed),
		TEST(a_lease_is_left_alone),
		TEST(what_two_died_of_is_not_sent_a_third_time),
		TEST(what_was_not_taken_comes_again_later),
		TEST(after_five_days_it_is_given_up),
		TEST(what_may_have_been_taken_goes_once_more),
		TEST(once_in_doubt_it_stays_so_until_it_is_sent),
		TEST(what_is_refused_for_good_has_failed),
		TEST(a_wrong_installation_fails_no_mail),
		TEST(no_token_leaves_in_a_mail),
		TEST(a_debt_that_is_void_is_not_tried),
		TEST(told_to_stop_it_stops),
	};
	return run_tests("worker", tests, N(tests));
}
