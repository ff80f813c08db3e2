/* The pause between us and Canvas: state/pause.h. */
#include <stdio.h>
#include <syslog.h>

#include "mailproc/base/log.h"
#include "mailproc/net/patience.h"
#include "mailproc/net/worker.h"
#include "state/pause.h"

/* seconds: from the first wait to the longest */
#define REFUSED_LEAST   60
#define REFUSED_MOST    900
#define THROTTLED_LEAST 1
#define THROTTLED_MOST  60

enum status
worker_may_ask(struct worker *w, bool *may, struct err *err)
{
	struct pause p;
	enum status rc = pause_load(w->engine->store, &p, err);

	*may = rc == OK && w->engine->now >= p.until;
	return rc;
}

/* The operator reads it once, however often it is tried. */
static enum status
tell(struct worker *w, const char *event, int level, const char *why,
    struct err *err)
{
	char text[LOG_VALUE_MAX];

	log_line(level, "event=%s error=%s", event, log_value(why, text));
	return audit_own(w->engine->store, w->engine->now, "mailproc", event,
	    why, err);
}

static void
lengthen(struct pause *p, bool refused, const char *why, int64_t now)
{
	if (p->since == 0 || p->since > now || p->refused != refused)
		p->since = now;
	p->refused = refused;
	p->until = now +
	    patience_wait(0, now - p->since,
		refused ? REFUSED_LEAST : THROTTLED_LEAST,
		refused ? REFUSED_MOST : THROTTLED_MOST);
	snprintf(p->why, sizeof p->why, "%s", why);
}

static enum status
save(struct worker *w, const struct pause *before, const struct pause *p,
    struct err *err)
{
	struct store *st = w->engine->store;
	enum status rc;

	if ((rc = store_begin(st, err)) != OK)
		return rc;
	rc = pause_save(st, p, err);
	if (rc == OK && p->refused && !before->refused)
		rc = tell(w, "canvas_stopped", LOG_ERR, p->why, err);
	else if (rc == OK && before->refused && !p->refused)
		rc = tell(w, "canvas_resumed", LOG_NOTICE, "", err);
	if (rc == OK)
		rc = store_commit(st, err);
	store_rollback(st);
	return rc;
}

enum status
worker_heard(struct worker *w, enum status got, const char *why,
    struct err *err)
{
	bool throttled = w->canvas.throttled;
	struct pause before, p;
	enum status rc;

	w->canvas.throttled = false;
	if ((rc = pause_load(w->engine->store, &before, err)) != OK)
		return rc;
	p = before;
	if (got == ERR_CONFIG)
		lengthen(&p, true, why, w->engine->now);
	else if (throttled && !p.refused)
		lengthen(&p, false, why, w->engine->now);
	else if (p.since != 0 && (got == OK || got == ERR_INPUT))
		p = (struct pause){ .since = 0 };
	else
		return OK;
	return save(w, &before, &p, err);
}
