/*
 * Canvas that does not do what we ask: our own credential refused, asked too
 * often, away for longer than our patience.
 */
#include <string.h>

#include "tests/support/works.h"
#include "tests/test.h"

#define DAY       86400
#define FIVE_DAYS (5 * DAY)

static struct works w;

static int
start(void **state)
{
	(void)state;
	works_start(&w);
	w.config.handover = HANDOVER_NONE; /* sealing takes its time */
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	works_stop(&w);
	return 0;
}

/*
 * facts: stop the queue and tell the operator, once; no request fails of it,
 * and mails go on.  Canvas is asked again now and then, ever more seldom.
 */
static void
our_own_credential_is_refused(void **state)
{
	int64_t one = works_request(&w, ST_APPROVED);
	int64_t two = works_request(&w, ST_APPROVED);
	int64_t first = works_owe(&w, DEBT_TOKEN, one, "");
	int64_t second = works_owe(&w, DEBT_TOKEN, two, "");
	int64_t mail = works_owe_mail(&w, "Subject: x\r\n\r\nx\r\n");

	(void)state;
	standin_arm(w.canvas, FAULT_EXPIRED_401, NULL, 9999);
	assert_int_equal(works_run(&w, 0), OK);
	assert_int_equal(w.worker.unpaid, 1);
	assert_int_equal(standin_counters(w.canvas).requests, 1);
	works_assert_debt(&w, first, DEBT_PLANNED, 0);
	works_assert_error(&w, first, "401");
	works_assert_debt(&w, second, DEBT_PLANNED, 0);
	works_assert_error(&w, second, "");
	works_assert_debt(&w, mail, DEBT_DONE, 1);
	/* every minute of a week */
	for (int64_t after = 60; after < 7 * DAY; after += 60)
		assert_int_equal(works_run(&w, after), OK);
	assert_in_range(standin_counters(w.canvas).requests, 7 * 96, 7 * 150);
	assert_int_equal(works_audited(&w, "canvas_stopped"), 1);
	assert_int_equal(works_audited(&w, "debt_failed"), 0);
	assert_int_equal(works_audited(&w, "canvas_resumed"), 0);
	standin_arm(w.canvas, FAULT_NONE, NULL, 0);
	assert_int_equal(works_run(&w, 7 * DAY + 3600), OK);
	assert_int_equal(works_run(&w, 7 * DAY + 7200), OK);
	works_assert_debt(&w, first, DEBT_DONE, 1);
	works_assert_debt(&w, second, DEBT_DONE, 1);
	assert_int_equal(works_audited(&w, "canvas_resumed"), 1);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), 2);
}

/* Whoever mended it need not wait. */
static void
retry_asks_canvas_at_once(void **state)
{
	int64_t request = works_request(&w, ST_APPROVED);
	int64_t id = works_owe(&w, DEBT_TOKEN, request, "");
	bool found;

	(void)state;
	standin_arm(w.canvas, FAULT_EXPIRED_401, NULL, 1);
	assert_int_equal(works_run(&w, 0), OK);
	assert_int_equal(works_run(&w, 1), OK);
	works_assert_debt(&w, id, DEBT_PLANNED, 0);
	assert_int_equal(debt_retry(w.store, id, WORKS_NOW, &found, &w.err),
	    OK);
	assert_int_equal(works_run(&w, 1), OK);
	works_assert_debt(&w, id, DEBT_DONE, 1);
}

/* facts: it did not run; wait, and go on.  The others wait with it. */
static void
canvas_is_asked_too_often(void **state)
{
	static const enum fault faults[] = { FAULT_THROTTLE_403,
		FAULT_THROTTLE_429 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		int64_t one = works_request(&w, ST_APPROVED);
		int64_t two = works_request(&w, ST_APPROVED);
		int64_t first = works_owe(&w, DEBT_TOKEN, one, "");
		int64_t second = works_owe(&w, DEBT_TOKEN, two, "");
		int64_t long_after = DAY * (int64_t)i;
		int asked = standin_counters(w.canvas).requests;

		standin_arm(w.canvas, faults[i], NULL, 1);
		assert_int_equal(works_run(&w, long_after), OK);
		assert_int_equal(standin_counters(w.canvas).requests,
		    asked + 1);
		works_assert_debt(&w, first, DEBT_PLANNED, 0);
		works_assert_debt(&w, second, DEBT_PLANNED, 0);
		assert_int_equal(works_run(&w, long_after + 2), OK);
		works_assert_debt(&w, second, DEBT_DONE, 1);
		assert_int_equal(works_run(&w, long_after + 60), OK);
		works_assert_debt(&w, first, DEBT_DONE, 1);
	}
	assert_int_equal(works_audited(&w, "canvas_stopped"), 0);
}

static void
no_credential_at_all(void **state)
{
	int64_t request = works_request(&w, ST_APPROVED);
	int64_t id = works_owe(&w, DEBT_TOKEN, request, "");

	(void)state;
	string_set(&w.config.canvas.token_file, "/nonexistent/token");
	assert_int_equal(works_run(&w, 0), OK);
	assert_int_equal(works_audited(&w, "canvas_stopped"), 1);
	works_assert_debt(&w, id, DEBT_PLANNED, 0);
	works_assert_error(&w, id, "/nonexistent/token");
	assert_int_equal(standin_counters(w.canvas).requests, 0);
}

/* What Canvas is owed is given up after five days; `retry` takes it up. */
static void
given_up_by_canvas_too(void **state)
{
	static const enum debt_kind kinds[] = { DEBT_TOKEN, DEBT_LOOKUP };
	bool found;

	(void)state;
	for (size_t i = 0; i < N(kinds); i++) {
		int64_t request = works_request(&w,
		    kinds[i] == DEBT_TOKEN ? ST_APPROVED : ST_CHECKING);
		int64_t id = works_owe(&w, kinds[i], request, "");
		int64_t long_after = FIVE_DAYS * (int64_t)(4 * i);

		standin_arm(w.canvas, FAULT_502_HTML, NULL, 99);
		assert_int_equal(works_run(&w, long_after), OK);
		works_assert_error(&w, id, "502");
		assert_int_equal(works_run(&w, long_after + FIVE_DAYS), OK);
		assert_int_equal(w.worker.unpaid, 1);
		works_assert_error(&w, id, "given up after 5 days");
		assert_int_equal(works_audited(&w, "debt_failed"), (int)i + 1);
		standin_arm(w.canvas, FAULT_NONE, NULL, 0);
		assert_int_equal(works_run(&w, long_after + 2 * FIVE_DAYS), OK);
		works_assert_debt(&w, id, DEBT_FAILED, i == 0 ? 0 : 2);
		assert_int_equal(
		    debt_retry(w.store, id, WORKS_NOW, &found, &w.err), OK);
		assert_true(found);
		assert_int_equal(works_run(&w, long_after + 2 * FIVE_DAYS), OK);
		works_assert_debt(&w, id, DEBT_DONE, i == 0 ? 1 : 3);
	}
}

/*
 * A token that should be gone is never forgotten: told once, tried every day,
 * and as long as that is so no other is made for this request.
 */
static void
a_deletion_is_tried_for_ever(void **state)
{
	struct made_token t;
	int64_t request = works_issued(&w, &t);
	int64_t id = works_owe(&w, DEBT_DELETE, request, t.id), token;
	int64_t after = 3600;

	(void)state;
	standin_arm(w.canvas, FAULT_FORBIDDEN_403, "DELETE", 999);
	for (; after < FIVE_DAYS + 7200; after += 3600)
		assert_int_equal(works_run(&w, after), OK);
	works_assert_debt(&w, id, DEBT_FAILED, 0);
	works_assert_error(&w, id, "given up after 5 days");
	token = works_owe(&w, DEBT_TOKEN, request, "");
	for (int day = 0; day < 5; day++, after += DAY) {
		int asked = standin_counters(w.canvas).requests;

		assert_int_equal(works_run(&w, after + DAY), OK);
		assert_true(standin_counters(w.canvas).requests > asked);
		works_assert_debt(&w, id, DEBT_FAILED, 0);
	}
	assert_int_equal(works_audited(&w, "debt_failed"), 1);
	works_assert_debt(&w, token, DEBT_PLANNED, 0);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), 1);
	standin_arm(w.canvas, FAULT_NONE, NULL, 0);
	assert_int_equal(works_run(&w, after + DAY), OK);
	works_assert_debt(&w, id, DEBT_DONE, 0);
	assert_int_equal(works_audited(&w, "token_deleted"), 1);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), 1);
	assert_string_not_equal(works_token(&w).id, t.id);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(our_own_credential_is_refused),
		TEST(retry_asks_canvas_at_once),
		TEST(canvas_is_asked_too_often),
		TEST(no_credential_at_all),
		TEST(given_up_by_canvas_too),
		TEST(a_deletion_is_tried_for_ever),
	};
	return run_tests("hearing", tests, N(tests));
}
