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

enum status
pay_delete(struct worker *w, const struct debt *d, struct err *err)
{
	struct making m;
	enum status rc;

	making_init(&m);
	if ((rc = making_load(w, d, &m, err)) != OK)
		goto out;
	if (m.owner.canvas_user_id[0] != '\0')
		rc = making_clear(w, &m, "", false, err);
	if (rc == OK && d->payload[0] != '\0' &&
	    m.owner.canvas_user_id[0] != '\0')
		rc = w->backend->remove(&w->canvas, m.owner.canvas_user_id,
		    d->payload, err);
	if (rc == OK)
		rc = note_deleted(w, d, &m.request, err);
out:
	making_forget(&m);
	return rc;
}
