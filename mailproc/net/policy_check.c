#include "mailproc/net/policy_check.h"

#include <stdio.h>

#define POLICY "policy"
#define TEXT   200
#define ADMINS 64

struct checking {
	const struct config *config;
	line_fn line;
	void *ctx;
	int found;
};

static void
tell(struct checking *k, const char *result, const char *detail,
    const char *repair)
{
	k->line(k->ctx, result, POLICY, detail, repair);
	k->found++;
}

/* The names of these standings, "student, ta". */
static const char *
names(unsigned standings, char out[TEXT])
{
	size_t n = 0;

	out[0] = '\0';
	for (int s = 0; s < STANDING_COUNT; s++)
		if ((standings & 1u << s) != 0)
			n += (size_t)snprintf(out + n, TEXT - n, "%s%s",
			    n == 0 ? "" : ", ",
			    standing_name((enum standing)s));
	return out;
}

/* Who is named as somebody who could ask, and may not? */
static void
check_askers(struct checking *k)
{
	const struct policy_config *p = &k->config->policy;
	unsigned unknown = 1u << STANDING_UNKNOWN, idle, roles = 0;
	char who[TEXT], text[2 * TEXT];

	if (p->may_request == 0)
		tell(k, "warn", "may_request is empty: nobody may ask",
		    "name who may ask in policy.may_request");
	idle = p->needs_sponsor & ~p->may_request & ~unknown;
	if (p->may_request != 0 && idle != 0) {
		snprintf(text, sizeof text,
		    "needs_sponsor names people who may not ask: %s",
		    names(idle, who));
		tell(k, "warn", text,
		    "take them out of policy.needs_sponsor, or put them into "
		    "policy.may_request");
	}
	for (int s = 0; s < STANDING_COUNT; s++) {
		const struct role_config *r = &k->config->role[s];

		if (r->approvals > 1 || r->risk[0] != '\0' ||
		    r->token_days_max < p->token_days_max)
			roles |= 1u << s;
	}
	if ((roles & ~p->may_request) != 0) {
		snprintf(text, sizeof text,
		    "there is a section role for people who may not ask: %s",
		    names(roles & ~p->may_request, who));
		tell(k, "warn", text,
		    "remove the section, or put them into policy.may_request");
	}
}

static void
check_reminders(struct checking *k)
{
	const struct time_config *t = &k->config->time;
	const struct policy_config *p = &k->config->policy;
	bool late = false, long_before = false;

	for (int i = 0; i < t->review_remind.n; i++)
		late = late || t->review_remind.day[i] >= t->review_days;
	if (late)
		tell(k, "warn",
		    "review_remind names a day on which the request is overdue "
		    "already: that reminder is never sent",
		    "name days before time.review_days");
	for (int i = 0; i < t->expiry_warn.n; i++)
		long_before =
		    long_before || t->expiry_warn.day[i] >= p->token_days_max;
	if (long_before)
		tell(k, "warn",
		    "expiry_warn names a day before any token is made: that "
		    "warning is never sent",
		    "name fewer days than policy.token_days_max");
}

/* How many people are the admins, aliases taken for one?  -1: nobody knows. */
static int
count_admins(const struct config *c, struct store *st)
{
	struct err ignored = ERR_INIT;
	int64_t seen[ADMINS];
	int n = 0, strangers = 0;

	for (size_t i = 0; i < c->admins.n && n < ADMINS; i++) {
		struct person p;
		bool found = false, known = false;

		person_init(&p);
		if (person_by_address(st, c->admins.item[i], &p, &found,
			&ignored) != OK)
			return -1;
		for (int k = 0; found && k < n; k++)
			known = known || seen[k] == p.id;
		if (!found)
			strangers++;
		else if (!known)
			seen[n++] = p.id;
		person_free(&p);
	}
	return n + strangers;
}

/* Two admins have to approve: are they two people? */
static void
check_approvals(struct checking *k, struct store *st)
{
	int most = 1, people;

	for (int s = 0; s < STANDING_COUNT; s++)
		if (k->config->role[s].approvals > most)
			most = k->config->role[s].approvals;
	if (most == 1 || st == NULL)
		return;
	people = count_admins(k->config, st);
	if (people >= 0 && people < most)
		tell(k, "fail",
		    "two admins have to approve, and all the addresses in "
		    "admins are one person's",
		    "name another person in admins, or set approvals = 1");
	else if (people == most)
		tell(k, "warn",
		    "two admins have to approve, and there are but two: while "
		    "one is away, or asks or sponsors, nobody can",
		    "name a third person in admins");
}

void
policy_check(const struct config *c, struct store *st, line_fn line, void *ctx)
{
	struct checking k = { c, line, ctx, 0 };

	check_askers(&k);
	check_reminders(&k);
	check_approvals(&k, st);
	if (k.found == 0)
		line(ctx, "ok", POLICY, "nothing in it contradicts itself", "");
}
