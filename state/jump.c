#include "state/jump.h"

#include <stdlib.h>

#include "mailproc/base/text.h"
#include "state/sql.h"

#define SIGNS_MAX  10000
#define NOTE_EVERY 60 /* seconds: a run is noted, not every look of a watch */

/* The longest step from one sign of life to the next; where it began. */
static int64_t
longest_step(const struct clock_row *row, const int64_t *since, int n,
    int64_t now, int64_t *from)
{
	int64_t last = row->ran_at, longest = 0;

	if (last == 0)
		last = n > 0 ? since[0] : now;
	for (int i = 0; i <= n; i++) {
		int64_t t = i < n ? since[i] : now;

		if (t - last > longest) {
			longest = t - last;
			*from = last;
		}
		if (t > last)
			last = t;
	}
	return longest;
}

struct clock_verdict
clock_judge(struct clock_row *row, const int64_t *since, int n, int64_t now)
{
	struct clock_verdict v = { .backwards = now < row->ran_at };
	int64_t usual = row->pace + row->pace / 4, from = 0;

	/* a clock that was set back explains itself */
	if (row->jumped_from > 0 && now - row->jumped_from <= JUMP_MAX)
		row->jumped_from = row->jumped_to = 0;
	if (!v.backwards && now - row->ran_at > usual &&
	    longest_step(row, since, n, now, &from) > JUMP_MAX) {
		if (row->jumped_from == 0)
			row->jumped_from = from;
		row->jumped_to = now;
	}
	if (row->ran_at > 0 && now > row->ran_at)
		row->pace = now - row->ran_at;
	row->ran_at = now;
	v.hold = row->jumped_from > 0;
	return v;
}

enum status
clock_load(struct store *st, struct clock_row *out, struct err *err)
{
	struct sql q = sql_begin(st, Q_CLOCK);

	*out = (struct clock_row){ 0 };
	if (sql_row(&q)) {
		out->ran_at = sql_get_int(&q, 0);
		out->pace = sql_get_int(&q, 1);
		out->message = sql_get_int(&q, 2);
		out->jumped_from = sql_get_int(&q, 3);
		out->jumped_to = sql_get_int(&q, 4);
	}
	return sql_end(&q, err);
}

static enum status
save(struct store *st, const struct clock_row *row, struct err *err)
{
	struct sql q = sql_begin(st, Q_CLOCK_SET);

	sql_int(&q, 1, row->ran_at);
	sql_int(&q, 2, row->pace);
	sql_int(&q, 3, row->message);
	sql_int(&q, 4, row->jumped_from);
	sql_int(&q, 5, row->jumped_to);
	return sql_do(&q, err);
}

/* When messages came since the last run; the newest is noted in row. */
static enum status
signs_of_life(struct store *st, struct clock_row *row, int64_t *since, int *n,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_MESSAGES_SINCE);

	*n = 0;
	sql_int(&q, 1, row->message);
	while (sql_row(&q)) {
		row->message = sql_get_int(&q, 0);
		if (*n < SIGNS_MAX)
			since[(*n)++] = sql_get_int(&q, 1);
	}
	return sql_end(&q, err);
}

static bool
is_news(const struct clock_row *before, const struct clock_row *after)
{
	return after->ran_at < before->ran_at ||
	    after->ran_at - before->ran_at >= NOTE_EVERY ||
	    after->jumped_from != before->jumped_from;
}

enum status
clock_run(struct store *st, int64_t now, struct clock_row *row,
    struct clock_verdict *out, struct err *err)
{
	int64_t *since = xmalloc(SIGNS_MAX * sizeof *since);
	struct clock_row before;
	enum status rc;
	int n;

	if ((rc = store_begin(st, err)) != OK) {
		free(since);
		return rc;
	}
	if ((rc = clock_load(st, row, err)) == OK &&
	    (rc = signs_of_life(st, row, since, &n, err)) == OK) {
		before = *row;
		*out = clock_judge(row, since, n, now);
		if (is_news(&before, row) && (rc = save(st, row, err)) == OK)
			rc = store_commit(st, err);
	}
	store_rollback(st);
	free(since);
	return rc;
}

enum status
clock_confirm(struct store *st, int64_t now, struct err *err)
{
	struct clock_row row;
	struct clock_verdict ignored;
	enum status rc;

	if ((rc = clock_run(st, now, &row, &ignored, err)) != OK ||
	    (rc = store_begin(st, err)) != OK)
		return rc;
	row.jumped_from = row.jumped_to = 0;
	if ((rc = save(st, &row, err)) == OK)
		rc = store_commit(st, err);
	store_rollback(st);
	return rc;
}
