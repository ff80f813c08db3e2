#include "mailproc/net/look.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "mailproc/base/log.h"
#include "mailproc/net/making.h"
#include "state/token.h"
#include "state/upkeep.h"

#define ROUND_MAX 200 /* owners in one run */
#define OWNED_MAX 100 /* tokens of one owner that are looked at */
#define AWAY      300 /* seconds: one look in vain is enough for the others */

/* A token of ours, before Canvas is asked. */
struct sight {
	int64_t request;
	int64_t version;
	char token[24];
};

struct owner {
	struct person person;
	struct sight sight[OWNED_MAX];
	size_t n;
};

static enum status
add_sight(void *ctx, const struct request *r, struct err *err)
{
	struct owner *o = ctx;
	struct sight *s = &o->sight[o->n];

	(void)err;
	if (r->requester != o->person.id || r->token.id[0] == '\0' ||
	    strlen(r->token.id) >= sizeof s->token || o->n == OWNED_MAX)
		return OK;
	*s = (struct sight){ r->id, r->version, "" };
	memcpy(s->token, r->token.id, strlen(r->token.id) + 1);
	o->n++;
	return OK;
}

/* What we know of this owner, as it is before the list. */
static enum status
load_owner(struct worker *w, int64_t person, struct owner *o, struct err *err)
{
	struct store *st = w->engine->store;
	enum status rc = person_by_id(st, person, &o->person, err);

	if (rc == OK)
		rc = requests_with_token(st, person, add_sight, o, err);
	return rc;
}

static const struct made_token *
in_list(const struct token_list *found, const char *id)
{
	for (size_t i = 0; i < found->n; i++)
		if (strcmp(found->token[i].id, id) == 0)
			return &found->token[i];
	return NULL;
}

/* A list may be late or lose a row: what it does not show is asked for. */
static enum status
look_at(struct worker *w, const struct owner *o, const struct sight *s,
    const struct token_list *found, struct err *err)
{
	const struct made_token *t = in_list(found, s->token);
	struct made_token again;
	char tag[TAG_SIZE];
	struct token seen;
	struct look look = { .request = s->request,
		.version = s->version,
		.tag = token_tag(w->engine->config, s->request, tag) };
	enum status rc = OK;
	bool gone = false;

	if (t == NULL) {
		rc = w->backend->get(&w->canvas, o->person.canvas_user_id,
		    s->token, &again, &gone, err);
		t = &again;
	}
	if (rc != OK)
		return rc;
	if (!gone) {
		seen = (struct token){ .id = (char *)(uintptr_t)t->id,
			.purpose = (char *)(uintptr_t)t->purpose,
			.expires_at = t->expires_at,
			.state = (char *)(uintptr_t)t->state };
		look.token = &seen;
		look.used_at = t->used_at;
	}
	rc = upkeep_seen(w->engine, &look, err);
	explicit_bzero(&again, sizeof again);
	return rc;
}

/* Canvas will not show it: say so, and come back when its turn is next. */
static enum status
skip_owner(struct worker *w, const struct owner *o, const struct err *why,
    struct err *err)
{
	char text[LOG_VALUE_MAX];
	enum status rc = OK;

	for (size_t i = 0; i < o->n && rc == OK; i++) {
		log_line(LOG_WARNING, "event=unseen req=%" PRId64 " error=%s",
		    o->sight[i].request, log_value(why->text, text));
		rc = upkeep_skip(w->engine, o->sight[i].request, err);
	}
	return rc;
}

enum status
look_at_owner(struct worker *w, int64_t person, struct err *err)
{
	struct token_list *found = xmalloc(sizeof *found);
	struct owner *o = xmalloc(sizeof *o);
	enum status rc;

	o->n = 0;
	person_init(&o->person);
	if ((rc = load_owner(w, person, o, err)) != OK || o->n == 0 ||
	    w->backend->get == NULL)
		goto out;
	if ((rc = worker_open(w, err)) == OK)
		rc = w->backend->find(&w->canvas, o->person.canvas_user_id, "",
		    found, err);
	for (size_t i = 0; rc == OK && i < o->n; i++)
		rc = look_at(w, o, &o->sight[i], found, err);
	if (rc == ERR_INPUT) {
		struct err why = *err;

		rc = skip_owner(w, o, &why, err);
		*err = why;
		rc = rc == OK ? ERR_INPUT : rc;
	}
out:
	explicit_bzero(found, sizeof *found);
	free(found);
	person_free(&o->person);
	free(o);
	return rc;
}

enum status
look_at_token(struct worker *w, int64_t request, struct err *err)
{
	struct request r;
	enum status rc;
	bool found;

	request_init(&r);
	rc = request_load(w->engine->store, request, &r, &found, err);
	if (rc == OK && found)
		rc = look_at_owner(w, r.requester, err);
	request_free(&r);
	return rc;
}

/* Owners of whom a token is to be looked at, and since when. */
struct turn {
	int64_t person;
	int64_t at;
};

struct round {
	int64_t now;
	struct turn *turn;
	size_t n;
};

static enum status
add_turn(void *ctx, const struct request *r, struct err *err)
{
	struct round *all = ctx;
	int64_t at = upkeep_look_at(r, all->now);
	struct turn *grown;

	if (at == 0 || at > all->now)
		return OK;
	for (size_t i = 0; i < all->n; i++)
		if (all->turn[i].person == r->requester) {
			if (at < all->turn[i].at)
				all->turn[i].at = at;
			return OK;
		}
	grown = realloc(all->turn, (all->n + 1) * sizeof *grown);
	if (grown == NULL)
		return err_set(err, ERR_RETRY, "out of memory");
	all->turn = grown;
	all->turn[all->n++] = (struct turn){ r->requester, at };
	return OK;
}

static int
earlier(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at ? 1 : 0;
}

static enum status
list_turns(struct worker *w, struct round *all, struct err *err)
{
	enum status rc =
	    requests_with_token(w->engine->store, 0, add_turn, all, err);

	if (all->n > 1)
		qsort(all->turn, all->n, sizeof *all->turn, earlier);
	return rc;
}

static bool
may_look(const struct worker *w)
{
	return w->backend->get != NULL && !w->clock_back &&
	    w->engine->now >= w->away_until &&
	    (w->stop == NULL || *w->stop == 0);
}

/* *may: nothing was heard that stops the others. */
static enum status
take_turn(struct worker *w, int64_t person, bool *may, struct err *err)
{
	char text[LOG_VALUE_MAX];
	struct err why = ERR_INIT;
	enum status rc, seen;

	if ((rc = worker_may_ask(w, may, err)) != OK || !*may)
		return rc;
	seen = look_at_owner(w, person, &why);
	if ((rc = worker_heard(w, seen, why.text, err)) != OK || seen == OK ||
	    seen == ERR_INPUT)
		return rc;
	w->away_until = w->engine->now + AWAY;
	log_line(LOG_WARNING, "event=away error=%s", log_value(why.text, text));
	return OK;
}

enum status
look_round(struct worker *w, struct err *err)
{
	struct round all = { w->engine->now, NULL, 0 };
	bool may = may_look(w);
	enum status rc = may ? list_turns(w, &all, err) : OK;

	for (size_t i = 0; rc == OK && may && i < all.n && i < ROUND_MAX; i++) {
		rc = take_turn(w, all.turn[i].person, &may, err);
		may = may && may_look(w);
	}
	free(all.turn);
	return rc == OK && !w->clock_back ?
	    upkeep_owe(w->engine, w->clock_held, err) :
	    rc;
}
