#include <getopt.h>
#include <stdio.h>

#include "mailproc/app.h"
#include "mailproc/base/clock.h"
#include "state/status.h"
#include "state/view.h"

/* A mail about it did not arrive, or could not be sent so far. */
static enum status
not_delivered(void *ctx, const struct debt *d, struct err *err)
{
	(void)ctx;
	(void)err;
	printf("        not %s: %s to %s: %s\n",
	    d->state == DEBT_FAILED ? "delivered" : "sent yet", d->template,
	    d->to, d->last_error);
	return OK;
}

/* Whom it waits for is away. */
static enum status
print_away(struct app *app, const struct request *r, struct err *err)
{
	static const struct person nobody;
	json_t *away = NULL, *row;
	size_t i;
	enum status rc = away_view(&app->engine, r, &nobody, &away, err);

	json_array_foreach(away, i, row)
	{
		printf("        away: %s: %s\n",
		    json_string_value(json_object_get(row, "name")),
		    json_string_value(json_object_get(row, "text")));
	}
	json_decref(away);
	return rc;
}

struct listing {
	struct app *app;
	json_t *rows; /* NULL: print a line each */
};

static enum status
one(void *ctx, const struct request *r, struct err *err)
{
	struct listing *l = ctx;
	const char *wait = waiting_for(&l->app->config, r);
	char day[RFC3339_SIZE];
	struct person p;
	enum status rc;
	json_t *doc;

	if (l->rows != NULL) {
		if ((rc = request_json(l->app->store, &l->app->config, r, false,
			 &doc, err)) == OK)
			json_array_append_new(l->rows, doc);
		return rc;
	}
	person_init(&p);
	if ((rc = person_by_id(l->app->store, r->requester, &p, err)) == OK)
		printf("%6lld  %-10s  %-9s  %.10s  %-30s  %.40s\n",
		    (long long)r->id, state_name(r->state),
		    wait == NULL ? "-" : wait, clock_rfc3339(r->opened_at, day),
		    p.address, r->field[FIELD_PURPOSE]);
	person_free(&p);
	if (rc == OK)
		rc = print_away(l->app, r, err);
	return rc != OK ?
	    rc :
	    mails_unsent(l->app->store, r->id, not_delivered, NULL, err);
}

static enum status
print_list(struct app *app, const struct request_filter *f, bool json,
    struct err *err)
{
	struct listing l = { app, json ? json_array() : NULL };
	enum status rc = requests_each(app->store, f, one, &l, err);

	if (rc == OK && json)
		rc = print_json(l.rows, err);
	json_decref(l.rows);
	return rc;
}

/* --mine ADDR: what this person takes part in. */
static enum status
find_person(struct app *app, const char *address, struct request_filter *f,
    struct err *err)
{
	struct person p;
	enum status rc;
	bool found;

	person_init(&p);
	rc = person_by_address(app->store, address, &p, &found, err);
	/* whom we do not know takes part in nothing */
	f->person = found ? p.id : -1;
	person_free(&p);
	return rc;
}

static const struct option options[] = {
	{ "state", required_argument, NULL, 's' },
	{ "mine", required_argument, NULL, 'm' },
	{ "json", no_argument, NULL, 'j' },
	{ NULL, 0, NULL, 0 },
};

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	struct request_filter f = { .state = -1 };
	const char *mine = NULL;
	enum state state;
	bool json = false;
	enum status rc;
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'm')
			mine = optarg;
		else if (c == 'j')
			json = true;
		else if (c == 's' && state_from_name(optarg, &state) &&
		    state != ST_NONE)
			f.state = (int)state;
		else if (c == 's')
			return err_set(err, ERR_INPUT,
			    USAGE "there is no state \"%s\"", optarg);
		else
			return usage_error(err, &command_list);
	}
	if (optind != argc)
		return usage_error(err, &command_list);
	if ((rc = app_open(app, err)) != OK ||
	    (mine != NULL && (rc = find_person(app, mine, &f, err)) != OK))
		return rc;
	return print_list(app, &f, json, err);
}

const struct command command_list = {
	.name = "list",
	.usage = "[--state S] [--mine ADDR] [--json]",
	.summary = "requests",
	.run = run,
};
