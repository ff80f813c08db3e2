#include <stdio.h>

#include "state/sql.h"

enum status
key_put(struct store *st, const char *hash, const struct key_row *k,
    int64_t now, struct err *err)
{
	struct sql q = sql_begin(st, Q_KEY_PUT);

	sql_text(&q, 1, hash);
	sql_int(&q, 2, k->person);
	sql_int(&q, 3, k->request);
	sql_int(&q, 4, k->revision);
	sql_int(&q, 5, (int64_t)k->role);
	sql_int(&q, 6, now);
	sql_int(&q, 7, k->expires_at);
	return sql_do(&q, err);
}

enum status
key_find(struct store *st, const char *hash, struct key_row *out, bool *found,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_KEY_FIND);

	*out = (struct key_row){ .role = ROLE_ANYBODY };
	sql_text(&q, 1, hash);
	*found = sql_row(&q);
	if (*found) {
		out->person = sql_get_int(&q, 0);
		out->request = sql_get_int(&q, 1);
		out->revision = sql_get_int(&q, 2);
		out->role = (enum role)sql_get_int(&q, 3);
		out->expires_at = sql_get_int(&q, 4);
		snprintf(out->ended, sizeof out->ended, "%s",
		    sql_get_text(&q, 5));
	}
	return sql_end(&q, err);
}

enum status
keys_end(struct store *st, int64_t request, const char *ended, int64_t now,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_KEYS_END);

	sql_int(&q, 1, request);
	sql_text(&q, 2, ended);
	sql_int(&q, 3, now);
	return sql_do(&q, err);
}
