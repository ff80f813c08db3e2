#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/hash.h"
#include "state/pause.h"
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
	d->failing_since = sql_get_int(q, 12);
	if ((body = sql_get_blob(q, 13, &d->body_len)) != NULL) {
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
	enum status rc;

	out->id = 0;
	if ((rc = key_draw(out->claimed_by, err)) != OK ||
	    (rc = store_begin(st, err)) != OK)
		return rc;
	q = sql_begin(st, Q_DEBT_CLAIM);
	sql_int(&q, 1, now);
	sql_int(&q, 2, now + lease);
	sql_text(&q, 3, out->claimed_by);
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

static enum status
if_ours(struct store *st, enum query query, const struct debt *d, int64_t until,
    struct err *err)
{
	struct sql q = sql_begin(st, query);
	enum status rc;

	sql_int(&q, 1, d->id);
	sql_text(&q, 2, d->claimed_by);
	sql_int(&q, 3, until);
	if ((rc = sql_do(&q, err)) == OK && sql_changes(st) != 1)
		rc = err_set(err, ERR_RETRY,
		    "debt %" PRId64
		    " is no longer owed, or somebody else has it",
		    d->id);
	return rc;
}

enum status
debt_tried(struct store *st, const struct debt *d, int64_t until,
    struct err *err)
{
	return if_ours(st, Q_DEBT_TRIED, d, until, err);
}

enum status
debt_keep(struct store *st, const struct debt *d, int64_t until,
    struct err *err)
{
	return if_ours(st, Q_DEBT_KEEP, d, until, err);
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
debt_later(struct store *st, const struct debt *d, const struct debt_next *next,
    const char *why, bool *ours, struct err *err)
{
	struct sql q = sql_begin(st, Q_DEBT_LATER);
	enum status rc;

	sql_int(&q, 1, d->id);
	sql_text(&q, 2, d->claimed_by);
	sql_text(&q, 3, debt_state_name(next->state));
	sql_int(&q, 4, next->due_at);
	sql_int(&q, 5, next->failing_since);
	sql_text(&q, 6, why);
	rc = sql_do(&q, err);
	*ours = rc == OK && sql_changes(st) == 1;
	if (rc != OK || *ours)
		return rc;
	q = sql_begin(st, Q_DEBT_LEAVE);
	sql_int(&q, 1, d->id);
	sql_text(&q, 2, d->claimed_by);
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
	return *found ? pause_skip(st, err) : rc;
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
mails_unsent(struct store *st, int64_t request,
    enum status (*fn)(void *ctx, const struct debt *d, struct err *err),
    void *ctx, struct err *err)
{
	struct sql q = sql_begin(st, Q_MAILS_UNSENT);

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
debts_due(struct store *st, int64_t now, struct debts_due *out, struct err *err)
{
	struct sql q = sql_begin(st, Q_DEBTS_DUE);
	enum status rc;

	*out = (struct debts_due){ .all = 0 };
	sql_int(&q, 1, now);
	if (sql_row(&q)) {
		out->all = (int)sql_get_int(&q, 0);
		out->canvas = (int)sql_get_int(&q, 1);
	}
	if ((rc = sql_end(&q, err)) != OK)
		return rc;
	q = sql_begin(st, Q_DEBTS_NEXT);
	sql_int(&q, 1, now);
	if (sql_row(&q))
		out->next = sql_get_int(&q, 0);
	return sql_end(&q, err);
}
