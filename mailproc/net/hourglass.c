#include "mailproc/net/hourglass.h"

#include <inttypes.h>
#include <stdlib.h>
#include <syslog.h>

#include "mailproc/base/clock.h"
#include "mailproc/base/log.h"
#include "mailproc/net/holidays_file.h"
#include "mailproc/net/look.h"
#include "state/holidays.h"
#include "state/jump.h"
#include "state/timely.h"

#define AWAY 300 /* seconds: one look in vain is enough for the others */

/*
 * A reminder to activate, and the end of who never does, rest on the token
 * being unused: Canvas says whether it is.  While nobody answers, it waits.
 */
static enum status
one_request(struct worker *w, const struct hour *hour, const struct timely *t,
    struct err *err)
{
	char text[LOG_VALUE_MAX];
	struct err why = ERR_INIT;
	enum status rc, seen;
	bool may;

	if (!t->unseen)
		return timely_do(w->engine, hour, t->request, err);
	if ((rc = worker_may_ask(w, &may, err)) != OK || !may ||
	    w->engine->now < w->away_until)
		return rc;
	seen = look_at_token(w, t->request, &why);
	if ((rc = worker_heard(w, seen, why.text, err)) != OK)
		return rc;
	if (seen == OK)
		return timely_do(w->engine, hour, t->request, err);
	w->away_until = w->engine->now + AWAY;
	w->unpaid++;
	log_line(LOG_WARNING, "event=unseen req=%" PRId64 " error=%s",
	    t->request, log_value(why.text, text));
	return OK;
}

static enum status
all_requests(struct worker *w, const struct hour *hour, struct err *err)
{
	struct timely *due = NULL;
	size_t n = 0;
	enum status rc = timely_list(w->engine, hour, &due, &n, err);

	for (size_t i = 0; rc == OK && i < n; i++)
		if (w->stop == NULL || *w->stop == 0)
			rc = one_request(w, hour, &due[i], err);
	free(due);
	return rc;
}

static void
say_jump(const struct clock_row *row, struct err *said)
{
	char from[RFC3339_SIZE], to[RFC3339_SIZE];

	clock_rfc3339(row->jumped_from, from);
	clock_rfc3339(row->jumped_to, to);
	err_set(said, OK,
	    "the clock jumped from %s to %s: no token is deleted until "
	    "`mailproc work --clock-is-right` says that it is right",
	    from, to);
	log_line(LOG_ERR, "event=clock_jump from=%s to=%s", from, to);
}

enum status
hourglass_turn(struct worker *w, struct err *said, struct err *err)
{
	struct engine *e = w->engine;
	struct clock_verdict clock;
	struct clock_row row;
	struct holidays days = { NULL, 0 };
	struct hour hour = { &days, false };
	enum status rc;

	*said = ERR_INIT;
	if ((rc = clock_run(e->store, e->now, &row, &clock, err)) != OK)
		return rc;
	if (clock.hold && row.jumped_to == e->now)
		say_jump(&row, said);
	hour.hold = w->clock_held = clock.hold;
	w->clock_back = clock.backwards;
	rc = holidays_refresh(e->store, e->config, e->now, NULL, err);
	if (rc == OK && !clock.backwards &&
	    (rc = holidays_load(e->store, &days, err)) == OK)
		rc = all_requests(w, &hour, err);
	holidays_free(&days);
	return rc;
}
