#include "state/instead.h"

#include <inttypes.h>
#include <stdio.h>

#define BIT(n)    (UINT64_C(1) << (n))
#define WITHDRAWS (BIT(EV_DECLINE) | BIT(EV_REVOKE) | BIT(EV_CANCEL))
#define ENDS      (BIT(EV_DECLINE) | BIT(EV_CANCEL) | BIT(EV_DENY))

/* The first row that fits; the number of the request stands between. */
/* clang-format off */
static const struct {
	uint64_t on; /* BIT(enum event_type) */
	unsigned by;
	uint64_t in; /* BIT(enum state) */
	const char *before, *after;
} table[] = {
	{ WITHDRAWS, ROLE_SPONSOR, BIT(ST_REVIEW) | BIT(ST_APPROVED),
	  " To take your confirmation back, answer NOTME ", ": the "
	  "administrators are told, and nothing goes on until it is "
	  "confirmed or decided anew." },
	{ WITHDRAWS, ROLE_SPONSOR, BIT(ST_QUESTION),
	  " The requester was asked a question first; once that is answered, "
	  "NOTME ", " takes your confirmation back." },
	{ BIT(EV_REVOKE), ROLE_SPONSOR, BIT(ST_SPONSOR),
	  " There is no token yet; DECLINE ", " ends the request." },
	{ BIT(EV_REVOKE), ROLE_REQUESTER,
	  BIT(ST_INCOMPLETE) | BIT(ST_CHECKING) | BIT(ST_SPONSOR) |
	      BIT(ST_REVIEW) | BIT(ST_QUESTION),
	  " There is no token yet; CANCEL ", " ends the request." },
	{ BIT(EV_CANCEL), ROLE_REQUESTER, BIT(ST_APPROVED),
	  " It is approved, and the token is being made; once it is there, "
	  "REVOKE ", " ends it." },
	{ ENDS, ROLE_SPONSOR | ROLE_REQUESTER | ROLE_ADMIN,
	  BIT(ST_ISSUED) | BIT(ST_ACTIVE),
	  " REVOKE ", " ends the token." },
	{ BIT(EV_RENEW) | BIT(EV_RESEND), ROLE_REQUESTER,
	  BIT(ST_DENIED) | BIT(ST_DECLINED) | BIT(ST_CANCELLED) |
	      BIT(ST_LAPSED) | BIT(ST_EXPIRED) | BIT(ST_REVOKED),
	  " It has ended; please send a new request.", NULL },
};
/* clang-format on */

void
instead(enum event_type on, unsigned roles, const struct request *r, char *out,
    size_t size)
{
	char id[24];

	out[0] = '\0';
	snprintf(id, sizeof id, "%" PRId64, r->id);
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if ((table[i].on & BIT(on)) != 0 &&
		    (table[i].by & roles) != 0 &&
		    (table[i].in & BIT(r->state)) != 0) {
			snprintf(out, size, "%s%s%s", table[i].before,
			    table[i].after == NULL ? "" : id,
			    table[i].after == NULL ? "" : table[i].after);
			return;
		}
}
