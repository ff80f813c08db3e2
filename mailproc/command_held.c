#include <stdio.h>
#include <string.h>

#include "mailproc/app.h"
#include "mailproc/base/clock.h"
#include "mailproc/pipeline.h"

static json_t *
text_or_null(const char *s)
{
	return s[0] == '\0' ? json_null() : json_string(s);
}

static enum status
one(void *ctx, const struct message_row *m, struct err *err)
{
	char at[RFC3339_SIZE];

	(void)err;
	clock_rfc3339(m->at, at);
	if (ctx == NULL) {
		printf("%6lld  %s  %-14s %-30s %s\n", (long long)m->id, at,
		    reason_name(m->reason), m->from, m->subject);
		return OK;
	}
	json_array_append_new(ctx,
	    json_pack("{s:I, s:s, s:s, s:o, s:o, s:o, s:o, s:I}", "id",
		(json_int_t)m->id, "at", at, "reason", reason_name(m->reason),
		"from", text_or_null(m->from), "to", text_or_null(m->to),
		"subject", text_or_null(m->subject), "message_id",
		text_or_null(m->message_id), "bytes", (json_int_t)m->raw_len));
	return OK;
}

static enum status
list(struct app *app, bool json, struct err *err)
{
	json_t *rows = json ? json_array() : NULL;
	enum status rc = held_each(app->store, one, rows, err);

	if (rc == OK && json)
		rc = print_json(rows, err);
	json_decref(rows);
	return rc;
}

/* The same pipeline once more, with what is configured and known now. */
static enum status
release(struct app *app, const struct message_row *row, struct err *err)
{
	struct mail m = { .raw = NULL };
	struct judgement j = { .commands = NULL };
	struct message msg = { .raw = row->raw,
		.len = row->raw_len,
		.envelope = { .sender =
				  row->sender[0] == '\0' ? NULL : row->sender,
		    .recipient = row->to[0] == '\0' ? NULL : row->to },
		.again = row->id };
	enum status rc = pipeline_run(&app->engine, &msg, &m, &j, err);

	if (rc == OK)
		printf("%lld: %s, %s\n", (long long)row->id,
		    verdict_name(j.verdict), reason_name(j.reason));
	if (rc == OK && j.verdict == VERDICT_HOLD)
		rc = err_set(err, ERR_INPUT, "message %lld is still held: %s",
		    (long long)row->id, reason_name(j.reason));
	mail_free(&m);
	judgement_free(&j);
	return rc;
}

static enum status
drop(struct app *app, const struct message_row *row, struct err *err)
{
	enum status rc;

	if ((rc = store_begin(app->store, err)) != OK)
		return rc;
	if ((rc = message_unhold(app->store, row->id, err)) == OK &&
	    (rc = audit_own(app->store, app->now, OPERATOR, "held_drop",
		 row->message_id, err)) == OK)
		rc = store_commit(app->store, err);
	store_rollback(app->store);
	if (rc == OK)
		printf("%lld: dropped\n", (long long)row->id);
	return rc;
}

static enum status
print_raw(const struct message_row *row)
{
	fwrite(row->raw, 1, row->raw_len, stdout);
	return OK;
}

static enum status
handle(struct app *app, int64_t id, const char *verb, struct err *err)
{
	struct message_row row;
	enum status rc;
	bool found;

	message_row_init(&row);
	rc = message_load(app->store, id, &row, &found, err);
	if (rc == OK && (!found || !row.held))
		rc = err_set(err, ERR_INPUT, "no message %lld is held",
		    (long long)id);
	else if (rc == OK && verb == NULL)
		rc = print_raw(&row);
	else if (rc == OK && strcmp(verb, "release") == 0)
		rc = release(app, &row, err);
	else if (rc == OK)
		rc = drop(app, &row, err);
	message_row_free(&row);
	return rc;
}

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	bool json = take_flag(&argc, argv, "--json");
	const char *verb = argc == 3 ? argv[2] : NULL, *end;
	enum status rc;
	int64_t id = 0;

	if (argc > 3 ||
	    (argc > 1 &&
		((end = take_id(argv[1], &id)) == NULL || *end != '\0')) ||
	    (verb != NULL && strcmp(verb, "release") != 0 &&
		strcmp(verb, "drop") != 0))
		return usage_error(err, &command_held);
	if ((rc = app_open(app, err)) != OK)
		return rc;
	return argc == 1 ? list(app, json, err) : handle(app, id, verb, err);
}

const struct command command_held = {
	.name = "held",
	.usage = "[ID [release|drop]] [--json]",
	.summary = "messages kept aside, with the reason",
	.run = run,
};
