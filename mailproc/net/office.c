#include "mailproc/net/office.h"

#include "mailproc/base/log.h"
#include "state/calendar.h"

#define LOOK_AGAIN 3 /* seconds */

enum status
office_configure(struct office *o, struct err *err)
{
	enum status rc;

	if (o->verbose)
		log_to_stderr();
	if ((rc = config_read(&o->config, o->config_path, err)) != OK)
		return rc;
	return calendar_zone(o->config.time.zone, err);
}

enum status
office_open(struct office *o, struct err *err)
{
	enum status rc;

	if ((rc = office_configure(o, err)) != OK ||
	    (rc = store_open(&o->store, o->config.state, err)) != OK)
		return rc;
	store_ask(o->store, &o->config.words);
	o->composer.config = &o->config;
	o->engine = (struct engine){ .store = o->store,
		.config = &o->config,
		.compose = compose,
		.composer = &o->composer,
		.now = o->now };
	o->worker = (struct worker){ .engine = &o->engine,
		.backend = backend_named(o->config.backend),
		.look_again = LOOK_AGAIN,
		.canvas = { .config = &o->config, .bearer = BUF_INIT(4096) } };
	return OK;
}

void
office_close(struct office *o)
{
	worker_end(&o->worker);
	store_close(o->store);
	config_free(&o->config);
	o->store = NULL;
}
