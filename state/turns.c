#include "state/turns.h"

#include "state/sql.h"

/* Turn and time of the mail that a query finds by one word; none: as given. */
static enum status
find(struct store *st, enum query which, const char *word, int *turn,
    int64_t *at, struct err *err)
{
	struct sql q = sql_begin(st, which);

	*at = 0;
	sql_text(&q, 1, word);
	if (sql_row(&q)) {
		*turn = (int)sql_get_int(&q, 0);
		*at = sql_get_int(&q, 1);
	}
	return sql_end(&q, err);
}

enum status
mail_turn(struct store *st, const char *message_id, int *turn, int64_t *at,
    struct err *err)
{
	*turn = -1;
	*at = 0;
	return message_id[0] == '\0' ?
	    OK :
	    find(st, Q_MAIL_TURN, message_id, turn, at, err);
}

enum status
turn_last(struct store *st, const char *to, int *turn, int64_t *at,
    struct err *err)
{
	*turn = 0;
	return find(st, Q_TURN_LAST, to, turn, at, err);
}

enum status
turns_close(struct engine *e, const char *to, int64_t gap, bool *close,
    struct err *err)
{
	struct sql q = sql_begin(e->store, Q_TURN_TIMES);
	int seen = 0, n = e->config->limits.answers_per_person_hour;
	int64_t after = e->now;

	sql_text(&q, 1, to);
	sql_int(&q, 2, n);
	while (sql_row(&q)) {
		if (after - sql_get_int(&q, 0) < gap)
			seen++;
		after = sql_get_int(&q, 0);
	}
	*close = n > 0 && seen == n;
	return sql_end(&q, err);
}

enum status
written_last(struct store *st, const char *to, int64_t *at, struct err *err)
{
	int turn = 0;

	return find(st, Q_MAIL_NEWEST, to, &turn, at, err);
}

enum status
limited_last(struct store *st, const char *from, int64_t *at, struct err *err)
{
	struct sql q = sql_begin(st, Q_LIMITED_LAST);

	*at = 0;
	sql_text(&q, 1, from);
	if (sql_row(&q))
		*at = sql_get_int(&q, 0);
	return sql_end(&q, err);
}

bool
is_barren(const struct happening *h)
{
	for (int i = 0; i < FIELD_COUNT; i++)
		if (h->request->field[i][0] != '\0')
			return false;
	return h->act->on == EV_REQUEST && h->to == ST_INCOMPLETE;
}

enum status
turn_of(struct store *st, const struct owed *owed, int *turn, struct err *err)
{
	int64_t at;

	*turn = 0;
	if (owed->no_change || owed->barren)
		*turn = owed->talk.turns + 1;
	else if (owed->by_time)
		return find(st, Q_MAIL_NEWEST, owed->to->address, turn, &at,
		    err);
	return OK;
}
