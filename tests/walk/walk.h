#ifndef TESTS_WALK_WALK_H
#define TESTS_WALK_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "mailproc/base/buf.h"
#include "mailproc/base/vocab.h"
#include "tests/support/reply.h"

/*
 * walk - people write, machines fail, time passes; at random, with a seed.
 *
 *	main.c	 the walk: one step after the other, until one is wrong
 *	act.c	 what somebody does next, and how it is written down
 *	model.c	 what has to come of it: a table of its own, from interface.md
 *	check.c	 is it so?
 *	town.c	 a desk in a scratch folder: runs its programs, kills them
 *	look.c	 what they left: the state, and the mails that came
 *	canvas.c the stand-in
 */
enum who { STU, TA, STAFF, PROF, BIG, ADMIN, BOSS, PEOPLE, NOBODY = -1 };

extern const struct people {
	const char *name, *address, *role;
} people[PEOPLE];

#define REQUESTS 600
#define LETTERS  9000
#define DAY      86400
#define OPEN_MAX 6 /* requests of one person */

/*
 * What the state says, and the mails say that lie in the maildir.
 */
struct seen_request {
	enum state state;
	enum who requester, sponsor;
	char token[24];
	int64_t ends; /* the token */
};

struct seen_debt {
	enum debt_kind kind;
	enum debt_state state;
	int64_t request;
	enum who to;
	char template[32];
};

struct seen {
	struct seen_request request[REQUESTS + 1]; /* by id */
	int requests;
	struct seen_debt debt[LETTERS + 1]; /* the same */
	int debts;
};

/* A mail of ours, as its reader keeps it; by the number of its debt. */
struct letter {
	int64_t request;
	enum who to;
	char template[32];
	char id[160]; /* Message-ID, "" until it came */
	int copies;
	bool doubtful;      /* was seen tried or unknown */
	int epoch;          /* of the request when it was owed */
	int64_t at;         /* when */
	enum event_type on; /* of a challenge: what it asks about */
	bool used;          /* the challenge was answered */
};

/*
 * What has to be true.
 */
struct kept {
	enum state state;
	enum who requester, sponsor, decider;
	int epoch; /* of the keys: another one with every change */
	int64_t since;
	int64_t until;    /* the day it names is not yet over then */
	bool active;      /* activated at Canvas */
	bool lacks_agree; /* what is missing; else the purpose */
	int64_t renews;   /* another one, which it ends once it is used */
	bool renewal;     /* not by the form: what it lacks is its own */
};

struct model {
	struct kept request[REQUESTS + 1];
	int requests;
	struct letter letter[LETTERS + 1];
	int letters;
	int64_t now;
	bool canvas_refuses; /* a fault that may make a token impossible */
};

/* What somebody does. */
struct act {
	enum event_type on; /* EV_NONE: nothing that counts */
	int64_t request;    /* 0: none, or a new one */
	enum who writer;
	const struct letter *answers; /* or NULL */
	enum grade grade;
	bool machine;            /* a mail that nobody answers */
	bool lacks, lacks_agree; /* a request: something is missing */
	int64_t until;           /* the same */
	enum who sponsor;        /* named in it */
	struct buf text;         /* the message */
};

/* What has to come of it. */
struct expected {
	bool fresh, fresh_maybe; /* a new request */
	unsigned states;         /* a set of bits: of the new one, else of
				    the act's */
	bool applied;            /* it takes effect */
	bool silent;             /* nobody gets anything */
	const char *mails;       /* that have to be owed, "" if none */
};

/* act.c */
void act_draw(const struct model *m, struct chance *c, struct act *a);

/* model.c */
extern const struct brought {
	enum state from, to;
	const char *mails;
} model_brought[];
extern const size_t model_brought_rows;
void model_expect(const struct model *m, const struct act *a,
    struct expected *e);
/* Does this letter carry a key that counts now for its reader? */
bool model_key_good(const struct model *m, const struct letter *l);
bool model_is_keyed(const struct letter *l);
/* May this mail come at any time, or to anybody who wrote? */
bool model_may_come(const char *template, bool wrote);
bool model_needs_sponsor(enum who requester);
/* Its day is over, or nearly: what a form would do now is not foretold. */
bool model_is_late(const struct model *m, const struct kept *r);
#define LAPSE_MIN (12 * DAY) /* ten business days are more than that */
#define LAPSE_MAX (40 * DAY) /* twenty are less than that */

/* check.c: is it so, after a delivery, after work?  The model moves on. */
bool model_delivered(struct model *m, const struct act *a,
    const struct expected *e, const struct seen *now, struct buf *why);
bool model_worked(struct model *m, const struct seen *now, struct buf *why);
/* Nothing has changed at all? */
bool model_same(const struct model *m, const struct seen *now);
/* When all is paid: no request that is late, and one letter each. */
bool model_rests(const struct model *m, const struct seen *now,
    struct buf *why);
/* town.c */
void town_start(const char *build);
void town_stop(void);
/* Exit status, -1 if it was killed; kill_after in microseconds, 0: never. */
int town_deliver(const struct buf *text, int64_t now, unsigned kill_after);
int town_work(int64_t now, bool clock_is_right, unsigned kill_after);
void town_break_mail(bool broken);
/* The operator: take up again what was given up. */
void town_retry(int debt, int64_t now);
const char *town_said(void); /* by the last program */

/* look.c */
void look_begin(const char *town);
void look_at_state(struct seen *out);
/* Take what came; false: a mail twice, or for somebody else. */
bool look_at_mails(struct model *m, struct buf *why);
bool look_at_trail(struct buf *why);

/* canvas.c */
int canvas_start(const char *token); /* gives the port */
void canvas_stop(void);
void canvas_fault(struct chance *c, struct model *m);
void canvas_mend(void);
void canvas_activate(int64_t request);
/* One live token for whom it is due, none for others. */
bool canvas_is_right(const struct seen *now, struct buf *why);

#endif
