#include <stdio.h>

#include "mailproc/app.h"
#include "state/purge.h"

#define DAY 86400

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	struct purged n;
	enum status rc;

	(void)argv;
	if (argc != 1)
		return usage_error(err, &command_purge);
	if ((rc = app_open(app, err)) != OK)
		return rc;
	rc = purge(app->store, app->now,
	    app->now - (int64_t)app->config.limits.keep_raw_days * DAY, &n,
	    err);
	if (rc == OK || n.messages + n.mails + n.notes > 0)
		printf("redacted: %d messages, %d mails that failed, "
		       "%d notes of the audit trail\n",
		    n.messages, n.mails, n.notes);
	return rc;
}

const struct command command_purge = {
	.name = "purge",
	.usage = "",
	.summary = "redact the words of old mails; the trail still verifies",
	.run = run,
};
