#include "mailproc/base/vocab.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define WORD_NAME(e, name)        [e] = (name),
#define WORD_NAME3(e, name, more) [e] = (name),

static const char *const states[] = { STATES(WORD_NAME) };
static const char *const events[] = { EVENTS(WORD_NAME) };
static const char *const standings[] = { STANDINGS(WORD_NAME) };
static const char *const grades[] = { GRADES(WORD_NAME) };
static const char *const keys[] = { KEYS(WORD_NAME) };
static const char *const verdicts[] = { VERDICTS(WORD_NAME) };
static const char *const reasons[] = { REASONS(WORD_NAME3) };
static const char *const kinds[] = { KINDS(WORD_NAME) };
static const char *const fields[] = { FIELDS(WORD_NAME3)
	    QUESTIONS(WORD_NAME3) };
static const char *const debts[] = { DEBTS(WORD_NAME) };
static const char *const debt_states[] = { DEBT_STATES(WORD_NAME) };

#define LABEL(e, name, label) [e] = (label),
static const char *const labels[] = { FIELDS(LABEL) QUESTIONS(LABEL) };

#define CONSEQUENCE(e, name, verdict) [e] = (verdict),
static const enum verdict consequences[] = { REASONS(CONSEQUENCE) };

static int
find(const char *const *names, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

/* NOLINTBEGIN(bugprone-macro-parentheses): a type takes none */
#define NAMED(function, type, table)         \
	const char *function(enum type word) \
	{                                    \
		return (table)[word];        \
	}

#define FOUND(function, type, table, count)             \
	bool function(const char *name, enum type *out) \
	{                                               \
		int i = find(table, count, name);       \
                                                        \
		if (i < 0)                              \
			return false;                   \
		*out = (enum type)i;                    \
		return true;                            \
	}

/* clang-format off */
NAMED(state_name, state, states)
NAMED(event_name, event_type, events)
NAMED(standing_name, standing, standings)
NAMED(grade_name, grade, grades)
NAMED(key_verdict_name, key_verdict, keys)
NAMED(verdict_name, verdict, verdicts)
NAMED(reason_name, reason, reasons)
NAMED(kind_name, kind, kinds)
NAMED(field_name, field, fields)
NAMED(field_label, field, labels)
NAMED(debt_kind_name, debt_kind, debts)
NAMED(debt_state_name, debt_state, debt_states)

FOUND(state_from_name, state, states, ST_COUNT)
FOUND(event_from_name, event_type, events, EV_COUNT)
FOUND(standing_from_name, standing, standings, STANDING_COUNT)
FOUND(grade_from_name, grade, grades, GRADE_COUNT)
FOUND(reason_from_name, reason, reasons, RE_COUNT)
FOUND(debt_kind_from_name, debt_kind, debts, DEBT_KIND_COUNT)
FOUND(debt_state_from_name, debt_state, debt_states, DEBT_STATE_COUNT)
/* clang-format on */
/* NOLINTEND(bugprone-macro-parentheses) */

#define ROLE_CASE(e, name, bit) \
	case e:                 \
		return name;

const char *
role_name(enum role r)
{
	switch (r) {
		ROLES(ROLE_CASE)
	}
	abort();
}

enum verdict
reason_verdict(enum reason r)
{
	return consequences[r];
}

bool
state_ended(enum state s)
{
	return s >= ST_DENIED;
}

bool
event_informs(enum event_type on)
{
	return on == EV_STATUS || on == EV_HELP || on == EV_LIST ||
	    on == EV_WHY;
}
