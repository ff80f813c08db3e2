#include <stdio.h>
#include <string.h>

#include "mailproc/app.h"
#include "state/stats.h"

/* "held_auth_none": one name for one number. */
static void
flat_name(const struct metric *m, const char *word, char out[64])
{
	snprintf(out, 64, "%s%s%s", m->name, word == NULL ? "" : "_",
	    word == NULL ? "" : word);
	fold_ascii(out);
}

static void
one_json(void *ctx, const struct metric *m, const char *word, int64_t value)
{
	char name[64];

	flat_name(m, word, name);
	json_object_set_new(ctx, name, json_integer(value));
}

static void
one_text(void *ctx, const struct metric *m, const char *word, int64_t value)
{
	char name[64];

	(void)ctx;
	flat_name(m, word, name);
	printf("%-32s %lld\n", name, (long long)value);
}

/* The text format of Prometheus; what it is stands before the first number. */
static void
one_prometheus(void *ctx, const struct metric *m, const char *word,
    int64_t value)
{
	const struct metric **last = ctx;

	if (*last != m)
		printf("# HELP mailproc_%s %s\n# TYPE mailproc_%s gauge\n",
		    m->name, m->help, m->name);
	*last = m;
	if (word == NULL)
		printf("mailproc_%s %lld\n", m->name, (long long)value);
	else
		printf("mailproc_%s{%s=\"%s\"} %lld\n", m->name, m->label, word,
		    (long long)value);
}

static enum status
print_document(struct app *app, struct err *err)
{
	json_t *doc = json_object();
	enum status rc = stats_each(app->store, app->now, one_json, doc, err);

	if (rc == OK)
		rc = print_json(doc, err);
	json_decref(doc);
	return rc;
}

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	bool json = take_flag(&argc, argv, "--json");
	bool prometheus = take_flag(&argc, argv, "--prometheus");
	const struct metric *last = NULL;
	enum status rc;

	if (argc != 1 || (json && prometheus))
		return usage_error(err, &command_stats);
	if ((rc = app_open(app, err)) != OK)
		return rc;
	if (json)
		return print_document(app, err);
	return stats_each(app->store, app->now,
	    prometheus ? one_prometheus : one_text, &last, err);
}

const struct command command_stats = {
	.name = "stats",
	.usage = "[--json | --prometheus]",
	.summary = "how many of what",
	.run = run,
};
