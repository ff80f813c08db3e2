#include "state/permit.h"
#include "tests/test.h"

#define GOOD_GRADE .grade = GRADE_DMARC, .accepted = true
#define NO_GRADE   .grade = GRADE_NONE, .accepted = false

/* clang-format off */
static struct row {
	const char *name;
	enum event_type on;
	unsigned roles;
	struct proof proof;
	enum reason want;
} rows[] = {
{ "a request needs a grade", EV_REQUEST, ROLE_REQUESTER, { GOOD_GRADE }, RE_OK },
{ "a request without one waits", EV_REQUEST, ROLE_REQUESTER, { NO_GRADE }, RE_AUTH_NONE },
{ "a request graded fail is nothing", EV_REQUEST, ROLE_REQUESTER, { .grade = GRADE_FAIL }, RE_AUTH_FAIL },
{ "sponsor with key and grade", EV_CONFIRM, ROLE_SPONSOR, { GOOD_GRADE, .key = KEY_GOOD }, RE_OK },
{ "sponsor with key, no grade", EV_CONFIRM, ROLE_SPONSOR, { NO_GRADE, .key = KEY_GOOD }, RE_OK },
{ "sponsor with key, graded fail", EV_CONFIRM, ROLE_SPONSOR, { .grade = GRADE_FAIL, .key = KEY_GOOD }, RE_AUTH_FAIL },
{ "sponsor with grade and id", EV_CONFIRM, ROLE_SPONSOR, { GOOD_GRADE, .named = true }, RE_OK },
{ "sponsor with a grade alone", EV_CONFIRM, ROLE_SPONSOR, { GOOD_GRADE }, RE_AMBIGUOUS },
{ "sponsor with the id alone", EV_CONFIRM, ROLE_SPONSOR, { NO_GRADE, .named = true }, RE_AUTH_NONE },
{ "sponsor with a stale key and the id", EV_CONFIRM, ROLE_SPONSOR, { GOOD_GRADE, .key = KEY_STALE, .named = true }, RE_KEY_STALE },
{ "sponsor with a spent key", EV_DECLINE, ROLE_SPONSOR, { GOOD_GRADE, .key = KEY_SPENT, .named = true }, RE_KEY_SPENT },
{ "admin with grade and key", EV_APPROVE, ROLE_ADMIN, { GOOD_GRADE, .key = KEY_GOOD, .require_key = true }, RE_OK },
{ "admin with the id, no key", EV_APPROVE, ROLE_ADMIN, { GOOD_GRADE, .named = true, .require_key = true }, RE_NO_KEY },
{ "admin with the id, none required", EV_APPROVE, ROLE_ADMIN, { GOOD_GRADE, .named = true }, RE_OK },
{ "admin with key, no grade", EV_APPROVE, ROLE_ADMIN, { NO_GRADE, .key = KEY_GOOD, .require_key = true }, RE_AUTH_NONE },
{ "admin with a spent key", EV_DENY, ROLE_ADMIN, { GOOD_GRADE, .key = KEY_SPENT, .named = true, .require_key = true }, RE_KEY_SPENT },
{ "admin asks with a stale key", EV_ASK, ROLE_ADMIN, { GOOD_GRADE, .key = KEY_STALE, .named = true, .require_key = true }, RE_KEY_STALE },
{ "a stale key is worse than none", EV_APPROVE, ROLE_ADMIN, { GOOD_GRADE, .key = KEY_STALE, .named = true }, RE_KEY_STALE },
{ "requester cancels by id", EV_CANCEL, ROLE_REQUESTER, { GOOD_GRADE, .named = true, .require_key = true }, RE_OK },
{ "requester cancels what?", EV_CANCEL, ROLE_REQUESTER, { GOOD_GRADE, .require_key = true }, RE_AMBIGUOUS },
{ "requester cancels without a grade", EV_CANCEL, ROLE_REQUESTER, { NO_GRADE, .named = true }, RE_AUTH_NONE },
{ "sponsor revokes under an old mail", EV_REVOKE, ROLE_SPONSOR, { GOOD_GRADE, .key = KEY_SPENT, .named = true, .require_key = true }, RE_OK },
{ "admin revokes without a key", EV_REVOKE, ROLE_ADMIN, { GOOD_GRADE, .named = true, .require_key = true }, RE_NO_KEY },
{ "not me, by id", EV_NOTME, ROLE_SPONSOR, { GOOD_GRADE, .named = true }, RE_OK },
{ "not me, by key alone", EV_NOTME, ROLE_DECIDER, { NO_GRADE, .key = KEY_GOOD }, RE_OK },
{ "not me, by the key that the decision spent", EV_NOTME, ROLE_SPONSOR, { NO_GRADE, .key = KEY_SPENT }, RE_OK },
{ "not me, by an old key alone", EV_NOTME, ROLE_SPONSOR, { NO_GRADE, .key = KEY_STALE, .named = true }, RE_AUTH_NONE },
{ "confirm, by a spent key alone", EV_CONFIRM, ROLE_SPONSOR, { NO_GRADE, .key = KEY_SPENT, .named = true }, RE_AUTH_NONE },
{ "not me, under the decided mail", EV_NOTME, ROLE_SPONSOR, { GOOD_GRADE, .key = KEY_SPENT, .named = true }, RE_OK },
{ "list needs a grade", EV_LIST, ROLE_REQUESTER, { NO_GRADE, .key = KEY_GOOD }, RE_AUTH_NONE },
{ "list needs nothing else", EV_LIST, ROLE_REQUESTER, { GOOD_GRADE }, RE_OK },
{ "why needs a grade", EV_WHY, ROLE_ADMIN, { NO_GRADE, .key = KEY_GOOD }, RE_AUTH_NONE },
{ "why needs no key", EV_WHY, ROLE_ADMIN, { GOOD_GRADE, .require_key = true }, RE_OK },
{ "status needs a grade", EV_STATUS, ROLE_REQUESTER, { NO_GRADE, .named = true }, RE_AUTH_NONE },
};
/* clang-format on */

static void
check(void **state)
{
	const struct row *row = *state;

	assert_string_equal(
	    reason_name(permit(row->on, row->roles, &row->proof)),
	    reason_name(row->want));
}

int
main(void)
{
	struct CMUnitTest tests[N(rows)];

	TEST_CASES(tests, rows, check);
	return run_tests("permit", tests, N(tests));
}
