#include "state/purge.h"

#include <stdio.h>

#include "state/sql.h"

static enum status
redact(struct store *st, enum query query, int64_t before, int *count,
    struct err *err)
{
	struct sql q = sql_begin(st, query);
	enum status rc;

	sql_int(&q, 1, before);
	rc = sql_do(&q, err);
	*count = rc == OK ? sql_changes(st) : 0;
	return rc;
}

static enum status
redact_all(struct store *st, int64_t now, int64_t before, struct purged *out,
    struct err *err)
{
	char note[120];
	enum status rc;

	if ((rc = redact(st, Q_PURGE_MESSAGES, before, &out->messages, err)) !=
		OK ||
	    (rc = redact(st, Q_PURGE_MAILS, before, &out->mails, err)) != OK ||
	    (rc = redact(st, Q_PURGE_NOTES, before, &out->notes, err)) != OK)
		return rc;
	if (out->messages + out->mails + out->notes == 0)
		return OK;
	snprintf(note, sizeof note,
	    "%d messages, %d mails that failed, %d notes", out->messages,
	    out->mails, out->notes);
	return audit_own(st, now, OPERATOR, "purge", note, err);
}

enum status
purge(struct store *st, int64_t now, int64_t before, struct purged *out,
    struct err *err)
{
	int64_t busy = 0;
	enum status rc;

	*out = (struct purged){ 0, 0, 0 };
	if ((rc = sql_exec(st, "PRAGMA secure_delete = ON", err)) != OK ||
	    (rc = store_begin(st, err)) != OK)
		return rc;
	if ((rc = redact_all(st, now, before, out, err)) == OK)
		rc = store_commit(st, err);
	store_rollback(st);
	if (rc != OK || (rc = sql_number(st, Q_EMPTY_LOG, &busy, err)) != OK)
		return rc;
	return busy == 0 ?
	    OK :
	    err_set(err, ERR_RETRY,
		"state: in use: the words are still in its write-ahead log; "
		"run purge again");
}
