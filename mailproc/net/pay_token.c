#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mailproc/net/making.h"
#include "mailproc/net/outgoing.h"
#include "state/token.h"

#define EXPIRY_TRIES 2

/* "[CT-42] grade export | unlock code XXXX-..." */
static void
write_purpose(const struct config *c, struct making *m)
{
	char tail[sizeof CODE_LABEL + UNLOCK_CODE_SIZE] = "";

	if (c->handover == HANDOVER_SEALED)
		snprintf(tail, sizeof tail, CODE_LABEL "%s", m->code);
	token_purpose(c, &m->request, tail, m->token.purpose);
	explicit_bzero(tail, sizeof tail);
}

static bool
doubtful(const struct debt *d)
{
	return d->state != DEBT_PLANNED || d->tries > 0;
}

static bool
asked_before(const struct debt *d)
{
	return doubtful(d) || d->payload[0] != '\0';
}

/* One POST; or one PUT, which keeps the token and its end. */
static enum status
ask_once(struct worker *w, const struct debt *d, struct making *m,
    bool *wrong_expiry, struct err *err)
{
	const struct backend *b = w->backend;
	bool again = m->token.id[0] != '\0';
	enum status rc;

	if (again)
		m->token.expires_at = m->request.token.expires_at;
	else
		m->token.expires_at = token_end(w->engine->config, &m->request,
		    m->owner.standing, w->engine->now);
	snprintf(m->token.user_id, sizeof m->token.user_id, "%s",
	    m->canvas.user_id);
	if (m->token.expires_at <= w->engine->now)
		return err_set(err, ERR_INPUT, "the day it was to end is over");
	if ((rc = unlock_code_draw(m->code, err)) != OK)
		return rc;
	write_purpose(w->engine->config, m);
	if ((rc = worker_tried(w, d, err)) != OK)
		return rc;
	return (again ? b->regenerate : b->create)(&w->canvas, &m->token,
	    &m->secret, wrong_expiry, err);
}

/*
 * A wrong end is tried once more at once; what Canvas made wrongly is gone
 * before, or the debt stays owed.
 */
static enum status
make(struct worker *w, const struct debt *d, struct making *m, struct err *err)
{
	struct err why;
	enum status rc = OK, gone;

	for (int i = 0; i < EXPIRY_TRIES; i++) {
		bool wrong_expiry = false, again = m->token.id[0] != '\0';

		rc = ask_once(w, d, m, &wrong_expiry, err);
		if (rc == OK || (!wrong_expiry && rc != ERR_INPUT))
			return rc;
		if (!wrong_expiry && (again || m->token.id[0] == '\0'))
			return rc; /* refused: nothing was made */
		why = *err;
		buf_wipe(&m->secret);
		m->secret = BUF_INIT(SEAL_SECRET_MAX);
		gone = making_clear(w, m, "", false, err);
		if (gone != OK)
			return gone == ERR_INPUT ? ERR_RETRY : gone;
		*err = why;
		if (!wrong_expiry)
			return rc;
	}
	return err_in(err, ERR_INPUT, "twice");
}

static enum status
hand_over(const struct config *c, struct making *m, struct err *err)
{
	struct buf blob = BUF_INIT(16 << 10);
	char id[24];
	enum status rc = OK;

	if (c->handover != HANDOVER_SEALED)
		return OK;
	snprintf(id, sizeof id, "%" PRId64, m->request.id);
	if ((rc = seal(m->code, id, m->token.id, &m->secret, &blob, err)) == OK)
		buf_addf(&m->url, "%s#%s", c->unlock_url, blob.str);
	buf_free(&blob);
	return rc;
}

static enum status
report_made(struct worker *w, const struct debt *d, struct making *m,
    struct err *err)
{
	char *label = strstr(m->token.purpose, CODE_LABEL);
	struct token token = { .id = m->token.id,
		.purpose = m->token.purpose,
		.expires_at = m->token.expires_at,
		.state = m->token.state };
	struct act act = { .on = EV_TOKEN_MADE,
		.request = d->request,
		.text = "",
		.message_id = "",
		.token = &token,
		.sealed_url = m->url.str };
	struct engine as_it_was = *w->engine;
	struct guard guard = { as_it_was.compose, as_it_was.composer,
		&m->secret };
	enum status rc;

	/* the code stands in Canvas alone */
	if (label != NULL)
		*label = '\0';
	w->engine->compose = guarded_compose;
	w->engine->composer = &guard;
	rc = worker_result(w, d, &act, err);
	*w->engine = as_it_was;
	return rc;
}

/* It is made.  What fails from here on leaves it in doubt. */
static enum status
finish(struct worker *w, const struct debt *d, struct making *m,
    struct err *err)
{
	enum status rc = hand_over(w->engine->config, m, err);

	if (rc == OK)
		rc = report_made(w, d, m, err);
	return rc == ERR_RETRY || rc == ERR_INPUT ? ERR_UNKNOWN : rc;
}

/*
 * The admins decide what now.  A token that could get no new secret goes: its
 * owner said that it is of no use.  Until it is gone this stays owed, unless
 * Canvas refuses that as well.
 */
static enum status
give_up(struct worker *w, const struct debt *d, struct making *m,
    struct err *err)
{
	struct act no = { .on = EV_TOKEN_IMPOSSIBLE,
		.request = d->request,
		.message_id = "" };
	struct err why = *err;
	enum status gone = OK;

	if (m->token.id[0] != '\0')
		gone = making_clear(w, m, "", false, err);
	if (gone != OK && gone != ERR_INPUT)
		return gone;
	*err = why;
	return making_impossible(w, d, &no, err);
}

/* Who may have a token, and where Canvas keeps it. */
static enum status
find_owner(struct worker *w, struct making *m, struct err *err)
{
	enum status rc =
	    w->backend->owner(&w->canvas, &m->owner, &m->canvas, err);

	if (rc != OK || m->canvas.user_id[0] == '\0')
		return rc;
	string_set(&m->owner.canvas_user_id, m->canvas.user_id);
	return person_set_canvas_user(w->engine->store, m->owner.id,
	    m->canvas.user_id, err);
}

/*
 * Nothing was asked for yet, and still there is a token with this tag: then the
 * state was put back, and its number was given out before.  Whose token that is
 * only the operator can say.
 */
static enum status
refuse_strays(struct worker *w, const struct making *m, struct err *err)
{
	struct token_list found;
	char tag[TAG_SIZE];
	enum status rc;

	token_tag(w->engine->config, m->request.id, tag);
	rc = w->backend->find(&w->canvas, m->owner.canvas_user_id, tag, &found,
	    err);
	if (rc != OK || found.n == 0)
		return rc == ERR_INPUT ? ERR_RETRY : rc;
	return err_set(err, ERR_RETRY,
	    "Canvas has token %s with the tag %s already, and the state does "
	    "not know it: run `mailproc check --canvas`",
	    found.token[0].id, tag);
}

/*
 * What has our tag and is still pending was never usable, since its secret is
 * lost: it goes.  The active token that the debt names stays, for a new secret;
 * that debt is owed on its owner's word alone (RESEND).  As long as nobody can
 * say what is there, nothing is made, and nothing is impossible.
 */
static enum status
clear_first(struct worker *w, const struct debt *d, struct making *m,
    struct err *err)
{
	enum status rc;

	if (!asked_before(d))
		return refuse_strays(w, m, err);
	rc = making_clear(w, m, d->payload, doubtful(d), err);
	return rc == ERR_INPUT ? ERR_RETRY : rc;
}

enum status
pay_token(struct worker *w, const struct debt *d, struct err *err)
{
	struct making m;
	bool looked;
	enum status rc;

	making_init(&m);
	if ((rc = making_load(w, d, &m, err)) != OK)
		goto out;
	/* before a no about the owner may end it, what is there must go */
	looked = asked_before(d) && m.owner.canvas_user_id[0] != '\0';
	if (looked && (rc = clear_first(w, d, &m, err)) != OK)
		goto out;
	rc = find_owner(w, &m, err);
	if (rc == OK && !looked)
		rc = clear_first(w, d, &m, err);
	if (rc == OK)
		rc = make(w, d, &m, err);
	if (rc == OK)
		rc = finish(w, d, &m, err);
	else if (rc == ERR_INPUT)
		rc = give_up(w, d, &m, err);
out:
	making_forget(&m);
	return rc;
}
