#include "state/apply.h"
#include "tests/test.h"

/* Who somebody is to a request: by person, never by address. */
enum { NOBODY, STU, PROF, ADMIN, BOSS };

static char admin[] = "admin@campus.example", *admins[] = { admin };
static const struct config config = {
	.admins = { admins, 1 },
	.policy = { .may_sponsor = 1u << STANDING_FACULTY },
};

/* clang-format off */
static struct row {
	const char *name;
	int64_t id; /* of the person */
	enum standing standing;
	bool left;
	const char *address;
	int64_t sponsor, decider, first; /* the requester is STU */
	unsigned want;
} rows[] = {
{ "requester", STU, STANDING_STUDENT, false, "stu@campus.example", PROF, ADMIN, 0, ROLE_REQUESTER },
{ "sponsor", PROF, STANDING_FACULTY, false, "prof@campus.example", PROF, 0, 0, ROLE_SPONSOR },
{ "sponsor who has left", PROF, STANDING_FACULTY, true, "prof@campus.example", PROF, 0, 0, 0 },
{ "sponsor who may not any more", PROF, STANDING_STAFF, false, "prof@campus.example", PROF, 0, 0, 0 },
{ "admin", ADMIN, STANDING_STAFF, false, "admin@campus.example", PROF, 0, 0, ROLE_ADMIN },
{ "admin who decided", ADMIN, STANDING_STAFF, false, "admin@campus.example", PROF, ADMIN, 0, ROLE_ADMIN | ROLE_DECIDER },
{ "the first of two", ADMIN, STANDING_STAFF, false, "admin@campus.example", PROF, 0, ADMIN, ROLE_ADMIN | ROLE_DECIDER },
{ "admin who asks", STU, STANDING_STAFF, false, "admin@campus.example", PROF, 0, 0, ROLE_REQUESTER },
{ "admin who sponsors", PROF, STANDING_FACULTY, false, "admin@campus.example", PROF, 0, 0, ROLE_SPONSOR },
{ "decided once, no admin now", BOSS, STANDING_STAFF, false, "boss@campus.example", PROF, BOSS, 0, ROLE_DECIDER },
{ "somebody else", BOSS, STANDING_STAFF, false, "boss@campus.example", PROF, ADMIN, 0, 0 },
{ "a stranger, nobody decided", NOBODY, STANDING_UNKNOWN, false, "x@campus.example", PROF, 0, 0, 0 },
{ "a stranger, no sponsor", NOBODY, STANDING_FACULTY, false, "x@campus.example", 0, 0, 0, 0 },
};
/* clang-format on */

static void
check(void **state)
{
	const struct row *row = *state;
	struct request r = { .id = 1,
		.requester = STU,
		.sponsor = row->sponsor,
		.decider = row->decider,
		.first = row->first };
	struct person p = { .id = row->id,
		.standing = row->standing,
		.left = row->left,
		.address = (char *)(uintptr_t)row->address };

	assert_int_equal(roles_of(&config, &r, &p), row->want);
}

int
main(void)
{
	struct CMUnitTest tests[N(rows)];

	TEST_CASES(tests, rows, check);
	return run_tests("apply", tests, N(tests));
}
