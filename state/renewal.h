#ifndef STATE_RENEWAL_H
#define STATE_RENEWAL_H

#include "state/letters.h"

/*
 * renewal - a token is renewed by a new request, linked to the old one, so that
 * everybody is asked again.  The old token lives until the new one is active.
 */

/*
 * FX_RENEW: a new request with the same fields, asked for by EV_REQUEST through
 * apply().  While one that renews this is on its way or has a token, there is
 * no second: RE_ALREADY_DONE.
 */
enum status renewal_ask(struct engine *e, const struct happening *h,
    struct outcome *out, struct err *err);

/* FX_REPLACE: whatever r renews, directly or not, ends by EV_REPLACED. */
enum status renewal_replace(struct engine *e, const struct request *r,
    struct outcome *out, struct err *err);

/* Into the view of a mail about r: `renewal`, the request that renews it. */
enum status renewal_view(struct engine *e, const struct request *r,
    json_t *view, struct err *err);

#endif
