#ifndef STATE_REQUEST_H
#define STATE_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "mailproc/base/hash.h"
#include "mailproc/base/text.h"
#include "mailproc/base/vocab.h"

/*
 * request - the plain structs that state/ hands out.
 *
 * Give: whoever got one from the store frees it with *_free(), which takes
 * also an empty one.  No string is NULL; an absent one is "".  Ids are above
 * 0; 0 means none.  Times are seconds UTC; 0 means never.
 */
struct person {
	int64_t id;
	char *address; /* on file, lower case */
	char *name;
	enum standing standing;
	char *canvas_login;
	char *canvas_user_id;
	char *away; /* first line of an out-of-office, "" if here */
	bool left;
	struct list aliases;
};

struct token {
	char *id; /* Canvas's, digits */
	char *purpose;
	int64_t expires_at;
	char *state; /* pending, active, deleted; "" : none made */
};

/* Where the unlock code of a sealed token is; a word each in the state. */
enum unlock {
	UNLOCK_NONE,  /* nowhere */
	UNLOCK_THERE, /* in its purpose in Canvas */
	UNLOCK_OWED,  /* there, and a debt to take it out */
};

/* A token once it is made, as Canvas has it: state/upkeep.h. */
#define TOLD_SIZE 400
struct upkeep {
	int64_t made_at;   /* its newest secret; 0: none by us */
	int64_t looked_at; /* when Canvas was asked about it last */
	int64_t used_at;   /* last, by Canvas; 0: never */
	enum unlock unlock;
	char told[TOLD_SIZE]; /* how it differs from our record, as people were
				 told last; "": it does not */
	int64_t kept_at;      /* held to be used since; of a renewal, since the
				 first of its chain was made */
	int64_t asked_at;     /* whether it still is; 0: not asked */
	unsigned kept_by;     /* who said so since: bits of enum role */
};

struct request {
	int64_t id;
	enum state state;
	int64_t version;      /* raised by every commit: the compare-and-set */
	int64_t revision;     /* raised when fields change */
	int64_t requester;    /* person */
	int64_t sponsor;      /* person, 0: none */
	char *sponsor_answer; /* "", "confirmed", "declined" */
	int64_t sponsor_at;
	char *sponsor_comment;
	int64_t decider; /* person, the admin who decided; 0: nobody yet */
	char *decision;  /* "", "APPROVE", "DENY" */
	int64_t decided_at;
	int64_t first; /* person, the first of two who approve; 0: nobody */
	int64_t first_at;
	char *reason; /* of DENY, DECLINE; the question of ASK */
	int64_t opened_at;
	int64_t review_at; /* entered review */
	int64_t due_at;
	int64_t question_at; /* clock stopped since */
	int64_t since;       /* in this state, or asked for anew in it */
	int64_t renews;      /* request this one renews, 0: none */
	char *field[FIELD_COUNT];
	struct token token;
	struct upkeep upkeep; /* read with it, written by state/upkeep.c */
};

struct debt {
	int64_t id;
	enum debt_kind kind;
	enum debt_state state;
	int64_t request; /* 0: about none */
	int64_t due_at;
	int tries;
	int64_t failing_since;           /* tried in vain since, 0: not */
	char claimed_by[KEY_LENGTH + 1]; /* the lease, of debt_claim() */
	char *last_error;
	char *to;       /* mailbox of a mail */
	char *sender;   /* envelope sender of a mail, "" is the null sender */
	char *template; /* of a mail */
	char *message_id;
	char *payload; /* what else the kind needs: a token id to delete */
	int turn;      /* of a mail: state/turns.h; only debt_put() looks */
	char *body;    /* the mail byte for byte; gone once handed over */
	size_t body_len;
};

/* A message as it came in; raw is NULL where only the envelope was asked. */
struct message_row {
	int64_t id;
	int64_t at;
	char *message_id;
	char *from;
	char *to;
	char *subject;
	char *sender; /* envelope: "<>" is the null sender, "" not known */
	bool fetched; /* read from our mailbox */
	enum grade grade;
	bool accepted; /* the grade was one that the configuration accepts */
	enum reason reason;
	bool held;
	int64_t request;
	char *digest; /* hex SHA-256 of Message-ID, From and body */
	char *raw;
	size_t raw_len;
};

struct audit_row {
	int64_t seq;
	int64_t at;
	int64_t request; /* 0: none */
	int64_t revision;
	char *event;
	char *actor; /* mailbox, or "mailproc" */
	char *grade; /* "" for our own doing */
	char *reason;
	char *note;
	char *note_hash;
	char *message_id;
	char *prev;
	char *hash;
};

void person_init(struct person *p);
void person_free(struct person *p);
void request_init(struct request *r);
void request_free(struct request *r);
void debt_init(struct debt *d);
void debt_free(struct debt *d);
void message_row_init(struct message_row *m);
void message_row_free(struct message_row *m);
void audit_row_init(struct audit_row *a);
void audit_row_free(struct audit_row *a);

/* Replace *s, freeing what was there. */
void string_set(char **s, const char *value);

#endif
