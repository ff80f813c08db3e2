/*
 * The expected rows were written by hand from the table of the interface, not
 * from workflow.c: every other (state, event, role) is refused.
 */
#include <stdio.h>
#include <string.h>

#include "state/workflow.h"
#include "tests/test.h"

/* What is the case: complete or missing, sponsor needed, directory, manual. */
enum {
	PLAIN = 0,
	MISSING = 1,
	DIRECTORY = 2,
	NEEDED = 4,
	MANUAL = 8,
	ASKED = 16,
	TO_DELETE = 32,
	FIRST = 64
};

/* clang-format off */
static struct expected {
	const char *name;
	enum state in;
	enum event_type on;
	const char *by; /* R S A D(ecider) M(ailproc) */
	unsigned facts;
	enum state to;
	const char *mails; /* template>whom, ! before one that carries a key */
} rows[] = {
{ "request with the directory asks Canvas", ST_NONE, EV_REQUEST, "R", DIRECTORY | NEEDED, ST_CHECKING, "received>R lookup" },
{ "request that needs a sponsor", ST_NONE, EV_REQUEST, "R", NEEDED, ST_SPONSOR, "received>R !sponsor-ask>S" },
{ "request without a sponsor", ST_NONE, EV_REQUEST, "R", PLAIN, ST_REVIEW, "received>R !review>A" },
{ "request with something missing", ST_NONE, EV_REQUEST, "R", MISSING | NEEDED | DIRECTORY, ST_INCOMPLETE, "missing>R" },
{ "found, sponsor needed", ST_CHECKING, EV_FOUND, "M", NEEDED, ST_SPONSOR, "!sponsor-ask>S" },
{ "found, no sponsor needed", ST_CHECKING, EV_FOUND, "M", PLAIN, ST_REVIEW, "!review>A" },
{ "not found", ST_CHECKING, EV_NOT_FOUND, "M", PLAIN, ST_INCOMPLETE, "missing>R" },
{ "completed, directory", ST_INCOMPLETE, EV_ANSWER, "R", DIRECTORY, ST_CHECKING, "revise received>R lookup" },
{ "completed, sponsor needed", ST_INCOMPLETE, EV_ANSWER, "R", NEEDED, ST_SPONSOR, "revise received>R !sponsor-ask>S" },
{ "completed, no sponsor needed", ST_INCOMPLETE, EV_ANSWER, "R", PLAIN, ST_REVIEW, "revise received>R !review>A" },
{ "still incomplete", ST_INCOMPLETE, EV_ANSWER, "R", MISSING, ST_INCOMPLETE, "revise missing>R" },
{ "sponsor confirms", ST_SPONSOR, EV_CONFIRM, "S", NEEDED, ST_REVIEW, "sponsor-thanks>S sponsor-confirmed>R !review>A" },
{ "sponsor declines", ST_SPONSOR, EV_DECLINE, "S", NEEDED, ST_DECLINED, "sponsor-declined>R sponsor-thanks>S" },
{ "another sponsor", ST_SPONSOR, EV_SPONSOR, "R", NEEDED, ST_SPONSOR, "revise sponsor-released>old !sponsor-ask>S received>R" },
{ "edited while with the sponsor", ST_SPONSOR, EV_EDIT, "R", NEEDED, ST_SPONSOR, "revise sponsor-released>old !sponsor-ask>S" },
{ "edited so that none is needed", ST_SPONSOR, EV_EDIT, "R", PLAIN, ST_REVIEW, "revise sponsor-released>old !review>A" },
{ "edited in review", ST_REVIEW, EV_EDIT, "R", NEEDED, ST_SPONSOR, "revise sponsor-released>old !sponsor-ask>S" },
{ "edited in review without sponsor", ST_REVIEW, EV_EDIT, "R", PLAIN, ST_REVIEW, "revise sponsor-released>old !review>A" },
{ "edited in question", ST_QUESTION, EV_EDIT, "R", NEEDED, ST_SPONSOR, "revise sponsor-released>old !sponsor-ask>S" },
{ "edited in question without sponsor", ST_QUESTION, EV_EDIT, "R", PLAIN, ST_REVIEW, "revise sponsor-released>old !review>A" },
{ "approved", ST_REVIEW, EV_APPROVE, "A", PLAIN, ST_APPROVED, "token transcript>a decided-note>O" },
{ "approved by the first of two", ST_REVIEW, EV_APPROVE, "A", FIRST, ST_REVIEW, "transcript>a !decided-note>O" },
{ "the first of two did not approve", ST_REVIEW, EV_NOTME, "D", PLAIN, ST_REVIEW, "!forged>A" },
{ "denied", ST_REVIEW, EV_DENY, "A", PLAIN, ST_DENIED, "denied>R denied>S transcript>a decided-note>O" },
{ "asked", ST_REVIEW, EV_ASK, "A", PLAIN, ST_QUESTION, "question>R transcript>a" },
{ "answered", ST_QUESTION, EV_ANSWER, "R", PLAIN, ST_REVIEW, "!review>A" },
{ "sponsor did not confirm", ST_REVIEW, EV_NOTME, "S", NEEDED, ST_SPONSOR, "forged>A !sponsor-ask>S status>R" },
{ "token made", ST_APPROVED, EV_TOKEN_MADE, "M", PLAIN, ST_ISSUED, "issued>R issued-note>S" },
{ "token impossible", ST_APPROVED, EV_TOKEN_IMPOSSIBLE, "M", PLAIN, ST_REVIEW, "!problem>A" },
{ "made by hand", ST_APPROVED, EV_DONE, "A", MANUAL, ST_ISSUED, "void-token issued>R issued-note>S" },
{ "deleted by hand, revoked", ST_REVOKED, EV_DONE, "A", MANUAL | TO_DELETE, ST_ANY, "gone transcript>a" },
{ "deleted by hand, expired", ST_EXPIRED, EV_DONE, "A", MANUAL | TO_DELETE, ST_ANY, "gone transcript>a" },
{ "deleted by hand, lapsed", ST_LAPSED, EV_DONE, "A", MANUAL | TO_DELETE, ST_ANY, "gone transcript>a" },
{ "deleted by hand, in review again", ST_REVIEW, EV_DONE, "A", MANUAL | TO_DELETE, ST_ANY, "gone transcript>a" },
{ "its owner says that it is active", ST_ISSUED, EV_DONE, "R", MANUAL, ST_ACTIVE, "replace transcript>a" },
{ "not me, approved", ST_APPROVED, EV_NOTME, "SDR", PLAIN, ST_REVIEW, "void-token delete !forged>A forged>R forged>S" },
{ "adopted, not confirmed here", ST_SPONSOR, EV_TOKEN_ADOPTED, "M", NEEDED, ST_ISSUED, "" },
{ "adopted, not decided here", ST_REVIEW, EV_TOKEN_ADOPTED, "M", PLAIN, ST_ISSUED, "" },
{ "adopted, asked here", ST_QUESTION, EV_TOKEN_ADOPTED, "M", PLAIN, ST_ISSUED, "" },
{ "adopted, owed here", ST_APPROVED, EV_TOKEN_ADOPTED, "M", PLAIN, ST_ISSUED, "void-token" },
{ "adopted in another's place", ST_ISSUED, EV_TOKEN_ADOPTED, "M", PLAIN, ST_ISSUED, "" },
{ "adopted, another was active", ST_ACTIVE, EV_TOKEN_ADOPTED, "M", PLAIN, ST_ISSUED, "" },
{ "seen active", ST_ISSUED, EV_SEEN_ACTIVE, "M", PLAIN, ST_ACTIVE, "replace" },
{ "renewed by an active one, owed", ST_APPROVED, EV_REPLACED, "M", PLAIN, ST_EXPIRED, "void-token delete expired>R expired>S" },
{ "renewed by an active one, issued", ST_ISSUED, EV_REPLACED, "M", PLAIN, ST_EXPIRED, "delete expired>R expired>S" },
{ "renewed by an active one", ST_ACTIVE, EV_REPLACED, "M", PLAIN, ST_EXPIRED, "delete expired>R expired>S" },
{ "changed by hand, issued", ST_ISSUED, EV_TOKEN_CHANGED, "M", PLAIN, ST_ISSUED, "token-changed>R token-changed>S !token-changed>A" },
{ "changed by hand, active", ST_ACTIVE, EV_TOKEN_CHANGED, "M", PLAIN, ST_ACTIVE, "token-changed>R token-changed>S !token-changed>A" },
{ "deleted by hand, issued", ST_ISSUED, EV_TOKEN_GONE, "M", PLAIN, ST_REVOKED, "revoked>R revoked>S revoked>A" },
{ "deleted by hand, active", ST_ACTIVE, EV_TOKEN_GONE, "M", PLAIN, ST_REVOKED, "revoked>R revoked>S revoked>A" },
{ "resend pending", ST_ISSUED, EV_RESEND, "R", PLAIN, ST_APPROVED, "token" },
{ "resend active", ST_ACTIVE, EV_RESEND, "R", PLAIN, ST_APPROVED, "token" },
{ "revoke issued", ST_ISSUED, EV_REVOKE, "ASR", PLAIN, ST_REVOKED, "delete revoked>R revoked>S revoked>A" },
{ "revoke active", ST_ACTIVE, EV_REVOKE, "ASR", PLAIN, ST_REVOKED, "delete revoked>R revoked>S revoked>A" },
{ "not me, issued", ST_ISSUED, EV_NOTME, "SDR", PLAIN, ST_REVOKED, "delete forged>A revoked>R revoked>S" },
{ "not me, active", ST_ACTIVE, EV_NOTME, "SDR", PLAIN, ST_REVOKED, "delete forged>A revoked>R revoked>S" },
{ "end date, issued", ST_ISSUED, EV_END_DATE, "M", PLAIN, ST_EXPIRED, "delete expired>R expired>S" },
{ "end date, active", ST_ACTIVE, EV_END_DATE, "M", PLAIN, ST_EXPIRED, "delete expired>R expired>S" },
{ "renew issued", ST_ISSUED, EV_RENEW, "R", PLAIN, ST_ISSUED, "renew" },
{ "renew active", ST_ACTIVE, EV_RENEW, "R", PLAIN, ST_ACTIVE, "renew" },
{ "reminded of sponsoring", ST_SPONSOR, EV_REMIND, "M", NEEDED, ST_SPONSOR, "!sponsor-reminder>S" },
{ "reminded of deciding", ST_REVIEW, EV_REMIND, "M", PLAIN, ST_REVIEW, "!review-reminder>A" },
{ "overdue", ST_REVIEW, EV_OVERDUE, "M", PLAIN, ST_REVIEW, "!overdue>A overdue>H status>R" },
{ "reminded of activating", ST_ISSUED, EV_REMIND, "M", PLAIN, ST_ISSUED, "activate-reminder>R" },
{ "the end is near, issued", ST_ISSUED, EV_END_NEAR, "M", PLAIN, ST_ISSUED, "expiry-warning>R" },
{ "the end is near, active", ST_ACTIVE, EV_END_NEAR, "M", PLAIN, ST_ACTIVE, "expiry-warning>R" },
{ "asked whether it is still used", ST_ACTIVE, EV_STILL_USED, "M", PLAIN, ST_ACTIVE, "!token-review>R !token-review>S" },
{ "it is", ST_ACTIVE, EV_KEEP, "RS", ASKED, ST_ACTIVE, "transcript>a" },
{ "nobody says so", ST_ACTIVE, EV_UNANSWERED, "M", ASKED, ST_ACTIVE, "doubt" },
{ "the sponsor who was asked has left", ST_SPONSOR, EV_SPONSOR_LEFT, "M", NEEDED, ST_SPONSOR, "sponsor-left>R" },
{ "the sponsor who confirmed has left", ST_REVIEW, EV_SPONSOR_LEFT, "M", NEEDED, ST_REVIEW, "sponsor-left>R" },
{ "the sponsor has left during a question", ST_QUESTION, EV_SPONSOR_LEFT, "M", NEEDED, ST_QUESTION, "sponsor-left>R" },
{ "cancel incomplete", ST_INCOMPLETE, EV_CANCEL, "R", PLAIN, ST_CANCELLED, "cancelled>R cancelled>asked" },
{ "cancel checking", ST_CHECKING, EV_CANCEL, "R", PLAIN, ST_CANCELLED, "void-lookup cancelled>R cancelled>asked" },
{ "cancel sponsor", ST_SPONSOR, EV_CANCEL, "R", PLAIN, ST_CANCELLED, "cancelled>R cancelled>asked" },
{ "cancel review", ST_REVIEW, EV_CANCEL, "R", PLAIN, ST_CANCELLED, "cancelled>R cancelled>asked" },
{ "cancel question", ST_QUESTION, EV_CANCEL, "R", PLAIN, ST_CANCELLED, "cancelled>R cancelled>asked" },
{ "lapsed at the sponsor", ST_SPONSOR, EV_TIME_UP, "M", PLAIN, ST_LAPSED, "lapsed>R lapsed>asked" },
{ "lapsed in question", ST_QUESTION, EV_TIME_UP, "M", PLAIN, ST_LAPSED, "lapsed>R lapsed>asked" },
{ "lapsed incomplete", ST_INCOMPLETE, EV_TIME_UP, "M", PLAIN, ST_LAPSED, "lapsed>R lapsed>asked" },
{ "lapsed issued", ST_ISSUED, EV_TIME_UP, "M", PLAIN, ST_LAPSED, "delete lapsed>R lapsed>asked" },
};
/* clang-format on */

static const char letters[] = "RSADM";
static const enum role roles[] = { ROLE_REQUESTER, ROLE_SPONSOR, ROLE_ADMIN,
	ROLE_DECIDER, ROLE_MAILPROC };

static struct situation
situation(enum state in, unsigned facts)
{
	return (struct situation){ .state = in,
		.missing = (facts & MISSING) != 0,
		.directory = (facts & DIRECTORY) != 0,
		.sponsor_needed = (facts & NEEDED) != 0,
		.manual = (facts & MANUAL) != 0,
		.asked = (facts & ASKED) != 0,
		.first_of_two = (facts & FIRST) != 0,
		.to_delete = (facts & TO_DELETE) != 0 };
}

/* A row's effects in the words of the table above. */
static void
describe(const struct row *row, char *out, size_t size)
{
	static const char *const whom[] = { [TO_REQUESTER] = "R",
		[TO_SPONSOR] = "S",
		[TO_OLD_SPONSOR] = "old",
		[TO_ADMINS] = "A",
		[TO_ACTOR] = "a",
		[TO_OTHER_ADMINS] = "O",
		[TO_ASKED] = "asked",
		[TO_WRITER] = "W",
		[TO_HELP_DESK] = "H" };
	size_t n = 0;

	out[0] = '\0';
	for (int i = 0; i < EFFECTS_MAX; i++) {
		const struct effect *fx = &row->effect[i];
		char one[64] = "";

		if (fx->kind == FX_MAIL || fx->kind == FX_ASK)
			snprintf(one, sizeof one, "%s%s>%s",
			    fx->kind == FX_ASK ? "!" : "", fx->template,
			    whom[fx->whom]);
		else if (fx->kind == FX_DEBT || fx->kind == FX_VOID)
			snprintf(one, sizeof one, "%s%s",
			    fx->kind == FX_VOID ? "void-" : "",
			    debt_kind_name(fx->debt));
		else if (fx->kind == FX_REVISE)
			snprintf(one, sizeof one, "revise");
		else if (fx->kind == FX_GONE)
			snprintf(one, sizeof one, "gone");
		else if (fx->kind == FX_RENEW)
			snprintf(one, sizeof one, "renew");
		else if (fx->kind == FX_DOUBT)
			snprintf(one, sizeof one, "doubt");
		else if (fx->kind == FX_REPLACE)
			snprintf(one, sizeof one, "replace");
		else
			break;
		n += (size_t)snprintf(out + n, size - n, "%s%s",
		    n == 0 ? "" : " ", one);
		assert_true(n < size);
	}
}

static bool
is_expected(enum state in, enum event_type on, char by, unsigned facts)
{
	if (on == EV_STATUS || on == EV_HELP || on == EV_WHY)
		return in != ST_NONE && by != 'M';
	for (size_t i = 0; i < N(rows); i++) {
		const struct expected *e = &rows[i];
		/* rows that ask for nothing special fit all facts */
		bool sponsor = e->on == EV_REQUEST || e->on == EV_ANSWER ||
		    e->on == EV_FOUND || e->on == EV_EDIT ||
		    e->on == EV_SPONSOR;
		bool fits = e->facts == facts ||
		    (!sponsor && e->on != EV_DONE && e->facts != ASKED) ||
		    (e->on == EV_ANSWER && e->in == ST_QUESTION);

		if (e->in == in && e->on == on && fits &&
		    strchr(e->by, by) != NULL)
			return true;
	}
	return false;
}

static void
check_row(void **state)
{
	const struct expected *want = *state;
	struct situation now = situation(want->in, want->facts);
	char got[256];

	for (size_t i = 0; i < N(roles); i++) {
		struct decision d = decide(&now, want->on, roles[i]);

		if (strchr(want->by, letters[i]) == NULL &&
		    is_expected(want->in, want->on, letters[i], want->facts))
			continue; /* by another row */
		if (strchr(want->by, letters[i]) == NULL) {
			assert_int_not_equal(d.reason, RE_OK);
			assert_null(d.row);
			continue;
		}
		assert_int_equal(d.reason, RE_OK);
		assert_int_equal(d.row->to, want->to);
		describe(d.row, got, sizeof got);
		assert_string_equal(got, want->mails);
	}
}

/* Everything that the table does not name is refused, and changes nothing. */
static void
every_other_triple_is_refused(void **state)
{
	static const unsigned facts[] = { PLAIN, NEEDED };
	int refused = 0, allowed = 0;

	(void)state;
	for (int in = 0; in < ST_COUNT; in++)
		for (int on = 0; on < EV_COUNT; on++)
			for (size_t k = 0; k < N(roles) * N(facts); k++) {
				size_t by = k / N(facts);
				unsigned f = facts[k % N(facts)];
				struct situation now =
				    situation((enum state)in, f);
				struct decision d = decide(&now,
				    (enum event_type)on, roles[by]);
				bool want = is_expected((enum state)in,
				    (enum event_type)on, letters[by], f);

				if (want != (d.reason == RE_OK))
					fail_msg("%s %s %c: %s",
					    state_name((enum state)in),
					    event_name((enum event_type)on),
					    letters[by], reason_name(d.reason));
				assert_true((d.row != NULL) == want);
				refused += want ? 0 : 1;
				allowed += want ? 1 : 0;
			}
	print_message("%d triples allowed, %d refused\n", allowed, refused);
	assert_true(refused > 8 * allowed);
}

static void
nobody_without_a_role_may_do_anything(void **state)
{
	(void)state;
	for (int in = 0; in < ST_COUNT; in++)
		for (int on = 0; on < EV_COUNT; on++) {
			struct situation now = situation((enum state)in, 0);

			assert_int_equal(
			    decide(&now, (enum event_type)on, 0).reason,
			    RE_NOT_ALLOWED);
		}
}

static struct again {
	const char *name;
	enum state in;
	enum event_type sponsor_said;
	enum event_type admin_said;
	enum event_type on;
	enum role by;
	enum reason want;
} agains[] = {
	{ "confirmed twice", ST_REVIEW, EV_CONFIRM, EV_NONE, EV_CONFIRM,
	    ROLE_SPONSOR, RE_ALREADY_DONE },
	{ "confirmed, then declined", ST_REVIEW, EV_CONFIRM, EV_NONE,
	    EV_DECLINE, ROLE_SPONSOR, RE_WRONG_STATE },
	{ "confirmed again when active", ST_ACTIVE, EV_CONFIRM, EV_APPROVE,
	    EV_CONFIRM, ROLE_SPONSOR, RE_ALREADY_DONE },
	{ "declined twice", ST_DECLINED, EV_DECLINE, EV_NONE, EV_DECLINE,
	    ROLE_SPONSOR, RE_ALREADY_DONE },
	{ "approved twice", ST_APPROVED, EV_NONE, EV_APPROVE, EV_APPROVE,
	    ROLE_ADMIN, RE_ALREADY_DONE },
	{ "approved again when issued", ST_ISSUED, EV_NONE, EV_APPROVE,
	    EV_APPROVE, ROLE_ADMIN, RE_ALREADY_DONE },
	{ "approved, then denied", ST_ISSUED, EV_NONE, EV_APPROVE, EV_DENY,
	    ROLE_ADMIN, RE_WRONG_STATE },
	{ "denied twice", ST_DENIED, EV_NONE, EV_DENY, EV_DENY, ROLE_ADMIN,
	    RE_ALREADY_DONE },
	{ "denied, then approved", ST_DENIED, EV_NONE, EV_DENY, EV_APPROVE,
	    ROLE_ADMIN, RE_WRONG_STATE },
	{ "cancelled twice", ST_CANCELLED, EV_NONE, EV_NONE, EV_CANCEL,
	    ROLE_REQUESTER, RE_ALREADY_DONE },
	{ "revoked twice", ST_REVOKED, EV_NONE, EV_APPROVE, EV_REVOKE,
	    ROLE_SPONSOR, RE_ALREADY_DONE },
	{ "asked twice", ST_QUESTION, EV_NONE, EV_NONE, EV_ASK, ROLE_ADMIN,
	    RE_WRONG_STATE },
	{ "approved in the sponsor's state", ST_SPONSOR, EV_NONE, EV_NONE,
	    EV_APPROVE, ROLE_ADMIN, RE_WRONG_STATE },
	{ "approved by the sponsor", ST_REVIEW, EV_CONFIRM, EV_NONE, EV_APPROVE,
	    ROLE_SPONSOR, RE_NOT_ALLOWED },
	{ "done where Canvas is asked", ST_APPROVED, EV_NONE, EV_APPROVE,
	    EV_DONE, ROLE_ADMIN, RE_WRONG_STATE },
};

static void
check_again(void **state)
{
	const struct again *a = *state;
	struct situation now = { .state = a->in,
		.sponsor_said = a->sponsor_said,
		.admin_said = a->admin_said };
	struct decision d = decide(&now, a->on, a->by);

	assert_string_equal(reason_name(d.reason), reason_name(a->want));
	assert_null(d.row);
}

static void
an_edit_with_something_missing_says_so(void **state)
{
	struct situation now = situation(ST_REVIEW, MISSING | NEEDED);

	(void)state;
	assert_int_equal(decide(&now, EV_EDIT, ROLE_REQUESTER).reason,
	    RE_MISSING_FIELDS);
}

/* Twice the same admin is one approval; somebody else's is the second. */
static void
two_approvals_are_of_two_people(void **state)
{
	struct situation now = situation(ST_REVIEW, PLAIN);

	(void)state;
	now.approved_already = true;
	assert_int_equal(decide(&now, EV_APPROVE, ROLE_ADMIN).reason,
	    RE_ALREADY_DONE);
	assert_int_equal(decide(&now, EV_DENY, ROLE_ADMIN).reason, RE_OK);
	now.approved_already = false;
	assert_int_equal(decide(&now, EV_APPROVE, ROLE_ADMIN).row->to,
	    ST_APPROVED);
}

static void
what_is_deleted_by_hand_is_deleted_once(void **state)
{
	struct situation now = situation(ST_REVOKED, MANUAL);

	(void)state;
	now.deleted = true;
	assert_int_equal(decide(&now, EV_DONE, ROLE_ADMIN).reason,
	    RE_ALREADY_DONE);
}

static void
ended_states_never_change(void **state)
{
	(void)state;
	for (size_t i = 0; i < workflow_rows; i++)
		if (workflow[i].from != ST_ANY)
			assert_false(state_ended(workflow[i].from));
}

int
main(void)
{
	struct CMUnitTest by_row[N(rows)], by_again[N(agains)];
	const struct CMUnitTest whole[] = {
		cmocka_unit_test(every_other_triple_is_refused),
		cmocka_unit_test(nobody_without_a_role_may_do_anything),
		cmocka_unit_test(an_edit_with_something_missing_says_so),
		cmocka_unit_test(two_approvals_are_of_two_people),
		cmocka_unit_test(what_is_deleted_by_hand_is_deleted_once),
		cmocka_unit_test(ended_states_never_change),
	};

	TEST_CASES(by_row, rows, check_row);
	TEST_CASES(by_again, agains, check_again);
	return run_tests("rows", by_row, N(by_row)) +
	    run_tests("again", by_again, N(by_again)) +
	    run_tests("workflow", whole, N(whole));
}
