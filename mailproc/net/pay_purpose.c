/*
 * pay_purpose - the unlock code leaves the purpose of a token: what stands
 * there afterwards is the tag and what the token is for.  Asking twice does no
 * harm.
 */
#include <string.h>

#include "mailproc/net/making.h"
#include "state/upkeep.h"

static enum status
note_out(struct worker *w, const struct debt *d, bool asked, struct err *err)
{
	struct store *st = w->engine->store;
	struct request r;
	enum status rc;
	bool found;

	if ((rc = store_begin(st, err)) != OK)
		return rc;
	request_init(&r);
	rc = request_load(st, d->request, &r, &found, err);
	if (rc == OK && asked &&
	    (rc = upkeep_code_out(w->engine, &r, err)) == OK)
		rc = worker_record(w, d, "code_removed", d->payload, err);
	if (rc == OK && (rc = debt_done(st, d->id, w->engine->now, err)) == OK)
		rc = store_commit(st, err);
	store_rollback(st);
	request_free(&r);
	return rc;
}

/* Of another token, or of one that has ended meanwhile, it is out already. */
static bool
is_owed(const struct request *r, const struct debt *d)
{
	return (r->state == ST_ISSUED || r->state == ST_ACTIVE) &&
	    strcmp(r->token.id, d->payload) == 0;
}

enum status
pay_purpose(struct worker *w, const struct debt *d, struct err *err)
{
	struct making m;
	enum status rc;
	bool owed = false;

	making_init(&m);
	if ((rc = making_load(w, d, &m, err)) != OK)
		goto out;
	owed = is_owed(&m.request, d);
	if (owed && (rc = worker_tried(w, d, err)) == OK)
		rc = w->backend->rename(&w->canvas, m.owner.canvas_user_id,
		    d->payload, m.request.token.purpose, err);
	if (rc == OK)
		rc = note_out(w, d, owed, err);
out:
	making_forget(&m);
	return rc;
}
