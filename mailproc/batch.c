/*
 * batch - the key of a mail that puts several decisions up: whose is it, and
 * what does it prove of each?
 */
#include "state/batch.h"

#include <string.h>

#include "mailproc/settle_private.h"

enum status
batch_claim(struct case_file *f, const struct key_claim *claim,
    const char *hash, bool *mine, struct err *err)
{
	int64_t person, expires_at;
	enum status rc =
	    batch_find(f->engine->store, hash, &person, &expires_at, err);

	*mine = rc == OK && person != 0 && person == f->person.id;
	if (*mine) {
		memcpy(f->batch, claim->key, sizeof f->batch);
		f->proof.key =
		    expires_at <= f->engine->now ? KEY_STALE : KEY_GOOD;
	}
	return rc;
}

enum key_verdict
key_verdict_of(const struct key_row *row, int64_t now)
{
	if (strcmp(row->ended, "spent") == 0)
		return KEY_SPENT;
	return row->ended[0] != '\0' || row->expires_at <= now ? KEY_STALE :
								 KEY_GOOD;
}

enum status
batch_prove(struct case_file *f, struct act *act, enum reason *why,
    struct err *err)
{
	struct key_row row;
	enum status rc;
	bool found;

	*why = RE_OK;
	if (f->batch[0] == '\0' || event_informs(act->on))
		return OK;
	rc = batch_key(f->engine->store, f->batch, act->request, &row, &found,
	    err);
	if (rc != OK)
		return rc;
	if (!found || row.person != f->person.id) {
		*why = RE_ID_MISMATCH;
		return OK;
	}
	act->proof.key = key_verdict_of(&row, f->engine->now);
	act->proof.revision = row.revision;
	return OK;
}
