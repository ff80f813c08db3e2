#include <stdio.h>

#include "mailproc/app.h"

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	enum status rc;

	(void)argv;
	if (argc != 1)
		return usage_error(err, &command_init);
	if ((rc = config_read(&app->config, app->config_path, err)) != OK ||
	    (rc = store_create(app->config.state, app->now, err)) != OK)
		return rc;
	printf("created %s\n", app->config.state);
	return OK;
}

const struct command command_init = {
	.name = "init",
	.usage = "",
	.summary = "create the state file (mode 0600)",
	.run = run,
};
