#include "state/permit.h"

#include <stddef.h>

#include "mailproc/base/rule.h"

enum need {
	NEED_GRADE,     /* an accepted grade */
	NEED_GRADE_ID,  /* that, and the id or a good key */
	NEED_GRADE_KEY, /* that, and a good key */
	NEED_OWN,       /* a key of that person without a bad grade, or grade
			   and id: the decision itself has spent the key, and
			   whoever denies it holds no other */
	NEED_FRESH,     /* a good key without a bad grade, or grade and id, but
			   an old key is worse than none: the decision was
			   about something else */
};

/* The first row for the event that fits one of the roles. */
/* clang-format off */
static const struct {
	enum event_type on;
	unsigned by;
	enum need need;
} table[] = {
	{ EV_REQUEST, ROLE_REQUESTER,                               NEED_GRADE },
	{ EV_ANSWER,  ROLE_REQUESTER,                               NEED_GRADE },
	{ EV_EDIT,    ROLE_REQUESTER,                               NEED_GRADE },
	{ EV_STATUS,  ~0u,                                          NEED_GRADE },
	{ EV_HELP,    ~0u,                                          NEED_GRADE },
	{ EV_LIST,    ~0u,                                          NEED_GRADE },
	{ EV_WHY,     ~0u,                                          NEED_GRADE },
	{ EV_CONFIRM, ROLE_SPONSOR,                                 NEED_FRESH },
	{ EV_DECLINE, ROLE_SPONSOR,                                 NEED_FRESH },
	{ EV_KEEP,    ROLE_REQUESTER | ROLE_SPONSOR,                NEED_OWN },
	{ EV_NOTME,   ~0u,                                          NEED_OWN },
	{ EV_APPROVE, ROLE_ADMIN,                                   NEED_GRADE_KEY },
	{ EV_DENY,    ROLE_ADMIN,                                   NEED_GRADE_KEY },
	{ EV_ASK,     ROLE_ADMIN,                                   NEED_GRADE_KEY },
	{ EV_REVOKE,  ROLE_REQUESTER | ROLE_SPONSOR,                NEED_GRADE_ID },
	{ EV_REVOKE,  ROLE_ADMIN,                                   NEED_GRADE_ID },
	{ EV_DONE,    ROLE_ADMIN,                                   NEED_GRADE_ID },
	{ EV_CANCEL,  ROLE_REQUESTER,                               NEED_GRADE_ID },
	{ EV_SPONSOR, ROLE_REQUESTER,                               NEED_GRADE_ID },
	{ EV_RENEW,   ROLE_REQUESTER,                               NEED_GRADE_ID },
	{ EV_RESEND,  ROLE_REQUESTER,                               NEED_GRADE_ID },
};
/* clang-format on */

static enum need
need_of(enum event_type on, unsigned roles, bool *admin_only)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (table[i].on == on && (table[i].by & roles) != 0) {
			*admin_only = table[i].by == ROLE_ADMIN;
			return table[i].need;
		}
	*admin_only = false;
	return NEED_GRADE_KEY;
}

static enum reason
without_key(const struct proof *p)
{
	switch (p->key) {
	case KEY_SPENT:
		return RE_KEY_SPENT;
	case KEY_STALE:
		return RE_KEY_STALE;
	case KEY_NONE:
	case KEY_GOOD:
	case KEY_FOREIGN:
	case KEY_SEVERAL:
	case KEY_COUNT:
		break;
	}
	return RE_NO_KEY;
}

enum reason
permit(enum event_type on, unsigned roles, const struct proof *p)
{
	bool good = p->key == KEY_GOOD, admin;
	enum need need = need_of(on, roles, &admin);

	if (p->grade == GRADE_FAIL)
		return RE_AUTH_FAIL;
	if ((need == NEED_OWN || need == NEED_FRESH) && good)
		return RE_OK;
	if (need == NEED_OWN && p->key == KEY_SPENT)
		return RE_OK;
	if (!p->accepted)
		return RE_AUTH_NONE;
	if (need == NEED_GRADE)
		return RE_OK;
	if ((need == NEED_FRESH || need == NEED_GRADE_KEY) && !good &&
	    p->key != KEY_NONE)
		return without_key(p);
	if (rule(R6) && admin && p->require_key && !good)
		return without_key(p);
	if (good || p->named)
		return RE_OK;
	return p->key == KEY_NONE ? RE_AMBIGUOUS : without_key(p);
}
