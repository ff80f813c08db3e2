#include <string.h>

#include "mailproc/base/vocab.h"
#include "tests/test.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): a type takes none */

/* Each word is the one of its enum, there and back, and no other's. */
#define BOTH_WAYS(test, type, count, to_name, from_name)                      \
	static void test(void **state)                                        \
	{                                                                     \
		enum type back;                                               \
                                                                              \
		(void)state;                                                  \
		for (int i = 0; i < (count); i++) {                           \
			assert_true(from_name(to_name((enum type)i), &back)); \
			assert_int_equal(back, i);                            \
		}                                                             \
		assert_false(from_name("", &back));                           \
		assert_false(from_name("nonsense", &back));                   \
	}

/* clang-format off */
BOTH_WAYS(states, state, ST_COUNT, state_name, state_from_name)
BOTH_WAYS(events, event_type, EV_COUNT, event_name, event_from_name)
BOTH_WAYS(standings, standing, STANDING_COUNT, standing_name, standing_from_name)
BOTH_WAYS(grades, grade, GRADE_COUNT, grade_name, grade_from_name)
BOTH_WAYS(reasons, reason, RE_COUNT, reason_name, reason_from_name)
BOTH_WAYS(debt_kinds, debt_kind, DEBT_KIND_COUNT, debt_kind_name, debt_kind_from_name)
BOTH_WAYS(debt_states, debt_state, DEBT_STATE_COUNT, debt_state_name, debt_state_from_name)
/* clang-format on */

/* NOLINTEND(bugprone-macro-parentheses) */

static void
spells_what_others_rely_on(void **state)
{
	(void)state;
	assert_string_equal(state_name(ST_REVIEW), "review");
	assert_string_equal(event_name(EV_APPROVE), "APPROVE");
	assert_string_equal(role_name(ROLE_DECIDER), "decider");
	assert_string_equal(standing_name(STANDING_TA), "ta");
	assert_string_equal(grade_name(GRADE_DMARC), "dmarc");
	assert_string_equal(key_verdict_name(KEY_STALE), "stale");
	assert_string_equal(verdict_name(VERDICT_HOLD), "hold");
	assert_string_equal(kind_name(KIND_BOUNCE), "bounce");
	assert_string_equal(field_name(FIELD_UNTIL), "until");
	assert_string_equal(field_label(FIELD_UNTIL), "Needed until");
	assert_string_equal(debt_kind_name(DEBT_LOOKUP), "lookup");
	assert_string_equal(debt_state_name(DEBT_UNKNOWN), "unknown");
}

static void
tells_exact_bytes(void **state)
{
	enum event_type e;
	enum state s;

	(void)state;
	assert_false(event_from_name("approve", &e));
	assert_false(event_from_name("APPROVE ", &e));
	assert_false(state_from_name("Review", &s));
}

/* The table of interface.md section 3. */
static void
reasons_have_their_consequence(void **state)
{
	(void)state;
	assert_int_equal(reason_verdict(RE_OK), VERDICT_ACT);
	assert_int_equal(reason_verdict(RE_NULL_SENDER), VERDICT_IGNORE);
	assert_int_equal(reason_verdict(RE_DUPLICATE), VERDICT_IGNORE);
	assert_int_equal(reason_verdict(RE_AUTH_FAIL), VERDICT_IGNORE);
	assert_int_equal(reason_verdict(RE_MALFORMED), VERDICT_HOLD);
	assert_int_equal(reason_verdict(RE_PARSER_DIED), VERDICT_HOLD);
	assert_int_equal(reason_verdict(RE_AUTH_NONE), VERDICT_HOLD);
	assert_int_equal(reason_verdict(RE_NOT_ALLOWED), VERDICT_REFUSE);
	assert_int_equal(reason_verdict(RE_RATE_LIMIT), VERDICT_REFUSE);
}

static void
ended_states_are_the_last_six(void **state)
{
	(void)state;
	assert_false(state_ended(ST_NONE));
	assert_false(state_ended(ST_REVIEW));
	assert_false(state_ended(ST_ACTIVE));
	assert_true(state_ended(ST_DENIED));
	assert_true(state_ended(ST_DECLINED));
	assert_true(state_ended(ST_CANCELLED));
	assert_true(state_ended(ST_LAPSED));
	assert_true(state_ended(ST_EXPIRED));
	assert_true(state_ended(ST_REVOKED));
	assert_int_equal(ST_COUNT - ST_DENIED, 6);
}

static void
roles_are_single_bits(void **state)
{
	(void)state;
	assert_int_equal(ROLE_REQUESTER | ROLE_SPONSOR | ROLE_ADMIN |
		ROLE_DECIDER | ROLE_MAILPROC | ROLE_ANYBODY,
	    63);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states),
		cmocka_unit_test(events),
		cmocka_unit_test(standings),
		cmocka_unit_test(grades),
		cmocka_unit_test(reasons),
		cmocka_unit_test(debt_kinds),
		cmocka_unit_test(debt_states),
		cmocka_unit_test(spells_what_others_rely_on),
		cmocka_unit_test(tells_exact_bytes),
		cmocka_unit_test(reasons_have_their_consequence),
		cmocka_unit_test(ended_states_are_the_last_six),
		cmocka_unit_test(roles_are_single_bits),
	};

	return run_tests("vocab", tests, N(tests));
}
