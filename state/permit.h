#ifndef STATE_PERMIT_H
#define STATE_PERMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "mailproc/base/vocab.h"

/*
 * permit - how sure must we be who speaks, for this act?  interface.md
 * section 7 as one table; pure.
 *
 * Which request, who speaks, what they want and what they are to the request
 * was answered before, each by itself.
 */
struct proof {
	enum grade grade;
	bool accepted; /* the configuration accepts this grade */
	enum key_verdict key;
	int64_t revision; /* that the key was made for, 0: no key */
	bool named;       /* the mail names the request's id */
	bool require_key; /* policy: an admin's decision needs the key */
};

/*
 * RE_OK; RE_AUTH_NONE: the mail has to wait; RE_NO_KEY; RE_KEY_SPENT and
 * RE_KEY_STALE: the key would have been needed and is none any more;
 * RE_AMBIGUOUS: neither id nor key say which request.  A foreign key or several
 * never get here: they end the mail.
 */
enum reason permit(enum event_type on, unsigned roles, const struct proof *p);

#endif
