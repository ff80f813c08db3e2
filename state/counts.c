#include "state/sql.h"

/* The one number that a query gives, 0 without a row. */
static enum status
number(struct sql *q, int64_t *out, struct err *err)
{
	*out = 0;
	if (sql_row(q))
		*out = sql_get_int(q, 0);
	return sql_end(q, err);
}

enum status
sql_number(struct store *st, enum query query, int64_t *out, struct err *err)
{
	struct sql q = sql_begin(st, query);

	return number(&q, out, err);
}

enum status
store_data_version(struct store *st, int64_t *out, struct err *err)
{
	return sql_number(st, Q_DATA_VERSION, out, err);
}

enum status
answers_since(struct store *st, const char *to, const char *payload,
    int64_t since, int64_t *out, struct err *err)
{
	struct sql q = sql_begin(st, Q_ANSWERS_SINCE);

	sql_text(&q, 1, to);
	sql_text(&q, 2, payload);
	sql_int(&q, 3, since);
	return number(&q, out, err);
}

enum status
answers_about(struct store *st, int64_t request, const char *payload,
    int64_t since, int64_t *out, struct err *err)
{
	struct sql q = sql_begin(st, Q_ANSWERS_ABOUT);

	sql_int(&q, 1, request);
	sql_text(&q, 2, payload);
	sql_int(&q, 3, since);
	return number(&q, out, err);
}

enum status
mails_put_full(struct store *st, int limit, int64_t since, int64_t now,
    bool *full, struct err *err)
{
	struct sql q = sql_begin(st, Q_MAIL_NTH);
	int64_t at;
	enum status rc;

	sql_int(&q, 1, limit - 1);
	rc = number(&q, &at, err);
	*full = at > since && at <= now;
	return rc;
}

enum status
mails_sent(struct store *st, int64_t since, int64_t now, int64_t *out,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_MAILS_SENT);

	sql_int(&q, 1, since);
	sql_int(&q, 2, now);
	return number(&q, out, err);
}

enum status
mails_wait(struct store *st, int64_t now, const char *why, int64_t *waiting,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_MAILS_WAITING);
	enum status rc;

	sql_int(&q, 1, now);
	if ((rc = number(&q, waiting, err)) != OK || *waiting == 0)
		return rc;
	q = sql_begin(st, Q_MAILS_WAIT);
	sql_int(&q, 1, now);
	sql_text(&q, 2, why);
	return sql_do(&q, err);
}

enum status
mails_waiting(struct store *st, int64_t now, int64_t *out, struct err *err)
{
	struct sql q = sql_begin(st, Q_MAILS_WAITING);

	sql_int(&q, 1, now);
	return number(&q, out, err);
}

enum status
echo_put(struct store *st, const char *address, const char *words, int64_t now,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_ECHO_PUT);

	sql_text(&q, 1, address);
	sql_text(&q, 2, words);
	sql_int(&q, 3, now);
	return sql_do(&q, err);
}

enum status
echoes_since(struct store *st, const char *address, const char *words,
    int64_t since, int64_t *out, struct err *err)
{
	struct sql q = sql_begin(st, Q_ECHOES_SINCE);

	sql_text(&q, 1, address);
	sql_text(&q, 2, words);
	sql_int(&q, 3, since);
	return number(&q, out, err);
}
