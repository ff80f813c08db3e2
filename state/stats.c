#include "state/stats.h"

#include <jansson.h>

#include "state/sql.h"

const struct metric metrics[] = {
	{ "requests", "state", "Requests by their state." },
	{ "requests_overdue", NULL,
	    "Requests in review whose promised day is over." },
	{ "requests_newest", NULL, "The newest number of a request." },
	{ "tokens", "state",
	    "Tokens of requests that are issued or active, by their state." },
	{ "tokens_ending", NULL, "Live tokens that end within 14 days." },
	{ "held", "reason", "Messages kept aside, by reason." },
	{ "messages", NULL, "Messages that came in." },
	{ "outbox", "state", "Mails and calls of Canvas owed, by state." },
	{ "outbox_due", NULL, "Debts that are due and not paid." },
	{ "outbox_oldest_due_seconds", NULL,
	    "How long the oldest of them has been due." },
	{ "mails_last_hour", NULL, "Mails handed over in the last hour." },
	{ "people", NULL, "People in the directory who have not left." },
	{ "audit_rows", NULL, "Rows of the audit trail." },
};
const size_t metric_rows = sizeof metrics / sizeof metrics[0];

/* Every word that a label may have counts 0 to begin with. */
static void
begin_words(json_t *all)
{
	json_t *requests = json_object(), *outbox = json_object();
	json_t *held = json_object();

	for (int s = ST_NONE + 1; s < ST_COUNT; s++)
		json_object_set_new(requests, state_name((enum state)s),
		    json_integer(0));
	for (int s = 0; s < DEBT_STATE_COUNT; s++)
		json_object_set_new(outbox, debt_state_name((enum debt_state)s),
		    json_integer(0));
	for (int r = 0; r < RE_COUNT; r++)
		if (reason_verdict((enum reason)r) == VERDICT_HOLD)
			json_object_set_new(held, reason_name((enum reason)r),
			    json_integer(0));
	json_object_set_new(held, reason_name(RE_DUPLICATE), json_integer(0));
	json_object_set_new(all, "requests", requests);
	json_object_set_new(all, "outbox", outbox);
	json_object_set_new(all, "held", held);
	json_object_set_new(all, "tokens",
	    json_pack("{s:i, s:i}", "pending", 0, "active", 0));
}

static void
take_row(json_t *all, const char *name, const char *word, int64_t value)
{
	json_t *words = json_object_get(all, name);

	if (words == NULL)
		json_object_set_new(all, name, json_integer(value));
	else
		json_object_set_new(words, word, json_integer(value));
}

static enum status
count(struct store *st, int64_t now, json_t *all, struct err *err)
{
	struct sql q = sql_begin(st, Q_STATS);

	sql_int(&q, 1, now);
	while (sql_row(&q))
		take_row(all, sql_get_text(&q, 0), sql_get_text(&q, 1),
		    sql_get_int(&q, 2));
	return sql_end(&q, err);
}

enum status
stats_each(struct store *st, int64_t now,
    void (*fn)(void *ctx, const struct metric *m, const char *word,
	int64_t value),
    void *ctx, struct err *err)
{
	json_t *all = json_object(), *value, *n;
	const char *word;
	enum status rc;

	begin_words(all);
	rc = count(st, now, all, err);
	for (size_t i = 0; rc == OK && i < metric_rows; i++) {
		value = json_object_get(all, metrics[i].name);
		if (metrics[i].label == NULL) {
			fn(ctx, &metrics[i], NULL, json_integer_value(value));
			continue;
		}
		json_object_foreach(value, word, n)
		{
			fn(ctx, &metrics[i], word, json_integer_value(n));
		}
	}
	json_decref(all);
	return rc;
}
