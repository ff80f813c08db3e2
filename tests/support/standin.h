#ifndef TESTS_SUPPORT_STANDIN_H
#define TESTS_SUPPORT_STANDIN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * standin - a Canvas on loopback: the token API with its order of checks, its
 * users, its error shapes and its pages.
 *
 * Order of checks: User-Agent, armed fault, bearer, body, owner, purpose,
 * permission, validation, 200.  A token made for the caller itself is active at
 * once, any other is pending until its owner's click.
 *
 * Routes that Canvas does not have:
 *	POST /_standin/activate/USER/TOKEN	the owner's click in Settings
 *	GET  /_standin/settings/USER		the rows the owner sees there
 *	POST /_standin/fault			KIND METHOD COUNT [PATH], as
 *text GET  /_standin/counters
 */
struct standin;

enum fault {
	FAULT_NONE,
	FAULT_DROP_BEFORE, /* connection closed, nothing stored */
	FAULT_DROP_AFTER,  /* stored, no answer */
	FAULT_500_AFTER,   /* stored, 500 */
	FAULT_502_HTML,
	FAULT_THROTTLE_403,
	FAULT_THROTTLE_429,
	FAULT_EXPIRED_401,
	FAULT_FORBIDDEN_403,
	FAULT_HTML_200,
	FAULT_REDIRECT_302,
	FAULT_REDIRECT_LOOP, /* 307 to the same address, again and again */
	FAULT_TRUNCATED,     /* stored, half a body */
	FAULT_CUT_SHORT,     /* stored, the connection ends within the body */
	FAULT_ENDLESS,       /* stored, a body without end */
	FAULT_HEADER_100K,   /* stored, an answer with a header of 100 KB */
	FAULT_SLOW_AFTER,    /* stored, the answer takes 1.5 s */
	FAULT_HIDDEN,        /* stored, no answer, not in the next list yet */
	FAULT_HIDDEN_1S,     /* the same, not in any list for 1 s */
	FAULT_EXPIRES_MISSING,
	FAULT_EXPIRES_SHORT,
	FAULT_SECRET_MISSING,
	FAULT_NEXT_FOREIGN, /* the Link header names another host */
	FAULT_NEXT_SELF,    /* a list without end */
	FAULT_NEXT_RELATIVE,
	FAULT_IDS_NUMBERS,   /* whatever was asked for */
	FAULT_IDS_HUGE,      /* ids of tokens beyond 2^53, as numbers */
	FAULT_RIGHT_MISSING, /* our account may not make tokens */
	FAULT_COUNT
};

struct standin_counters {
	int requests;
	int without_agent;
	int posts; /* that came as far as the API */
	/* a POST for a user and tag after one that made a token or left it in
	 * doubt, with no list of all that user's tokens in between */
	int posts_without_list;
	int in_flight; /* at this moment */
	int in_flight_most;
};

/* port 0: any.  NULL if it cannot listen.  Serves in a thread of its own. */
struct standin *standin_start(int port, const char *service_token);
int standin_port(const struct standin *s);
void standin_stop(struct standin *s);

/*
 * Answer the next `count` requests like that: of any method (NULL), of one
 * ("GET"), or of one whose path holds a text ("GET /admins").  Armed anew for
 * the same requests it replaces what was armed; FAULT_NONE for NULL disarms
 * all. Where several fit, the one armed first answers.
 */
void standin_arm(struct standin *s, enum fault fault, const char *where,
    int count);
/* How many token rows the user has that are not deleted. */
int standin_live_tokens(struct standin *s, const char *user_id);
/* Wait until nothing is in flight: a client that gave up is not waited for. */
void standin_settle(struct standin *s);
struct standin_counters standin_counters(struct standin *s);

#endif
