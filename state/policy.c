#include "state/policy.h"

#include <stdio.h>

enum status
policy_may_ask(struct engine *e, const struct act *act, struct outcome *out,
    struct err *err)
{
	const struct policy_config *p = &e->config->policy;
	enum status rc;
	int open;

	if (act->person->left ||
	    (p->may_request & 1u << act->person->standing) == 0) {
		out->reason = RE_NOT_ALLOWED;
		snprintf(out->text, sizeof out->text,
		    "The directory knows you as: %s. Who may ask for a token "
		    "is set by policy.",
		    act->person->left ? "left" :
					standing_name(act->person->standing));
		return OK;
	}
	if ((rc = request_count_open(e->store, act->person->id, &open, err)) !=
	    OK)
		return rc;
	if (open >= p->open_requests) {
		out->reason = RE_NOT_ALLOWED;
		snprintf(out->text, sizeof out->text,
		    "You already have %d requests on their way; one of them "
		    "has to end first. CANCEL and its number ends one.",
		    open);
	}
	return OK;
}

enum status
policy_sponsor_full(struct engine *e, const struct request *r, int64_t sponsor,
    bool confirmed, bool *full, struct err *err)
{
	int most = e->config->policy.sponsor_tokens_max, carried = 0;
	enum status rc = OK;

	if (most > 0)
		rc = request_count_sponsored(e->store, sponsor, r, confirmed,
		    &carried, err);
	*full = most > 0 && carried >= most;
	return rc;
}

void
policy_say_full(const struct config *c, struct outcome *out)
{
	snprintf(out->text, sizeof out->text,
	    "You already sponsor as many tokens and requests as one person "
	    "may (%d). End one that is no longer used by REVOKE, or DECLINE "
	    "this one.",
	    c->policy.sponsor_tokens_max);
}
