#include "state/renewal.h"

#include <inttypes.h>
#include <stdio.h>

#include "state/sql.h"

#define CHAIN_MAX 1000 /* renewals of renewals */

static enum status
find_renewal(struct store *st, int64_t request, int64_t *out, struct err *err)
{
	struct sql q = sql_begin(st, Q_REQUEST_RENEWAL);

	*out = 0;
	sql_int(&q, 1, request);
	if (sql_row(&q))
		*out = sql_get_int(&q, 0);
	return sql_end(&q, err);
}

enum status
renewal_ask(struct engine *e, const struct happening *h, struct outcome *out,
    struct err *err)
{
	struct act again = *h->act;
	struct outcome renewed;
	const char *field[FIELD_COUNT];
	int64_t other;
	enum status rc;

	if ((rc = find_renewal(e->store, h->request->id, &other, err)) != OK)
		return rc;
	if (other != 0) {
		out->reason = RE_ALREADY_DONE;
		out->applied = false;
		snprintf(out->text, sizeof out->text,
		    "Request %" PRId64 " renews it.", other);
		return OK;
	}
	for (int f = 0; f < FIELD_COUNT; f++)
		field[f] = h->request->field[f];
	field[FIELD_UNTIL] = "";
	again.on = EV_REQUEST;
	again.request = 0;
	again.renews = h->request->id;
	again.field = field;
	outcome_init(&renewed);
	rc = apply(e, &again, &renewed, err);
	json_array_extend(out->mails, renewed.mails);
	out->reason = renewed.reason;
	out->applied = renewed.applied;
	snprintf(out->text, sizeof out->text, "%s", renewed.text);
	outcome_free(&renewed);
	return rc;
}

enum status
renewal_replace(struct engine *e, const struct request *r, struct outcome *out,
    struct err *err)
{
	int64_t id = r->renews;
	enum status rc = OK;

	for (int i = 0; rc == OK && id != 0 && i < CHAIN_MAX; i++) {
		struct request old;
		bool found;

		request_init(&old);
		rc = request_load(e->store, id, &old, &found, err);
		if (rc == OK && found && !state_ended(old.state))
			rc = apply_own(e, EV_REPLACED, id, out->mails, err);
		id = old.renews;
		request_free(&old);
	}
	return rc;
}

enum status
renewal_view(struct engine *e, const struct request *r, json_t *view,
    struct err *err)
{
	int64_t other;
	enum status rc = find_renewal(e->store, r->id, &other, err);

	if (rc == OK && other != 0)
		json_object_set_new(view, "renewal",
		    json_pack("{s:I}", "id", (json_int_t)other));
	return rc;
}
