/*
 * model - what has to be true, by a table of its own (interface.md section 5).
 */
#include <inttypes.h>
#include <string.h>

#include "tests/walk/walk.h"

#define KEY_DAYS   14
#define BIT(state) (1u << (state))

enum { R = 1, S = 2, A = 4, D = 8 }; /* who may */
enum need { ID, KEY, FRESH };        /* CONFIRM: the key, or the id alone */

/*
 * Mails: TEMPLATE>WHOM; R requester, S sponsor, A every admin, a the acting
 * one, O the other, o the sponsor before, W whoever wrote.
 */
/* clang-format off */
static const struct row {
	unsigned in;
	enum event_type on;
	unsigned by;
	enum need need;
	enum state to; /* ST_NONE: sponsor, or review where none is needed */
	const char *mails;
} table[] = {
{ BIT(ST_INCOMPLETE), EV_ANSWER,  R, ID,    ST_NONE,      "received>R sponsor-ask>S|received>R review>A" },
{ BIT(ST_SPONSOR),    EV_CONFIRM, S, FRESH, ST_REVIEW,   "sponsor-thanks>S sponsor-confirmed>R review>A" },
{ BIT(ST_SPONSOR),    EV_DECLINE, S, FRESH, ST_DECLINED, "sponsor-declined>R sponsor-thanks>S" },
{ BIT(ST_SPONSOR),    EV_SPONSOR, R, ID,    ST_SPONSOR,  "sponsor-released>o sponsor-ask>S received>R" },
{ BIT(ST_SPONSOR) | BIT(ST_REVIEW) | BIT(ST_QUESTION),
                      EV_EDIT,    R, ID,    ST_NONE,      "sponsor-ask>S|review>A" },
{ BIT(ST_REVIEW),     EV_APPROVE, A, KEY,   ST_APPROVED, "transcript>a decided-note>O" },
{ BIT(ST_REVIEW),     EV_DENY,    A, KEY,   ST_DENIED,   "denied>R denied>S transcript>a decided-note>O" },
{ BIT(ST_REVIEW),     EV_ASK,     A, KEY,   ST_QUESTION, "question>R transcript>a" },
{ BIT(ST_QUESTION),   EV_ANSWER,  R, ID,    ST_REVIEW,   "review>A" },
{ BIT(ST_REVIEW),     EV_NOTME,   S, ID,    ST_SPONSOR,  "forged>A sponsor-ask>S status>R" },
{ BIT(ST_APPROVED),   EV_NOTME, S|D|R, ID,  ST_REVIEW,   "forged>A forged>R forged>S" },
{ BIT(ST_ISSUED) | BIT(ST_ACTIVE),
                      EV_NOTME, S|D|R, ID,  ST_REVOKED,  "forged>A revoked>R revoked>S" },
{ BIT(ST_ISSUED) | BIT(ST_ACTIVE),
                      EV_RESEND,  R, ID,    ST_APPROVED, "" },
{ BIT(ST_ISSUED) | BIT(ST_ACTIVE),
                      EV_REVOKE, S|R, ID,   ST_REVOKED,  "revoked>R revoked>S revoked>A" },
{ BIT(ST_ISSUED) | BIT(ST_ACTIVE),
                      EV_REVOKE,  A, KEY,   ST_REVOKED,  "revoked>R revoked>S revoked>A" },
{ BIT(ST_INCOMPLETE) | BIT(ST_SPONSOR) | BIT(ST_REVIEW) | BIT(ST_QUESTION),
                      EV_CANCEL,  R, ID,    ST_CANCELLED, "cancelled>R" },
};

/* What work may bring, each to be told. */
const struct brought model_brought[] = {
	{ ST_APPROVED, ST_ISSUED, "issued>R issued-note>S" },
	{ ST_APPROVED, ST_REVIEW, "problem>A" },
	{ ST_ISSUED, ST_ACTIVE, "" },
	{ ST_ISSUED, ST_EXPIRED, "expired>R expired>S" },
	{ ST_ACTIVE, ST_EXPIRED, "expired>R expired>S" },
	{ ST_APPROVED, ST_EXPIRED, "expired>R expired>S" },
	{ ST_INCOMPLETE, ST_LAPSED, "lapsed>R" },
	{ ST_SPONSOR, ST_LAPSED, "lapsed>R lapsed>S" },
	{ ST_QUESTION, ST_LAPSED, "lapsed>R" },
	{ ST_ISSUED, ST_LAPSED, "lapsed>R" },
};
/* clang-format on */

const size_t model_brought_rows =
    sizeof model_brought / sizeof model_brought[0];

/* What may come at any hour, and what answers who wrote. */
static const char *const at_any_time[] = { "sponsor-reminder",
	"review-reminder", "overdue", "status", "activate-reminder",
	"expiry-warning", "token-review", "digest", "lapsed", NULL };
static const char *const to_writers[] = { "transcript", "status", "help",
	"missing", "challenge", NULL };
static const char *const keyed[] = { "sponsor-ask", "sponsor-reminder",
	"review", "review-reminder", "overdue", "problem", "forged",
	"challenge", NULL };

static bool
among(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

/* Others are told of these two, and asked nothing. */
bool
model_is_keyed(const struct letter *l)
{
	bool for_admins = strcmp(l->template, "forged") == 0 ||
	    strcmp(l->template, "overdue") == 0;

	return among(l->template, keyed) &&
	    (!for_admins || l->to == ADMIN || l->to == BOSS);
}

bool
model_may_come(const char *template, bool wrote)
{
	return among(template, wrote ? to_writers : at_any_time);
}

bool
model_key_good(const struct model *m, const struct letter *l)
{
	const struct kept *r = &m->request[l->request];
	bool challenge = strcmp(l->template, "challenge") == 0;

	if (!model_is_keyed(l) || l->used || m->now - l->at >= KEY_DAYS * DAY)
		return false;
	/* a revocation that was asked about stays one */
	return l->epoch == r->epoch || (challenge && r->state != ST_REVIEW);
}

bool
model_needs_sponsor(enum who requester)
{
	return requester == STU || requester == TA;
}

bool
model_is_late(const struct model *m, const struct kept *r)
{
	return m->now > r->until - DAY;
}

static unsigned
roles(const struct kept *r, enum who w)
{
	return (w == r->requester ? R : 0) | (w == r->sponsor ? S : 0) |
	    (w == ADMIN || w == BOSS ? A : 0) | (w == r->decider ? D : 0);
}

static int
open_of(const struct model *m, enum who w)
{
	int n = 0;

	for (int i = 1; i <= m->requests; i++) {
		const struct kept *r = &m->request[i];

		n += r->requester == w && !state_ended(r->state) &&
		    r->state != ST_ISSUED && r->state != ST_ACTIVE;
	}
	return n;
}

static bool
proven(const struct model *m, const struct act *a, enum need need)
{
	const struct letter *l = a->answers;
	bool good = l != NULL && model_key_good(m, l);
	bool none = l == NULL || !model_is_keyed(l);

	if (a->grade == GRADE_FAIL || a->machine)
		return false;
	/* a challenge is answered by whoever holds its key */
	if (good && (need == FRESH || strcmp(l->template, "challenge") == 0))
		return true;
	return a->grade == GRADE_DMARC &&
	    (need == ID || (need == KEY ? good : none));
}

static void
expect_new(const struct model *m, const struct act *a, struct expected *e)
{
	bool sponsor = model_needs_sponsor(a->writer);

	if (a->grade != GRADE_DMARC || open_of(m, a->writer) >= OPEN_MAX)
		return;
	e->fresh = true;
	e->states = BIT(a->lacks ? ST_INCOMPLETE :
		sponsor          ? ST_SPONSOR :
				   ST_REVIEW);
	e->mails = a->lacks ? "missing>R" :
	    sponsor         ? "received>R sponsor-ask>S" :
			      "received>R review>A";
}

static void
expect_row(const struct kept *r, const struct row *row, struct expected *e)
{
	const char *other = strchr(row->mails, '|');
	bool sponsor = model_needs_sponsor(r->requester);

	e->mails = other != NULL && !sponsor ? other + 1 : row->mails;
	e->states = BIT(row->to != ST_NONE ? row->to :
		sponsor                    ? ST_SPONSOR :
					     ST_REVIEW);
	e->applied = true;
}

void
model_expect(const struct model *m, const struct act *a, struct expected *e)
{
	const struct kept *r = &m->request[a->request];
	bool live = r->state == ST_ISSUED || r->state == ST_ACTIVE;
	unsigned by = roles(r, a->writer);
	enum event_type on = a->on;

	*e = (struct expected){ .states = BIT(r->state),
		.silent = a->machine || a->grade == GRADE_FAIL,
		.mails = "" };
	/* a sponsor who writes APPROVE confirms */
	if ((by & S) != 0 && (on == EV_APPROVE || on == EV_DENY))
		on = on == EV_APPROVE ? EV_CONFIRM : EV_DECLINE;
	if (on == EV_REQUEST)
		expect_new(m, a, e);
	/* a few words may be a request without a form */
	if (on == EV_NONE && a->answers == NULL)
		e->fresh_maybe = a->grade == GRADE_DMARC && !a->machine &&
		    open_of(m, a->writer) < OPEN_MAX;
	if (on == EV_RENEW)
		e->fresh_maybe =
		    a->grade == GRADE_DMARC && live && (by & R) != 0;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const struct row *row = &table[i];

		if ((row->in & BIT(r->state)) == 0 || row->on != on ||
		    (row->by & by) == 0 || !proven(m, a, row->need) ||
		    (on == EV_SPONSOR && a->sponsor == r->sponsor))
			continue;
		expect_row(r, row, e);
		return;
	}
}
