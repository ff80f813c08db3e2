/*
 * RESEND of a pending and of an active token, and deletion, against the
 * stand-in: interface.md section 5 and section 9 item 5.
 */
#include <string.h>

#include "mailproc/net/seal.h"
#include "tests/support/works.h"
#include "tests/test.h"

static struct works w;

static int
start(void **state)
{
	(void)state;
	works_start(&w);
	return 0;
}

/* Sealing takes its time. */
static int
start_unsealed(void **state)
{
	start(state);
	w.config.handover = HANDOVER_NONE;
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
assert_state(int64_t request, enum state state)
{
	struct request r = works_look(&w, request);

	assert_string_equal(state_name(r.state), state_name(state));
	request_free(&r);
}

static void
assert_debt(int64_t id, enum debt_state state)
{
	struct debt d = works_debt(&w, id);

	assert_string_equal(debt_state_name(d.state), debt_state_name(state));
	debt_free(&d);
}

/* interface.md section 5, `issued | RESEND`: deleted and made anew. */
static void
resend_of_a_pending_token(void **state)
{
	struct made_token was, is;
	int64_t request = works_issued(&w, &was);

	(void)state;
	works_says(&w, request, EV_RESEND);
	assert_state(request, ST_APPROVED);
	assert_int_equal(works_run(&w, 60), OK);
	assert_state(request, ST_ISSUED);
	is = works_token(&w);
	assert_string_not_equal(is.id, was.id);
	assert_int_equal(works_mails(&w, "issued"), 2);
	assert_int_equal(standin_counters(w.canvas).posts, 2);
	assert_int_equal(standin_counters(w.canvas).posts_without_list, 0);
}

/* `active | RESEND`: the same token, with a new secret, pending again. */
static void
resend_of_an_active_token(void **state)
{
	struct buf old = BUF_INIT(SEAL_SECRET_MAX);
	struct buf new = BUF_INIT(SEAL_SECRET_MAX);
	struct made_token was, is;
	int64_t request = works_issued(&w, &was);
	struct request r;

	(void)state;
	works_open(&w, &old);
	works_activate(&w, was.id);
	works_says(&w, request, EV_RESEND);
	assert_int_equal(works_run(&w, 86400), OK);
	assert_state(request, ST_ISSUED);
	is = works_token(&w);
	assert_string_equal(is.id, was.id);
	assert_string_equal(is.state, "pending");
	assert_int_equal(is.expires_at, was.expires_at);
	assert_string_not_equal(is.purpose, was.purpose); /* a fresh code */
	assert_int_equal(standin_counters(w.canvas).posts, 1);
	assert_int_equal(works_mails(&w, "issued"), 2);
	r = works_look(&w, request);
	assert_string_equal(r.token.state, "pending");
	assert_null(strstr(r.token.purpose, "unlock"));
	request_free(&r);
	works_open(&w, &new);
	assert_string_not_equal(new.str, old.str);
	assert_int_equal(works_call(&w, "GET", "/api/v1/users/self", old.str),
	    401);
	works_activate(&w, is.id);
	assert_int_equal(works_call(&w, "GET", "/api/v1/users/self", new.str),
	    200);
	assert_int_equal(works_call(&w, "GET", "/api/v1/users/self", old.str),
	    401);
	buf_wipe(&old);
	buf_wipe(&new);
}

/* A lost answer to that: it is pending again, so it is made anew. */
/* clang-format off */
static struct again {
	const char *name;
	enum fault fault;
	enum state last;
	int posts;
} agains[] = {
	{ "answer lost",        FAULT_DROP_AFTER,     ST_ISSUED, 2 },
	{ "never asked",        FAULT_DROP_BEFORE,    ST_ISSUED, 1 },
	{ "throttled",          FAULT_THROTTLE_429,   ST_ISSUED, 1 },
	{ "no secret",          FAULT_SECRET_MISSING, ST_ISSUED, 2 },
	{ "another end",        FAULT_EXPIRES_SHORT,  ST_ISSUED, 2 },
	{ "not permitted",      FAULT_FORBIDDEN_403,  ST_REVIEW, 1 },
};
/* clang-format on */

static void
a_fault_while_regenerating(void **state)
{
	const struct again *want = *state;
	bool made = want->last == ST_ISSUED;
	struct made_token was;
	int64_t request;

	start_unsealed(NULL);
	request = works_issued(&w, &was);
	works_activate(&w, was.id);
	works_says(&w, request, EV_RESEND);
	standin_arm(w.canvas, want->fault, "PUT", 1);
	assert_int_equal(works_run(&w, 0), OK);
	assert_int_equal(works_run(&w, 3600), OK);
	assert_state(request, want->last);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), made ? 1 : 0);
	assert_int_equal(standin_counters(w.canvas).posts, want->posts);
	if (made)
		assert_string_equal(works_token(&w).state, "pending");
	works_stop(&w);
}

/* Refused, and the old one cannot go at this moment: it is not forgotten. */
static void
no_token_stays_behind_a_refusal(void **state)
{
	struct made_token was;
	int64_t request = works_issued(&w, &was);

	(void)state;
	works_activate(&w, was.id);
	works_says(&w, request, EV_RESEND);
	standin_arm(w.canvas, FAULT_FORBIDDEN_403, "PUT", 2);
	standin_arm(w.canvas, FAULT_502_HTML, "DELETE", 1);
	assert_int_equal(works_run(&w, 60), OK);
	assert_state(request, ST_APPROVED);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), 1);
	assert_int_equal(works_run(&w, 3600), OK);
	assert_state(request, ST_REVIEW);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), 0);
}

static void
resend_of_a_token_that_is_gone(void **state)
{
	struct made_token was, is;
	int64_t request = works_issued(&w, &was);

	(void)state;
	works_activate(&w, was.id);
	assert_int_equal(
	    w.worker.backend->remove(&w.worker.canvas, "101", was.id, &w.err),
	    OK);
	works_says(&w, request, EV_RESEND);
	assert_int_equal(works_run(&w, 60), OK);
	assert_state(request, ST_ISSUED);
	is = works_token(&w);
	assert_string_not_equal(is.id, was.id);
}

static void
a_token_is_deleted(void **state)
{
	struct made_token t;
	int64_t request = works_issued(&w, &t), id;
	struct request r;

	(void)state;
	works_activate(&w, t.id);
	works_says(&w, request, EV_REVOKE);
	standin_arm(w.canvas, FAULT_502_HTML, "DELETE", 1);
	assert_int_equal(works_run(&w, 60), OK);
	assert_int_equal(w.worker.unpaid, 1);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), 1);
	assert_int_equal(works_run(&w, 3600), OK);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), 0);
	r = works_look(&w, request);
	assert_string_equal(r.token.state, "deleted");
	request_free(&r);
	/* a second time it is gone already, and that is well */
	id = works_owe(&w, DEBT_DELETE, request, t.id);
	assert_int_equal(works_run(&w, 7200), OK);
	assert_debt(id, DEBT_DONE);
}

/* NOTME while nobody knows whether a token was made: the list may be late. */
static void
a_token_that_was_made_in_doubt_is_deleted(void **state)
{
	int64_t request = works_request(&w, ST_REVIEW);

	(void)state;
	works_approves(&w, request);
	standin_arm(w.canvas, FAULT_HIDDEN, "POST", 1);
	assert_int_equal(works_run(&w, 60), OK);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), 1);
	works_says(&w, request, EV_NOTME);
	assert_state(request, ST_REVIEW);
	assert_int_equal(works_run(&w, 3600), OK);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start_unsealed, stop)

int
main(void)
{
	static const struct CMUnitTest others[] = {
		TEST(resend_of_a_pending_token),
		cmocka_unit_test_setup_teardown(resend_of_an_active_token,
		    start, stop),
		TEST(no_token_stays_behind_a_refusal),
		TEST(resend_of_a_token_that_is_gone),
		TEST(a_token_is_deleted),
		TEST(a_token_that_was_made_in_doubt_is_deleted),
	};
	struct CMUnitTest tests[N(agains)];

	TEST_CASES(tests, agains, a_fault_while_regenerating);
	return run_tests("faults while regenerating", tests, N(tests)) +
	    run_tests("resend", others, N(others));
}
