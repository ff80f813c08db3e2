#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/hash.h"
#include "state/sql.h"

/* The columns of DEBT in statements.c, and the body behind them. */
static void
read_debt(const struct sql *q, struct debt *d)
{
	const void *body;

	d->id = sql_get_int(q, 0);
	if (!debt_kind_from_name(sql_get_text(q, 1), &d->kind))
		d->kind = DEBT_MAIL;
	if (!debt_state_from_name(sql_get_text(q, 2), &d->state))
		d->state = DEBT_FAILED;
	d->request = sql_get_int(q, 3);
	d->due_at = sql_get_int(q, 4);
	d->tries = (int)sql_get_int(q, 5);
	string_set(&d->last_error, sql_get_text(q, 6));
	string_set(&d->to, sql_get_text(q, 7));
	string_set(&d->sender, sql_get_text(q, 8));
	string_set(&d->template, sql_get_text(q, 9));
	string_set(&d->message_id, sql_get_text(q, 10));
	string_set(&d->payload, sql_get_text(q, 11));
	if ((body = sql_get_blob(q, 12, &d->body_len)) != NULL) {
		d->body = xmalloc(d->body_len + 1);
		memcpy(d->body, body, d->body_len);
		d->body[d->body_len] = '\0';
	}
}

enum status
debt_put(struct store *st, struct debt *d, int64_t now, struct err *err)
{
	struct sql q = sql_begin(st, Q_DEBT_PUT);
	char hash[SHA256_HEX] = "";

	if (d->body != NULL)
		sha256_hex(d->body, d->body_len, hash);
	sql_text(&q, 1, debt_kind_name(d->kind));
	sql_id(&q, 2, d->request);
	sql_int(&q, 3, now);
	sql_text(&q, 4, d->to);
	sql_text(&q, 5, d->sender);
	sql_text(&q, 6, d->template);
	sql_text(&q, 7, d->message_id);
	sql_text(&q, 8, d->payload);
	sql_text(&q, 9, hash);
	sql_blob(&q, 10, d->body, d->body_len);
	sql_int(&q, 11, d->turn);
	while (sql_row(&q))
		d->id = sql_get_int(&q, 0);
	return sql_end(&q, err);
}

enum status
debt_claim(struct store *st, unsigned kinds, int64_t now, int64_t lease,
    struct debt *out, struct err *err)
{
	struct sql q;
	char claimant[KEY_LENGTH + 1];
	enum status rc;

	out->id = 0;
	if ((rc = key_draw(claimant, err)) != OK ||
	    (rc = store_begin(st, err)) != OK)
		return rc;
	q = sql_begin(st, Q_DEBT_CLAIM);
	sql_int(&q, 1, now);
	sql_int(&q, 2, now + lease);
	sql_text(&q, 3, claimant);
	for (int k = 0; k < DEBT_KIND_COUNT; k++)
		sql_text(&q, 4 + k,
		    (kinds & 1u << k) != 0 ? debt_kind_name((enum debt_kind)k) :
					     "");
	while (sql_row(&q))
		read_debt(&q, out);
	rc = sql_end(&q, err);
	/* nothing to claim is nothing to write */
	if (rc == OK && out->id != 0)
		rc = store_commit(st, err);
	store_rollback(st);
	return rc;
}

enum status
debt_tried(struct store *st, int64_t id, struct err *err)
{
	struct sql q = sql_begin(st, Q_DEBT_TRIED);
	enum status rc;

	sql_int(&q, 1, id);
	if ((rc = sql_do(&q, err)) == OK && sql_changes(st) != 1)
		rc = err_set(err, ERR_RETRY,
		    "debt %" PRId64 " is no longer owed", id);
	return rc;
}

enum status
debt_done(struct store *st, int64_t id, int64_t now, struct err *err)
{
	struct sql q = sql_begin(st, Q_DEBT_DONE);

	sql_int(&q, 1, id);
	sql_int(&q, 2, now);
	return sql_do(&q, err);
}

enum status
debt_later(struct store *st, int64_t id, enum debt_state state, int64_t due_at,
    const char *why, struct err *err)
{
	struct sql q = sql_begin(st, Q_DEBT_LATER);

	sql_int(&q, 1, id);
	sql_text(&q, 2, debt_state_name(state));
	sql_int(&q, 3, due_at);
	sql_text(&q, 4, why);
	return sql_do(&q, err);
}

enum status
debt_retry(struct store *st, int64_t id, int64_t now, bool *found,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_DEBT_RETRY);
	enum status rc;

	sql_int(&q, 1, id);
	sql_int(&q, 2, now);
	rc = sql_do(&q, err);
	*found = rc == OK && sql_changes(st) == 1;
	return rc;
}

enum status
debts_void(struct store *st, int64_t request, enum debt_kind kind, int64_t now,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_DEBTS_VOID);

	sql_int(&q, 1, request);
	sql_text(&q, 2, debt_kind_name(kind));
	sql_int(&q, 3, now);
	return sql_do(&q, err);
}

static enum status
each(struct sql *q,
    enum status (*fn)(void *ctx, const struct debt *d, struct err *err),
    void *ctx, struct err *err)
{
	struct err ignored = ERR_INIT;
	struct debt d;
	enum status rc = OK;

	while (rc == OK && sql_row(q)) {
		debt_init(&d);
		read_debt(q, &d);
		rc = fn(ctx, &d, err);
		debt_free(&d);
	}
	return rc != OK ? (sql_end(q, &ignored), rc) : sql_end(q, err);
}

enum status
debts_each(struct store *st, bool all,
    enum status (*fn)(void *ctx, const struct debt *d, struct err *err),
    void *ctx, struct err *err)
{
	struct sql q = sql_begin(st, all ? Q_DEBTS_ALL : Q_DEBTS_OWED);

	return each(&q, fn, ctx, err);
}

enum status
debts_broken(struct store *st, int64_t until, int64_t mails_since,
    enum status (*fn)(void *ctx, const struct debt *d, struct err *err),
    void *ctx, struct err *err)
{
	struct sql q = sql_begin(st, Q_DEBTS_BROKEN);

	sql_int(&q, 1, until);
	sql_int(&q, 2, mails_since);
	return each(&q, fn, ctx, err);
}

enum status
mails_failed(struct store *st, int64_t request,
    enum status (*fn)(void *ctx, const struct debt *d, struct err *err),
    void *ctx, struct err *err)
{
	struct sql q = sql_begin(st, Q_MAILS_FAILED);

	sql_int(&q, 1, request);
	return each(&q, fn, ctx, err);
}

enum status
mail_returned(struct store *st, const char *message_id, const char *why,
    struct debt *out, bool *changed, struct err *err)
{
	struct sql q = sql_begin(st, Q_MAIL_BY_ID);
	enum status rc;

	*changed = false;
	sql_text(&q, 1, message_id);
	while (message_id[0] != '\0' && sql_row(&q))
		read_debt(&q, out);
	if ((rc = sql_end(&q, err)) != OK || out->id == 0)
		return rc;
	q = sql_begin(st, Q_MAIL_RETURNED);
	sql_int(&q, 1, out->id);
	sql_text(&q, 2, why);
	rc = sql_do(&q, err);
	*changed = rc == OK && sql_changes(st) == 1;
	return rc;
}

enum status
mail_last(struct store *st, int64_t request, const char *to,
    char message_id[256], struct err *err)
{
	struct sql q = sql_begin(st, Q_MAIL_LAST);

	message_id[0] = '\0';
	sql_int(&q, 1, request);
	sql_text(&q, 2, to);
	if (sql_row(&q))
		snprintf(message_id, 256, "%s", sql_get_text(&q, 0));
	return sql_end(&q, err);
}

enum status
mail_request(struct store *st, const char *message_id, int64_t *request,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_MAIL_REQUEST);

	*request = 0;
	if (message_id[0] != '\0')
		sql_text(&q, 1, message_id);
	if (sql_row(&q))
		*request = sql_get_int(&q, 0);
	return sql_end(&q, err);
}

enum status
mail_template(struct store *st, const char *message_id,
    char template[TEMPLATE_NAME], struct err *err)
{
	struct sql q = sql_begin(st, Q_MAIL_TEMPLATE);

	sql_text(&q, 1, message_id);
	template[0] = '\0';
	if (message_id[0] != '\0' && sql_row(&q))
		snprintf(template, TEMPLATE_NAME, "%s", sql_get_text(&q, 0));
	return sql_end(&q, err);
}

enum status
debts_due(struct store *st, int64_t now, int *due, int64_t *next,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_DEBTS_DUE);
	enum status rc;

	*due = 0;
	*next = 0;
	sql_int(&q, 1, now);
	if (sql_row(&q))
		*due = (int)sql_get_int(&q, 0);
	if ((rc = sql_end(&q, err)) != OK)
		return rc;
	q = sql_begin(st, Q_DEBTS_NEXT);
	sql_int(&q, 1, now);
	if (sql_row(&q))
		*next = sql_get_int(&q, 0);
	return sql_end(&q, err);
}
