#include "tests/support/standin_data.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define FIRST_ID 4710 /* of the token that was there from the start */
#define DAY      86400

/* clang-format off */
const struct standin_user standin_users[] = {
	{ "1", "service", "service@campus.example", "Service Account",
	  "", false, false },
	{ "101", "stu", "stu@campus.example", "Stu Dent",
	  "StudentEnrollment:active", false, false },
	{ "102", "prof", "prof@campus.example", "Prof Essor",
	  "TeacherEnrollment:active", false, false },
	{ "103", "ta", "ta@campus.example", "T. Assistant",
	  "TaEnrollment:active StudentEnrollment:active", false, false },
	{ "104", "staff", "staff@campus.example", "Staff Member",
	  "", false, false },
	{ "105", "admin", "admin@campus.example", "Ad Min",
	  "", true, false },
	{ "106", "gone", "gone@campus.example", "Gone By",
	  "StudentEnrollment:active", false, true },
	{ "107", "bstu", "bstu@campus.example", "B. Stu",
	  "StudentEnrollment:active", false, false },
	{ "108", "twin", "twin1@campus.example", "Twin One",
	  "StudentEnrollment:active", false, false },
	{ "109", "twin", "twin2@campus.example", "Twin Two",
	  "StudentEnrollment:active", false, false },
	{ "110", "emerita", "emerita@campus.example", "Em Erita",
	  "TeacherEnrollment:completed", false, false },
	{ "9007199254740993", "big", "big@campus.example", "Z\xc3\xb6""e M\xc3\xbcller \xe7\x8e\x8b",
	  "TeacherEnrollment:active", false, false },
};
/* clang-format on */

const int standin_nusers = sizeof standin_users / sizeof standin_users[0];

const struct standin_user *
standin_user(const char *key)
{
	static const char by_login[] = "sis_login_id:";
	size_t skip = sizeof by_login - 1;

	for (int i = 0; i < standin_nusers; i++)
		if (strcmp(standin_users[i].id, key) == 0 ||
		    (strncmp(key, by_login, skip) == 0 &&
			strcasecmp(standin_users[i].login, key + skip) == 0))
			return &standin_users[i];
	return NULL;
}

int64_t
standin_uptime(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
standin_set_end(struct standin_token *t, const char *expires_at)
{
	int64_t at;

	t->expires_at[0] = '\0';
	if (clock_parse(expires_at, &at))
		clock_rfc3339(at, t->expires_at);
}

void
standin_new_secret(struct standin_token *t, char secret[100])
{
	char a[KEY_LENGTH + 1], b[KEY_LENGTH + 1];
	struct err err = ERR_INIT;

	if (key_draw(a, &err) != OK || key_draw(b, &err) != OK)
		abort();
	snprintf(secret, 100, "1234~%s%s", a, b);
	sha256_hex(secret, strlen(secret), t->hash);
	snprintf(t->hint, sizeof t->hint, "%.5s", secret);
	snprintf(t->state, sizeof t->state, "pending");
}

/* In a year the places are used again, those of deleted tokens. */
static struct standin_token *
free_place(struct standin_data *d)
{
	if (d->ntokens < STANDIN_TOKENS)
		return &d->token[d->ntokens++];
	for (int i = 0; i < d->ntokens; i++)
		if (strcmp(d->token[i].state, "deleted") == 0)
			return &d->token[i];
	abort();
}

struct standin_token *
standin_make(struct standin_data *d, const struct standin_user *u,
    const char *purpose, const char *expires_at, char secret[100])
{
	struct standin_token *t = free_place(d);

	t->id = FIRST_ID + d->made++;
	t->user = u;
	snprintf(t->purpose, sizeof t->purpose, "%s", purpose);
	standin_set_end(t, expires_at);
	standin_new_secret(t, secret);
	return t;
}

void
standin_keep(struct standin_data *d, const struct standin_user *u,
    const char *secret)
{
	char end[RFC3339_SIZE], unused[100];
	struct standin_token *t = standin_make(d, u, "mailproc's own",
	    clock_rfc3339(clock_now() + 300 * DAY, end), unused);

	sha256_hex(secret, strlen(secret), t->hash);
	snprintf(t->hint, sizeof t->hint, "%.5s", secret);
	snprintf(t->state, sizeof t->state, "active");
}

struct standin_token *
standin_find(struct standin_data *d, const struct standin_user *u, int64_t id)
{
	for (int i = 0; i < d->ntokens; i++)
		if (d->token[i].id == id && d->token[i].user == u &&
		    strcmp(d->token[i].state, "deleted") != 0)
			return &d->token[i];
	return NULL;
}

struct standin_token *
standin_by_secret(struct standin_data *d, const char *secret)
{
	char hash[SHA256_HEX];

	sha256_hex(secret, strlen(secret), hash);
	for (int i = 0; i < d->ntokens; i++)
		if (strcmp(d->token[i].hash, hash) == 0 &&
		    strcmp(d->token[i].state, "active") == 0)
			return &d->token[i];
	return NULL;
}

static json_t *
id_json(const char *id, bool string_ids)
{
	return string_ids ? json_string(id) : json_integer(atoll(id));
}

json_t *
standin_user_json(const struct standin_user *u, bool string_ids, bool email)
{
	json_t *doc = json_pack("{s:o, s:s, s:s, s:s, s:s}", "id",
	    id_json(u->id, string_ids), "name", u->name, "sortable_name",
	    u->name, "login_id", u->login, "workflow_state",
	    u->deleted ? "deleted" : "registered");

	if (email)
		json_object_set_new(doc, "email", json_string(u->email));
	return doc;
}

json_t *
standin_token_json(const struct standin_token *t, bool string_ids,
    const char *secret)
{
	static const char made[] = "2026-11-23T08:00:00Z";
	char id[32], hint[16];
	json_t *doc;

	snprintf(id, sizeof id, "%" PRId64, t->id);
	snprintf(hint, sizeof hint, "%s...", t->hint);
	doc = json_pack("{s:o, s:o, s:o, s:s, s:s, s:s, s:s}", "id",
	    id_json(id, string_ids), "user_id",
	    id_json(t->user->id, string_ids), "real_user_id",
	    id_json("1", string_ids), "purpose", t->purpose, "workflow_state",
	    t->state, "app_name", "User-Generated", "visible_token",
	    secret != NULL ? secret : hint);
	json_object_update_new(doc,
	    json_pack("{s:s, s:s, s:b, s:[], s:b}", "created_at", made,
		"updated_at", made, "remember_access", 0, "scopes",
		"can_manually_regenerate", 0));
	json_object_set_new(doc, "last_used_at",
	    t->used_at[0] == '\0' ? json_null() : json_string(t->used_at));
	json_object_set_new(doc, "expires_at",
	    t->expires_at[0] == '\0' ? json_null() :
				       json_string(t->expires_at));
	return doc;
}
