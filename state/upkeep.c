#include "state/upkeep.h"

#include <stdio.h>
#include <string.h>

#include "state/calendar.h"

#define MINUTE     60
#define HOUR       (60 * MINUTE)
#define DAY        (24 * HOUR)
#define AFTER_USE  (7 * DAY)
#define BEFORE_END (10 * DAY)

/* How often to look: the first row for the state whose age is not over. */
static const struct pace {
	enum state in;
	int64_t age; /* of the secret, in this state; 0: for ever */
	int64_t every;
} paces[] = {
	{ ST_ISSUED, 2 * HOUR, 10 * MINUTE },
	{ ST_ISSUED, 2 * DAY, HOUR },
	{ ST_ISSUED, 0, DAY },
	{ ST_ACTIVE, 2 * DAY, HOUR },
	{ ST_ACTIVE, 0, DAY },
};

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

int64_t
upkeep_look_at(const struct request *r, int64_t now)
{
	const struct upkeep *u = &r->upkeep;
	int64_t age = u->looked_at - later(u->made_at, r->since);

	if (r->token.id[0] == '\0')
		return 0;
	if (u->looked_at > now)
		return now; /* by a clock that was ahead */
	for (size_t i = 0; i < sizeof paces / sizeof paces[0]; i++)
		if (paces[i].in == r->state &&
		    (paces[i].age == 0 || age < paces[i].age))
			return u->looked_at + paces[i].every;
	return 0;
}

bool
upkeep_code_leaves(const struct request *r, int64_t now, bool hold)
{
	const struct upkeep *u = &r->upkeep;
	int64_t end = r->token.expires_at - BEFORE_END;

	if (u->unlock != UNLOCK_THERE ||
	    (r->state != ST_ISSUED && r->state != ST_ACTIVE))
		return false;
	if (u->used_at > u->made_at)
		return true;
	if (hold)
		return false;
	return (r->state == ST_ACTIVE && now >= r->since + AFTER_USE) ||
	    now >= later(end, u->made_at + DAY);
}

static size_t
say(char out[TOLD_SIZE], size_t n, const char *sentence)
{
	int more = snprintf(out + n, TOLD_SIZE - n, "%s%s", n > 0 ? " " : "",
	    sentence);

	n += more < 0 ? 0 : (size_t)more;
	return n < TOLD_SIZE ? n : TOLD_SIZE - 1;
}

const char *
upkeep_differs(const struct request *r, const struct token *seen,
    const char *tag, char out[TOLD_SIZE])
{
	char day[LONG_DAY_SIZE], line[160];
	size_t n = 0;

	out[0] = '\0';
	if (seen->expires_at == 0)
		n = say(out, n, "It has no end any more.");
	else if (seen->expires_at != r->token.expires_at) {
		snprintf(line, sizeof line, "It ends on %s.",
		    calendar_long_day(seen->expires_at, day));
		n = say(out, n, line);
	}
	if (strncmp(seen->purpose, tag, strlen(tag)) != 0) {
		snprintf(line, sizeof line,
		    "Its purpose no longer begins with %s.", tag);
		n = say(out, n, line);
	}
	if (r->state == ST_ACTIVE && strcmp(seen->state, "pending") == 0)
		say(out, n,
		    "It has a new secret and waits to be activated: the one "
		    "that its owner has works no more.");
	return out;
}

void
upkeep_follow(struct token *ours, const struct token *seen)
{
	if (seen->expires_at != 0 && seen->expires_at < ours->expires_at)
		ours->expires_at = seen->expires_at;
	string_set(&ours->state, seen->state);
}

static void
made(struct upkeep *u, const struct act *act, int64_t now)
{
	bool sealed = act->sealed_url != NULL && act->sealed_url[0] != '\0';

	u->made_at = now;
	u->looked_at = now;
	u->unlock = sealed ? UNLOCK_THERE : UNLOCK_NONE;
	u->told[0] = '\0';
}

/* Owner and sponsor, if there is one, have to say so. */
static void
kept(struct request *r, const struct act *act)
{
	struct upkeep *u = &r->upkeep;
	unsigned all =
	    ROLE_REQUESTER | (r->sponsor == 0 ? 0 : (unsigned)ROLE_SPONSOR);

	u->kept_by |=
	    act->person->id == r->requester ? ROLE_REQUESTER : ROLE_SPONSOR;
	if ((u->kept_by & all) == all) {
		u->kept_at = u->asked_at;
		u->asked_at = 0;
	}
}

bool
upkeep_event(struct request *r, const struct act *act, int64_t now)
{
	struct upkeep *u = &r->upkeep;

	switch (act->on) {
	case EV_TOKEN_MADE:
		made(u, act, now);
		return true;
	case EV_TOKEN_ADOPTED: /* with whatever purpose it has */
		made(u, act, now);
		u->unlock = UNLOCK_THERE;
		return true;
	case EV_DONE:
		if (r->state == ST_ISSUED)
			made(u, act, now);
		return r->state == ST_ISSUED;
	case EV_STILL_USED:
		u->asked_at = now;
		u->kept_by = 0;
		return true;
	case EV_KEEP:
		kept(r, act);
		return true;
	case EV_UNANSWERED: /* asked again in a year, whatever comes of it */
		u->kept_at = u->asked_at;
		return true;
	default:
		return false;
	}
}
