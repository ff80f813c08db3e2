/*
 * Tokens made and handed over, against the stand-in with
 * its faults: facts of Canvas section 4, interface.md section 9.
 */
#include <stdio.h>
#include <string.h>

#include "mailproc/net/outgoing.h"
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

static void
a_token_is_made_and_handed_over(void **state)
{
	struct buf secret = BUF_INIT(SEAL_SECRET_MAX);
	struct made_token t;
	int64_t request = works_issued(&w, &t);
	struct request r = works_look(&w, request);
	char purpose[64];

	(void)state;
	snprintf(purpose, sizeof purpose, "[CT-%d] Grade export", (int)request);
	assert_memory_equal(t.purpose, purpose, strlen(purpose));
	assert_string_equal(t.state, "pending");
	/* 2027-01-20 23:59:59 in New York */
	assert_int_equal(t.expires_at, 1800507599);
	assert_string_equal(r.token.id, t.id);
	assert_string_equal(r.token.purpose, purpose); /* without the code */
	assert_string_equal(r.token.state, "pending");
	assert_int_equal(r.token.expires_at, t.expires_at);
	assert_int_equal(works_mails(&w, "issued"), 1);
	assert_int_equal(works_mails(&w, "issued-note"), 1);
	works_open(&w, &secret);
	assert_int_equal(
	    works_call(&w, "GET", "/api/v1/users/self", secret.str), 401);
	works_activate(&w, t.id);
	assert_int_equal(
	    works_call(&w, "GET", "/api/v1/users/self", secret.str), 200);
	request_free(&r);
	buf_wipe(&secret);
}

/* What one fault leaves, and what is there at the end. */
/* clang-format off */
static struct row {
	const char *name;
	enum fault fault;
	int times;
	enum debt_state first;
	enum state last;
} rows[] = {
	{ "dropped before it was made", FAULT_DROP_BEFORE,     1, DEBT_UNKNOWN, ST_ISSUED },
	{ "dropped after",              FAULT_DROP_AFTER,      1, DEBT_UNKNOWN, ST_ISSUED },
	{ "dropped after, three times", FAULT_DROP_AFTER,      3, DEBT_UNKNOWN, ST_ISSUED },
	{ "500 after it was made",      FAULT_500_AFTER,       1, DEBT_UNKNOWN, ST_ISSUED },
	{ "502 of a proxy",             FAULT_502_HTML,        1, DEBT_UNKNOWN, ST_ISSUED },
	{ "throttled by 403",           FAULT_THROTTLE_403,    1, DEBT_PLANNED, ST_ISSUED },
	{ "throttled by 429",           FAULT_THROTTLE_429,    2, DEBT_PLANNED, ST_ISSUED },
	{ "our credential ran out",     FAULT_EXPIRED_401,     1, DEBT_PLANNED, ST_ISSUED },
	{ "not permitted",              FAULT_FORBIDDEN_403,   1, DEBT_DONE,    ST_REVIEW },
	{ "a page to log in",           FAULT_HTML_200,        1, DEBT_UNKNOWN, ST_ISSUED },
	{ "a redirect",                 FAULT_REDIRECT_302,    1, DEBT_UNKNOWN, ST_ISSUED },
	{ "half an answer",             FAULT_TRUNCATED,       1, DEBT_UNKNOWN, ST_ISSUED },
	{ "not in the list at once",    FAULT_HIDDEN,          1, DEBT_UNKNOWN, ST_ISSUED },
	{ "no secret in the answer",    FAULT_SECRET_MISSING,  1, DEBT_UNKNOWN, ST_ISSUED },
	{ "no end, once",               FAULT_EXPIRES_MISSING, 1, DEBT_DONE,    ST_ISSUED },
	{ "another end, once",          FAULT_EXPIRES_SHORT,   1, DEBT_DONE,    ST_ISSUED },
	{ "no end, twice",              FAULT_EXPIRES_MISSING, 2, DEBT_DONE,    ST_REVIEW },
	{ "another end, twice",         FAULT_EXPIRES_SHORT,   2, DEBT_DONE,    ST_REVIEW },
};
/* clang-format on */

static void
a_fault_while_making(void **state)
{
	const struct row *want = *state;
	bool made = want->last == ST_ISSUED;
	int64_t request, id;
	struct standin_counters c;

	start_unsealed(NULL);
	request = works_request(&w, ST_APPROVED);
	id = works_owe(&w, DEBT_TOKEN, request, "");
	standin_arm(w.canvas, want->fault, "POST", want->times);
	assert_int_equal(works_run(&w, 0), OK);
	assert_debt(id, want->first);
	for (int i = 1; i <= want->times; i++)
		assert_int_equal(works_run(&w, i * 3600), OK);
	assert_debt(id, DEBT_DONE);
	assert_state(request, want->last);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), made ? 1 : 0);
	c = standin_counters(w.canvas);
	assert_int_equal(c.posts_without_list, 0);
	assert_int_equal(c.without_agent, 0);
	assert_int_equal(works_mails(&w, "issued"), made ? 1 : 0);
	assert_int_equal(works_mails(&w, "problem"), made ? 0 : 1);
	works_stop(&w);
}

/* One throttled call is no wrong end. */
static void
a_wrong_end_counts_by_itself(void **state)
{
	int64_t request = works_request(&w, ST_APPROVED);

	(void)state;
	works_owe(&w, DEBT_TOKEN, request, "");
	standin_arm(w.canvas, FAULT_THROTTLE_429, "POST", 1);
	assert_int_equal(works_run(&w, 0), OK);
	standin_arm(w.canvas, FAULT_EXPIRES_SHORT, "POST", 1);
	assert_int_equal(works_run(&w, 3600), OK);
	assert_state(request, ST_ISSUED);
}

/* As long as the list cannot be read, nothing is made. */
static void
no_post_before_the_list_was_read(void **state)
{
	int64_t request = works_request(&w, ST_APPROVED);
	int64_t id = works_owe(&w, DEBT_TOKEN, request, "");

	(void)state;
	standin_arm(w.canvas, FAULT_DROP_AFTER, "POST", 1);
	assert_int_equal(works_run(&w, 0), OK);
	standin_arm(w.canvas, FAULT_502_HTML, "GET /user_generated_tokens", 1);
	assert_int_equal(works_run(&w, 3600), OK);
	assert_debt(id, DEBT_UNKNOWN);
	standin_arm(w.canvas, FAULT_502_HTML, "DELETE", 1);
	assert_int_equal(works_run(&w, 7200), OK);
	assert_debt(id, DEBT_UNKNOWN);
	assert_int_equal(standin_counters(w.canvas).posts, 1);
	assert_int_equal(works_run(&w, 10800), OK);
	assert_debt(id, DEBT_DONE);
	assert_int_equal(standin_counters(w.canvas).posts, 2);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), 1);
}

static void
the_admins_read_what_canvas_said(void **state)
{
	struct buf mail = BUF_INIT(1 << 20);
	int64_t request = works_request(&w, ST_APPROVED);
	struct request r;

	(void)state;
	works_owe(&w, DEBT_TOKEN, request, "");
	standin_arm(w.canvas, FAULT_FORBIDDEN_403, "POST", 1);
	assert_int_equal(works_run(&w, 0), OK);
	assert_true(works_read(&w, "could not be made", &mail));
	assert_non_null(strstr(mail.str, "not authorized"));
	assert_non_null(strstr(mail.str, "\r\nRef: ")); /* a fresh key */
	r = works_look(&w, request);
	assert_string_equal(r.decision, "");
	request_free(&r);
	buf_free(&mail);
}

/* A composer that talks: the secret in hand never gets into the outbox. */
static struct buf leaked;

static enum status
make_known(struct backend_ctx *b, struct made_token *want, struct buf *secret,
    bool *wrong_expiry, struct err *err)
{
	(void)b;
	(void)err;
	*wrong_expiry = false;
	snprintf(want->id, sizeof want->id, "77");
	snprintf(want->state, sizeof want->state, "pending");
	buf_adds(secret, "no-shape-at-all-but-secret");
	return OK;
}

static enum status
talk(void *ctx, const struct letter *letter, struct buf *out, struct err *err)
{
	(void)ctx;
	(void)letter;
	(void)err;
	buf_add(out, leaked.str, leaked.len);
	return OK;
}

static void
the_secret_in_hand_stays_in_hand(void **state)
{
	struct backend known = *backend_named("canvas");
	int64_t request = works_request(&w, ST_APPROVED);
	int64_t id = works_owe(&w, DEBT_TOKEN, request, "");
	struct debt d;

	(void)state;
	known.create = make_known;
	w.worker.backend = &known;
	w.engine.compose = talk;
	leaked = BUF_INIT(100);
	buf_adds(&leaked, "a: b\r\n\r\nx no-shape-at=\r\n-all=2Dbut-secret");
	assert_int_equal(works_run(&w, 0), OK);
	assert_state(request, ST_APPROVED);
	assert_int_equal(works_mails(&w, "issued"), 0);
	d = works_debt(&w, id);
	assert_non_null(strstr(d.last_error, "would hold the token's secret"));
	assert_null(strstr(d.last_error, "no-shape"));
	debt_free(&d);
	buf_reset(&leaked);
	buf_adds(&leaked, "a: b\r\n\r\nno-shape-at-all-but\r\n");
	assert_int_equal(works_run(&w, 3600), OK);
	assert_state(request, ST_ISSUED);
	buf_free(&leaked);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start_unsealed, stop)

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test_setup_teardown(a_token_is_made_and_handed_over,
		    start, stop),
		TEST(a_wrong_end_counts_by_itself),
		TEST(no_post_before_the_list_was_read),
		TEST(the_admins_read_what_canvas_said),
		TEST(the_secret_in_hand_stays_in_hand),
	};
	struct CMUnitTest faults[N(rows)];

	TEST_CASES(faults, rows, a_fault_while_making);
	return run_tests("faults while making", faults, N(faults)) +
	    run_tests("pay_token", others, N(others));
}
