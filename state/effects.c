#include "state/effects.h"

#include <string.h>

#include "state/doubts.h"
#include "state/record.h"
#include "state/renewal.h"
#include "state/token.h"

/*
 * Whoever approved reads the steps in the answer; of a token that is wanted
 * once more all admins are told.
 */
static enum status
act_by_hand(struct engine *e, struct happening *h, struct outcome *out,
    struct err *err)
{
	static const struct effect tell = { FX_MAIL, "decided-note", TO_ADMINS,
		DEBT_MAIL };

	if (h->act->on != EV_RESEND)
		return OK;
	return letters_of_effect(e, &tell, h, out->mails, err);
}

static enum status
owe(struct engine *e, enum debt_kind kind, struct happening *h,
    struct outcome *out, struct err *err)
{
	struct debt debt;
	bool manual = config_manual(e->config);
	enum status rc;

	if (kind == DEBT_TOKEN && manual)
		/* an admin makes it and answers DONE */
		return act_by_hand(e, h, out, err);
	/* the steps say what to do with one that we do not know */
	if (kind == DEBT_DELETE && manual && !token_known(&h->request->token))
		return OK;
	debt_init(&debt);
	debt.kind = kind;
	debt.request = h->request->id;
	string_set(&debt.payload, h->request->token.id);
	rc = debt_put(e->store, &debt, e->now, err);
	debt_free(&debt);
	return rc;
}

enum status
effect_do(struct engine *e, const struct effect *fx, struct happening *h,
    struct outcome *out, struct err *err)
{
	enum status rc = OK;

	switch (fx->kind) {
	case FX_MAIL:
		if (fx->whom == TO_ACTOR) {
			out->transcript = true;
			break;
		}
		/* fallthrough */
	case FX_ASK:
		rc = letters_of_effect(e, fx, h, out->mails, err);
		break;
	case FX_DEBT:
		rc = owe(e, fx->debt, h, out, err);
		break;
	case FX_VOID:
		rc =
		    debts_void(e->store, h->request->id, fx->debt, e->now, err);
		break;
	case FX_RENEW:
		rc = renewal_ask(e, h, out, err);
		break;
	case FX_DOUBT:
		rc = doubt_put(e->store, h->request->id, "unanswered", err);
		break;
	case FX_REPLACE:
		rc = renewal_replace(e, h->request, out, err);
		break;
	case FX_GONE:
		string_set(&h->request->token.state, "deleted");
		json_object_set_new(h->view, "by_hand", json_null());
		if ((rc = request_save(e->store, h->request, e->now, err)) ==
		    OK)
			rc = debts_void(e->store, h->request->id, DEBT_DELETE,
			    e->now, err);
		break;
	case FX_REVISE: /* was done before the request was saved */
	case FX_END:
		break;
	}
	return rc;
}
