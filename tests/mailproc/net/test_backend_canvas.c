#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/clock.h"
#include "mailproc/net/backend.h"
#include "mailproc/net/canvas.h"
#include "tests/support/standin.h"
#include "tests/test.h"

#define SERVICE "service-credential"
#define STUDENT "101"
#define ENDS    1803427199 /* 2027-02-23T... : any second will do */

/* A stand-in, and the backend that talks to it. */
struct desk {
	struct standin *standin;
	struct config config;
	struct backend_ctx ctx;
	char url[64];
};

static char self[] = "self", tag[] = "CT";

static void
open_desk(struct desk *d, const char *bearer)
{
	*d = (struct desk){ .standin = standin_start(0, SERVICE) };
	assert_non_null(d->standin);
	snprintf(d->url, sizeof d->url, "http://127.0.0.1:%d",
	    standin_port(d->standin));
	d->config.canvas = (struct canvas_config){ .url = d->url,
		.account = self,
		.directory = true,
		.timeout = 1 };
	d->config.tag = tag;
	d->ctx.config = &d->config;
	d->ctx.bearer = BUF_INIT(256);
	buf_adds(&d->ctx.bearer, bearer);
}

static void
close_desk(struct desk *d)
{
	assert_int_equal(standin_counters(d->standin).without_agent, 0);
	standin_stop(d->standin);
	buf_wipe(&d->ctx.bearer);
}

static enum status
create(struct desk *d, const char *purpose, struct made_token *t,
    struct buf *secret, bool *wrong_expiry)
{
	struct err err = ERR_INIT;
	enum status rc;

	*t = (struct made_token){ .user_id = STUDENT, .expires_at = ENDS };
	snprintf(t->purpose, sizeof t->purpose, "%s", purpose);
	*secret = BUF_INIT(256);
	rc = backend_canvas.create(&d->ctx, t, secret, wrong_expiry, &err);
	if (secret->len > 0)
		assert_null(strstr(err.text, secret->str));
	assert_null(strstr(err.text, SERVICE));
	return rc;
}

/* ------------------------------------------------------------- owners */

static struct owner_row {
	const char *name;
	const char *address;
	const char *login;
	enum status want;
	const char *id;
	bool teaches;
	const char *said; /* part of the reason */
} owners[] = {
	/* clang-format off */
	{ "by_login", "stu@campus.example", "stu", OK, "101", false, "" },
	{ "by_login_in_capitals", "stu@campus.example", "STU", OK, "101", false, "" },
	{ "by_address", "stu@campus.example", "", OK, "101", false, "" },
	{ "address_within_another", "bstu@campus.example", "", OK, "107", false, "" },
	{ "part_of_a_login", "x@campus.example", "st", ERR_INPUT, "", false, "no user" },
	{ "part_of_an_address", "tu@campus.example", "", ERR_INPUT, "", false, "no user" },
	{ "everybody", "%@campus.example", "", ERR_INPUT, "", false, "no user" },
	{ "a_teacher", "prof@campus.example", "prof", OK, "102", true, "" },
	{ "an_id_above_2_to_the_53", "big@campus.example", "big", OK, "9007199254740993", true, "" },
	{ "two_with_one_login", "twin1@campus.example", "twin", ERR_INPUT, "", false, "more than one" },
	{ "an_administrator", "admin@campus.example", "admin", ERR_INPUT, "", false, "administrator" },
	{ "ourselves", "service@campus.example", "service", ERR_INPUT, "", false, "service account" },
	{ "deleted", "gone@campus.example", "gone", ERR_INPUT, "", false, "no user" },
	{ "unknown", "nobody@campus.example", "", ERR_INPUT, "", false, "no user" },
	/* clang-format on */
};

static void
an_owner(void **state)
{
	const struct owner_row *want = *state;
	struct person p = { .address = (char *)(uintptr_t)want->address,
		.canvas_login = (char *)(uintptr_t)want->login };
	struct canvas_person got;
	struct err err = ERR_INIT;
	struct desk d;

	open_desk(&d, SERVICE);
	assert_int_equal(backend_canvas.owner(&d.ctx, &p, &got, &err),
	    want->want);
	assert_non_null(strstr(err.text, want->said));
	if (want->want == OK) {
		assert_string_equal(got.user_id, want->id);
		assert_int_equal(got.teaches, want->teaches);
	}
	assert_int_equal(standin_counters(d.standin).posts, 0);
	close_desk(&d);
}

static void
an_alias_is_the_same_person(void **state)
{
	struct desk d;
	char *alias[] = { (char *)(uintptr_t) "stu@campus.example" };
	struct person p = { .address = (char *)(uintptr_t) "s@old.example",
		.canvas_login = (char *)(uintptr_t) "",
		.aliases = { alias, 1 } };
	struct canvas_person got;
	struct err err = ERR_INIT;

	(void)state;
	open_desk(&d, SERVICE);
	/* the search is for the address on file alone */
	assert_int_equal(backend_canvas.owner(&d.ctx, &p, &got, &err),
	    ERR_INPUT);
	close_desk(&d);
}

/* ------------------------------------------------- every call, every fault */

enum call { OWNER, FIND, CREATE, REMOVE };

static struct fault_row {
	const char *name;
	enum call call;
	enum fault fault;
	enum status want;
	int live; /* tokens of the student afterwards */
} faults[] = {
	/* clang-format off */
	{ "owner_dropped",           OWNER, FAULT_DROP_BEFORE,   ERR_RETRY,   0 },
	{ "owner_502",               OWNER, FAULT_502_HTML,      ERR_RETRY,   0 },
	{ "owner_throttled_403",     OWNER, FAULT_THROTTLE_403,  ERR_RETRY,   0 },
	{ "owner_throttled_429",     OWNER, FAULT_THROTTLE_429,  ERR_RETRY,   0 },
	{ "owner_our_401",           OWNER, FAULT_EXPIRED_401,   ERR_CONFIG,  0 },
	{ "owner_403",               OWNER, FAULT_FORBIDDEN_403, ERR_INPUT,   0 },
	{ "owner_login_page",        OWNER, FAULT_HTML_200,      ERR_RETRY,   0 },
	{ "owner_redirect",          OWNER, FAULT_REDIRECT_302,  ERR_RETRY,   0 },
	{ "owner_page_elsewhere",    OWNER, FAULT_NEXT_FOREIGN,  ERR_RETRY,   0 },
	{ "owner_pages_without_end", OWNER, FAULT_NEXT_SELF,     ERR_RETRY,   0 },
	{ "owner_relative_page",     OWNER, FAULT_NEXT_RELATIVE, OK,          0 },
	{ "find_dropped",            FIND, FAULT_DROP_BEFORE,    ERR_RETRY,   1 },
	{ "find_502",                FIND, FAULT_502_HTML,       ERR_RETRY,   1 },
	{ "find_throttled",          FIND, FAULT_THROTTLE_429,   ERR_RETRY,   1 },
	{ "find_our_401",            FIND, FAULT_EXPIRED_401,    ERR_CONFIG,  1 },
	{ "find_login_page",         FIND, FAULT_HTML_200,       ERR_RETRY,   1 },
	{ "find_redirect",           FIND, FAULT_REDIRECT_302,   ERR_RETRY,   1 },
	{ "find_page_elsewhere",     FIND, FAULT_NEXT_FOREIGN,   ERR_RETRY,   1 },
	{ "find_pages_without_end",  FIND, FAULT_NEXT_SELF,      ERR_RETRY,   1 },
	{ "create_dropped_before",   CREATE, FAULT_DROP_BEFORE,  ERR_UNKNOWN, 0 },
	{ "create_dropped_after",    CREATE, FAULT_DROP_AFTER,   ERR_UNKNOWN, 1 },
	{ "create_500_after",        CREATE, FAULT_500_AFTER,    ERR_UNKNOWN, 1 },
	{ "create_502",              CREATE, FAULT_502_HTML,     ERR_UNKNOWN, 0 },
	{ "create_throttled_403",    CREATE, FAULT_THROTTLE_403, ERR_RETRY,   0 },
	{ "create_throttled_429",    CREATE, FAULT_THROTTLE_429, ERR_RETRY,   0 },
	{ "create_our_401",          CREATE, FAULT_EXPIRED_401,  ERR_CONFIG,  0 },
	{ "create_403",              CREATE, FAULT_FORBIDDEN_403, ERR_INPUT,  0 },
	{ "create_login_page",       CREATE, FAULT_HTML_200,     ERR_UNKNOWN, 0 },
	{ "create_redirect",         CREATE, FAULT_REDIRECT_302, ERR_UNKNOWN, 0 },
	{ "create_truncated",        CREATE, FAULT_TRUNCATED,    ERR_UNKNOWN, 1 },
	{ "create_too_slow",         CREATE, FAULT_SLOW_AFTER,   ERR_UNKNOWN, 1 },
	{ "create_no_expiry",        CREATE, FAULT_EXPIRES_MISSING, ERR_RETRY, 0 },
	{ "create_other_expiry",     CREATE, FAULT_EXPIRES_SHORT, ERR_RETRY,  0 },
	{ "create_no_secret",        CREATE, FAULT_SECRET_MISSING, ERR_UNKNOWN, 1 },
	{ "remove_dropped_before",   REMOVE, FAULT_DROP_BEFORE,  ERR_RETRY,   1 },
	{ "remove_dropped_after",    REMOVE, FAULT_DROP_AFTER,   ERR_RETRY,   0 },
	{ "remove_500_after",        REMOVE, FAULT_500_AFTER,    ERR_RETRY,   0 },
	{ "remove_throttled",        REMOVE, FAULT_THROTTLE_403, ERR_RETRY,   1 },
	{ "remove_our_401",          REMOVE, FAULT_EXPIRED_401,  ERR_CONFIG,  1 },
	{ "remove_redirect",         REMOVE, FAULT_REDIRECT_302, ERR_RETRY,   1 },
	{ "remove_login_page",       REMOVE, FAULT_HTML_200,     ERR_RETRY,   1 },
	/* clang-format on */
};

static enum status
do_call(struct desk *d, enum call call, const char *token_id)
{
	struct person p = { .address = (char *)(uintptr_t) "stu@campus.example",
		.canvas_login = (char *)(uintptr_t) "stu" };
	struct canvas_person who;
	struct token_list t;
	struct made_token made;
	struct err err = ERR_INIT;
	struct buf secret;
	enum status rc = OK;
	bool wrong;

	switch (call) {
	case OWNER:
		return backend_canvas.owner(&d->ctx, &p, &who, &err);
	case FIND:
		return backend_canvas.find(&d->ctx, STUDENT, "[CT-1]", &t,
		    &err);
	case CREATE:
		rc = create(d, "[CT-1] x", &made, &secret, &wrong);
		buf_wipe(&secret);
		return rc;
	case REMOVE:
		break;
	}
	return backend_canvas.remove(&d->ctx, STUDENT, token_id, &err);
}

static void
a_fault(void **state)
{
	const struct fault_row *want = *state;
	struct made_token t = { .id = "" };
	struct buf secret = BUF_INIT(0);
	struct desk d;
	bool wrong;

	open_desk(&d, SERVICE);
	if (want->call != CREATE && want->call != OWNER) {
		assert_int_equal(create(&d, "[CT-1] x", &t, &secret, &wrong),
		    OK);
		buf_wipe(&secret);
	}
	standin_arm(d.standin, want->fault,
	    want->call == CREATE     ? "POST" :
		want->call == REMOVE ? "DELETE" :
				       "GET",
	    1000);
	assert_int_equal(do_call(&d, want->call, t.id), want->want);
	assert_int_equal(standin_live_tokens(d.standin, STUDENT), want->live);
	close_desk(&d);
}

/* -------------------------------------------------------------- tokens */

static void
a_token(void **state)
{
	static const char purpose[] =
	    "[CT-42] Z\xc3\xb6 & \"q\" = 50% + \xe7\x8e\x8b | unlock code X";
	struct token_list found;
	struct made_token t;
	struct err err = ERR_INIT;
	struct buf secret;
	struct desk d;
	bool wrong;

	(void)state;
	open_desk(&d, SERVICE);
	assert_int_equal(create(&d, purpose, &t, &secret, &wrong), OK);
	assert_false(wrong);
	assert_true(secret.len > 20);
	assert_null(strstr(secret.str, "..."));
	assert_string_equal(t.state, "pending");
	assert_true(t.expires_at == ENDS);
	buf_wipe(&secret);

	/* only what begins with the tag is ours: 4 and 421 are others */
	create(&d, "[CT-4] x", &found.token[0], &secret, &wrong);
	buf_wipe(&secret);
	create(&d, "[CT-421] x", &found.token[0], &secret, &wrong);
	buf_wipe(&secret);
	create(&d, "mine [CT-42]", &found.token[0], &secret, &wrong);
	buf_wipe(&secret);
	assert_int_equal(
	    backend_canvas.find(&d.ctx, STUDENT, "[CT-42]", &found, &err), OK);
	assert_int_equal(found.n, 1);
	assert_string_equal(found.token[0].id, t.id);
	assert_string_equal(found.token[0].purpose, purpose);
	assert_true(found.token[0].expires_at == ENDS);

	/* gone is gone, and a second time no error */
	assert_int_equal(backend_canvas.remove(&d.ctx, STUDENT, t.id, &err),
	    OK);
	assert_int_equal(backend_canvas.remove(&d.ctx, STUDENT, t.id, &err),
	    OK);
	assert_int_equal(
	    backend_canvas.find(&d.ctx, STUDENT, "[CT-42]", &found, &err), OK);
	assert_int_equal(found.n, 0);
	assert_int_equal(standin_live_tokens(d.standin, STUDENT), 3);
	close_desk(&d);
}

/* 250 tokens: three pages of a hundred. */
static void
a_long_list(void **state)
{
	struct token_list found;
	struct made_token t;
	struct err err = ERR_INIT;
	struct buf secret;
	struct desk d;
	bool wrong;

	(void)state;
	open_desk(&d, SERVICE);
	for (int i = 0; i < 250; i++) {
		create(&d, i == 249 ? "[CT-7] last" : "[CT-8] x", &t, &secret,
		    &wrong);
		buf_wipe(&secret);
	}
	assert_int_equal(
	    backend_canvas.find(&d.ctx, STUDENT, "[CT-7]", &found, &err), OK);
	assert_int_equal(found.n, 1);
	assert_string_equal(found.token[0].purpose, "[CT-7] last");
	assert_int_equal(
	    backend_canvas.find(&d.ctx, STUDENT, "[CT-8]", &found, &err), OK);
	assert_int_equal(found.n, TOKENS_MAX);
	close_desk(&d);
}

/* A purpose Canvas refuses: its words reach the admins, ours do not. */
static void
what_canvas_says(void **state)
{
	struct canvas_call call = { "POST", "/users/101/tokens",
		"token%5Bpurpose%5D=" };
	struct err err = ERR_INIT;
	json_t *doc;
	struct desk d;
	long code;

	(void)state;
	open_desk(&d, SERVICE);
	assert_int_equal(canvas_do(&d.ctx, &call, &doc, &code, &err),
	    ERR_INPUT);
	assert_null(doc);
	assert_int_equal(code, 400);
	assert_string_equal(err.text,
	    "Canvas: POST /users/101/tokens: 400, token[purpose] is missing");
	call.form = "other=1";
	err = ERR_INIT;
	assert_int_equal(canvas_do(&d.ctx, &call, &doc, &code, &err),
	    ERR_INPUT);
	assert_string_equal(err.text,
	    "Canvas: POST /users/101/tokens: 400, token is missing");
	call = (struct canvas_call){ "GET", "/users/106", NULL };
	err = ERR_INIT;
	/* a deleted user comes as the body of a 404 */
	assert_int_equal(canvas_do(&d.ctx, &call, &doc, &code, &err),
	    ERR_INPUT);
	assert_int_equal(code, 404);
	close_desk(&d);
}

static void
a_credential_that_is_refused(void **state)
{
	struct desk d;

	(void)state;
	open_desk(&d, "another");
	for (int call = OWNER; call <= REMOVE; call++)
		assert_int_equal(do_call(&d, (enum call)call, "4711"),
		    ERR_CONFIG);
	close_desk(&d);
}

/* Made for ourselves it would be live at once. */
static void
a_live_token_is_taken_back(void **state)
{
	struct made_token t = { .user_id = "1",
		.purpose = "[CT-1] x",
		.expires_at = ENDS };
	struct buf secret = BUF_INIT(256);
	struct err err = ERR_INIT;
	struct desk d;
	bool wrong;

	(void)state;
	open_desk(&d, SERVICE);
	assert_int_equal(
	    backend_canvas.create(&d.ctx, &t, &secret, &wrong, &err),
	    ERR_INPUT);
	/* but for the service's own */
	assert_int_equal(standin_live_tokens(d.standin, "1"), 1);
	buf_wipe(&secret);
	close_desk(&d);
}

/* What check says, one line each: "result what: detail". */
static struct buf said;

static void
line(void *ctx, const char *result, const char *what, const char *detail,
    const char *repair)
{
	(void)ctx;
	buf_addf(&said, "%s %s: %s\n", result, what, detail);
	/* whoever is told that something is wrong is told how to mend it */
	assert_int_equal(repair[0] == '\0', strcmp(result, "ok") == 0);
}

/* The check, `days` before the service's own token ends. */
static void
check(struct desk *d, int days)
{
	struct err err = ERR_INIT;

	said = BUF_INIT(4096);
	d->ctx.now = clock_now() + (300 - days) * 86400 - 60;
	assert_int_equal(backend_canvas.check(&d->ctx, line, NULL, &err), OK);
}

static void
says(const char *text)
{
	if (strstr(said.str, text) == NULL)
		fail_msg("\"%s\" is not in %s", text, said.str);
}

static void
rights(void **state)
{
	struct desk d;

	(void)state;
	open_desk(&d, SERVICE);
	check(&d, 200);
	says("ok Canvas right: create_access_tokens\n");
	says("ok Canvas right: delete_access_tokens\n");
	says("ok our token's end: ");
	says("Z, in 200 days\n");
	assert_null(strstr(said.str, "fail"));
	assert_null(strstr(said.str, "warn"));
	buf_free(&said);
	standin_arm(d.standin, FAULT_RIGHT_MISSING, NULL, 1);
	check(&d, 200);
	says("fail Canvas right: create_access_tokens\n");
	says("ok Canvas right: delete_access_tokens\n");
	buf_free(&said);
	close_desk(&d);
}

static void
our_tokens_end(void **state)
{
	struct desk d;

	(void)state;
	open_desk(&d, SERVICE);
	check(&d, 29);
	says("warn our token's end: ");
	says("in 29 days\n");
	buf_free(&said);
	close_desk(&d);
}

int
main(void)
{
	struct CMUnitTest people[N(owners)], calls[N(faults)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_alias_is_the_same_person),
		cmocka_unit_test(a_token),
		cmocka_unit_test(a_long_list),
		cmocka_unit_test(what_canvas_says),
		cmocka_unit_test(a_credential_that_is_refused),
		cmocka_unit_test(a_live_token_is_taken_back),
		cmocka_unit_test(rights),
		cmocka_unit_test(our_tokens_end),
	};
	int failed;

	TEST_CASES(people, owners, an_owner);
	TEST_CASES(calls, faults, a_fault);
	failed = run_tests("backend_canvas: owners", people, N(owners));
	failed += run_tests("backend_canvas: faults", calls, N(faults));
	failed += run_tests("backend_canvas", tests, N(tests));
	return failed;
}
