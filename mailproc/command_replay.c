#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/app.h"
#include "mailproc/base/clock.h"
#include "mailproc/mailbox.h"
#include "mailproc/pipeline.h"
#include "mailproc/rebuild.h"

/* What a request was before the message at hand. */
struct was {
	int64_t id;
	enum state state;
	int64_t revision;
};

struct replay {
	struct app *app;
	bool json;
	struct was *was;
	size_t n;
	int64_t seq;      /* of the last row of the trail before it */
	int64_t *touched; /* requests that it is about */
	size_t ntouched;
	int count[VERDICT_COUNT];
	int messages;
};

static struct was *
was(struct replay *r, int64_t id)
{
	for (size_t i = r->n; i > 0; i--)
		if (r->was[i - 1].id == id)
			return &r->was[i - 1];
	r->was = xrealloc(r->was, (r->n + 1) * sizeof *r->was);
	r->was[r->n] = (struct was){ .id = id, .state = ST_NONE };
	return &r->was[r->n++];
}

static enum status
note_request(void *ctx, const struct request *q, struct err *err)
{
	struct was *w = was(ctx, q->id);

	(void)err;
	w->state = q->state;
	w->revision = q->revision;
	return OK;
}

static int
ascending(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* The requests that the newest rows of the trail are about, each once. */
static enum status
note_row(void *ctx, const struct audit_row *a, struct err *err)
{
	struct replay *r = ctx;

	(void)err;
	if (a->request == 0)
		return OK;
	for (size_t i = 0; i < r->ntouched; i++)
		if (r->touched[i] == a->request)
			return OK;
	r->touched =
	    xrealloc(r->touched, (r->ntouched + 1) * sizeof *r->touched);
	r->touched[r->ntouched++] = a->request;
	return OK;
}

static json_t *
change(struct was *w, const struct request *now)
{
	json_t *doc = json_pack("{s:I, s:o, s:s, s:I}", "request",
	    (json_int_t)now->id, "before",
	    w->state == ST_NONE ? json_null() :
				  json_string(state_name(w->state)),
	    "after", state_name(now->state), "revision",
	    (json_int_t)now->revision);

	w->state = now->state;
	w->revision = now->revision;
	return doc;
}

static enum status
look_at(struct replay *r, int64_t id, json_t *changes, struct err *err)
{
	struct was *w = was(r, id);
	struct request now;
	enum status rc;
	bool found;

	request_init(&now);
	rc = request_load(r->app->store, id, &now, &found, err);
	if (rc == OK && found &&
	    (now.state != w->state || now.revision != w->revision))
		json_array_append_new(changes, change(w, &now));
	request_free(&now);
	return rc;
}

static enum status
find_changes(struct replay *r, json_t *changes, struct err *err)
{
	struct audit_head head;
	enum status rc;

	r->ntouched = 0;
	if ((rc = audit_since(r->app->store, r->seq, note_row, r, err)) != OK ||
	    (rc = audit_head(r->app->store, &head, err)) != OK)
		return rc;
	r->seq = head.count;
	if (r->ntouched > 0)
		qsort(r->touched, r->ntouched, sizeof *r->touched, ascending);
	for (size_t i = 0; rc == OK && i < r->ntouched; i++)
		rc = look_at(r, r->touched[i], changes, err);
	return rc;
}

static void
print_text(const char *name, const struct mail *m, const struct judgement *j,
    const json_t *changes)
{
	json_t *row;
	size_t i;

	printf("%s: %s, %s, from %s\n", name, verdict_name(j->verdict),
	    reason_name(j->reason), m->from[0] == '\0' ? "nobody" : m->from);
	json_array_foreach(changes, i, row)
	{
		const char *before =
		    json_string_value(json_object_get(row, "before"));

		printf("  request %lld: %s to %s, revision %lld\n",
		    (long long)json_integer_value(
			json_object_get(row, "request")),
		    before == NULL ? "new" : before,
		    json_string_value(json_object_get(row, "after")),
		    (long long)json_integer_value(
			json_object_get(row, "revision")));
	}
	json_array_foreach(j->mails, i, row) printf("  mail %s to %s\n",
	    json_string_value(json_object_get(row, "template")),
	    json_string_value(json_object_get(row, "to")));
}

static void
print_line(const char *name, const struct mail *m, const struct judgement *j,
    int64_t at, json_t *changes)
{
	char when[RFC3339_SIZE];
	json_t *doc = json_pack("{s:s, s:s, s:s, s:s, s:s?, s:o, s:O, s:O}",
	    "file", name, "at", clock_rfc3339(at, when), "verdict",
	    verdict_name(j->verdict), "reason", reason_name(j->reason), "from",
	    m->from[0] == '\0' ? NULL : m->from, "request",
	    j->request == 0 ? json_null() : json_integer(j->request), "changes",
	    changes, "mails", j->mails);

	json_dumpf(doc, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(doc);
}

/* When the newest mail server had it, else when it was written. */
static int64_t
arrived(const struct app *app, const char *raw, size_t len)
{
	static struct header h;
	char value[1000];
	int i;
	int64_t at;

	if (app->now_text != NULL)
		return app->now;
	header_scan_loosely(&h, raw, len);
	i = header_find(&h, "Received", 0);
	if (i >= 0 && header_value(&h.field[i], value, sizeof value) &&
	    strrchr(value, ';') != NULL &&
	    clock_parse_mail(strrchr(value, ';') + 1, &at))
		return at;
	i = header_find(&h, "Date", 0);
	if (i >= 0 && header_value(&h.field[i], value, sizeof value) &&
	    clock_parse_mail(value, &at))
		return at;
	return app->now;
}

static enum status
one(void *ctx, const char *name, const char *raw, size_t len, struct err *err)
{
	struct replay *r = ctx;
	struct engine *e = &r->app->engine;
	struct mail m = { .raw = NULL };
	struct judgement j = { .commands = NULL };
	struct message msg = { .raw = raw,
		.len = len,
		.envelope = { .fetched = true } };
	json_t *changes = json_array();
	enum status rc;

	e->now = arrived(r->app, raw, len);
	if ((rc = pipeline_run(e, &msg, &m, &j, err)) == OK &&
	    (rc = find_changes(r, changes, err)) == OK) {
		r->messages++;
		r->count[j.verdict]++;
		if (r->json)
			print_line(name, &m, &j, e->now, changes);
		else
			print_text(name, &m, &j, changes);
	}
	mail_free(&m);
	judgement_free(&j);
	json_decref(changes);
	return rc;
}

static void
print_sum(const struct replay *r)
{
	printf("%d messages", r->messages);
	for (int v = 0; v < VERDICT_COUNT; v++)
		if (r->count[v] > 0)
			printf(", %d %s", r->count[v],
			    verdict_name((enum verdict)v));
	putchar('\n');
}

/* From here on nothing reaches the state itself. */
static enum status
use_copy(struct app *app, struct err *err)
{
	struct store *copy;
	enum status rc = store_copy(app->store, ":memory:", &copy, err);

	if (rc != OK)
		return rc;
	store_close(app->store);
	app->store = app->engine.store = copy;
	return OK;
}

static enum status
run_rebuild(struct app *app, int argc, char **argv, struct err *err)
{
	enum status rc;

	if (argc != 1 && (argc != 3 || strcmp(argv[1], "-o") != 0))
		return usage_error(err, &command_replay);
	if ((rc = app_open(app, err)) != OK)
		return rc;
	return rebuild(app, argc == 3 ? argv[2] : NULL, err);
}

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	struct replay r = { .app = app };
	struct request_filter all = { .state = -1 };
	struct audit_head head;
	enum status rc;

	if (take_flag(&argc, argv, "--rebuild"))
		return run_rebuild(app, argc, argv, err);
	r.json = take_flag(&argc, argv, "--json");
	if (argc < 2 || argv[1][0] == '-')
		return usage_error(err, &command_replay);
	if ((rc = app_open(app, err)) != OK ||
	    (rc = use_copy(app, err)) != OK ||
	    (rc = requests_each(app->store, &all, note_request, &r, err)) !=
		OK ||
	    (rc = audit_head(app->store, &head, err)) != OK)
		goto out;
	r.seq = head.count;
	for (int i = 1; rc == OK && i < argc; i++)
		rc = mailbox_each(argv[i], one, &r, err);
	if (rc == OK && !r.json)
		print_sum(&r);
out:
	free(r.was);
	free(r.touched);
	return rc;
}

const struct command command_replay = {
	.name = "replay",
	.usage = "[--json] MBOX|MAILDIR|FILE... | --rebuild [-o NEWSTATE]",
	.summary = "what messages would change, on a copy of the state",
	.run = run,
};
