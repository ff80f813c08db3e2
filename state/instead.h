#ifndef STATE_INSTEAD_H
#define STATE_INSTEAD_H

#include <stddef.h>

#include "state/request.h"

/*
 * instead - what would work, for somebody who tried what does not work now: a
 * sentence with a blank in front, "" if there is nothing to say.  roles: what
 * they are to the request.
 */
void instead(enum event_type on, unsigned roles, const struct request *r,
    char *out, size_t size);

#endif
