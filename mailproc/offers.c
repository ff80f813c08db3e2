/*
 * offers - the buttons of an answer: what its reader could do now.
 *
 * A button gives no power.  It writes what its reader could write without it;
 * a decision that needs a key is offered only to somebody whose mail carried a
 * good one of their own, and then with a fresh one for the same request.
 */
#include "mailproc/settle_private.h"

#define OFFERS_MAX 3 /* besides STATUS or HELP */

/* In the order in which they are offered. */
static const enum event_type verbs[] = { EV_CONFIRM, EV_DECLINE, EV_APPROVE,
	EV_DENY, EV_ASK, EV_DONE, EV_RESEND, EV_CANCEL, EV_REVOKE };

static bool
takes_key(enum event_type on)
{
	return on == EV_CONFIRM || on == EV_DECLINE || on == EV_APPROVE ||
	    on == EV_DENY || on == EV_ASK;
}

static void
offer(json_t *list, enum event_type on)
{
	json_array_append_new(list, json_string(event_name(on)));
}

static enum status
offer_if_possible(struct case_file *f, const struct request *r, bool good,
    enum event_type on, json_t *list, struct err *err)
{
	struct act act = { .on = on,
		.request = r->id,
		.person = &f->person,
		.proof = f->proof,
		.text = "?", /* there would be a question */
		.message_id = "" };
	enum reason why;
	enum status rc;

	act.proof.named = true;
	/* whoever answered an outdated mail is sent to the newest one */
	if (!good && f->proof.key != KEY_NONE && takes_key(on))
		return OK;
	if ((rc = would_apply(f->engine, &act, &why, err)) == OK &&
	    why == RE_OK)
		offer(list, on);
	return rc;
}

enum status
offers(struct case_file *f, const struct request *r, json_t **out, bool *fresh,
    struct err *err)
{
	bool good = r != NULL && f->proof.key == KEY_GOOD &&
	    f->key_request == r->id && f->proof.revision == r->revision;
	json_t *list = json_array();
	enum status rc = OK;

	*out = list;
	*fresh = false;
	for (size_t i = 0; r != NULL && i < sizeof verbs / sizeof verbs[0] &&
	     rc == OK && json_array_size(list) < OFFERS_MAX;
	     i++) {
		size_t before = json_array_size(list);

		rc = offer_if_possible(f, r, good, verbs[i], list, err);
		if (good && takes_key(verbs[i]) &&
		    json_array_size(list) > before)
			*fresh = true;
	}
	offer(list, r != NULL ? EV_STATUS : EV_HELP);
	return rc;
}
