#include <stdio.h>

#include "state/sql.h"

enum status
challenge_put(struct store *st, const char *hash, const struct challenge_row *c,
    int64_t now, struct err *err)
{
	struct sql q = sql_begin(st, Q_CHALLENGE_PUT);

	sql_text(&q, 1, hash);
	sql_text(&q, 2, c->address);
	sql_int(&q, 3, c->message);
	sql_id(&q, 4, c->request);
	sql_int(&q, 5, c->revision);
	sql_int(&q, 6, now);
	sql_int(&q, 7, c->expires_at);
	sql_text(&q, 8, c->spent ? "spent" : "");
	return sql_do(&q, err);
}

enum status
challenge_find(struct store *st, const char *hash, struct challenge_row *out,
    bool *found, struct err *err)
{
	struct sql q = sql_begin(st, Q_CHALLENGE_FIND);

	*out = (struct challenge_row){ .message = 0 };
	sql_text(&q, 1, hash);
	*found = sql_row(&q);
	if (*found) {
		snprintf(out->address, sizeof out->address, "%s",
		    sql_get_text(&q, 0));
		out->message = sql_get_int(&q, 1);
		out->request = sql_get_int(&q, 2);
		out->revision = sql_get_int(&q, 3);
		out->expires_at = sql_get_int(&q, 4);
		out->spent = *sql_get_text(&q, 5) != '\0';
		out->created_at = sql_get_int(&q, 6);
	}
	return sql_end(&q, err);
}

enum status
challenge_end(struct store *st, const char *hash, struct err *err)
{
	struct sql q = sql_begin(st, Q_CHALLENGE_END);

	sql_text(&q, 1, hash);
	return sql_do(&q, err);
}

enum status
challenges_since(struct store *st, const char *address, int64_t since, int *out,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_CHALLENGES_SINCE);

	*out = 0;
	sql_text(&q, 1, address);
	sql_int(&q, 2, since);
	if (sql_row(&q))
		*out = (int)sql_get_int(&q, 0);
	return sql_end(&q, err);
}
