#ifndef TESTS_SUPPORT_STANDIN_DATA_H
#define TESTS_SUPPORT_STANDIN_DATA_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "mailproc/base/clock.h"
#include "mailproc/base/hash.h"

/* The users and tokens of the stand-in; private to it. */
struct standin_user {
	const char *id;
	const char *login;
	const char *email;
	const char *name;
	const char *courses; /* "TYPE:STATE TYPE:STATE" */
	bool admin;
	bool deleted;
};

#define STANDIN_USERS   16 /* at most */
#define STANDIN_TOKENS  1000
#define STANDIN_PURPOSE 2048

struct standin_token {
	int64_t id;
	const struct standin_user *user;
	char purpose[STANDIN_PURPOSE];
	char expires_at[RFC3339_SIZE]; /* "": never */
	char used_at[RFC3339_SIZE];    /* "": never */
	char state[16];                /* pending, active, deleted */
	char hash[SHA256_HEX];         /* of the secret */
	char hint[8];
	int hidden;           /* so many lists do not show it yet */
	int64_t hidden_until; /* nor one before: milliseconds of uptime */
};

struct standin_data {
	struct standin_token token[STANDIN_TOKENS];
	int ntokens;
	int made; /* so many, also those whose place another took */
};

extern const struct standin_user standin_users[];
extern const int standin_nusers;

/* By number, "self" excluded, or "sis_login_id:LOGIN"; NULL if unknown. */
const struct standin_user *standin_user(const char *key);

/* A fresh pending token; secret gets its clear text (100 bytes). */
struct standin_token *standin_make(struct standin_data *d,
    const struct standin_user *u, const char *purpose, const char *expires_at,
    char secret[100]);
/* Milliseconds since whenever: for what takes its time. */
int64_t standin_uptime(void);
/* A time Canvas cannot read means never, and so does none. */
void standin_set_end(struct standin_token *t, const char *expires_at);
/* Puts the token back to pending. */
/* An active token with a secret that is known already: the service's own; it
 * ends in 300 days. */
void standin_keep(struct standin_data *d, const struct standin_user *u,
    const char *secret);
void standin_new_secret(struct standin_token *t, char secret[100]);
struct standin_token *standin_find(struct standin_data *d,
    const struct standin_user *u, int64_t id);
/* The active token with this secret, NULL if there is none. */
struct standin_token *standin_by_secret(struct standin_data *d,
    const char *secret);

/* ids as strings where the client asked for that. */
json_t *standin_user_json(const struct standin_user *u, bool string_ids,
    bool email);
json_t *standin_token_json(const struct standin_token *t, bool string_ids,
    const char *secret);

#endif
