#include <stdio.h>
#include <string.h>

#include "mailproc/app.h"

/* Count and hash, as a digest names them.  False: they cannot be such. */
static bool
take_known(char **argv, struct audit_head *out)
{
	const char *end = take_id(argv[0], &out->count);
	size_t len = strlen(argv[1]);

	if (end == NULL || *end != '\0' || len != sizeof out->hash - 1 ||
	    strspn(argv[1], "0123456789abcdef") != len)
		return false;
	memcpy(out->hash, argv[1], sizeof out->hash);
	return true;
}

/* A broken chain is an answer too: the document, then exit 1. */
static enum status
print_report(const struct audit_report *r, enum status rc,
    const struct err *why, struct err *err)
{
	bool ok = rc == OK;
	json_t *doc = json_pack("{s:b, s:I, s:s, s:I, s:o, s:s?}", "ok", ok,
	    "rows", (json_int_t)r->head.count, "last_hash", r->head.hash,
	    "redacted", (json_int_t)r->redacted, "bad_row",
	    r->bad == 0 ? json_null() : json_integer(r->bad), "problem",
	    ok ? NULL : why->text);
	enum status printed = print_json(doc, err);

	json_decref(doc);
	return printed == OK ? rc : printed;
}

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	bool json = take_flag(&argc, argv, "--json");
	struct audit_head known;
	struct audit_report report;
	struct err why = ERR_INIT;
	enum status rc;

	if ((argc != 2 && argc != 4) || strcmp(argv[1], "verify") != 0 ||
	    (argc == 4 && !take_known(argv + 2, &known)))
		return usage_error(err, &command_audit);
	if ((rc = app_open(app, err)) != OK)
		return rc;
	rc = audit_verify(app->store, argc == 4 ? &known : NULL, &report, &why);
	if (json && (rc == OK || rc == ERR_INPUT))
		return print_report(&report, rc, &why, err);
	if (rc != OK)
		return err_set(err, rc, "%s", why.text);
	printf("%lld rows, unbroken; %lld notes redacted; last hash %s\n",
	    (long long)report.head.count, (long long)report.redacted,
	    report.head.hash);
	return OK;
}

const struct command command_audit = {
	.name = "audit",
	.usage = "verify [COUNT HASH] [--json]",
	.summary = "prove that nobody rewrote the trail or cut its end",
	.run = run,
};
