#include <stdio.h>
#include <string.h>

#include "mailproc/app.h"
#include "mailproc/base/clock.h"
#include "state/view.h"

static const char *
text(const json_t *doc, const char *key)
{
	const char *value = json_string_value(json_object_get(doc, key));

	return value == NULL ? "-" : value;
}

/* Further lines set in: nothing a stranger wrote begins a line of ours. */
static void
print_words(const char *s)
{
	for (; *s != '\0'; s++)
		if (*s == '\n')
			fputs("\n      ", stdout);
		else
			putchar(*s);
	putchar('\n');
}

static void
print_text(const struct config *c, const json_t *doc, const struct request *r)
{
	const json_t *requester = json_object_get(doc, "requester");
	const json_t *sponsor = json_object_get(doc, "sponsor");
	const json_t *token = json_object_get(doc, "token");
	const json_t *row;
	char used[RFC3339_SIZE];
	size_t i;

	printf("request %lld: %s, revision %lld, waiting for %s\n",
	    (long long)r->id, text(doc, "state"), (long long)r->revision,
	    text(doc, "waiting_for"));
	printf("  requester  %s (%s, %s)\n", text(requester, "address"),
	    text(requester, "name"), text(requester, "role"));
	printf("  sponsor    %s (%s)\n", text(sponsor, "address"),
	    text(sponsor, "answer"));
	printf("  opened     %s, due %s\n", text(doc, "opened_at"),
	    text(doc, "due_at"));
	for (int f = 0; f < FIELD_COUNT; f++) {
		if (f >= FIELD_EXTRA &&
		    site_question(&c->words, (enum field)f) == NULL)
			continue;
		printf("  %s: ", site_field_label(&c->words, (enum field)f));
		print_words(r->field[f]);
	}
	printf("  token      %s %s, ends %s, used %s\n", text(token, "id"),
	    text(token, "state"), text(token, "expires_at"),
	    r->upkeep.used_at == 0 ? "-" :
				     clock_rfc3339(r->upkeep.used_at, used));
	json_array_foreach(json_object_get(doc, "history"), i, row)
	{
		printf("  %s  %-16s %-30s %-9s ", text(row, "at"),
		    text(row, "event"), text(row, "actor"), text(row, "grade"));
		print_words(text(row, "note"));
	}
}

static enum status
show(struct app *app, int64_t id, bool json, struct err *err)
{
	struct request r;
	json_t *doc = NULL;
	enum status rc;
	bool found;

	request_init(&r);
	if ((rc = request_load(app->store, id, &r, &found, err)) != OK)
		goto out;
	if (!found) {
		rc = err_set(err, ERR_INPUT, "there is no request %lld",
		    (long long)id);
		goto out;
	}
	if ((rc = request_json(app->store, &app->config, &r, true, &doc,
		 err)) != OK)
		goto out;
	if (json)
		rc = print_json(doc, err);
	else
		print_text(&app->config, doc, &r);
out:
	json_decref(doc);
	request_free(&r);
	return rc;
}

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	bool json = take_flag(&argc, argv, "--json");
	const char *end;
	enum status rc;
	int64_t id;

	if (argc != 2 || (end = take_id(argv[1], &id)) == NULL || *end != '\0')
		return usage_error(err, &command_show);
	if ((rc = app_open(app, err)) != OK)
		return rc;
	return show(app, id, json, err);
}

const struct command command_show = {
	.name = "show",
	.usage = "ID [--json]",
	.summary = "one request with its fields and history",
	.run = run,
};
