#include "state/deadlines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state/token.h"

#define DAY_SECONDS 86400
#define NO_DAYS     ((size_t)-1)
#define AT(field)   offsetof(struct time_config, field)

/* clang-format off */
const struct deadline deadlines[] = {
/* in            after          days                  name                on           several token deletes */
{ ST_INCOMPLETE, AFTER_ENTRY,  AT(answer_give_up),   "answer_give_up",   EV_TIME_UP,  false, false, false },
{ ST_QUESTION,   AFTER_ENTRY,  AT(answer_give_up),   "answer_give_up",   EV_TIME_UP,  false, false, false },
{ ST_SPONSOR,    AFTER_ENTRY,  AT(sponsor_remind),   "sponsor_remind",   EV_REMIND,   true,  false, false },
{ ST_SPONSOR,    AFTER_ENTRY,  AT(sponsor_give_up),  "sponsor_give_up",  EV_TIME_UP,  false, false, false },
{ ST_REVIEW,     AFTER_REVIEW, AT(review_remind),    "review_remind",    EV_REMIND,   true,  false, false },
{ ST_REVIEW,     AFTER_DUE,    NO_DAYS,              "review_days",      EV_OVERDUE,  false, false, false },
{ ST_ISSUED,     AFTER_ENTRY,  AT(activate_remind),  "activate_remind",  EV_REMIND,   false, true,  false },
{ ST_ISSUED,     AFTER_ENTRY,  AT(activate_give_up), "activate_give_up", EV_TIME_UP,  false, true,  true },
{ ST_ACTIVE,     AFTER_KEPT,   AT(review_tokens_after), "review_tokens_after", EV_STILL_USED, false, false, false },
{ ST_ACTIVE,     AFTER_ASKED,  AT(review_tokens_give_up), "review_tokens_give_up", EV_UNANSWERED, false, false, false },
{ ST_ISSUED,     BEFORE_END,   AT(expiry_warn),      "expiry_warn",      EV_END_NEAR, true,  true,  false },
{ ST_ACTIVE,     BEFORE_END,   AT(expiry_warn),      "expiry_warn",      EV_END_NEAR, true,  true,  false },
{ ST_ISSUED,     AFTER_END,    NO_DAYS,              "end",              EV_END_DATE, false, true,  true },
{ ST_ACTIVE,     AFTER_END,    NO_DAYS,              "end",              EV_END_DATE, false, true,  true },
};
/* clang-format on */

const size_t deadline_rows = sizeof deadlines / sizeof deadlines[0];

/* The days of a row: one number or several. */
static struct days
days_of(const struct config *c, const struct deadline *row)
{
	const char *at = (const char *)&c->time + row->days;
	struct days days = { { 0 }, 1 };

	if (row->days == NO_DAYS)
		return days;
	if (row->several)
		memcpy(&days, at, sizeof days);
	else
		memcpy(&days.day[0], at, sizeof days.day[0]);
	return days;
}

/* How far due_at has moved on, by the time spent in question. */
static int64_t
stopped(const struct config *c, const struct request *r,
    const struct holidays *h)
{
	int64_t promised =
	    calendar_business_days(r->review_at, c->time.review_days, h);

	return r->due_at > promised ? r->due_at - promised : 0;
}

/* When its clock began, and when it is due; false: this request has none. */
static bool
count_from(const struct config *c, const struct request *r,
    const struct holidays *h, int days, struct due *out)
{
	switch (out->row->after) {
	case AFTER_ENTRY:
		out->since = r->since;
		out->at = calendar_business_days(r->since, days, h);
		return r->since > 0;
	case AFTER_REVIEW:
		out->since = r->review_at;
		out->at = calendar_business_days(r->review_at, days, h) +
		    stopped(c, r, h);
		return r->review_at > 0 && out->at < r->due_at;
	case AFTER_DUE:
		out->since = r->review_at;
		out->at = r->due_at;
		return r->due_at > 0;
	case AFTER_KEPT: /* 0: never */
		out->since = r->upkeep.kept_at;
		out->at = r->upkeep.kept_at + (int64_t)days * DAY_SECONDS;
		return r->upkeep.kept_at > 0 && days > 0;
	case AFTER_ASKED:
		out->since = r->upkeep.asked_at;
		out->at = calendar_business_days(r->upkeep.asked_at, days, h);
		return r->upkeep.asked_at > 0;
	case BEFORE_END:
		out->since = r->token.expires_at;
		out->at = calendar_instant(
		    calendar_day_number(r->token.expires_at) - days, 0, 0, 0);
		/* who got it later than that has just read the day */
		return r->token.expires_at > 0 && out->at > r->decided_at;
	case AFTER_END:
		out->since = r->token.expires_at;
		out->at = r->token.expires_at + 1;
		return r->token.expires_at > 0;
	}
	return false;
}

static int
earlier(const void *a, const void *b)
{
	const struct due *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at ? 1 : 0;
}

int
deadlines_of(const struct config *c, const struct request *r,
    const struct holidays *h, struct due out[DUE_MAX])
{
	int n = 0;

	for (size_t i = 0; i < deadline_rows; i++) {
		const struct deadline *row = &deadlines[i];
		struct days days = days_of(c, row);

		if (row->in != r->state ||
		    (row->token && !token_known(&r->token)))
			continue;
		for (int d = 0; d < days.n && n < DUE_MAX; d++) {
			out[n] = (struct due){ .row = row };
			snprintf(out[n].name, DEADLINE_NAME,
			    row->several ? "%s %d" : "%s", row->name,
			    days.day[d]);
			n += count_from(c, r, h, days.day[d], &out[n]) ? 1 : 0;
		}
	}
	qsort(out, (size_t)n, sizeof *out, earlier);
	return n;
}

static bool
ends(const struct due *d)
{
	return d->row->on == EV_TIME_UP || d->row->on == EV_END_DATE;
}

/* Is it about the same thing: the answer we wait for, or the token's end? */
static bool
same_kind(const struct due *a, const struct due *b)
{
	bool a_end = a->row->after == BEFORE_END || a->row->after == AFTER_END;
	bool b_end = b->row->after == BEFORE_END || b->row->after == AFTER_END;

	return a_end == b_end;
}

bool
deadline_overtaken(const struct due *due, const struct due *done)
{
	return due->at <= done->at && !due->row->deletes &&
	    same_kind(due, done);
}

/* Due, not done, and nothing of its kind that comes later is due as well. */
static bool
is_last(const struct due *due, int n, int i, int64_t now)
{
	for (int k = i + 1; k < n; k++)
		if (due[k].at <= now && !ends(&due[k]) &&
		    same_kind(&due[i], &due[k]))
			return false;
	return true;
}

int
deadlines_pick(const struct due *due, int n, int64_t now, bool hold,
    int pick[PICK_MAX])
{
	int picked = 0;

	for (int i = 0; i < n && due[i].at <= now; i++)
		if (ends(&due[i]) && !due[i].done &&
		    !(hold && due[i].row->deletes)) {
			pick[0] = i;
			return 1;
		}
	for (int i = 0; i < n && due[i].at <= now && picked < PICK_MAX; i++)
		if (!ends(&due[i]) && !due[i].done && is_last(due, n, i, now))
			pick[picked++] = i;
	return picked;
}
