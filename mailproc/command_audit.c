#include <stdio.h>
#include <string.h>

#include "mailproc/app.h"

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	bool json = take_flag(&argc, argv, "--json");
	char head[65] = "";
	int64_t count;
	enum status rc;
	json_t *doc;

	if (argc != 2 || strcmp(argv[1], "verify") != 0)
		return usage_error(err, &command_audit);
	if ((rc = app_open(app, err)) != OK ||
	    (rc = audit_verify(app->store, &count, head, err)) != OK)
		return rc;
	if (!json) {
		printf("%lld rows, unbroken; last hash %s\n", (long long)count,
		    head);
		return OK;
	}
	doc = json_pack("{s:b, s:I, s:s}", "ok", 1, "rows", (json_int_t)count,
	    "last_hash", head);
	rc = print_json(doc, err);
	json_decref(doc);
	return rc;
}

const struct command command_audit = {
	.name = "audit",
	.usage = "verify [--json]",
	.summary = "prove that nobody rewrote the trail or cut its end",
	.run = run,
};
