#include <stdio.h>

#include "mailproc/app.h"

/* A transaction of its own: one that is paid is no reason for the others. */
static enum status
retry(struct app *app, int64_t id, struct err *err)
{
	char note[40];
	enum status rc;
	bool found;

	if ((rc = store_begin(app->store, err)) != OK)
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

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	const char *end;
	enum status rc, end_rc = OK;
	int64_t id;

	for (int i = 1; i < argc; i++)
		if ((end = take_id(argv[i], &id)) == NULL || *end != '\0')
			argc = 1;
	if (argc < 2)
		return usage_error(err, &command_retry);
	if ((rc = app_open(app, err)) != OK)
		return rc;
	for (int i = 1; i < argc && (rc == OK || rc == ERR_INPUT); i++) {
		take_id(argv[i], &id);
		if ((rc = retry(app, id, err)) != OK)
			end_rc = rc;
	}
	return end_rc;
}

const struct command command_retry = {
	.name = "retry",
	.usage = "ID ...",
	.summary = "make debts due now",
	.run = run,
};
