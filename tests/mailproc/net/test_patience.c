/* When it is tried again, and when no more: a table of moments. */
#include <string.h>

#include "mailproc/net/patience.h"
#include "tests/test.h"

#define NOW  1795000000
#define HOUR 3600
#define DAY  86400

/* clang-format off */
static struct row {
	const char *name;
	enum debt_kind kind;
	enum debt_state was;
	int64_t in_vain; /* seconds so far; -1: this was the first try */
	enum status rc;
	enum debt_state next;
	int64_t least, most; /* until the next try */
	bool tell;
} rows[] = {
	{ "the first time",          DEBT_MAIL,   DEBT_PLANNED, -1,          ERR_RETRY,   DEBT_PLANNED, 45,   60,   false },
	{ "a minute later",          DEBT_TOKEN,  DEBT_PLANNED, 60,          ERR_RETRY,   DEBT_PLANNED, 90,   120,  false },
	{ "a quarter later",         DEBT_TOKEN,  DEBT_PLANNED, 15 * 60,     ERR_RETRY,   DEBT_PLANNED, 720,  960,  false },
	{ "at most an hour",         DEBT_LOOKUP, DEBT_PLANNED, DAY,         ERR_RETRY,   DEBT_PLANNED, 2700, 3600, false },
	{ "nobody knows",            DEBT_TOKEN,  DEBT_PLANNED, -1,          ERR_UNKNOWN, DEBT_UNKNOWN, 45,   60,   false },
	{ "nobody knows yet",        DEBT_TOKEN,  DEBT_UNKNOWN, 60,          ERR_RETRY,   DEBT_UNKNOWN, 90,   120,  false },
	{ "somebody died of it",     DEBT_TOKEN,  DEBT_TRIED,   -1,          ERR_RETRY,   DEBT_UNKNOWN, 45,   60,   false },
	{ "a no for good",           DEBT_MAIL,   DEBT_PLANNED, -1,          ERR_INPUT,   DEBT_FAILED,  64800, DAY, true },
	{ "the last try is on time", DEBT_MAIL,   DEBT_PLANNED, 5 * DAY - 9, ERR_RETRY,   DEBT_PLANNED, 9,    9,    false },
	{ "after five days",         DEBT_MAIL,   DEBT_PLANNED, 5 * DAY,     ERR_RETRY,   DEBT_FAILED,  64800, DAY, true },
	{ "a token too",             DEBT_TOKEN,  DEBT_UNKNOWN, 5 * DAY,     ERR_UNKNOWN, DEBT_FAILED,  64800, DAY, true },
	{ "who slept for a month",   DEBT_LOOKUP, DEBT_PLANNED, 30 * DAY,    ERR_RETRY,   DEBT_FAILED,  64800, DAY, true },
	{ "told once",               DEBT_DELETE, DEBT_FAILED,  9 * DAY,     ERR_RETRY,   DEBT_FAILED,  64800, DAY, false },
	{ "our own fault",           DEBT_TOKEN,  DEBT_PLANNED, 9 * DAY,     ERR_CONFIG,  DEBT_PLANNED, 675,  900,  false },
	{ "a clock that went back",  DEBT_MAIL,   DEBT_PLANNED, -9 * DAY,    ERR_RETRY,   DEBT_PLANNED, 45,   60,   false },
};
/* clang-format on */

static void
a_moment(void **state)
{
	const struct row *want = *state;
	struct debt d = { .kind = want->kind, .state = want->was };
	struct debt_next next, again;
	bool tell;

	for (d.id = 1; d.id < 500; d.id++) {
		d.failing_since = want->in_vain == -1 ? 0 : NOW - want->in_vain;
		next = patience_next(&d, want->rc, NOW, &tell);
		assert_int_equal(next.state, want->next);
		assert_in_range(next.due_at - NOW, want->least, want->most);
		assert_int_equal(tell, want->tell);
		again = patience_next(&d, want->rc, NOW, &tell);
		assert_memory_equal(&next, &again, sizeof next);
	}
}

static void
patience_counts_from_the_first_failure(void **state)
{
	struct debt d = { .id = 7, .state = DEBT_PLANNED };
	struct debt_next next;
	int64_t now = NOW;
	int tries = 0;
	bool tell = false;

	(void)state;
	while (!tell) {
		next = patience_next(&d, ERR_RETRY, now, &tell);
		assert_int_equal(next.failing_since, NOW);
		d.failing_since = next.failing_since;
		tries++;
		if (!tell)
			now = next.due_at;
	}
	assert_int_equal(now, NOW + 5 * DAY);
	assert_in_range(tries, 120, 170);
}

static void
our_own_fault_costs_no_patience(void **state)
{
	struct debt d = { .id = 7,
		.state = DEBT_PLANNED,
		.failing_since = NOW - 6 * DAY };
	struct debt_next next;
	bool tell;

	(void)state;
	next = patience_next(&d, ERR_CONFIG, NOW, &tell);
	d.failing_since = next.failing_since;
	next = patience_next(&d, ERR_RETRY, NOW + 60, &tell);
	assert_int_equal(next.state, DEBT_PLANNED);
	assert_false(tell);
	next = patience_next(&d, ERR_RETRY, NOW + 5 * DAY, &tell);
	assert_true(tell);
}

/* What failed together does not come back together. */
static void
no_two_wait_alike(void **state)
{
	int at[16] = { 0 };

	(void)state;
	for (int64_t id = 1; id <= 1600; id++)
		at[(patience_wait(id, DAY, 60, HOUR) - 2700) * 16 / 901]++;
	for (size_t i = 0; i < N(at); i++)
		assert_in_range(at[i], 60, 140);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(patience_counts_from_the_first_failure),
		cmocka_unit_test(our_own_fault_costs_no_patience),
		cmocka_unit_test(no_two_wait_alike),
	};
	struct CMUnitTest moments[N(rows)];

	TEST_CASES(moments, rows, a_moment);
	return run_tests("moments", moments, N(moments)) +
	    run_tests("patience", tests, N(tests));
}
