#ifndef STATE_STATUS_H
#define STATE_STATUS_H

#include <jansson.h>

#include "state/apply.h"

/*
 * status - what somebody is told about their requests.
 */

/* Whom a request is waiting for: "requester", "sponsor", "admin", "mailproc",
 * or NULL when it has ended or nothing is awaited.  Static. */
const char *waiting_for(const struct config *c, const struct request *r);

/*
 * Who a request waits for is away: [{name, text}], empty if nobody is or nobody
 * is waited for; but for one person, who knows.  *out is set in any case; give.
 */
enum status away_view(struct engine *e, const struct request *r,
    const struct person *but, json_t **out, struct err *err);

/* The admins who are away, but for one person, appended to such rows. */
enum status away_admins(struct engine *e, const struct person *but,
    json_t *rows, struct err *err);

/*
 * Set view's "requests" to what p may see: [{id, state, purpose, role, since,
 * waiting_for, due_on, away}], of r alone, or of everything p takes part in if
 * r is NULL.
 */
enum status status_view(struct engine *e, const struct person *p,
    const struct request *r, json_t *view, struct err *err);

/*
 * Set view's "trail" to what was done and answered last, newest first: [{on,
 * event, actor, reason, request}].  About r, as much of it as p may see; if r
 * is NULL, what p wrote.
 */
enum status status_trail(struct engine *e, const struct person *p,
    const struct request *r, json_t *view, struct err *err);

/*
 * Answer STATUS, HELP, LIST or WHY that names no request: one mail to p.  To an
 * admin LIST means everything that is open.  The answer counts as one that
 * reports no change; it is audited.
 */
enum status status_answer(struct engine *e, const struct person *p,
    const struct act *act, struct outcome *out, struct err *err);

#endif
