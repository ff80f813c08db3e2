#include "state/pause.h"

#include <stdio.h>

#include "state/sql.h"

enum status
pause_load(struct store *st, struct pause *out, struct err *err)
{
	struct sql q = sql_begin(st, Q_PAUSE);

	*out = (struct pause){ .since = 0 };
	if (sql_row(&q)) {
		out->since = sql_get_int(&q, 0);
		out->until = sql_get_int(&q, 1);
		out->refused = sql_get_int(&q, 2) != 0;
		snprintf(out->why, sizeof out->why, "%s", sql_get_text(&q, 3));
	}
	return sql_end(&q, err);
}

enum status
pause_save(struct store *st, const struct pause *p, struct err *err)
{
	struct sql q = sql_begin(st, Q_PAUSE_SET);

	sql_int(&q, 1, p->since);
	sql_int(&q, 2, p->until);
	sql_int(&q, 3, p->refused ? 1 : 0);
	sql_text(&q, 4, p->why);
	return sql_do(&q, err);
}

enum status
pause_skip(struct store *st, struct err *err)
{
	struct sql q = sql_begin(st, Q_PAUSE_SKIP);

	return sql_do(&q, err);
}
