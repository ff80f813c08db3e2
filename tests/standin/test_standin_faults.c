#include <sys/socket.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "tests/support/caller.h"
#include "tests/support/standin.h"
#include "tests/test.h"

/* Pages, faults and counters of the stand-in. */
#define SERVICE   "service-credential"
#define JSON      "application/json; charset=utf-8"
#define TOKENS(u) "/api/v1/users/" u "/tokens"
#define LIST(u)   "/api/v1/users/" u "/user_generated_tokens"
#define MAKE      "token[purpose]=x&token[expires_at]=2027-02-20T00:00:00Z"

static struct reply reply;

static struct call
call_of(const char *method, const char *path, const char *form)
{
	return (struct call){ .method = method,
		.path = path,
		.bearer = SERVICE,
		.agent = "test/1",
		.accept = "application/json+canvas-string-ids",
		.form = form };
}

static void
ask(struct standin *s, const char *method, const char *path, const char *form)
{
	const struct call call = call_of(method, path, form);

	caller_ask(standin_port(s), &call, &reply);
}

/* How many rows the answer has, -1 if it is no list. */
static int
rows(void)
{
	json_t *doc = json_loads(reply.body, 0, NULL);
	int n = json_is_array(doc) ? (int)json_array_size(doc) : -1;

	json_decref(doc);
	return n;
}

/* --------------------------------------------------------------- faults */

static struct fault_row {
	const char *name;
	enum fault fault;
	const char *method, *path, *form;
	int code; /* 0: no answer */
	const char *type;
	const char *part; /* of the body */
	int live;         /* tokens of the student; one was there before */
} faults[] = {
	/* clang-format off */
	{ "drop_before", FAULT_DROP_BEFORE, "POST", TOKENS("101"), MAKE, 0, "", "", 1 },
	{ "drop_after", FAULT_DROP_AFTER, "POST", TOKENS("101"), MAKE, 0, "", "", 2 },
	{ "drop_after_delete", FAULT_DROP_AFTER, "DELETE", TOKENS("101") "/4711", NULL, 0, "", "", 0 },
	{ "drop_after_list", FAULT_DROP_AFTER, "GET", LIST("101"), NULL, 0, "", "", 1 },
	{ "500_after", FAULT_500_AFTER, "POST", TOKENS("101"), MAKE, 500, JSON, "\"error_report_id\":7", 2 },
	{ "500_after_list", FAULT_500_AFTER, "GET", LIST("101"), NULL, 500, JSON, "\"error_report_id\":7", 1 },
	{ "502_html", FAULT_502_HTML, "POST", TOKENS("101"), MAKE, 502, "text/html", "Bad Gateway", 1 },
	{ "throttle_403", FAULT_THROTTLE_403, "POST", TOKENS("101"), MAKE, 403, "text/plain", "Rate Limit Exceeded", 1 },
	{ "throttle_429", FAULT_THROTTLE_429, "POST", TOKENS("101"), MAKE, 429, "text/plain", "Rate Limit Exceeded", 1 },
	{ "expired_401", FAULT_EXPIRED_401, "POST", TOKENS("101"), MAKE, 401, JSON, "{\"errors\":[{\"message\":\"Expired access token.\"}]}", 1 },
	{ "forbidden_403", FAULT_FORBIDDEN_403, "DELETE", TOKENS("101") "/4711", NULL, 403, JSON, "\"status\":\"unauthorized\"", 1 },
	{ "html_200", FAULT_HTML_200, "POST", TOKENS("101"), MAKE, 200, "text/html", "Log in", 1 },
	{ "redirect_302", FAULT_REDIRECT_302, "POST", TOKENS("101"), MAKE, 302, JSON, "", 1 },
	{ "redirect_loop", FAULT_REDIRECT_LOOP, "POST", TOKENS("101"), MAKE, 307, JSON, "", 1 },
	{ "ids_numbers", FAULT_IDS_NUMBERS, "POST", TOKENS("101"), MAKE, 200, JSON, "\"id\":4712,", 2 },
	{ "ids_huge", FAULT_IDS_HUGE, "POST", TOKENS("101"), MAKE, 200, JSON, "\"id\":9007199254745705,", 2 },
	{ "hidden_1s", FAULT_HIDDEN_1S, "POST", TOKENS("101"), MAKE, 0, "", "", 2 },
	{ "cut_short", FAULT_CUT_SHORT, "POST", TOKENS("101"), MAKE, 200, JSON, "{\"id\":\"4712\"", 2 },
	{ "header_100k", FAULT_HEADER_100K, "POST", TOKENS("101"), MAKE, 200, JSON, "", 2 },
	{ "truncated", FAULT_TRUNCATED, "POST", TOKENS("101"), MAKE, 200, JSON, "{\"id\":\"4712\"", 2 },
	{ "hidden", FAULT_HIDDEN, "POST", TOKENS("101"), MAKE, 0, "", "", 2 },
	{ "expires_missing", FAULT_EXPIRES_MISSING, "POST", TOKENS("101"), MAKE, 200, JSON, "\"expires_at\":null", 2 },
	{ "expires_short", FAULT_EXPIRES_SHORT, "POST", TOKENS("101"), MAKE, 200, JSON, "\"expires_at\":\"2026-01-01T00:00:00Z\"", 2 },
	{ "secret_missing", FAULT_SECRET_MISSING, "POST", TOKENS("101"), MAKE, 200, JSON, "\"id\":\"4712\"", 2 },
	{ "right_missing", FAULT_RIGHT_MISSING, "POST", TOKENS("101"), MAKE, 403, JSON, "\"status\":\"unauthorized\"", 1 },
	{ "right_missing_asked", FAULT_RIGHT_MISSING, "GET", "/api/v1/accounts/self/permissions?permissions[]=create_access_tokens", NULL, 200, JSON, "{\"create_access_tokens\":false}", 1 },
	/* clang-format on */
};

static void
a_fault(void **state)
{
	const struct fault_row *want = *state;
	struct standin *s = standin_start(0, SERVICE);

	ask(s, "POST", TOKENS("101"), MAKE);
	standin_arm(s, want->fault, want->method, 1);
	ask(s, want->method, want->path, want->form);
	assert_int_equal(reply.code, want->code);
	assert_string_equal(reply.type, want->type);
	assert_non_null(strstr(reply.body, want->part));
	assert_int_equal(standin_live_tokens(s, "101"), want->live);
	if (want->fault == FAULT_TRUNCATED)
		assert_null(json_loads(reply.body, 0, NULL));
	if (want->fault == FAULT_SECRET_MISSING)
		assert_null(strstr(reply.body, "1234~"));
	if (want->fault == FAULT_CUT_SHORT)
		assert_null(json_loads(reply.body, 0, NULL));
	if (want->fault == FAULT_REDIRECT_LOOP)
		assert_non_null(strstr(reply.location, TOKENS("101")));
	if (want->fault == FAULT_REDIRECT_302)
		assert_string_equal(reply.location,
		    "http://127.0.0.1:1/stolen");

	/* once was armed, once it came */
	ask(s, "POST", TOKENS("102"), MAKE);
	assert_int_equal(reply.code, 200);
	assert_non_null(strstr(reply.body, "\"visible_token\":\"1234~"));
	assert_non_null(strstr(reply.body, "2027-02-20T00:00:00Z"));
	standin_stop(s);
}

static void
a_hidden_token(void **state)
{
	struct standin *s = standin_start(0, SERVICE);

	(void)state;
	standin_arm(s, FAULT_HIDDEN, "POST", 1);
	ask(s, "POST", TOKENS("101"), MAKE);
	ask(s, "GET", LIST("101"), NULL);
	assert_string_equal(reply.body, "[]");
	ask(s, "GET", LIST("101"), NULL);
	assert_int_equal(rows(), 1);
	standin_stop(s);
}

/* The token is there before its answer is. */
static void
a_slow_answer(void **state)
{
	const struct call call = call_of("POST", TOKENS("101"), MAKE);
	struct standin *s = standin_start(0, SERVICE);
	char octet;
	int fd;

	(void)state;
	standin_arm(s, FAULT_SLOW_AFTER, "POST", 1);
	fd = caller_begin(standin_port(s), &call, strlen(MAKE));
	caller_say(fd, MAKE);
	while (standin_live_tokens(s, "101") == 0)
		usleep(1000);
	assert_int_equal(recv(fd, &octet, 1, MSG_DONTWAIT), -1);
	/* others do not wait for it */
	ask(s, "GET", LIST("101"), NULL);
	assert_int_equal(rows(), 1);
	assert_int_equal(recv(fd, &octet, 1, MSG_DONTWAIT), -1);
	close(fd);
	standin_stop(s);
}

static void
what_is_armed(void **state)
{
	struct standin *s = standin_start(0, SERVICE);

	(void)state;
	standin_arm(s, FAULT_502_HTML, "GET /admins", 1);
	standin_arm(s, FAULT_EXPIRED_401, "POST", 2);
	ask(s, "GET", LIST("101"), NULL);
	assert_int_equal(reply.code, 200);
	ask(s, "POST", TOKENS("101"), MAKE);
	assert_int_equal(reply.code, 401);
	ask(s, "GET", "/api/v1/accounts/self/admins", NULL);
	assert_int_equal(reply.code, 502);
	ask(s, "GET", "/api/v1/accounts/self/admins", NULL);
	assert_int_equal(reply.code, 200);

	/* armed anew for the same, and by way of the route */
	ask(s, "POST", "/_standin/fault", "throttle_403 POST 1");
	ask(s, "POST", TOKENS("101"), MAKE);
	assert_int_equal(reply.code, 403);
	ask(s, "POST", TOKENS("101"), MAKE);
	assert_int_equal(reply.code, 200);
	ask(s, "POST", "/_standin/fault", "html_200 GET 1 /admins");
	ask(s, "GET", LIST("101"), NULL);
	assert_string_equal(reply.type, JSON);
	ask(s, "GET", "/api/v1/accounts/self/admins", NULL);
	assert_string_equal(reply.type, "text/html");
	ask(s, "POST", "/_standin/fault", "no_such_fault");
	assert_int_equal(reply.code, 404);

	standin_arm(s, FAULT_502_HTML, "PUT", 100);
	standin_arm(s, FAULT_502_HTML, NULL, 100);
	standin_arm(s, FAULT_NONE, NULL, 0);
	ask(s, "PUT", TOKENS("101") "/4711", "token[purpose]=y");
	assert_int_equal(reply.code, 200);
	standin_stop(s);
}

/* ---------------------------------------------------------------- pages */

static void
make(struct standin *s, int n)
{
	for (int i = 0; i < n; i++)
		ask(s, "POST", TOKENS("101"), MAKE);
	assert_int_equal(standin_live_tokens(s, "101"), n);
}

static struct page_row {
	const char *name;
	enum fault fault;
	const char *query;
	int rows;
	const char *link; /* @ stands for scheme, host and port */
} pages[] = {
	/* clang-format off */
	{ "ten_unless_told", FAULT_NONE, "", 10,
	  "<@" LIST("101") "?page=bookmark:0&per_page=10>; rel=\"current\","
	  "<@" LIST("101") "?page=bookmark:a&per_page=10>; rel=\"next\","
	  "<@" LIST("101") "?page=first&per_page=10>; rel=\"first\"" },
	{ "the_next", FAULT_NONE, "?page=bookmark:a&per_page=10", 2,
	  "<@" LIST("101") "?page=bookmark:a&per_page=10>; rel=\"current\","
	  "<@" LIST("101") "?page=first&per_page=10>; rel=\"first\"" },
	{ "a_full_last_page", FAULT_NONE, "?per_page=12", 12,
	  "<@" LIST("101") "?page=bookmark:0&per_page=12>; rel=\"current\","
	  "<@" LIST("101") "?page=first&per_page=12>; rel=\"first\"" },
	{ "at_most_a_hundred", FAULT_NONE, "?per_page=5000", 12,
	  "<@" LIST("101") "?page=bookmark:0&per_page=100>; rel=\"current\","
	  "<@" LIST("101") "?page=first&per_page=100>; rel=\"first\"" },
	{ "what_was_asked_goes_along", FAULT_NONE, "?per_page=11&a[]=b%20c", 11,
	  "<@" LIST("101") "?page=bookmark:0&per_page=11&a[]=b%20c>; rel=\"current\","
	  "<@" LIST("101") "?page=bookmark:b&per_page=11&a[]=b%20c>; rel=\"next\","
	  "<@" LIST("101") "?page=first&per_page=11&a[]=b%20c>; rel=\"first\"" },
	{ "next_foreign", FAULT_NEXT_FOREIGN, "?per_page=100", 12,
	  "<http://evil.example" LIST("101") "?page=bookmark:0&per_page=100>; rel=\"current\","
	  "<http://evil.example" LIST("101") "?page=bookmark:64&per_page=100>; rel=\"next\","
	  "<http://evil.example" LIST("101") "?page=first&per_page=100>; rel=\"first\"" },
	{ "next_self", FAULT_NEXT_SELF, "?per_page=100", 12,
	  "<@" LIST("101") "?page=bookmark:0&per_page=100>; rel=\"current\","
	  "<@" LIST("101") "?page=bookmark:0&per_page=100>; rel=\"next\","
	  "<@" LIST("101") "?page=first&per_page=100>; rel=\"first\"" },
	{ "next_relative", FAULT_NEXT_RELATIVE, "", 10,
	  "<" LIST("101") "?page=bookmark:0&per_page=10>; rel=\"current\","
	  "<" LIST("101") "?page=bookmark:a&per_page=10>; rel=\"next\","
	  "<" LIST("101") "?page=first&per_page=10>; rel=\"first\"" },
	/* clang-format on */
};

static void
a_page(void **state)
{
	const struct page_row *want = *state;
	struct standin *s = standin_start(0, SERVICE);
	char path[256], link[4096] = "", host[64];

	make(s, 12);
	snprintf(host, sizeof host, "http://127.0.0.1:%d", standin_port(s));
	for (const char *p = want->link; *p != '\0'; p++)
		snprintf(link + strlen(link), sizeof link - strlen(link),
		    *p == '@' ? "%s" : "%.1s", *p == '@' ? host : p);
	snprintf(path, sizeof path, "%s%s", LIST("101"), want->query);
	standin_arm(s, want->fault, "GET", 1);
	ask(s, "GET", path, NULL);
	assert_int_equal(rows(), want->rows);
	assert_string_equal(reply.link, link);
	standin_stop(s);
}

static void
the_oldest_first(void **state)
{
	struct standin *s = standin_start(0, SERVICE);
	const char *first, *second;

	(void)state;
	make(s, 2);
	ask(s, "GET", LIST("101"), NULL);
	first = strstr(reply.body, "\"id\":\"4711\"");
	second = strstr(reply.body, "\"id\":\"4712\"");
	assert_non_null(first);
	assert_non_null(second);
	assert_true(first < second);
	standin_stop(s);
}

/* ------------------------------------------------------------- counters */

static struct repeat_row {
	const char *name;
	enum fault fault; /* of the first POST */
	const char *between;
	int without_list;
} repeats[] = {
	/* clang-format off */
	{ "made_then_again", FAULT_NONE, NULL, 1 },
	{ "made_then_listed", FAULT_NONE, LIST("101"), 0 },
	{ "doubt_then_again", FAULT_DROP_AFTER, NULL, 1 },
	{ "nothing_made_but_who_knows", FAULT_DROP_BEFORE, NULL, 1 },
	{ "a_502_is_doubt", FAULT_502_HTML, NULL, 1 },
	{ "doubt_then_listed", FAULT_DROP_AFTER, LIST("101"), 0 },
	{ "another_list_tells_nothing", FAULT_DROP_AFTER, LIST("102"), 1 },
	{ "half_a_list_neither", FAULT_DROP_AFTER, LIST("101") "?per_page=1", 1 },
	{ "throttled_did_not_run", FAULT_THROTTLE_403, NULL, 0 },
	{ "a_clear_no", FAULT_FORBIDDEN_403, NULL, 0 },
	/* clang-format on */
};

static void
a_repeat(void **state)
{
	const struct repeat_row *want = *state;
	struct standin *s = standin_start(0, SERVICE);

	ask(s, "POST", TOKENS("101"), MAKE);
	ask(s, "GET", LIST("101"), NULL);
	standin_arm(s, want->fault, "POST", 1);
	ask(s, "POST", TOKENS("101"), MAKE);
	/* one for somebody else changes nothing */
	ask(s, "POST", TOKENS("102"), MAKE);
	if (want->between != NULL)
		ask(s, "GET", want->between, NULL);
	/* what only the owner looks at is no list */
	ask(s, "GET", "/_standin/settings/101", NULL);
	ask(s, "POST", TOKENS("101"), MAKE);
	assert_int_equal(standin_counters(s).posts_without_list,
	    want->without_list);
	standin_stop(s);
}

static void
requests_in_flight(void **state)
{
	const struct call call = call_of("POST", TOKENS("101"), MAKE);
	struct standin *s = standin_start(0, SERVICE);
	int fd;

	(void)state;
	ask(s, "GET", LIST("101"), NULL);
	ask(s, "GET", LIST("101"), NULL);
	assert_int_equal(standin_counters(s).in_flight_most, 1);
	fd = caller_begin(standin_port(s), &call, strlen(MAKE));
	while (standin_counters(s).in_flight == 0)
		usleep(1000);
	ask(s, "GET", LIST("101"), NULL);
	assert_int_equal(standin_counters(s).in_flight_most, 2);
	caller_say(fd, MAKE);
	caller_end(fd, &reply);
	assert_int_equal(reply.code, 200);
	assert_int_equal(standin_counters(s).in_flight, 0);
	assert_int_equal(standin_counters(s).requests, 4);
	assert_int_equal(standin_counters(s).posts, 1);
	standin_stop(s);
}

int
main(void)
{
	struct CMUnitTest armed[N(faults)], lists[N(pages)], posts[N(repeats)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hidden_token),
		cmocka_unit_test(a_slow_answer),
		cmocka_unit_test(what_is_armed),
		cmocka_unit_test(the_oldest_first),
		cmocka_unit_test(requests_in_flight),
	};
	int failed;

	TEST_CASES(armed, faults, a_fault);
	TEST_CASES(lists, pages, a_page);
	TEST_CASES(posts, repeats, a_repeat);
	failed = run_tests("standin: faults", armed, N(faults));
	failed += run_tests("standin: pages", lists, N(pages));
	failed += run_tests("standin: repeats", posts, N(repeats));
	failed += run_tests("standin: and", tests, N(tests));
	return failed;
}
