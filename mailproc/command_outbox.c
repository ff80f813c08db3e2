#include <stdio.h>

#include "mailproc/app.h"
#include "mailproc/base/clock.h"

static json_t *
text_or_null(const char *s)
{
	return s[0] == '\0' ? json_null() : json_string(s);
}

static enum status
one(void *ctx, const struct debt *d, struct err *err)
{
	char due[RFC3339_SIZE];

	(void)err;
	clock_rfc3339(d->due_at, due);
	if (ctx == NULL) {
		printf("%6lld  %-6s %-8s %5lld  %s  %2d  %s%s%s  %s\n",
		    (long long)d->id, debt_kind_name(d->kind),
		    debt_state_name(d->state), (long long)d->request, due,
		    d->tries, d->template, d->to[0] == '\0' ? "" : " to ",
		    d->to, d->last_error);
		return OK;
	}
	json_array_append_new(ctx,
	    json_pack("{s:I, s:s, s:s, s:o, s:o, s:o, s:s, s:i, s:o}", "id",
		(json_int_t)d->id, "kind", debt_kind_name(d->kind), "state",
		debt_state_name(d->state), "request",
		d->request == 0 ? json_null() : json_integer(d->request), "to",
		text_or_null(d->to), "template", text_or_null(d->template),
		"due_at", due, "tries", d->tries, "last_error",
		text_or_null(d->last_error)));
	return OK;
}

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	bool json = take_flag(&argc, argv, "--json");
	bool all = take_flag(&argc, argv, "--all");
	json_t *rows;
	enum status rc;

	if (argc != 1)
		return usage_error(err, &command_outbox);
	if ((rc = app_open(app, err)) != OK)
		return rc;
	rows = json ? json_array() : NULL;
	rc = debts_each(app->store, all, one, rows, err);
	if (rc == OK && json)
		rc = print_json(rows, err);
	json_decref(rows);
	return rc;
}

const struct command command_outbox = {
	.name = "outbox",
	.usage = "[--all] [--json]",
	.summary = "what we owe: due, last error, next try",
	.run = run,
};
