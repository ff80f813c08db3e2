#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/app.h"
#include "mailproc/directory.h"

static json_t *
text_or_null(const char *s)
{
	return s[0] == '\0' ? json_null() : json_string(s);
}

static json_t *
document(const struct person *p)
{
	json_t *aliases = json_array();

	for (size_t i = 0; i < p->aliases.n; i++)
		json_array_append_new(aliases, json_string(p->aliases.item[i]));
	return json_pack("{s:s, s:o, s:s, s:o, s:o, s:o, s:b}", "address",
	    p->address, "name", text_or_null(p->name), "role",
	    standing_name(p->standing), "canvas_login",
	    text_or_null(p->canvas_login), "aliases", aliases, "away",
	    text_or_null(p->away), "left", p->left);
}

static enum status
one(void *ctx, const struct person *p, struct err *err)
{
	(void)err;
	if (ctx != NULL)
		json_array_append_new(ctx, document(p));
	else
		printf("%-36s %-8s %-24s %s%s%s%s\n", p->address,
		    standing_name(p->standing), p->name, p->canvas_login,
		    p->left ? " (left)" : "",
		    p->away[0] == '\0' ? "" : "  away: ", p->away);
	return OK;
}

static enum status
list(struct app *app, bool json, struct err *err)
{
	json_t *rows = json ? json_array() : NULL;
	enum status rc = people_each(app->store, one, rows, err);

	if (rc == OK && json)
		rc = print_json(rows, err);
	json_decref(rows);
	return rc;
}

static enum status
show(struct app *app, const char *address, bool json, struct err *err)
{
	struct person p;
	json_t *doc;
	enum status rc;
	bool found;

	person_init(&p);
	rc = person_by_address(app->store, address, &p, &found, err);
	if (rc == OK && !found)
		rc = err_set(err, ERR_INPUT, "nobody has the address %s",
		    address);
	else if (rc == OK && json) {
		doc = document(&p);
		rc = print_json(doc, err);
		json_decref(doc);
	} else if (rc == OK)
		rc = one(NULL, &p, err);
	person_free(&p);
	return rc;
}

static enum status
import(struct app *app, const char *file, bool full, struct err *err)
{
	struct import_counts n;
	enum status rc;

	if ((rc = directory_import(app->store, app->now, file, full, &n,
		 err)) != OK)
		return rc;
	printf("%d people read, %d merged, %d marked as left\n", n.read,
	    n.merged, n.left);
	return OK;
}

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	bool json = take_flag(&argc, argv, "--json");
	bool full = take_flag(&argc, argv, "--full");
	const char *verb = argc > 1 ? argv[1] : "";
	int words = strcmp(verb, "list") == 0 ? 2 : 3;
	enum status rc;

	if (argc != words ||
	    (words == 3 && strcmp(verb, "show") != 0 &&
		strcmp(verb, "import") != 0))
		return usage_error(err, &command_people);
	if ((rc = app_open(app, err)) != OK)
		return rc;
	if (words == 2)
		return list(app, json, err);
	return strcmp(verb, "show") == 0 ? show(app, argv[2], json, err) :
					   import(app, argv[2], full, err);
}

const struct command command_people = {
	.name = "people",
	.usage = "import FILE.csv [--full] | list | show ADDR  [--json]",
	.summary = "the directory",
	.run = run,
};
