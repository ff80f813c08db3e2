/*
 * canvas - the stand-in: its faults, its owners' clicks, its tokens.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/standin_private.h"
#include "tests/walk/walk.h"

static struct standin *canvas;

/* refuses: Canvas said no, or twice another end: back to the admins. */
static const struct {
	enum fault fault;
	const char *where;
	bool refuses;
} faults[] = {
	{ FAULT_DROP_BEFORE, "POST", false },
	{ FAULT_DROP_AFTER, "POST", false },
	{ FAULT_500_AFTER, "POST", false },
	{ FAULT_TRUNCATED, "POST", false },
	{ FAULT_HIDDEN, "POST", false },
	{ FAULT_SECRET_MISSING, "POST", false },
	{ FAULT_EXPIRES_SHORT, "POST", true },
	{ FAULT_FORBIDDEN_403, "POST", true },
	{ FAULT_FORBIDDEN_403, "PUT", true },
	{ FAULT_DROP_AFTER, "PUT", false },
	{ FAULT_502_HTML, NULL, false },
	{ FAULT_DROP_BEFORE, "DELETE", false },
	{ FAULT_DROP_AFTER, "DELETE", false },
	{ FAULT_500_AFTER, "DELETE", false },
	{ FAULT_THROTTLE_403, NULL, false },
	{ FAULT_THROTTLE_429, NULL, false },
	{ FAULT_HTML_200, NULL, false },
	{ FAULT_EXPIRED_401, NULL, false },
};

int
canvas_start(const char *token)
{
	if ((canvas = standin_start(0, token)) == NULL)
		abort();
	return standin_port(canvas);
}

void
canvas_stop(void)
{
	standin_stop(canvas);
}

void
canvas_fault(struct chance *c, struct model *m)
{
	size_t i = chance(c, sizeof faults / sizeof faults[0]);

	standin_arm(canvas, faults[i].fault, faults[i].where,
	    1 + (int)chance(c, 3));
	m->canvas_refuses = m->canvas_refuses || faults[i].refuses;
}

void
canvas_mend(void)
{
	standin_arm(canvas, FAULT_NONE, NULL, 0);
}

static bool
is_of(const struct standin_token *t, int64_t request)
{
	char tag[32];

	snprintf(tag, sizeof tag, "[CT-%" PRId64 "]", request);
	return strcmp(t->state, "deleted") != 0 &&
	    strncmp(t->purpose, tag, strlen(tag)) == 0;
}

void
canvas_activate(int64_t request)
{
	struct standin_data *d = &canvas->data;

	pthread_mutex_lock(&canvas->lock);
	for (int i = 0; i < d->ntokens; i++)
		if (is_of(&d->token[i], request))
			snprintf(d->token[i].state, sizeof d->token[i].state,
			    "active");
	pthread_mutex_unlock(&canvas->lock);
}

static bool
request_is_right(const struct seen_request *r, int64_t id, struct buf *why)
{
	const struct standin_data *d = &canvas->data;
	bool due = r->state == ST_ISSUED || r->state == ST_ACTIVE;
	char number[32] = "";
	int live = 0;

	for (int i = 0; i < d->ntokens; i++)
		if (is_of(&d->token[i], id)) {
			live++;
			snprintf(number, sizeof number, "%" PRId64,
			    d->token[i].id);
		}
	if (live == (due ? 1 : 0) && (!due || strcmp(number, r->token) == 0))
		return true;
	buf_addf(why,
	    "request %" PRId64 " is %s: %d live tokens, %s, ours is %s", id,
	    state_name(r->state), live, number, r->token);
	return false;
}

bool
canvas_is_right(const struct seen *now, struct buf *why)
{
	bool well = true;

	pthread_mutex_lock(&canvas->lock);
	for (int id = 1; well && id <= now->requests; id++)
		well = request_is_right(&now->request[id], id, why);
	pthread_mutex_unlock(&canvas->lock);
	return well;
}
