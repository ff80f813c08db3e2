#include <stdio.h>

#include "mailproc/app.h"
#include "state/backup.h"

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	enum status rc;

	if (argc != 2)
		return usage_error(err, &command_backup);
	if ((rc = app_open(app, err)) != OK)
		return rc;
	return backup(app->store, argv[1], err);
}

const struct command command_backup = {
	.name = "backup",
	.usage = "FILE",
	.summary = "a copy of the state that can take its place",
	.run = run,
};
