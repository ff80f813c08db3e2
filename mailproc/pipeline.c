#include "mailproc/pipeline.h"

/*
 * Before the commit nothing outside this process has changed, so any failure
 * there may simply end in 75 and see the same message again.  After it the
 * outbox knows what is owed, and any later run of `work` pays it.
 */
enum status
pipeline_run(struct engine *e, const struct message *msg, struct mail *m,
    struct judgement *j, struct err *err)
{
	struct store *st = e->store;
	enum status rc;

	judgement_init(j);

	/* What can be said of the bytes alone: header, sender, own words. */
	mail_init(m, msg->raw, msg->len, msg->explain);
	rc = examine(e->config, &msg->envelope, msg->explain, m, err);
	if (rc != OK)
		return rc;

	/* Who speaks, about which request, may they, what do they want. */
	if ((rc = store_begin(st, err)) != OK)
		return rc;
	if ((rc = settle(e, m, msg->again, NULL, j, err)) != OK)
		goto out;

	/* Raw mail, state, audit and what we owe: all of it, or nothing. */
	if (!msg->explain)
		rc = store_commit(st, err);
out:
	store_rollback(st);
	return rc;
}
