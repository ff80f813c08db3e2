#include "state/recall.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mailproc/base/hash.h"
#include "state/sql.h"

enum status
recall_attach(struct store *st, const char *other, struct err *err)
{
	struct sql q = sql_begin(st, Q_OTHER);

	sql_text(&q, 1, other);
	return sql_do(&q, err);
}

static enum status
do_all(struct store *st, const enum query *queries, size_t n, int64_t value,
    struct err *err)
{
	enum status rc = OK;

	for (size_t i = 0; rc == OK && i < n; i++) {
		struct sql q = sql_begin(st, queries[i]);

		if (value != 0)
			sql_int(&q, 1, value);
		rc = sql_do(&q, err);
	}
	return rc;
}

enum status
recall_people(struct store *st, struct err *err)
{
	static const enum query queries[] = { Q_OTHER_PEOPLE, Q_OTHER_ALIASES,
		Q_OTHER_HOLIDAYS };

	return do_all(st, queries, sizeof queries / sizeof queries[0], 0, err);
}

enum status
recall_key(struct store *st, const struct debt *mail, int64_t now, char *key,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_OTHER_MAIL);
	const char *id, *dot;
	enum status rc;

	key[0] = '\0';
	sql_id(&q, 1, mail->request);
	sql_text(&q, 2, mail->to);
	sql_text(&q, 3, mail->template);
	sql_int(&q, 4, now);
	if (sql_row(&q)) {
		/* mailproc.k.KEY@domain */
		id = sql_get_text(&q, 0);
		dot = strchr(id, '.');
		dot = dot == NULL ? NULL : strchr(dot + 1, '.');
		if (dot != NULL && strcspn(dot + 1, "@") == KEY_LENGTH)
			snprintf(key, KEY_LENGTH + 1, "%s", dot + 1);
	}
	if ((rc = sql_end(&q, err)) == OK && key[0] == '\0')
		return err_set(err, ERR_INPUT,
		    "the record has no mail \"%s\" to %s", mail->template,
		    mail->to);
	return rc;
}

enum status
recall_message(struct store *st, int64_t id, struct err *err)
{
	static const enum query query = Q_OTHER_MESSAGE;

	return do_all(st, &query, 1, id, err);
}

enum status
recall_sent(struct store *st, int64_t now, struct err *err)
{
	static const enum query query = Q_OTHER_SENT;

	return do_all(st, &query, 1, now, err);
}

enum status
recall_differences(struct store *st,
    enum status (*fn)(void *ctx, int64_t request, struct err *err), void *ctx,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_OTHER_DIFFERS);
	struct err ignored = ERR_INIT;
	enum status rc = OK;

	while (rc == OK && sql_row(&q))
		rc = fn(ctx, sql_get_int(&q, 0), err);
	return rc != OK ? (sql_end(&q, &ignored), rc) : sql_end(&q, err);
}

enum status
recall_take(struct store *st, int64_t request, struct err *err)
{
	static const enum query queries[] = { Q_OTHER_DROP_KEYS,
		Q_OTHER_DROP_REVISIONS, Q_OTHER_DROP_REQUEST,
		Q_OTHER_TAKE_REQUEST, Q_OTHER_TAKE_REVISIONS,
		Q_OTHER_TAKE_KEYS };
	enum status rc = sql_exec(st, "PRAGMA defer_foreign_keys = ON", err);

	return rc != OK ? rc :
			  do_all(st, queries,
			      sizeof queries / sizeof queries[0], request, err);
}
