#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "tests/support/caller.h"
#include "tests/support/standin.h"
#include "tests/test.h"

/*
 * The stand-in is as good as its likeness to Canvas: every expectation here is
 * what Canvas's own sources and documents say.
 */
#define SERVICE   "service-credential"
#define AGENT     "test/1"
#define STRINGS   "application/json+canvas-string-ids"
#define TOKENS(u) "/api/v1/users/" u "/tokens"
#define LIST(u)   "/api/v1/users/" u "/user_generated_tokens"
#define MAKE      "token%5Bpurpose%5D=x&token%5Bexpires_at%5D=2027-02-20T00:00:00Z"

static struct reply reply;

static void
ask(struct standin *s, const char *method, const char *path, const char *form)
{
	const struct call call = { .method = method,
		.path = path,
		.bearer = SERVICE,
		.agent = AGENT,
		.accept = STRINGS,
		.form = form };

	caller_ask(standin_port(s), &call, &reply);
}

/* The answer as a document; json_decref() it. */
static json_t *
answer(void)
{
	json_t *doc = json_loads(reply.body, 0, NULL);

	assert_non_null(doc);
	return doc;
}

/* A member of the answer, as text. */
static const char *
member(const char *key)
{
	static char text[1024];
	json_t *doc = answer();
	json_t *value = json_object_get(doc, key);

	snprintf(text, sizeof text, "%s",
	    json_is_null(value)       ? "null" :
		json_is_string(value) ? json_string_value(value) :
					"?");
	json_decref(doc);
	return text;
}

/* A token that works, for this user; the secret is Canvas's. */
static void
active_secret(struct standin *s, const char *user, char secret[128])
{
	char path[128], id[32];

	snprintf(path, sizeof path, "/api/v1/users/%s/tokens", user);
	ask(s, "POST", path, MAKE);
	assert_int_equal(reply.code, 200);
	snprintf(secret, 128, "%s", member("visible_token"));
	snprintf(id, sizeof id, "%s", member("id"));
	snprintf(path, sizeof path, "/_standin/activate/%s/%s", user, id);
	ask(s, "POST", path, "");
	assert_int_equal(reply.code, 200);
}

/* ----------------------------------------------------- order of checks */

#define NOT_PERMITTED                              \
	"{\"status\":\"unauthorized\",\"errors\":" \
	"[{\"message\":\"user not authorized to perform that action\"}]}"
#define NOT_THERE \
	"{\"errors\":[{\"message\":\"The specified resource does not exist.\"}]}"

enum who { NOBODY, STRANGER, STUDENT, OURSELVES };

/* Each row repairs what the row above was refused for, and keeps all the
 * faults that come later. */
static struct order_row {
	const char *name;
	const char *agent;
	bool armed;
	enum who who;
	const char *form;
	const char *path;
	int code;
	const char *type;
	const char *body;
} order[] = {
	/* clang-format off */
	{ "agent_before_fault", NULL, true, NOBODY, "", TOKENS("999"), 403, "text/html", "<html><body>no agent</body></html>" },
	{ "fault_before_bearer", AGENT, true, NOBODY, "", TOKENS("999"), 429, "text/plain", "403 Forbidden (Rate Limit Exceeded)" },
	{ "bearer_before_body", AGENT, false, NOBODY, "", TOKENS("999"), 401, "application/json; charset=utf-8", "{\"errors\":[{\"message\":\"Invalid access token.\"}]}" },
	{ "an_unknown_bearer", AGENT, false, STRANGER, "", TOKENS("999"), 401, "application/json; charset=utf-8", "{\"errors\":[{\"message\":\"Invalid access token.\"}]}" },
	{ "body_before_owner", AGENT, false, STUDENT, "", TOKENS("999"), 400, "application/json; charset=utf-8", "{\"errors\":[{\"message\":\"token is missing\"}]}" },
	{ "another_field_is_no_token", AGENT, false, STUDENT, "other=token%5B", TOKENS("999"), 400, "application/json; charset=utf-8", "{\"errors\":[{\"message\":\"token is missing\"}]}" },
	{ "owner_before_purpose", AGENT, false, STUDENT, "token%5Bexpires_at%5D=", TOKENS("999"), 404, "application/json; charset=utf-8", NOT_THERE },
	{ "a_deleted_owner", AGENT, false, STUDENT, "token%5Bexpires_at%5D=", TOKENS("106"), 404, "application/json; charset=utf-8", "{\"id\":\"106\",\"name\":\"Gone By\",\"sortable_name\":\"Gone By\",\"login_id\":\"gone\",\"workflow_state\":\"deleted\"}" },
	{ "purpose_before_permission", AGENT, false, STUDENT, "token%5Bexpires_at%5D=", TOKENS("102"), 400, "application/json; charset=utf-8", "[{\"message\":\"token[purpose] is missing\"}]" },
	{ "permission_before_validation", AGENT, false, STUDENT, "token%5Bpurpose%5D=LONG", TOKENS("102"), 403, "application/json; charset=utf-8", NOT_PERMITTED },
	{ "nor_may_they_for_themselves", AGENT, false, STUDENT, "token%5Bpurpose%5D=LONG", TOKENS("self"), 403, "application/json; charset=utf-8", NOT_PERMITTED },
	{ "validation", AGENT, false, OURSELVES, "token%5Bpurpose%5D=LONG", TOKENS("102"), 400, "application/json; charset=utf-8", "{\"errors\":{\"purpose\":[{\"attribute\":\"purpose\",\"type\":\"too_long\",\"message\":\"too_long\"}]}}" },
	/* clang-format on */
};

static void
the_order(void **state)
{
	const struct order_row *want = *state;
	struct standin *s = standin_start(0, SERVICE);
	char secret[128], form[2048];
	struct call call = { .method = "POST",
		.path = want->path,
		.agent = want->agent,
		.accept = STRINGS,
		.form = form };

	assert_non_null(s);
	active_secret(s, "101", secret);
	call.bearer = want->who == NOBODY ? NULL :
	    want->who == STRANGER         ? "stranger" :
	    want->who == STUDENT          ? secret :
					    SERVICE;
	/* 256 characters, one more than Canvas takes */
	snprintf(form, sizeof form, "%s", want->form);
	if (strstr(form, "LONG") != NULL)
		snprintf(strstr(form, "LONG"), 300, "%0256d", 0);
	if (want->armed)
		standin_arm(s, FAULT_THROTTLE_429, NULL, 1);
	caller_ask(standin_port(s), &call, &reply);
	assert_int_equal(reply.code, want->code);
	assert_string_equal(reply.type, want->type);
	assert_string_equal(reply.body, want->body);
	assert_int_equal(standin_live_tokens(s, "101"), 1);
	assert_int_equal(standin_live_tokens(s, "102"), 0);
	assert_int_equal(standin_counters(s).without_agent,
	    want->agent == NULL);
	standin_stop(s);
}

/* ------------------------------------------------- users and their lists */

static struct get_row {
	const char *name;
	const char *path;
	const char *accept;
	int code;
	const char *body;
} gets[] = {
	/* clang-format off */
	{ "by_number", "/api/v1/users/101", STRINGS, 200, "{\"id\":\"101\",\"name\":\"Stu Dent\",\"sortable_name\":\"Stu Dent\",\"login_id\":\"stu\",\"workflow_state\":\"registered\"}" },
	{ "ids_as_numbers", "/api/v1/users/101", NULL, 200, "{\"id\":101,\"name\":\"Stu Dent\",\"sortable_name\":\"Stu Dent\",\"login_id\":\"stu\",\"workflow_state\":\"registered\"}" },
	{ "by_login", "/api/v1/users/sis_login_id:stu", STRINGS, 200, "{\"id\":\"101\",\"name\":\"Stu Dent\",\"sortable_name\":\"Stu Dent\",\"login_id\":\"stu\",\"workflow_state\":\"registered\"}" },
	{ "a_huge_number", "/api/v1/users/9007199254740993", NULL, 200, "{\"id\":9007199254740993,\"name\":\"Z\xc3\xb6" "e M\xc3\xbcller \xe7\x8e\x8b\",\"sortable_name\":\"Z\xc3\xb6" "e M\xc3\xbcller \xe7\x8e\x8b\",\"login_id\":\"big\",\"workflow_state\":\"registered\"}" },
	{ "the_first_of_two_with_one_login", "/api/v1/users/sis_login_id:twin", STRINGS, 200, "{\"id\":\"108\",\"name\":\"Twin One\",\"sortable_name\":\"Twin One\",\"login_id\":\"twin\",\"workflow_state\":\"registered\"}" },
	{ "ourselves", "/api/v1/users/self", STRINGS, 200, "{\"id\":\"1\",\"name\":\"Service Account\",\"sortable_name\":\"Service Account\",\"login_id\":\"service\",\"workflow_state\":\"registered\",\"email\":\"service@campus.example\"}" },
	{ "unknown", "/api/v1/users/999", STRINGS, 404, NOT_THERE },
	{ "deleted_with_the_user_as_body", "/api/v1/users/106", STRINGS, 404, "{\"id\":\"106\",\"name\":\"Gone By\",\"sortable_name\":\"Gone By\",\"login_id\":\"gone\",\"workflow_state\":\"deleted\"}" },
	{ "a_search_finds_parts", "/api/v1/accounts/self/users?search_term=stu%40&include[]=email", STRINGS, 200, "[{\"id\":\"101\",\"name\":\"Stu Dent\",\"sortable_name\":\"Stu Dent\",\"login_id\":\"stu\",\"workflow_state\":\"registered\",\"email\":\"stu@campus.example\"},{\"id\":\"107\",\"name\":\"B. Stu\",\"sortable_name\":\"B. Stu\",\"login_id\":\"bstu\",\"workflow_state\":\"registered\",\"email\":\"bstu@campus.example\"}]" },
	{ "a_search_without_mailboxes", "/api/v1/accounts/self/users?search_term=emerita", STRINGS, 200, "[{\"id\":\"110\",\"name\":\"Em Erita\",\"sortable_name\":\"Em Erita\",\"login_id\":\"emerita\",\"workflow_state\":\"registered\"}]" },
	{ "a_search_finds_nobody_deleted", "/api/v1/accounts/self/users?search_term=gone", STRINGS, 200, "[]" },
	{ "an_admin", "/api/v1/accounts/self/admins?user_id[]=105", STRINGS, 200, "[{\"role\":\"AccountAdmin\",\"user\":{\"id\":\"105\",\"name\":\"Ad Min\",\"sortable_name\":\"Ad Min\",\"login_id\":\"admin\",\"workflow_state\":\"registered\"}}]" },
	{ "no_admin", "/api/v1/accounts/self/admins?user_id[]=101", STRINGS, 200, "[]" },
	{ "all_admins", "/api/v1/accounts/self/admins", NULL, 200, "[{\"role\":\"AccountAdmin\",\"user\":{\"id\":105,\"name\":\"Ad Min\",\"sortable_name\":\"Ad Min\",\"login_id\":\"admin\",\"workflow_state\":\"registered\"}}]" },
	{ "a_teacher", "/api/v1/users/102/enrollments?type[]=TeacherEnrollment&state[]=active", STRINGS, 200, "[{\"type\":\"TeacherEnrollment\",\"enrollment_state\":\"active\"}]" },
	{ "a_teacher_once", "/api/v1/users/110/enrollments?type[]=TeacherEnrollment&state[]=active", STRINGS, 200, "[]" },
	{ "once_is_not_never", "/api/v1/users/110/enrollments?type[]=TeacherEnrollment", STRINGS, 200, "[{\"type\":\"TeacherEnrollment\",\"enrollment_state\":\"completed\"}]" },
	{ "an_assistant_teaches_nothing", "/api/v1/users/103/enrollments?type[]=TeacherEnrollment&state[]=active", STRINGS, 200, "[]" },
	{ "an_assistant_who_studies", "/api/v1/users/103/enrollments", STRINGS, 200, "[{\"type\":\"TaEnrollment\",\"enrollment_state\":\"active\"},{\"type\":\"StudentEnrollment\",\"enrollment_state\":\"active\"}]" },
	{ "staff_without_courses", "/api/v1/users/104/enrollments", STRINGS, 200, "[]" },
	{ "rights_that_were_asked_for", "/api/v1/accounts/self/permissions?permissions[]=create_access_tokens&permissions[]=read_roster", STRINGS, 200, "{\"create_access_tokens\":true,\"read_roster\":true}" },
	{ "no_tokens", LIST("101"), STRINGS, 200, "[]" },
	{ "no_such_token", TOKENS("101") "/4711", STRINGS, 404, NOT_THERE },
	{ "no_such_route", "/api/v1/courses", STRINGS, 403, NOT_PERMITTED },
	{ "no_api", "/login", STRINGS, 404, NOT_THERE },
	/* clang-format on */
};

static void
a_get(void **state)
{
	const struct get_row *want = *state;
	struct standin *s = standin_start(0, SERVICE);
	const struct call call = { .method = "GET",
		.path = want->path,
		.bearer = SERVICE,
		.agent = AGENT,
		.accept = want->accept };

	assert_non_null(s);
	caller_ask(standin_port(s), &call, &reply);
	assert_int_equal(reply.code, want->code);
	assert_string_equal(reply.body, want->body);
	standin_stop(s);
}

/* ---------------------------------------------------------------- tokens */

static void
the_life_of_a_token(void **state)
{
	struct standin *s = standin_start(0, SERVICE);
	struct call call = { .method = "GET",
		.path = "/api/v1/users/self",
		.agent = AGENT };
	char secret[128], first[128];

	(void)state;
	ask(s, "POST", TOKENS("101"), MAKE);
	assert_int_equal(reply.code, 200); /* never 201 */
	assert_string_equal(member("id"), "4711");
	assert_string_equal(member("user_id"), "101");
	assert_string_equal(member("purpose"), "x");
	assert_string_equal(member("expires_at"), "2027-02-20T00:00:00Z");
	assert_string_equal(member("workflow_state"), "pending");
	snprintf(secret, sizeof secret, "%s", member("visible_token"));
	assert_true(strlen(secret) > 20);

	/* the secret exists once; afterwards five characters of it do */
	ask(s, "GET", TOKENS("101") "/4711", NULL);
	assert_string_equal(member("visible_token"), "1234~...");
	ask(s, "GET", LIST("101"), NULL);
	assert_null(strstr(reply.body, secret));
	assert_non_null(strstr(reply.body, "1234~..."));

	/* pending it opens nothing; the click opens, and shows nothing */
	call.bearer = secret;
	caller_ask(standin_port(s), &call, &reply);
	assert_int_equal(reply.code, 401);
	ask(s, "POST", "/_standin/activate/101/4711", "");
	assert_string_equal(member("workflow_state"), "active");
	assert_null(strstr(reply.body, secret));
	caller_ask(standin_port(s), &call, &reply);
	assert_string_equal(member("name"), "Stu Dent");

	/* only what is sent changes */
	ask(s, "PUT", TOKENS("101") "/4711", "token%5Bpurpose%5D=y");
	assert_int_equal(reply.code, 200);
	assert_string_equal(member("purpose"), "y");
	assert_string_equal(member("expires_at"), "2027-02-20T00:00:00Z");
	assert_string_equal(member("workflow_state"), "active");
	assert_string_equal(member("visible_token"), "1234~...");

	/* a new secret ends the old one and waits for its owner again */
	snprintf(first, sizeof first, "%s", secret);
	ask(s, "PUT", TOKENS("101") "/4711", "token%5Bregenerate%5D=1");
	snprintf(secret, sizeof secret, "%s", member("visible_token"));
	assert_string_not_equal(secret, first);
	assert_string_equal(member("workflow_state"), "pending");
	call.bearer = first;
	caller_ask(standin_port(s), &call, &reply);
	assert_int_equal(reply.code, 401);

	ask(s, "DELETE", TOKENS("101") "/4711", NULL);
	assert_int_equal(reply.code, 200);
	assert_string_equal(member("workflow_state"), "deleted");
	ask(s, "DELETE", TOKENS("101") "/4711", NULL);
	assert_int_equal(reply.code, 404);
	ask(s, "GET", LIST("101"), NULL);
	assert_string_equal(reply.body, "[]");
	standin_stop(s);
}

/* Made for oneself it is live at once: nobody's click is waited for. */
static void
our_own_token(void **state)
{
	struct standin *s = standin_start(0, SERVICE);

	(void)state;
	ask(s, "POST", TOKENS("self"), MAKE);
	assert_int_equal(reply.code, 200);
	assert_string_equal(member("user_id"), "1");
	assert_string_equal(member("workflow_state"), "active");
	standin_stop(s);
}

static struct end_row {
	const char *name;
	const char *form;
	const char *ends;
} ends[] = {
	/* clang-format off */
	{ "a_past_end_is_taken", "token[purpose]=x&token[expires_at]=1999-12-31T23:59:59Z", "1999-12-31T23:59:59Z" },
	{ "no_end", "token[purpose]=x", "null" },
	{ "an_empty_end_is_never", "token[purpose]=x&token[expires_at]=", "null" },
	{ "an_unreadable_end_is_never", "token[purpose]=x&token[expires_at]=soon", "null" },
	{ "ends_are_told_in_utc", "token[purpose]=x&token[expires_at]=2027-02-20T01:00:00%2B01:00", "2027-02-20T00:00:00Z" },
	/* clang-format on */
};

static void
an_end(void **state)
{
	const struct end_row *want = *state;
	struct standin *s = standin_start(0, SERVICE);

	ask(s, "POST", TOKENS("101"), want->form);
	assert_int_equal(reply.code, 200);
	assert_string_equal(member("expires_at"), want->ends);
	standin_stop(s);
}

/* 255 characters of three octets each. */
static void
characters_are_counted(void **state)
{
	static const char o[] = "%E7%8E%8B";
	struct standin *s = standin_start(0, SERVICE);
	char form[4096] = "token[purpose]=";

	(void)state;
	for (int i = 0; i < 255; i++)
		strcat(form, o);
	ask(s, "POST", TOKENS("101"), form);
	assert_int_equal(reply.code, 200);
	assert_int_equal(strlen(member("purpose")), 765);
	ask(s, "PUT", TOKENS("101") "/4711", form);
	assert_int_equal(reply.code, 200);
	strcat(form, o);
	ask(s, "PUT", TOKENS("101") "/4711", form);
	assert_int_equal(reply.code, 400);
	standin_stop(s);
}

/* Where only administrators make tokens, others look at their own. */
static void
what_a_student_may(void **state)
{
	struct standin *s = standin_start(0, SERVICE);
	char secret[128];
	struct call call = { .bearer = secret, .agent = AGENT };
	static const struct {
		const char *method, *path, *form;
		int code;
	} calls[] = {
		{ "GET", LIST("self"), NULL, 200 },
		{ "GET", LIST("102"), NULL, 403 },
		{ "GET", TOKENS("102") "/4711", NULL, 403 },
		{ "PUT", TOKENS("self") "/4712", "token[regenerate]=1", 403 },
		/* somebody else's: as if it were not there */
		{ "PUT", TOKENS("102") "/4711", "token[purpose]=y", 404 },
		{ "DELETE", TOKENS("102") "/4711", NULL, 404 },
		{ "GET", "/api/v1/accounts/self/users?search_term=stu", NULL,
		    403 },
	};

	(void)state;
	ask(s, "POST", TOKENS("102"), MAKE);
	active_secret(s, "101", secret);
	for (size_t i = 0; i < N(calls); i++) {
		call.method = calls[i].method;
		call.path = calls[i].path;
		call.form = calls[i].form;
		caller_ask(standin_port(s), &call, &reply);
		assert_int_equal(reply.code, calls[i].code);
	}
	assert_int_equal(standin_live_tokens(s, "102"), 1);
	standin_stop(s);
}

int
main(void)
{
	struct CMUnitTest checks[N(order)], reads[N(gets)], times[N(ends)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_life_of_a_token),
		cmocka_unit_test(our_own_token),
		cmocka_unit_test(characters_are_counted),
		cmocka_unit_test(what_a_student_may),
	};
	int failed;

	TEST_CASES(checks, order, the_order);
	TEST_CASES(reads, gets, a_get);
	TEST_CASES(times, ends, an_end);
	failed = run_tests("standin: order of checks", checks, N(order));
	failed += run_tests("standin: reading", reads, N(gets));
	failed += run_tests("standin: ends", times, N(ends));
	failed += run_tests("standin", tests, N(tests));
	return failed;
}
