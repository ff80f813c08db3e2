#include "mailproc/net/stray.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mailproc/base/text.h"
#include "state/workflow.h"

/* "[CT-", as long as token_tag() writes it. */
static void
tag_begin(const struct config *c, char out[TAG_SIZE])
{
	snprintf(out, TAG_SIZE, "[%.16s-", c->tag);
}

int64_t
tagged_number(const struct config *c, const char *purpose)
{
	char begin[TAG_SIZE];
	const char *end;
	int64_t number;

	tag_begin(c, begin);
	if (strncmp(purpose, begin, strlen(begin)) != 0 ||
	    (end = take_id(purpose + strlen(begin), &number)) == NULL ||
	    *end != ']')
		return 0;
	return number;
}

enum status
stray_list(struct office *o, const struct person *p, char user_id[24],
    struct token_list *out, struct err *err)
{
	const struct backend *b = o->worker.backend;
	struct canvas_person found;
	char begin[TAG_SIZE];
	enum status rc;

	out->n = 0;
	snprintf(user_id, 24, "%s", p->canvas_user_id);
	if (user_id[0] == '\0') {
		if ((rc = b->look_up(&o->worker.canvas, p, &found, err)) != OK)
			return rc;
		snprintf(user_id, 24, "%s", found.user_id);
	}
	tag_begin(&o->config, begin);
	return b->find(&o->worker.canvas, user_id, begin, out, err);
}

/* Is there a deletion of what has this request's tag, or of this token? */
struct owed {
	int64_t request;
	const char *token;
	bool found;
};

static enum status
look(void *ctx, const struct debt *d, struct err *err)
{
	struct owed *s = ctx;
	const char *slash = strchr(d->payload, '/');

	(void)err;
	if (d->kind == DEBT_DELETE && d->request == s->request && slash == NULL)
		s->found = true;
	if (d->kind == DEBT_DELETE && slash != NULL &&
	    strcmp(slash + 1, s->token) == 0)
		s->found = true;
	return OK;
}

/* Can a request in this state take a token over?  The workflow says so. */
static bool
can_adopt(enum state state)
{
	const struct situation now = { .state = state };

	return decide(&now, EV_TOKEN_ADOPTED, ROLE_MAILPROC).reason == RE_OK;
}

static void
judge(const struct person *owner, const struct made_token *t,
    const struct request *r, struct stray *out)
{
	bool live = r->state == ST_ISSUED || r->state == ST_ACTIVE;

	out->is = TOKEN_STRANGE;
	if (r->id == 0)
		snprintf(out->why, sizeof out->why,
		    "the state has no request %" PRId64, out->request);
	else if (r->requester != owner->id)
		snprintf(out->why, sizeof out->why,
		    "request %" PRId64 " is another person's", r->id);
	else if (strcmp(r->token.id, t->id) == 0 && live)
		out->is = TOKEN_KNOWN;
	else if (can_adopt(r->state)) {
		out->is = TOKEN_LOST;
		snprintf(out->why, sizeof out->why,
		    "request %" PRId64 " is in the state \"%s\" and has %s%s",
		    r->id, state_name(r->state),
		    r->token.id[0] == '\0' ? "no token" : "the token ",
		    r->token.id);
	} else
		snprintf(out->why, sizeof out->why,
		    "request %" PRId64 " is in the state \"%s\"", r->id,
		    state_name(r->state));
}

enum status
stray_judge(struct office *o, const struct person *owner,
    const struct made_token *t, struct stray *out, struct err *err)
{
	struct owed owed = { .token = t->id };
	struct request r;
	enum status rc;
	bool found;

	out->why[0] = '\0';
	out->request = tagged_number(&o->config, t->purpose);
	owed.request = out->request;
	request_init(&r);
	if ((rc = request_load(o->store, out->request, &r, &found, err)) ==
		OK &&
	    (rc = debts_each(o->store, false, look, &owed, err)) == OK)
		judge(owner, t, &r, out);
	request_free(&r);
	if (rc == OK && owed.found && out->is != TOKEN_KNOWN)
		out->is = TOKEN_OWED;
	return rc;
}
