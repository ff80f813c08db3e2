#include "mailproc/rebuild.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mailproc/rebuild_walk.h"
#include "state/backup.h"
#include "state/recall.h"

/* Nothing is sent: a mail has no words. */
static enum status
compose_nothing(void *ctx, const struct letter *letter, struct buf *out,
    struct err *err)
{
	(void)ctx;
	(void)letter;
	(void)out;
	(void)err;
	return OK;
}

static enum status
recorded_key(void *ctx, const struct debt *mail, int64_t now, char *key,
    struct err *err)
{
	return recall_key(ctx, mail, now, key, err);
}

/* What became of it: the state on record, and that of the new one. */
static enum status
say_difference(struct rebuilding *b, int64_t id, struct err *err)
{
	struct request was, is;
	enum status rc;
	bool had, has = false;

	request_init(&was);
	request_init(&is);
	if ((rc = request_load(b->old, id, &was, &had, err)) == OK &&
	    (rc = request_load(b->new, id, &is, &has, err)) == OK)
		printf("request %" PRId64 ": on record %s, rebuilt %s%s\n", id,
		    had ? state_name(was.state) : "missing",
		    has ? state_name(is.state) : "missing",
		    had && has && was.state == is.state ?
			"; fields, keys or mails differ" :
			"");
	request_free(&was);
	request_free(&is);
	return rc;
}

struct differences {
	struct rebuilding *b;
	int n;
};

static enum status
differs(void *ctx, int64_t id, struct err *err)
{
	struct differences *d = ctx;

	if (chronicle_noted(&d->b->c, id))
		return OK;
	d->n++;
	return say_difference(d->b, id, err);
}

static enum status
count_one(void *ctx, const struct request *r, struct err *err)
{
	int *n = ctx;

	(void)r;
	(void)err;
	(*n)++;
	return OK;
}

static enum status
report(struct rebuilding *b, struct err *err)
{
	struct request_filter all = { .state = -1 };
	struct differences d = { b, 0 };
	struct audit_head was, is;
	enum status rc;
	int n = 0;

	for (size_t i = 0; i < b->c.fates; i++)
		printf("request %" PRId64 " cannot be rebuilt: %s\n",
		    b->c.fate[i].request, b->c.fate[i].why);
	if ((rc = recall_differences(b->new, differs, &d, err)) != OK ||
	    (rc = requests_each(b->old, &all, count_one, &n, err)) != OK ||
	    (rc = audit_head(b->old, &was, err)) != OK ||
	    (rc = audit_head(b->new, &is, err)) != OK)
		return rc;
	printf("%d requests, from %d mails and %d results; the trail %s\n", n,
	    b->messages, b->results,
	    strcmp(was.hash, is.hash) == 0 ?
		"comes out the same to its last hash" :
		"on record is not repeated to the letter");
	if (b->c.fates == 0 && d.n == 0)
		return OK;
	return err_set(err, ERR_INPUT,
	    "%zu requests cannot be rebuilt, %d are not as recorded",
	    b->c.fates, d.n);
}

/* What could be built takes the place of what is on record. */
struct install {
	struct rebuilding *b;
	int64_t *id;
	size_t n;
};

static enum status
choose(void *ctx, const struct request *r, struct err *err)
{
	struct install *in = ctx;

	(void)err;
	if (chronicle_noted(&in->b->c, r->id))
		return OK;
	in->id = xrealloc(in->id, (in->n + 1) * sizeof *in->id);
	in->id[in->n++] = r->id;
	return OK;
}

static enum status
install(struct rebuilding *b, const char *built, struct err *err)
{
	struct request_filter all = { .state = -1 };
	struct install in = { b, NULL, 0 };
	enum status rc = requests_each(b->new, &all, choose, &in, err);

	if (rc == OK && (rc = recall_attach(b->old, built, err)) == OK)
		rc = store_begin(b->old, err);
	for (size_t i = 0; rc == OK && i < in.n; i++)
		rc = recall_take(b->old, in.id[i], err);
	if (rc == OK)
		rc = store_commit(b->old, err);
	store_rollback(b->old);
	free(in.id);
	return rc;
}

/* An empty state beside the copy, which sees that one. */
static enum status
open_new(struct rebuilding *b, const struct app *app, const char *copy,
    char built[SCRATCH_PATH], struct err *err)
{
	enum status rc;
	int n = snprintf(built, SCRATCH_PATH, "%s-new", copy);

	if (n < 0 || n >= SCRATCH_PATH)
		return err_set(err, ERR_INPUT, "the file name is too long");
	if ((rc = store_create(built, app->now, err)) != OK ||
	    (rc = store_open(&b->new, built, err)) != OK ||
	    (rc = recall_attach(b->new, copy, err)) != OK ||
	    (rc = recall_people(b->new, err)) != OK)
		return rc;
	b->engine = app->engine;
	b->engine.store = b->new;
	b->engine.compose = compose_nothing;
	b->engine.key = recorded_key;
	b->engine.keys = b->new;
	return OK;
}

enum status
rebuild(struct app *app, const char *out, struct err *err)
{
	char copy[SCRATCH_PATH] = "", built[SCRATCH_PATH] = "";
	struct rebuilding b = { .at = 0 };
	struct err why = ERR_INIT;
	enum status rc, as_recorded = OK;

	rc = scratch_copy(app->store, out == NULL ? app->config.state : out,
	    copy, &b.old, err);
	if (rc == OK && (rc = open_new(&b, app, copy, built, err)) == OK &&
	    (rc = chronicle_read(&b.c, b.old, err)) == OK &&
	    (rc = rebuild_walk(&b, err)) == OK) {
		as_recorded = report(&b, &why);
		if (as_recorded != OK && as_recorded != ERR_INPUT)
			rc = as_recorded;
	}
	if (rc == OK && out != NULL)
		rc = install(&b, built, err);
	if (rc == OK && out != NULL)
		rc = scratch_name(b.old, copy, out, err);
	else
		store_close(b.old);
	scratch_end(b.new, built);
	scratch_end(NULL, copy);
	chronicle_free(&b.c);
	if (rc == OK && as_recorded != OK)
		return err_set(err, as_recorded, "%s", why.text);
	return rc;
}
