#ifndef STATE_RECORD_H
#define STATE_RECORD_H

#include "state/apply.h"
#include "state/letters.h"

/*
 * record - what a decision leaves in the request, its keys and the audit trail.
 * All of it inside the caller's transaction.
 */

/*
 * Move the request to h->to, note who decided what, set the clock, raise the
 * revision where fields changed, end the keys that were out; or create it, if
 * it came from ST_NONE.  sponsor: the person who is its sponsor from now on.
 */
enum status record_change(struct engine *e, struct happening *h,
    int64_t sponsor, struct err *err);

/* One row of the audit trail; r may be NULL. */
enum status record_audit(struct engine *e, const struct act *act,
    const struct request *r, enum reason reason, struct err *err);

/*
 * Into out->text: where the request stands, and who decided what, when and how;
 * of sponsor and admin whoever this event is about.  For a refusal.
 */
enum status record_facts(struct engine *e, enum event_type on,
    const struct request *r, struct outcome *out, struct err *err);

/* What the act itself brought, into a mail_view(). */
void view_act(json_t *view, const struct act *act);

#endif
