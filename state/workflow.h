#ifndef STATE_WORKFLOW_H
#define STATE_WORKFLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "mailproc/base/vocab.h"

/*
 * workflow - what a request may become: interface.md section 5 as one table.
 *
 * decide() is pure: no clock, no address, no database.  It is given what is the
 * case and who somebody is, and says which row applies; state/apply.c does it.
 */

/* A row may depend on what the request and the policy are like. */
enum when {
	WHEN_ALWAYS,
	WHEN_MISSING,      /* a field is missing or unusable */
	WHEN_DIRECTORY,    /* complete; Canvas knows who people are */
	WHEN_SPONSOR,      /* complete; a sponsor is needed */
	WHEN_NO_SPONSOR,   /* complete; none is needed */
	WHEN_FIRST_OF_TWO, /* two admins have to approve, nobody has yet */
	WHEN_DECISIVE,     /* not by whoever was the first of the two */
	WHEN_MANUAL,       /* an admin makes the token by hand */
	WHEN_TO_DELETE,    /* and deletes it: one that is owed still */
	WHEN_ASKED,        /* whether the token is still used */
};

enum whom {
	TO_REQUESTER,
	TO_SPONSOR,
	TO_OLD_SPONSOR, /* who was sponsor before this event */
	TO_ADMINS,
	TO_ACTOR,        /* who decided just now */
	TO_OTHER_ADMINS, /* all admins but that one */
	TO_ASKED,        /* whoever was asked and has not answered */
	TO_WRITER,
	TO_HELP_DESK,
};

enum effect_kind {
	FX_END,    /* of the list */
	FX_MAIL,   /* a mail that tells */
	FX_ASK,    /* a mail that asks for a decision: it carries a fresh key */
	FX_DEBT,   /* something to ask of Canvas */
	FX_VOID,   /* this debt is no longer owed */
	FX_REVISE, /* the fields changed: revision + 1 */
	FX_RENEW,  /* a new request, linked, with these fields */
	FX_DOUBT,  /* the admins are to be asked about it, in one list */
	FX_REPLACE, /* the requests that this one renews end */
	FX_GONE,    /* somebody has deleted the token by hand */
};

struct effect {
	enum effect_kind kind;
	const char *template; /* of FX_MAIL, FX_ASK */
	enum whom whom;       /* the same */
	enum debt_kind debt;  /* of FX_DEBT, FX_VOID */
};

#define EFFECTS_MAX 7

/* In `from`: any state; in `to`: the same state. */
#define ST_ANY ST_COUNT

struct row {
	enum state from;
	enum event_type on;
	unsigned by; /* bits of enum role */
	enum when when;
	enum state to;
	struct effect effect[EFFECTS_MAX];
};

/* What is the case. */
struct situation {
	enum state state;
	bool missing;
	bool directory;
	bool sponsor_needed;
	bool first_of_two;     /* two admins have to approve, nobody has yet */
	bool approved_already; /* and this very person was the first */
	bool manual;
	bool asked;     /* whether its token is still used */
	bool to_delete; /* by hand, and nobody has said that it is done */
	bool deleted;   /* there was a token, and it is gone */
	enum event_type sponsor_said; /* EV_CONFIRM, EV_DECLINE or EV_NONE */
	enum event_type admin_said;   /* EV_APPROVE, EV_DENY or EV_NONE */
};

/*
 * RE_OK: row (static) applies.  RE_NOT_ALLOWED: this is not for somebody of
 * these roles.  RE_ALREADY_DONE: the same decision was made before.
 * RE_WRONG_STATE: not now.  RE_MISSING_FIELDS: not while something is missing.
 */
struct decision {
	enum reason reason;
	const struct row *row;
};

/* roles: what the actor is to this request, bits of enum role. */
struct decision decide(const struct situation *now, enum event_type on,
    unsigned roles);

/* Does this event decide something, so that keys are spent by it? */
bool event_decides(enum event_type on);

/* Brought by time alone: a reminder, an end. */
bool event_of_time(enum event_type on);

/* The table itself, for the manual and the tests. */
extern const struct row workflow[];
extern const size_t workflow_rows;

#endif
