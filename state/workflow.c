#include "state/workflow.h"

#define MAIL(name, to)                           \
	{                                        \
		FX_MAIL, (name), (to), DEBT_MAIL \
	}
#define ASK(name, to)                           \
	{                                       \
		FX_ASK, (name), (to), DEBT_MAIL \
	}
#define OWE(debt)                                \
	{                                        \
		FX_DEBT, NULL, TO_WRITER, (debt) \
	}
#define VOID(debt)                               \
	{                                        \
		FX_VOID, NULL, TO_WRITER, (debt) \
	}
#define REVISE                                        \
	{                                             \
		FX_REVISE, NULL, TO_WRITER, DEBT_MAIL \
	}
#define RENEWAL                                      \
	{                                            \
		FX_RENEW, NULL, TO_WRITER, DEBT_MAIL \
	}
#define GONE                                        \
	{                                           \
		FX_GONE, NULL, TO_WRITER, DEBT_MAIL \
	}

#define REPLACE                                        \
	{                                              \
		FX_REPLACE, NULL, TO_WRITER, DEBT_MAIL \
	}

#define DOUBT                                        \
	{                                            \
		FX_DOUBT, NULL, TO_WRITER, DEBT_MAIL \
	}

/* Whoever was sponsor before, if this names another. */
#define RELEASE MAIL("sponsor-released", TO_OLD_SPONSOR)

/* Everybody who has to do with it. */
#define REVOKED                                                     \
	MAIL("revoked", TO_REQUESTER), MAIL("revoked", TO_SPONSOR), \
	    MAIL("revoked", TO_ADMINS)
#define TOLD                                 \
	MAIL("token-changed", TO_REQUESTER), \
	    MAIL("token-changed", TO_SPONSOR), ASK("token-changed", TO_ADMINS)

#define R        ROLE_REQUESTER
#define S        ROLE_SPONSOR
#define A        ROLE_ADMIN
#define US       ROLE_MAILPROC
#define DECIDERS (ROLE_SPONSOR | ROLE_DECIDER | ROLE_REQUESTER)
#define INVOLVED (ROLE_REQUESTER | ROLE_SPONSOR | ROLE_ADMIN | ROLE_DECIDER)

/*
 * The first row that fits wins.  A change of state ends the keys that were out:
 * they are spent if the event decided something, stale if it did not.
 */
/* clang-format off */
const struct row workflow[] = {
/* in             on                   by        when             to */
{ ST_NONE,        EV_REQUEST,          R,        WHEN_MISSING,    ST_INCOMPLETE,
	{ MAIL("missing", TO_REQUESTER) } },
{ ST_NONE,        EV_REQUEST,          R,        WHEN_DIRECTORY,  ST_CHECKING,
	{ MAIL("received", TO_REQUESTER), OWE(DEBT_LOOKUP) } },
{ ST_NONE,        EV_REQUEST,          R,        WHEN_SPONSOR,    ST_SPONSOR,
	{ MAIL("received", TO_REQUESTER), ASK("sponsor-ask", TO_SPONSOR) } },
{ ST_NONE,        EV_REQUEST,          R,        WHEN_NO_SPONSOR, ST_REVIEW,
	{ MAIL("received", TO_REQUESTER), ASK("review", TO_ADMINS) } },

{ ST_INCOMPLETE,  EV_ANSWER,           R,        WHEN_MISSING,    ST_INCOMPLETE,
	{ REVISE, MAIL("missing", TO_REQUESTER) } },
{ ST_INCOMPLETE,  EV_ANSWER,           R,        WHEN_DIRECTORY,  ST_CHECKING,
	{ REVISE, MAIL("received", TO_REQUESTER), OWE(DEBT_LOOKUP) } },
{ ST_INCOMPLETE,  EV_ANSWER,           R,        WHEN_SPONSOR,    ST_SPONSOR,
	{ REVISE, MAIL("received", TO_REQUESTER), ASK("sponsor-ask", TO_SPONSOR) } },
{ ST_INCOMPLETE,  EV_ANSWER,           R,        WHEN_NO_SPONSOR, ST_REVIEW,
	{ REVISE, MAIL("received", TO_REQUESTER), ASK("review", TO_ADMINS) } },

{ ST_CHECKING,    EV_FOUND,            US,       WHEN_SPONSOR,    ST_SPONSOR,
	{ ASK("sponsor-ask", TO_SPONSOR) } },
{ ST_CHECKING,    EV_FOUND,            US,       WHEN_NO_SPONSOR, ST_REVIEW,
	{ ASK("review", TO_ADMINS) } },
{ ST_CHECKING,    EV_NOT_FOUND,        US,       WHEN_ALWAYS,     ST_INCOMPLETE,
	{ MAIL("missing", TO_REQUESTER) } },

{ ST_SPONSOR,     EV_CONFIRM,          S,        WHEN_ALWAYS,     ST_REVIEW,
	{ MAIL("sponsor-thanks", TO_SPONSOR), MAIL("sponsor-confirmed", TO_REQUESTER),
	  ASK("review", TO_ADMINS) } },
{ ST_SPONSOR,     EV_DECLINE,          S,        WHEN_ALWAYS,     ST_DECLINED,
	{ MAIL("sponsor-declined", TO_REQUESTER), MAIL("sponsor-thanks", TO_SPONSOR) } },
{ ST_SPONSOR,     EV_SPONSOR,          R,        WHEN_SPONSOR,    ST_SPONSOR,
	{ REVISE, RELEASE, ASK("sponsor-ask", TO_SPONSOR),
	  MAIL("received", TO_REQUESTER) } },
{ ST_SPONSOR,     EV_EDIT,             R,        WHEN_SPONSOR,    ST_SPONSOR,
	{ REVISE, RELEASE, ASK("sponsor-ask", TO_SPONSOR) } },
{ ST_SPONSOR,     EV_EDIT,             R,        WHEN_NO_SPONSOR, ST_REVIEW,
	{ REVISE, RELEASE, ASK("review", TO_ADMINS) } },

{ ST_REVIEW,      EV_EDIT,             R,        WHEN_SPONSOR,    ST_SPONSOR,
	{ REVISE, RELEASE, ASK("sponsor-ask", TO_SPONSOR) } },
{ ST_REVIEW,      EV_EDIT,             R,        WHEN_NO_SPONSOR, ST_REVIEW,
	{ REVISE, RELEASE, ASK("review", TO_ADMINS) } },
{ ST_REVIEW,      EV_APPROVE,          A,        WHEN_FIRST_OF_TWO, ST_REVIEW,
	{ MAIL("transcript", TO_ACTOR), ASK("decided-note", TO_OTHER_ADMINS) } },
{ ST_REVIEW,      EV_APPROVE,          A,        WHEN_DECISIVE,   ST_APPROVED,
	{ OWE(DEBT_TOKEN), MAIL("transcript", TO_ACTOR), MAIL("decided-note", TO_OTHER_ADMINS) } },
{ ST_REVIEW,      EV_DENY,             A,        WHEN_ALWAYS,     ST_DENIED,
	{ MAIL("denied", TO_REQUESTER), MAIL("denied", TO_SPONSOR),
	  MAIL("transcript", TO_ACTOR), MAIL("decided-note", TO_OTHER_ADMINS) } },
{ ST_REVIEW,      EV_ASK,              A,        WHEN_ALWAYS,     ST_QUESTION,
	{ MAIL("question", TO_REQUESTER), MAIL("transcript", TO_ACTOR) } },
{ ST_REVIEW,      EV_NOTME,            S,        WHEN_ALWAYS,     ST_SPONSOR,
	{ MAIL("forged", TO_ADMINS), ASK("sponsor-ask", TO_SPONSOR), MAIL("status", TO_REQUESTER) } },

{ ST_REVIEW,      EV_NOTME,            ROLE_DECIDER, WHEN_ALWAYS, ST_REVIEW,
	{ ASK("forged", TO_ADMINS) } },

{ ST_QUESTION,    EV_ANSWER,           R,        WHEN_ALWAYS,     ST_REVIEW,
	{ ASK("review", TO_ADMINS) } },
{ ST_QUESTION,    EV_EDIT,             R,        WHEN_SPONSOR,    ST_SPONSOR,
	{ REVISE, RELEASE, ASK("sponsor-ask", TO_SPONSOR) } },
{ ST_QUESTION,    EV_EDIT,             R,        WHEN_NO_SPONSOR, ST_REVIEW,
	{ REVISE, RELEASE, ASK("review", TO_ADMINS) } },

{ ST_APPROVED,    EV_TOKEN_MADE,       US,       WHEN_ALWAYS,     ST_ISSUED,
	{ MAIL("issued", TO_REQUESTER), MAIL("issued-note", TO_SPONSOR) } },
{ ST_APPROVED,    EV_TOKEN_IMPOSSIBLE, US,       WHEN_ALWAYS,     ST_REVIEW,
	{ ASK("problem", TO_ADMINS) } },
{ ST_APPROVED,    EV_DONE,             A,        WHEN_MANUAL,     ST_ISSUED,
	{ VOID(DEBT_TOKEN), MAIL("issued", TO_REQUESTER), MAIL("issued-note", TO_SPONSOR) } },
/* an admin saw to it in Canvas; its owner says that it is activated, because
 * nobody else can see it */
{ ST_ANY,         EV_DONE,             A,        WHEN_TO_DELETE,  ST_ANY,
	{ GONE, MAIL("transcript", TO_ACTOR) } },
{ ST_ISSUED,      EV_DONE,             R,        WHEN_MANUAL,     ST_ACTIVE,
	{ REPLACE, MAIL("transcript", TO_ACTOR) } },
{ ST_APPROVED,    EV_NOTME,            DECIDERS, WHEN_ALWAYS,     ST_REVIEW,
	{ VOID(DEBT_TOKEN), OWE(DEBT_DELETE), ASK("forged", TO_ADMINS),
	  MAIL("forged", TO_REQUESTER), MAIL("forged", TO_SPONSOR) } },

{ ST_ISSUED,      EV_SEEN_ACTIVE,      US,       WHEN_ALWAYS,     ST_ACTIVE, { REPLACE } },
{ ST_ISSUED,      EV_RESEND,           R,        WHEN_ALWAYS,     ST_APPROVED, { OWE(DEBT_TOKEN) } },
{ ST_ACTIVE,      EV_RESEND,           R,        WHEN_ALWAYS,     ST_APPROVED, { OWE(DEBT_TOKEN) } },
{ ST_ISSUED,      EV_REVOKE,           A | S | R, WHEN_ALWAYS,    ST_REVOKED,
	{ OWE(DEBT_DELETE), REVOKED } },
{ ST_ACTIVE,      EV_REVOKE,           A | S | R, WHEN_ALWAYS,    ST_REVOKED,
	{ OWE(DEBT_DELETE), REVOKED } },
{ ST_ISSUED,      EV_NOTME,            DECIDERS, WHEN_ALWAYS,     ST_REVOKED,
	{ OWE(DEBT_DELETE), MAIL("forged", TO_ADMINS), MAIL("revoked", TO_REQUESTER),
	  MAIL("revoked", TO_SPONSOR) } },
{ ST_ACTIVE,      EV_NOTME,            DECIDERS, WHEN_ALWAYS,     ST_REVOKED,
	{ OWE(DEBT_DELETE), MAIL("forged", TO_ADMINS), MAIL("revoked", TO_REQUESTER),
	  MAIL("revoked", TO_SPONSOR) } },
{ ST_ISSUED,      EV_END_DATE,         US,       WHEN_ALWAYS,     ST_EXPIRED,
	{ OWE(DEBT_DELETE), MAIL("expired", TO_REQUESTER), MAIL("expired", TO_SPONSOR) } },
{ ST_ACTIVE,      EV_END_DATE,         US,       WHEN_ALWAYS,     ST_EXPIRED,
	{ OWE(DEBT_DELETE), MAIL("expired", TO_REQUESTER), MAIL("expired", TO_SPONSOR) } },
{ ST_ISSUED,      EV_RENEW,            R,        WHEN_ALWAYS,     ST_ISSUED, { RENEWAL } },
{ ST_ACTIVE,      EV_RENEW,            R,        WHEN_ALWAYS,     ST_ACTIVE, { RENEWAL } },

/* a state that was put back has lost that the token was made: who takes part
 * was told then */
{ ST_SPONSOR,     EV_TOKEN_ADOPTED,    US,       WHEN_ALWAYS,     ST_ISSUED, { { 0 } } },
{ ST_REVIEW,      EV_TOKEN_ADOPTED,    US,       WHEN_ALWAYS,     ST_ISSUED, { { 0 } } },
{ ST_QUESTION,    EV_TOKEN_ADOPTED,    US,       WHEN_ALWAYS,     ST_ISSUED, { { 0 } } },
{ ST_APPROVED,    EV_TOKEN_ADOPTED,    US,       WHEN_ALWAYS,     ST_ISSUED, { VOID(DEBT_TOKEN) } },
{ ST_ISSUED,      EV_TOKEN_ADOPTED,    US,       WHEN_ALWAYS,     ST_ISSUED, { { 0 } } },
{ ST_ACTIVE,      EV_TOKEN_ADOPTED,    US,       WHEN_ALWAYS,     ST_ISSUED, { { 0 } } },

/* the token of a request that renews this one is active: what it was to outlive
 * ends as it would have at its end date */
{ ST_APPROVED,    EV_REPLACED,         US,       WHEN_ALWAYS,     ST_EXPIRED,
	{ VOID(DEBT_TOKEN), OWE(DEBT_DELETE), MAIL("expired", TO_REQUESTER), MAIL("expired", TO_SPONSOR) } },
{ ST_ISSUED,      EV_REPLACED,         US,       WHEN_ALWAYS,     ST_EXPIRED,
	{ OWE(DEBT_DELETE), MAIL("expired", TO_REQUESTER), MAIL("expired", TO_SPONSOR) } },
{ ST_ACTIVE,      EV_REPLACED,         US,       WHEN_ALWAYS,     ST_EXPIRED,
	{ OWE(DEBT_DELETE), MAIL("expired", TO_REQUESTER), MAIL("expired", TO_SPONSOR) } },

/* what somebody did to the token in Canvas, by hand: seen by looking.  One that
 * is gone ends the request, and is never made anew. */
{ ST_ISSUED,      EV_TOKEN_CHANGED,    US,       WHEN_ALWAYS,     ST_ISSUED, { TOLD } },
{ ST_ACTIVE,      EV_TOKEN_CHANGED,    US,       WHEN_ALWAYS,     ST_ACTIVE, { TOLD } },
{ ST_ISSUED,      EV_TOKEN_GONE,       US,       WHEN_ALWAYS,     ST_REVOKED, { REVOKED } },
{ ST_ACTIVE,      EV_TOKEN_GONE,       US,       WHEN_ALWAYS,     ST_REVOKED, { REVOKED } },

/* whoever sponsors it is no longer here */
{ ST_SPONSOR,     EV_SPONSOR_LEFT,     US,       WHEN_ALWAYS,     ST_SPONSOR,
	{ MAIL("sponsor-left", TO_REQUESTER) } },
{ ST_REVIEW,      EV_SPONSOR_LEFT,     US,       WHEN_ALWAYS,     ST_REVIEW,
	{ MAIL("sponsor-left", TO_REQUESTER) } },
{ ST_QUESTION,    EV_SPONSOR_LEFT,     US,       WHEN_ALWAYS,     ST_QUESTION,
	{ MAIL("sponsor-left", TO_REQUESTER) } },

/* what time brings: state/deadlines.c */
{ ST_SPONSOR,     EV_REMIND,           US,       WHEN_ALWAYS,     ST_SPONSOR,
	{ ASK("sponsor-reminder", TO_SPONSOR) } },
{ ST_REVIEW,      EV_REMIND,           US,       WHEN_ALWAYS,     ST_REVIEW,
	{ ASK("review-reminder", TO_ADMINS) } },
{ ST_REVIEW,      EV_OVERDUE,          US,       WHEN_ALWAYS,     ST_REVIEW,
	{ ASK("overdue", TO_ADMINS), MAIL("overdue", TO_HELP_DESK), MAIL("status", TO_REQUESTER) } },
{ ST_ISSUED,      EV_REMIND,           US,       WHEN_ALWAYS,     ST_ISSUED,
	{ MAIL("activate-reminder", TO_REQUESTER) } },
{ ST_ISSUED,      EV_END_NEAR,         US,       WHEN_ALWAYS,     ST_ISSUED,
	{ MAIL("expiry-warning", TO_REQUESTER) } },
{ ST_ACTIVE,      EV_END_NEAR,         US,       WHEN_ALWAYS,     ST_ACTIVE,
	{ MAIL("expiry-warning", TO_REQUESTER) } },
{ ST_ACTIVE,      EV_STILL_USED,       US,       WHEN_ALWAYS,     ST_ACTIVE,
	{ ASK("token-review", TO_REQUESTER), ASK("token-review", TO_SPONSOR) } },
{ ST_ACTIVE,      EV_KEEP,             R | S,    WHEN_ASKED,      ST_ACTIVE,
	{ MAIL("transcript", TO_ACTOR) } },
{ ST_ACTIVE,      EV_UNANSWERED,       US,       WHEN_ASKED,      ST_ACTIVE, { DOUBT } },

{ ST_INCOMPLETE,  EV_CANCEL,           R,        WHEN_ALWAYS,     ST_CANCELLED,
	{ MAIL("cancelled", TO_REQUESTER), MAIL("cancelled", TO_ASKED) } },
{ ST_CHECKING,    EV_CANCEL,           R,        WHEN_ALWAYS,     ST_CANCELLED,
	{ VOID(DEBT_LOOKUP), MAIL("cancelled", TO_REQUESTER), MAIL("cancelled", TO_ASKED) } },
{ ST_SPONSOR,     EV_CANCEL,           R,        WHEN_ALWAYS,     ST_CANCELLED,
	{ MAIL("cancelled", TO_REQUESTER), MAIL("cancelled", TO_ASKED) } },
{ ST_REVIEW,      EV_CANCEL,           R,        WHEN_ALWAYS,     ST_CANCELLED,
	{ MAIL("cancelled", TO_REQUESTER), MAIL("cancelled", TO_ASKED) } },
{ ST_QUESTION,    EV_CANCEL,           R,        WHEN_ALWAYS,     ST_CANCELLED,
	{ MAIL("cancelled", TO_REQUESTER), MAIL("cancelled", TO_ASKED) } },

{ ST_INCOMPLETE,  EV_TIME_UP,          US,       WHEN_ALWAYS,     ST_LAPSED,
	{ MAIL("lapsed", TO_REQUESTER), MAIL("lapsed", TO_ASKED) } },
{ ST_SPONSOR,     EV_TIME_UP,          US,       WHEN_ALWAYS,     ST_LAPSED,
	{ MAIL("lapsed", TO_REQUESTER), MAIL("lapsed", TO_ASKED) } },
{ ST_QUESTION,    EV_TIME_UP,          US,       WHEN_ALWAYS,     ST_LAPSED,
	{ MAIL("lapsed", TO_REQUESTER), MAIL("lapsed", TO_ASKED) } },
{ ST_ISSUED,      EV_TIME_UP,          US,       WHEN_ALWAYS,     ST_LAPSED,
	{ OWE(DEBT_DELETE), MAIL("lapsed", TO_REQUESTER), MAIL("lapsed", TO_ASKED) } },

{ ST_ANY,         EV_STATUS,           INVOLVED, WHEN_ALWAYS,     ST_ANY, { MAIL("status", TO_WRITER) } },
{ ST_ANY,         EV_WHY,              INVOLVED, WHEN_ALWAYS,     ST_ANY, { MAIL("status", TO_WRITER) } },
{ ST_ANY,         EV_HELP,             INVOLVED, WHEN_ALWAYS,     ST_ANY, { MAIL("help", TO_WRITER) } },
};
/* clang-format on */

const size_t workflow_rows = sizeof workflow / sizeof workflow[0];

static bool
holds(enum when when, const struct situation *now)
{
	switch (when) {
	case WHEN_ALWAYS:
		return true;
	case WHEN_MISSING:
		return now->missing;
	case WHEN_DIRECTORY:
		return !now->missing && now->directory;
	case WHEN_SPONSOR:
		return !now->missing && now->sponsor_needed;
	case WHEN_NO_SPONSOR:
		return !now->missing && !now->sponsor_needed;
	case WHEN_FIRST_OF_TWO:
		return now->first_of_two;
	case WHEN_DECISIVE:
		return !now->approved_already;
	case WHEN_MANUAL:
		return now->manual;
	case WHEN_ASKED:
		return now->asked;
	case WHEN_TO_DELETE:
		return now->to_delete;
	}
	return false;
}

bool
event_decides(enum event_type on)
{
	return on == EV_CONFIRM || on == EV_DECLINE || on == EV_APPROVE ||
	    on == EV_DENY || on == EV_ASK || on == EV_DONE || on == EV_CANCEL ||
	    on == EV_REVOKE;
}

bool
event_of_time(enum event_type on)
{
	return on == EV_REMIND || on == EV_OVERDUE || on == EV_END_NEAR ||
	    on == EV_END_DATE || on == EV_TIME_UP || on == EV_STILL_USED ||
	    on == EV_UNANSWERED || on == EV_SPONSOR_LEFT ||
	    on == EV_TOKEN_CHANGED || on == EV_TOKEN_GONE || on == EV_REPLACED;
}

/* Was this very decision made before, by its words or by its effect? */
static bool
already_done(const struct situation *now, enum event_type on,
    const struct row *row)
{
	if (!event_decides(on) || on == EV_ASK)
		return false;
	return now->sponsor_said == on || now->admin_said == on ||
	    row->to == now->state;
}

struct decision
decide(const struct situation *now, enum event_type on, unsigned roles)
{
	enum reason reason = RE_NOT_ALLOWED;

	for (size_t i = 0; i < workflow_rows; i++) {
		const struct row *row = &workflow[i];
		bool here = row->from == now->state ||
		    (row->from == ST_ANY && now->state != ST_NONE);

		if (row->on != on || (row->by & roles) == 0)
			continue;
		if (here && holds(row->when, now))
			return (struct decision){ RE_OK, row };
		if (here && now->missing)
			reason = RE_MISSING_FIELDS;
		else if ((row->when == WHEN_TO_DELETE && now->deleted) ||
		    (row->when == WHEN_DECISIVE && now->approved_already))
			reason = RE_ALREADY_DONE;
		else if (!here && already_done(now, on, row))
			reason = RE_ALREADY_DONE;
		else if (reason == RE_NOT_ALLOWED)
			reason = RE_WRONG_STATE;
	}
	return (struct decision){ reason, NULL };
}
