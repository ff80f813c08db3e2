/*
 * Every fault of Canvas on every route we use, once or twice in a row, through
 * the worker with a real state: once it is over, the request has one live token
 * of the right end, and one mail whose seal opens; or none, where it was to go.
 */
#include <stdio.h>
#include <string.h>

#include "mailproc/net/seal.h"
#include "tests/support/works.h"
#include "tests/test.h"

#define END   1800507599 /* 2027-01-20 23:59:59 in New York */
#define HOUR  3700
#define RUNS  9
#define CASES 600

static struct works w;

/* What is going on when the fault comes. */
enum scene { MAKE, DOUBT, RESEND, DELETE, LOOKUP };

/* clang-format off */
static const struct route {
	const char *name;
	enum scene scene;
	const char *where;
	bool main; /* also twice in a row, and slow: once for each kind */
} routes[] = {
	{ "search, a token to make",      MAKE,   "GET /accounts/self/users", false },
	{ "self, a token to make",        MAKE,   "GET /users/self", false },
	{ "admins, a token to make",      MAKE,   "GET /admins", false },
	{ "enrollments, a token to make", MAKE,   "GET /enrollments", false },
	{ "create",                       MAKE,   "POST /tokens", true },
	{ "list, in doubt",               DOUBT,  "GET /user_generated_tokens", true },
	{ "delete, in doubt",             DOUBT,  "DELETE /tokens/", true },
	{ "search, in doubt",             DOUBT,  "GET /accounts/self/users", false },
	{ "create, in doubt",             DOUBT,  "POST /tokens", true },
	{ "list, a new secret",           RESEND, "GET /user_generated_tokens", false },
	{ "self, a new secret",           RESEND, "GET /users/self", false },
	{ "regenerate",                   RESEND, "PUT /tokens/", true },
	{ "list, a deletion",             DELETE, "GET /user_generated_tokens", false },
	{ "delete",                       DELETE, "DELETE /tokens/", true },
	{ "search, a look-up",            LOOKUP, "GET /accounts/self/users", true },
	{ "self, a look-up",              LOOKUP, "GET /users/self", false },
	{ "admins, a look-up",            LOOKUP, "GET /admins", false },
	{ "enrollments, a look-up",       LOOKUP, "GET /enrollments", false },
};

enum { ANY = 0, MADE = 1, ONCE = 2, NO = 4 };

static const struct bad {
	const char *name;
	enum fault fault;
	int only; /* MADE: where a token comes back; ONCE: it takes its time;
		     NO: Canvas means it, and an admin has to look */
} bads[] = {
	{ "dropped before",       FAULT_DROP_BEFORE,     ANY },
	{ "dropped after",        FAULT_DROP_AFTER,      ANY },
	{ "500 after",            FAULT_500_AFTER,       ANY },
	{ "502 of a proxy",       FAULT_502_HTML,        ANY },
	{ "throttled by 403",     FAULT_THROTTLE_403,    ANY },
	{ "throttled by 429",     FAULT_THROTTLE_429,    ANY },
	{ "our credential",       FAULT_EXPIRED_401,     ANY },
	{ "not permitted",        FAULT_FORBIDDEN_403,   NO },
	{ "a page to log in",     FAULT_HTML_200,        ANY },
	{ "a redirect",           FAULT_REDIRECT_302,    ANY },
	{ "a redirect in a ring", FAULT_REDIRECT_LOOP,   ANY },
	{ "half a document",      FAULT_TRUNCATED,       ANY },
	{ "cut short",            FAULT_CUT_SHORT,       ANY },
	{ "without end",          FAULT_ENDLESS,         ANY },
	{ "a header of 100 KB",   FAULT_HEADER_100K,     ANY },
	{ "slow",                 FAULT_SLOW_AFTER,      ONCE },
	{ "numbers as ids",       FAULT_IDS_NUMBERS,     ANY },
	{ "another server next",  FAULT_NEXT_FOREIGN,    ANY },
	{ "itself next",          FAULT_NEXT_SELF,       ANY },
	{ "a relative next",      FAULT_NEXT_RELATIVE,   ANY },
	{ "huge ids",             FAULT_IDS_HUGE,        MADE },
	{ "not in the next list", FAULT_HIDDEN,          MADE },
	{ "in no list for 1 s",   FAULT_HIDDEN_1S,       MADE | ONCE },
	{ "no end",               FAULT_EXPIRES_MISSING, MADE | NO },
	{ "another end",          FAULT_EXPIRES_SHORT,   MADE | NO },
	{ "no secret",            FAULT_SECRET_MISSING,  MADE },
};
/* clang-format on */

static struct trial {
	char name[80];
	const struct route *route;
	const struct bad *bad;
	int times;
} trials[CASES];

static enum status
count_debt(void *ctx, const struct debt *d, struct err *err)
{
	int *n = ctx;

	(void)d;
	(void)err;
	(*n)++;
	return OK;
}

static int
owed(void)
{
	int n = 0;

	assert_int_equal(debts_each(w.store, false, count_debt, &n, &w.err),
	    OK);
	return n;
}

/* Up to the moment before the fault; gives the request and the time. */
static int64_t
set_scene(enum scene scene, int64_t *after)
{
	struct made_token t;
	int64_t request;

	*after = 0;
	if (scene == RESEND || scene == DELETE) {
		request = works_issued(&w, &t);
		works_activate(&w, t.id);
		works_says(&w, request,
		    scene == RESEND ? EV_RESEND : EV_REVOKE);
		return request;
	}
	request =
	    works_request(&w, scene == LOOKUP ? ST_CHECKING : ST_APPROVED);
	works_owe(&w, scene == LOOKUP ? DEBT_LOOKUP : DEBT_TOKEN, request, "");
	if (scene == DOUBT) {
		standin_arm(w.canvas, FAULT_DROP_AFTER, "POST", 1);
		assert_int_equal(works_run(&w, 0), OK);
		assert_int_equal(standin_live_tokens(w.canvas, "101"), 1);
		*after = HOUR;
	}
	return request;
}

/* Until nothing is owed.  A no that Canvas gave is for an admin to see. */
static void
work_it_off(const struct trial *t, int64_t request, int64_t after)
{
	for (int i = 0; i < RUNS; i++, after += HOUR) {
		assert_int_equal(works_run(&w, after), OK);
		standin_settle(w.canvas);
		if (works_state(&w, request) != ST_REVIEW)
			continue;
		assert_true((t->bad->only & NO) != 0);
		assert_true(works_mails(&w, "problem") > 0);
		works_approves(&w, request);
	}
	assert_int_equal(owed(), 0);
}

static void
assert_one_token(int64_t request, int issued)
{
	struct buf secret = BUF_INIT(SEAL_SECRET_MAX);
	struct made_token t;
	struct request r;

	assert_string_equal(state_name(works_state(&w, request)), "issued");
	assert_int_equal(standin_live_tokens(w.canvas, "101"), 1);
	t = works_token(&w);
	assert_int_equal(t.expires_at, END);
	r = works_look(&w, request);
	assert_string_equal(r.token.id, t.id);
	assert_int_equal(r.token.expires_at, END);
	request_free(&r);
	assert_int_equal(works_mails(&w, "issued"), issued);
	if (w.config.handover != HANDOVER_SEALED)
		return;
	works_open(&w, &secret);
	works_activate(&w, t.id);
	assert_int_equal(
	    works_call(&w, "GET", "/api/v1/users/self", secret.str), 200);
	buf_wipe(&secret);
}

static void
assert_looked_up(const struct trial *t, int64_t request)
{
	bool no = t->bad->fault == FAULT_FORBIDDEN_403;

	assert_string_equal(state_name(works_state(&w, request)),
	    no ? "incomplete" : "sponsor");
	assert_int_equal(works_mails(&w, "sponsor-ask"), no ? 0 : 1);
	assert_int_equal(works_mails(&w, "missing"), no ? 1 : 0);
}

static void
assert_manners(const struct trial *t)
{
	const struct standin_counters c = standin_counters(w.canvas);

	assert_int_equal(c.posts_without_list, 0);
	assert_int_equal(c.without_agent, 0);
	assert_int_equal(c.in_flight_most, 1);
	assert_int_equal(works_audited(&w, "canvas_stopped"),
	    t->bad->fault == FAULT_EXPIRED_401 ? 1 : 0);
	assert_int_equal(works_audited(&w, "debt_failed"), 0);
}

/* Does a token come back? */
static bool
makes(const struct route *r)
{
	return strncmp(r->where, "POST", 4) == 0 ||
	    strncmp(r->where, "PUT", 3) == 0;
}

static void
a_trial(void **state)
{
	const struct trial *t = *state;
	enum scene scene = t->route->scene;
	int64_t request, after;

	works_start(&w);
	w.config.canvas.directory = true;
	/* sealing takes its time */
	if (!makes(t->route) || t->times > 1)
		w.config.handover = HANDOVER_NONE;
	request = set_scene(scene, &after);
	if (t->bad->fault == FAULT_SLOW_AFTER)
		w.config.canvas.timeout = 1;
	if (t->bad->fault == FAULT_HIDDEN_1S)
		w.worker.look_again = 2;
	standin_arm(w.canvas, t->bad->fault, t->route->where, t->times);
	work_it_off(t, request, after);
	assert_manners(t);
	if (scene == LOOKUP)
		assert_looked_up(t, request);
	else if (scene != DELETE)
		assert_one_token(request, scene == RESEND ? 2 : 1);
	else {
		assert_string_equal(state_name(works_state(&w, request)),
		    "revoked");
		assert_int_equal(standin_live_tokens(w.canvas, "101"), 0);
		assert_int_equal(works_audited(&w, "token_deleted"), 1);
	}
	works_stop(&w);
}

static bool
makes_sense(const struct route *r, const struct bad *b, int times)
{
	if ((b->only & MADE) != 0 && !makes(r))
		return false;
	if ((b->only & ONCE) != 0)
		return r->main && times == 1;
	return r->main || times == 1;
}

static size_t
all_trials(struct CMUnitTest *tests)
{
	size_t n = 0;

	for (size_t r = 0; r < N(routes); r++)
		for (size_t b = 0; b < N(bads); b++)
			for (int times = 1; times <= 2; times++) {
				struct trial *t = &trials[n];

				if (!makes_sense(&routes[r], &bads[b], times))
					continue;
				*t = (struct trial){ "", &routes[r], &bads[b],
					times };
				snprintf(t->name, sizeof t->name,
				    "%.40s: %.24s x%d", routes[r].name,
				    bads[b].name, times);
				tests[n++] =
				    (struct CMUnitTest){ .name = t->name,
					    .test_func = a_trial,
					    .initial_state = t };
			}
	return n;
}

int
main(void)
{
	static struct CMUnitTest tests[CASES];

	return _cmocka_run_group_tests("matrix", tests, all_trials(tests), NULL,
	    NULL);
}
