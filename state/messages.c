#include <stdlib.h>
#include <string.h>

#include "state/sql.h"

/* The columns of MESSAGE in statements.c. */
static void
read_message(const struct sql *q, struct message_row *m)
{
	m->id = sql_get_int(q, 0);
	m->at = sql_get_int(q, 1);
	string_set(&m->message_id, sql_get_text(q, 2));
	string_set(&m->from, sql_get_text(q, 3));
	string_set(&m->to, sql_get_text(q, 4));
	string_set(&m->subject, sql_get_text(q, 5));
	string_set(&m->sender, sql_get_text(q, 6));
	if (!grade_from_name(sql_get_text(q, 7), &m->grade))
		m->grade = GRADE_NONE;
	m->accepted = sql_get_int(q, 8) != 0;
	if (!reason_from_name(sql_get_text(q, 9), &m->reason))
		m->reason = RE_OK;
	m->held = sql_get_int(q, 10) != 0;
	m->request = sql_get_int(q, 11);
	string_set(&m->digest, sql_get_text(q, 12));
	m->raw_len = (size_t)sql_get_int(q, 13);
	m->fetched = sql_get_int(q, 14) != 0;
}

enum status
message_put(struct store *st, struct message_row *m, struct err *err)
{
	struct sql q = sql_begin(st, Q_MESSAGE_PUT);

	sql_int(&q, 1, m->at);
	sql_text(&q, 2, m->message_id);
	sql_text(&q, 3, m->from);
	sql_text(&q, 4, m->to);
	sql_text(&q, 5, m->subject);
	sql_text(&q, 6, m->sender);
	sql_text(&q, 7, grade_name(m->grade));
	sql_int(&q, 8, m->accepted);
	sql_text(&q, 9, reason_name(m->reason));
	sql_int(&q, 10, m->held);
	sql_id(&q, 11, m->request);
	sql_text(&q, 12, m->digest);
	sql_int(&q, 13, (int64_t)m->raw_len);
	sql_blob(&q, 14, m->raw, m->raw_len);
	sql_int(&q, 15, m->fetched);
	while (sql_row(&q))
		m->id = sql_get_int(&q, 0);
	return sql_end(&q, err);
}

enum status
message_seen(struct store *st, const struct message_row *m, bool *same,
    bool *claimed, struct err *err)
{
	struct sql q = sql_begin(st, Q_MESSAGE_SAME);
	enum status rc;

	*claimed = false;
	sql_text(&q, 1, m->digest);
	sql_int(&q, 2, m->accepted);
	*same = sql_row(&q);
	if ((rc = sql_end(&q, err)) != OK || m->message_id[0] == '\0')
		return rc;
	q = sql_begin(st, Q_MESSAGE_CLAIMED);
	sql_text(&q, 1, m->message_id);
	sql_text(&q, 2, m->digest);
	*claimed = sql_row(&q);
	return sql_end(&q, err);
}

enum status
message_waits(struct store *st, int64_t id, bool *held, struct err *err)
{
	struct sql q = sql_begin(st, Q_MESSAGE_WAITS);

	sql_int(&q, 1, id);
	*held = sql_row(&q);
	return sql_end(&q, err);
}

enum status
message_dealt(struct store *st, const char *digest, int64_t id, bool *dealt,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_MESSAGE_DEALT);

	sql_text(&q, 1, digest);
	sql_int(&q, 2, id);
	*dealt = sql_row(&q);
	return sql_end(&q, err);
}

enum status
message_load(struct store *st, int64_t id, struct message_row *out, bool *found,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_MESSAGE_BY_ID);
	const void *raw;

	sql_int(&q, 1, id);
	*found = sql_row(&q);
	if (*found) {
		read_message(&q, out);
		raw = sql_get_blob(&q, 15, &out->raw_len);
		if (raw == NULL && !out->held)
			return sql_end(&q, err); /* it was redacted */
		out->raw = xmalloc(out->raw_len + 1);
		if (raw != NULL)
			memcpy(out->raw, raw, out->raw_len);
		out->raw[out->raw_len] = '\0';
	}
	return sql_end(&q, err);
}

enum status
message_unhold(struct store *st, int64_t id, struct err *err)
{
	struct sql q = sql_begin(st, Q_MESSAGE_UNHOLD);

	sql_int(&q, 1, id);
	return sql_do(&q, err);
}

enum status
message_settled(struct store *st, const struct message_row *m, struct err *err)
{
	struct sql q = sql_begin(st, Q_MESSAGE_SETTLED);

	sql_int(&q, 1, m->id);
	sql_text(&q, 2, reason_name(m->reason));
	sql_text(&q, 3, grade_name(m->grade));
	sql_int(&q, 4, m->accepted);
	sql_id(&q, 5, m->request);
	sql_text(&q, 6, m->digest);
	return sql_do(&q, err);
}

static enum status
each(struct sql q,
    enum status (*fn)(void *ctx, const struct message_row *m, struct err *err),
    void *ctx, struct err *err)
{
	struct err ignored = ERR_INIT;
	struct message_row m;
	enum status rc = OK;

	while (rc == OK && sql_row(&q)) {
		message_row_init(&m);
		read_message(&q, &m);
		rc = fn(ctx, &m, err);
		message_row_free(&m);
	}
	return rc != OK ? (sql_end(&q, &ignored), rc) : sql_end(&q, err);
}

enum status
messages_each(struct store *st,
    enum status (*fn)(void *ctx, const struct message_row *m, struct err *err),
    void *ctx, struct err *err)
{
	return each(sql_begin(st, Q_MESSAGES), fn, ctx, err);
}

enum status
held_each(struct store *st,
    enum status (*fn)(void *ctx, const struct message_row *m, struct err *err),
    void *ctx, struct err *err)
{
	return each(sql_begin(st, Q_MESSAGES_HELD), fn, ctx, err);
}
