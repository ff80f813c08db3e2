#include <stdio.h>
#include <string.h>

#include "mailproc/net/making.h"

static enum status
note_deleted(struct worker *w, const struct debt *d, struct request *r,
    struct err *err)
{
	struct store *st = w->engine->store;
	enum status rc;
	bool found;

	if ((rc = store_begin(st, err)) != OK)
		return rc;
	request_free(r);
	rc = request_load(st, d->request, r, &found, err);
	if (rc == OK && r->token.id[0] != '\0') {
		string_set(&r->token.state, "deleted");
		rc = request_save(st, r, w->engine->now, err);
	}
	if (rc == OK &&
	    (rc = worker_record(w, d, "token_deleted", d->payload, err)) ==
		OK &&
	    (rc = debt_done(st, d->id, w->engine->now, err)) == OK)
		rc = store_commit(st, err);
	store_rollback(st);
	return rc;
}

/* "USER/TOKEN": exactly this one, whatever its request has. */
static enum status
delete_stray(struct worker *w, const struct debt *d, struct err *err)
{
	struct store *st = w->engine->store;
	const char *token = strchr(d->payload, '/') + 1;
	char user[24];
	enum status rc;

	snprintf(user, sizeof user, "%.*s", (int)(token - 1 - d->payload),
	    d->payload);
	if ((rc = worker_keep(w, d, err)) != OK ||
	    (rc = w->backend->remove(&w->canvas, user, token, err)) != OK ||
	    (rc = store_begin(st, err)) != OK)
		return rc;
	if ((rc = worker_record(w, d, "token_deleted", token, err)) == OK &&
	    (rc = debt_done(st, d->id, w->engine->now, err)) == OK)
		rc = store_commit(st, err);
	store_rollback(st);
	return rc;
}

enum status
pay_delete(struct worker *w, const struct debt *d, struct err *err)
{
	struct making m;
	enum status rc;

	if (strchr(d->payload, '/') != NULL)
		return delete_stray(w, d, err);
	making_init(&m);
	if ((rc = making_load(w, d, &m, err)) != OK)
		goto out;
	if (m.owner.canvas_user_id[0] != '\0')
		rc = making_clear(w, &m, "", d->payload[0] == '\0', err);
	if (rc == OK && d->payload[0] != '\0' &&
	    m.owner.canvas_user_id[0] != '\0')
		rc = w->backend->remove(&w->canvas, m.owner.canvas_user_id,
		    d->payload, err);
	/* a no of Canvas ends no deletion: it stays owed */
	if (rc == ERR_INPUT)
		rc = ERR_RETRY;
	if (rc == OK)
		rc = note_deleted(w, d, &m.request, err);
out:
	making_forget(&m);
	return rc;
}
