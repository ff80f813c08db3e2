#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/app.h"
#include "mailproc/base/clock.h"
#include "mailproc/base/text.h"
#include "mailproc/pipeline.h"

static json_t *
text_or_null(const char *s)
{
	return s[0] == '\0' ? json_null() : json_string(s);
}

/* Of what is held: all, or what was set aside for one reason. */
struct choice {
	bool any;
	enum reason reason;
	json_t *rows; /* to list as JSON */
	int64_t *id;  /* to do something with */
	size_t n;
};

static enum status
print_one(void *ctx, const struct message_row *m, struct err *err)
{
	const struct choice *c = ctx;
	char at[RFC3339_SIZE];

	(void)err;
	if (!c->any && m->reason != c->reason)
		return OK;
	clock_rfc3339(m->at, at);
	if (c->rows == NULL) {
		printf("%6lld  %s  %-14s %-30s %s\n", (long long)m->id, at,
		    reason_name(m->reason), m->from, m->subject);
		return OK;
	}
	json_array_append_new(c->rows,
	    json_pack("{s:I, s:s, s:s, s:o, s:o, s:o, s:o, s:I}", "id",
		(json_int_t)m->id, "at", at, "reason", reason_name(m->reason),
		"from", text_or_null(m->from), "to", text_or_null(m->to),
		"subject", text_or_null(m->subject), "message_id",
		text_or_null(m->message_id), "bytes", (json_int_t)m->raw_len));
	return OK;
}

static enum status
list(struct app *app, struct choice *c, bool json, struct err *err)
{
	enum status rc;

	c->rows = json ? json_array() : NULL;
	rc = held_each(app->store, print_one, c, err);
	if (rc == OK && json)
		rc = print_json(c->rows, err);
	json_decref(c->rows);
	return rc;
}

static void
choose(struct choice *c, int64_t id)
{
	c->id = xrealloc(c->id, (c->n + 1) * sizeof *c->id);
	c->id[c->n++] = id;
}

static enum status
choose_one(void *ctx, const struct message_row *m, struct err *err)
{
	struct choice *c = ctx;

	(void)err;
	if (m->reason == c->reason)
		choose(c, m->id);
	return OK;
}

/* The same pipeline once more, with what is configured and known now. */
static enum status
release(struct app *app, const struct message_row *row, struct err *err)
{
	struct mail m = { .raw = NULL };
	struct judgement j = { .commands = NULL };
	struct message msg = { .raw = row->raw,
		.len = row->raw_len,
		.envelope = envelope_of(row),
		.again = row->id };
	enum status rc;

	if (row->reason == RE_TOO_BIG)
		return err_set(err, ERR_INPUT,
		    "of message %lld only the beginning was kept: it was too "
		    "big; ask for it again",
		    (long long)row->id);
	rc = pipeline_run(&app->engine, &msg, &m, &j, err);
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

	bool waits;

	if ((rc = store_begin(app->store, err)) != OK)
		return rc;
	rc = message_waits(app->store, row->id, &waits, err);
	if (rc == OK && !waits)
		rc = err_set(err, ERR_INPUT, NOT_HELD, (long long)row->id);
	if (rc == OK && (rc = message_unhold(app->store, row->id, err)) == OK &&
	    (rc = audit_own(app->store, app->now, OPERATOR, "held_drop",
		 row->message_id, err)) == OK)
		rc = store_commit(app->store, err);
	store_rollback(app->store);
	if (rc == OK)
		printf("%lld: dropped\n", (long long)row->id);
	return rc;
}

/* The bytes; to a terminal, which some of them would steer, what is text. */
static enum status
print_raw(struct app *app, const struct message_row *row, struct err *err)
{
	struct buf text = BUF_INIT(4 * row->raw_len + 1);

	(void)app;
	(void)err;
	if (isatty(STDOUT_FILENO)) {
		clean_text(&text, row->raw, row->raw_len);
		fwrite(text.str, 1, text.len, stdout);
	} else
		fwrite(row->raw, 1, row->raw_len, stdout);
	buf_free(&text);
	return OK;
}

static const struct {
	const char *name;
	enum status (*run)(struct app *app, const struct message_row *row,
	    struct err *err);
	const char *past;
} verbs[] = {
	{ "show", print_raw, "shown" }, /* without a verb */
	{ "release", release, "released" },
	{ "drop", drop, "dropped" },
};

static enum status
handle(struct app *app, int64_t id, int verb, struct err *err)
{
	struct message_row row;
	enum status rc;
	bool found;

	message_row_init(&row);
	rc = message_load(app->store, id, &row, &found, err);
	if (rc == OK && (!found || !row.held))
		rc = err_set(err, ERR_INPUT, NOT_HELD, (long long)id);
	else if (rc == OK)
		rc = verbs[verb].run(app, &row, err);
	message_row_free(&row);
	return rc;
}

/* One after the other; what cannot be done to one is no reason for the rest. */
static enum status
handle_all(struct app *app, const struct choice *c, int verb, struct err *err)
{
	enum status rc = OK;
	size_t not = 0;

	for (size_t i = 0; i < c->n && (rc == OK || rc == ERR_INPUT); i++) {
		struct err why = ERR_INIT;

		if ((rc = handle(app, c->id[i], verb, &why)) == OK)
			continue;
		not ++;
		*err = why;
		if (rc == ERR_INPUT && c->n > 1)
			printf("%lld: not %s: %s\n", (long long)c->id[i],
			    verbs[verb].past, why.text);
	}
	if (not == 0 || (rc != OK && rc != ERR_INPUT) || c->n == 1)
		return rc;
	return err_set(err, ERR_INPUT, "%zu of %zu messages were not %s", not,
	    c->n, verbs[verb].past);
}

static const struct option options[] = {
	{ "reason", required_argument, NULL, 'r' },
	{ "json", no_argument, NULL, 'j' },
	{ NULL, 0, NULL, 0 },
};

/* [ID...] [VERB]; *verb is 0 without one. */
static bool
read_arguments(struct choice *c, int argc, char **argv, int *verb)
{
	*verb = 0;
	for (int v = 1; argc > 0 && v < (int)(sizeof verbs / sizeof *verbs);
	     v++)
		if (strcmp(argv[argc - 1], verbs[v].name) == 0)
			*verb = v;
	for (int i = 0; i < argc - (*verb != 0); i++) {
		int64_t id;
		const char *end = take_id(argv[i], &id);

		if (end == NULL || *end != '\0')
			return false;
		choose(c, id);
	}
	if (*verb == 0)
		return c->n == 0 || (c->n == 1 && c->any);
	return c->any == (c->n > 0);
}

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	struct choice choice = { .any = true };
	bool json = false;
	enum status rc;
	int verb, c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'j')
			json = true;
		else if (c == 'r' && reason_from_name(optarg, &choice.reason))
			choice.any = false;
		else if (c == 'r')
			return err_set(err, ERR_INPUT,
			    USAGE "there is no reason \"%s\"", optarg);
		else
			return usage_error(err, &command_held);
	}
	if (!read_arguments(&choice, argc - optind, argv + optind, &verb))
		rc = usage_error(err, &command_held);
	else if ((rc = app_open(app, err)) == OK && verb == 0 && choice.n == 0)
		rc = list(app, &choice, json, err);
	else if (rc == OK &&
	    (choice.any ||
		(rc = held_each(app->store, choose_one, &choice, err)) == OK))
		rc = handle_all(app, &choice, verb, err);
	free(choice.id);
	return rc;
}

const struct command command_held = {
	.name = "held",
	.usage = "[--reason CODE | ID ...] [release|drop] [--json]",
	.summary = "messages kept aside, with the reason",
	.run = run,
};
