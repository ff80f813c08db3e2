#include <stdio.h>
#include <string.h>

#include "mailproc/app.h"
#include "mailproc/base/clock.h"
#include "mailproc/base/hash.h"

static json_t *
text_or_null(const char *s)
{
	return s[0] == '\0' ? json_null() : json_string(s);
}

static json_t *
number_or_null(int64_t n)
{
	return n == 0 ? json_null() : json_integer(n);
}

static bool
note_redacted(const struct audit_row *a)
{
	char empty[SHA256_HEX];

	sha256_hex("", 0, empty);
	return a->note[0] == '\0' && strcmp(a->note_hash, empty) != 0;
}

static enum status
one_json(void *ctx, const struct audit_row *a, struct err *err)
{
	char at[RFC3339_SIZE];
	json_t *row = json_pack(
	    "{s:I, s:s, s:o, s:o, s:s, s:s, s:o, s:s, s:s, s:o, s:s, s:s}",
	    "seq", (json_int_t)a->seq, "at", clock_rfc3339(a->at, at),
	    "request", number_or_null(a->request), "revision",
	    number_or_null(a->revision), "event", a->event, "actor", a->actor,
	    "grade", text_or_null(a->grade), "reason", a->reason, "note",
	    a->note, "message_id", text_or_null(a->message_id), "prev", a->prev,
	    "hash", a->hash);

	(void)ctx;
	(void)err;
	/* the chain can be followed without the words */
	if (note_redacted(a))
		json_object_set_new(row, "note_hash",
		    json_string(a->note_hash));
	json_dumpf(row, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(row);
	return OK;
}

static enum status
one_text(void *ctx, const struct audit_row *a, struct err *err)
{
	char at[RFC3339_SIZE];

	(void)ctx;
	(void)err;
	printf("%6lld  %s  %5lld  %-16s %-30s %-9s %s\n", (long long)a->seq,
	    clock_rfc3339(a->at, at), (long long)a->request, a->event, a->actor,
	    a->grade, a->reason);
	return OK;
}

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	bool json = take_flag(&argc, argv, "--json");
	const char *end;
	int64_t id = 0;
	enum status rc;

	if (argc > 2 ||
	    (argc == 2 &&
		((end = take_id(argv[1], &id)) == NULL || *end != '\0')))
		return usage_error(err, &command_log);
	if ((rc = app_open(app, err)) != OK)
		return rc;
	return audit_each(app->store, id, json ? one_json : one_text, NULL,
	    err);
}

const struct command command_log = {
	.name = "log",
	.usage = "[ID] [--json]",
	.summary = "the audit trail, one row a line",
	.run = run,
};
