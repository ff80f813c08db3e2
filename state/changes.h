#ifndef STATE_CHANGES_H
#define STATE_CHANGES_H

#include "state/apply.h"

/*
 * changes - how a request differs from what somebody has read of it:
 * [{"label", "before", "after"}], appended to out.
 */

/* Since this revision. */
enum status changes_since(struct engine *e, const struct request *r,
    int64_t revision, json_t *out, struct err *err);

/*
 * Since somebody in this role was asked about it last; nothing if nobody ever
 * was.  To be called before they are asked anew.
 */
enum status changes_since_asked(struct engine *e, const struct request *r,
    enum role role, json_t *out, struct err *err);

#endif
