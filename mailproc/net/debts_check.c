#include "mailproc/net/debts_check.h"

#include <inttypes.h>
#include <stdio.h>

#include "mailproc/base/clock.h"
#include "state/pause.h"

#define STALE    (14 * 86400) /* a mail that failed is no news any more */
#define ROWS_MAX 20           /* the rest is counted */

struct given_up {
	line_fn line;
	void *ctx;
	int n;
};

static enum status
one(void *ctx, const struct debt *d, struct err *err)
{
	struct given_up *g = ctx;
	bool mail = d->kind == DEBT_MAIL;
	char detail[400], about[32] = "", repair[80];

	(void)err;
	if (d->state != DEBT_FAILED || ++g->n > ROWS_MAX)
		return OK;
	if (d->request != 0)
		snprintf(about, sizeof about, " for #%" PRId64, d->request);
	snprintf(detail, sizeof detail,
	    "debt %" PRId64 ", %s%s%.40s%s%.80s%s: %.200s", d->id,
	    debt_kind_name(d->kind), mail ? " " : "", d->template,
	    mail ? " to " : "", d->to, about, d->last_error);
	if (mail && d->body == NULL)
		snprintf(repair, sizeof repair,
		    "it came back: reach them another way");
	else
		snprintf(repair, sizeof repair,
		    "mend the cause, then `mailproc retry %" PRId64 "`", d->id);
	g->line(g->ctx, mail ? "warn" : "fail", "given up", detail, repair);
	return OK;
}

void
debts_check(struct store *st, int64_t now, line_fn line, void *ctx)
{
	struct given_up g = { line, ctx, 0 };
	struct err err = ERR_INIT;
	struct debts_due due;
	char text[60];

	if (debts_due(st, now, &due, &err) != OK ||
	    debts_broken(st, now, now - STALE, one, &g, &err) != OK) {
		line(ctx, "fail", "outbox", err.text,
		    "mend what the line \"state\" says");
		return;
	}
	if (g.n > ROWS_MAX) {
		snprintf(text, sizeof text, "%d more debts", g.n - ROWS_MAX);
		line(ctx, "warn", "given up", text, "see `mailproc outbox`");
	}
	if (due.all > 0) {
		snprintf(text, sizeof text, "%d debts are due", due.all);
		line(ctx, "warn", "outbox", text,
		    "run `mailproc work`, see `mailproc outbox`");
	} else
		line(ctx, "ok", "outbox", "nothing is overdue", "");
}

void
pause_check(struct store *st, bool answers, line_fn line, void *ctx)
{
	struct err err = ERR_INIT;
	char since[RFC3339_SIZE], text[400];
	struct debts_due due;
	struct pause p;

	if (pause_load(st, &p, &err) != OK ||
	    debts_due(st, INT64_MAX, &due, &err) != OK)
		line(ctx, "fail", "Canvas queue", err.text,
		    "mend what the line \"state\" says");
	else if (!p.refused)
		line(ctx, "ok", "Canvas queue", "not stopped", "");
	else if (answers) {
		pause_skip(st, &err);
		line(ctx, "warn", "Canvas queue",
		    "was stopped; Canvas takes our credential now",
		    "run `mailproc work`");
	} else {
		snprintf(text, sizeof text,
		    "stopped since %s, %d debts wait: %.250s",
		    clock_rfc3339(p.since, since), due.canvas, p.why);
		line(ctx, "fail", "Canvas queue", text,
		    "put a token of the service account that is valid into "
		    "canvas.token_file, then run `mailproc check` again");
	}
}
