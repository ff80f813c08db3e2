#include "mailproc/net/making.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "mailproc/base/text.h"
#include "state/token.h"

void
making_init(struct making *m)
{
	*m = (struct making){ .secret = BUF_INIT(SEAL_SECRET_MAX),
		.url = BUF_INIT(32 << 10) };
	request_init(&m->request);
	person_init(&m->owner);
}

enum status
making_load(struct worker *w, const struct debt *d, struct making *m,
    struct err *err)
{
	struct store *st = w->engine->store;
	enum status rc;
	bool found;

	m->debt = d;
	if ((rc = request_load(st, d->request, &m->request, &found, err)) != OK)
		return rc;
	if (!found)
		return err_set(err, ERR_CONFIG,
		    "debt %" PRId64 " is about no request", d->id);
	return person_by_id(st, m->request.requester, &m->owner, err);
}

/* Once, or twice if a token may be there that no list shows yet. */
static enum status
find_tagged(struct worker *w, const struct making *m, bool doubtful,
    struct token_list *found, struct err *err)
{
	const struct timespec pause = { w->look_again, 0 };
	char tag[TAG_SIZE];
	enum status rc;

	token_tag(w->engine->config, m->request.id, tag);
	rc = w->backend->find(&w->canvas, m->owner.canvas_user_id, tag, found,
	    err);
	if (rc != OK || found->n > 0 || !doubtful)
		return rc;
	nanosleep(&pause, NULL);
	return w->backend->find(&w->canvas, m->owner.canvas_user_id, tag, found,
	    err);
}

enum status
making_clear(struct worker *w, struct making *m, const char *keep,
    bool doubtful, struct err *err)
{
	struct token_list found;
	enum status rc;

	m->token.id[0] = '\0';
	rc = find_tagged(w, m, doubtful, &found, err);
	for (size_t i = 0; rc == OK && i < found.n; i++) {
		const struct made_token *t = &found.token[i];

		if (strcmp(t->id, keep) == 0 && strcmp(t->state, "active") == 0)
			m->token = *t;
		else if ((rc = worker_keep(w, m->debt, err)) == OK)
			rc = w->backend->remove(&w->canvas, t->user_id, t->id,
			    err);
	}
	return rc;
}

enum status
making_impossible(struct worker *w, const struct debt *d, struct act *act,
    struct err *err)
{
	struct buf said = BUF_INIT(2048);
	enum status rc;

	clean_line(&said, err->text, strlen(err->text));
	act->text = said.str;
	rc = worker_result(w, d, act, err);
	buf_free(&said);
	return rc;
}

void
making_forget(struct making *m)
{
	buf_wipe(&m->secret);
	buf_wipe(&m->url);
	explicit_bzero(m->code, sizeof m->code);
	explicit_bzero(&m->token, sizeof m->token);
	request_free(&m->request);
	person_free(&m->owner);
}
