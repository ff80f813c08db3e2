#include <stdio.h>

#include "mailproc/app.h"

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	const char *end;
	char note[40];
	enum status rc;
	int64_t id;
	bool found;

	if (argc != 2 || (end = take_id(argv[1], &id)) == NULL || *end != '\0')
		return usage_error(err, &command_retry);
	if ((rc = app_open(app, err)) != OK ||
	    (rc = store_begin(app->store, err)) != OK)
		return rc;
	snprintf(note, sizeof note, "debt %lld", (long long)id);
	if ((rc = debt_retry(app->store, id, app->now, &found, err)) == OK &&
	    found)
		rc = audit_own(app->store, app->now, OPERATOR, "retry", note,
		    err);
	if (rc == OK)
		rc = store_commit(app->store, err);
	store_rollback(app->store);
	if (rc == OK && !found)
		return err_set(err, ERR_INPUT, "no debt %lld is unpaid",
		    (long long)id);
	if (rc == OK)
		printf("debt %lld is due now\n", (long long)id);
	return rc;
}

const struct command command_retry = {
	.name = "retry",
	.usage = "ID",
	.summary = "make a debt due now",
	.run = run,
};
