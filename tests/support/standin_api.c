#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/standin_private.h"

#define HUGE_ID 9007199254740993 /* 2^53 + 1: no double holds it */

static size_t
characters(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static void
too_long(struct answer *a)
{
	a->code = 400;
	a->doc = json_pack("{s:{s:[{s:s, s:s, s:s}]}}", "errors", "purpose",
	    "attribute", "purpose", "type", "too_long", "message", "too_long");
}

/* A deleted user is not found, and comes as the body all the same. */
static bool
is_there(const struct request *r, const struct standin_user *u,
    struct answer *a)
{
	if (u == NULL)
		standin_not_there(a);
	else if (u->deleted) {
		a->code = 404;
		a->doc = standin_user_json(u, r->string_ids, false);
	}
	return u != NULL && !u->deleted;
}

/* The checks in Canvas's order: body, owner, purpose, permission, validation.
 */
static bool
may_create(const struct request *r, const struct standin_user *me,
    const struct standin_user *u, const char *purpose, struct answer *a)
{
	if (!standin_has_token(r))
		standin_error(a, 400, "token is missing");
	else if (!is_there(r, u, a))
		return false;
	else if (purpose[0] == '\0') {
		a->code = 400;
		a->doc = json_pack("[{s:s}]", "message",
		    "token[purpose] is missing");
	} else if (me != &standin_users[0] || r->fault == FAULT_RIGHT_MISSING)
		standin_not_permitted(a);
	else if (characters(purpose) > 255)
		too_long(a);
	else
		return true;
	return false;
}

static void
create_token(const struct request *r, const struct standin_user *me,
    const struct standin_user *u, struct answer *a)
{
	char purpose[STANDIN_PURPOSE], expires[64], secret[100];
	struct standin_token *t;

	r->s->counters.posts++;
	standin_field(r, "token[purpose]", purpose, sizeof purpose);
	standin_field(r, "token[expires_at]", expires, sizeof expires);
	if (!may_create(r, me, u, purpose, a))
		return;
	t = standin_make(&r->s->data, u, purpose, expires, secret);
	/* only what is made for somebody else waits for its owner */
	if (u == me)
		snprintf(t->state, sizeof t->state, "active");
	t->hidden = r->fault == FAULT_HIDDEN ? 1 : 0;
	if (r->fault == FAULT_HIDDEN_1S)
		t->hidden_until = standin_uptime() + 1000;
	if (r->fault == FAULT_IDS_HUGE)
		t->id += HUGE_ID;
	a->doc = standin_token_json(t, r->string_ids, secret);
}

/* Changes only what is sent; secret stays "" unless there is a new one. */
static void
update(const struct request *r, struct standin_token *t, char secret[100],
    struct answer *a)
{
	char purpose[STANDIN_PURPOSE], text[64];

	if (!standin_has_token(r)) {
		standin_error(a, 400, "token is missing");
		return;
	}
	if (standin_field(r, "token[purpose]", purpose, sizeof purpose)) {
		if (characters(purpose) > 255) {
			too_long(a);
			return;
		}
		snprintf(t->purpose, sizeof t->purpose, "%s", purpose);
	}
	if (standin_field(r, "token[expires_at]", text, sizeof text))
		standin_set_end(t, text);
	if (standin_field(r, "token[regenerate]", text, sizeof text) &&
	    (strcmp(text, "1") == 0 || strcmp(text, "true") == 0))
		standin_new_secret(t, secret);
}

/* Where only administrators make tokens, others look at their own, no more. */
static void
one_token(const struct request *r, const struct standin_user *me,
    const struct standin_user *u, int64_t id, struct answer *a)
{
	struct standin_token *t = standin_find(&r->s->data, u, id);
	bool put = strcmp(r->method, "PUT") == 0;
	bool delete = strcmp(r->method, "DELETE") == 0;
	char secret[100] = "";

	if (t == NULL ||
	    (me != &standin_users[0] && me != u && (put || delete)))
		standin_not_there(a);
	else if (me != &standin_users[0] && (put || me != u))
		standin_not_permitted(a);
	else if (delete)
		snprintf(t->state, sizeof t->state, "deleted");
	else if (put)
		update(r, t, secret, a);
	if (a->code == 0)
		a->doc = standin_token_json(t, r->string_ids,
		    secret[0] == '\0' ? NULL : secret);
}

static enum MHD_Result
add_permission(void *ctx, enum MHD_ValueKind kind, const char *key,
    const char *value)
{
	json_t *doc = ctx;

	(void)kind;
	if (strcmp(key, "permissions[]") == 0 && value != NULL)
		json_object_set_new(doc, value, json_true());
	return MHD_YES;
}

static void
permissions(const struct request *r, struct answer *a)
{
	a->doc = json_object();
	MHD_get_connection_values(r->c, MHD_GET_ARGUMENT_KIND, add_permission,
	    a->doc);
	if (r->fault == FAULT_RIGHT_MISSING)
		json_object_set_new(a->doc, "create_access_tokens",
		    json_false());
}

static void
account(const struct request *r, const char *rest, struct answer *a)
{
	if (strcmp(rest, "/users") == 0)
		standin_search_users(r, a);
	else if (strcmp(rest, "/admins") == 0)
		standin_list_admins(r, a);
	else if (strcmp(rest, "/permissions") == 0)
		permissions(r, a);
	else
		standin_not_there(a);
}

/* "KEY/more": who KEY is; *rest is what follows it. */
static const struct standin_user *
user_of(const char *path, const struct standin_user *me, const char **rest)
{
	char key[128];

	*rest = path + strcspn(path, "/");
	snprintf(key, sizeof key, "%.*s", (int)(*rest - path), path);
	return strcmp(key, "self") == 0 ? me : standin_user(key);
}

const struct standin_user *
standin_posted_for(const struct request *r)
{
	static const char users[] = "/api/v1/users/";
	const struct standin_user *u;
	const char *rest;

	if (strcmp(r->method, "POST") != 0 ||
	    strncmp(r->path, users, sizeof users - 1) != 0)
		return NULL;
	u = user_of(r->path + sizeof users - 1, &standin_users[0], &rest);
	return strcmp(rest, "/tokens") == 0 ? u : NULL;
}

static void
user_routes(const struct request *r, const struct standin_user *me,
    const char *path, struct answer *a)
{
	const char *rest;
	const struct standin_user *u = user_of(path, me, &rest);

	if (strcmp(rest, "/tokens") == 0 && strcmp(r->method, "POST") == 0)
		create_token(r, me, u, a);
	else if (!is_there(r, u, a))
		return;
	else if (*rest == '\0')
		a->doc = standin_user_json(u, r->string_ids, u == me);
	else if (strncmp(rest, "/tokens/", 8) == 0)
		one_token(r, me, u, strtoll(rest + 8, NULL, 10), a);
	else if (me != &standin_users[0] && u != me)
		standin_not_permitted(a);
	else if (strcmp(rest, "/user_generated_tokens") == 0)
		standin_list_tokens(r, u, a);
	else if (strcmp(rest, "/enrollments") == 0)
		standin_list_enrollments(r, u, a);
	else
		standin_not_there(a);
}

void
standin_api(struct request *r, const struct standin_user *me, const char *rest,
    struct answer *a)
{
	if (strncmp(rest, "users/", 6) == 0)
		user_routes(r, me, rest + 6, a);
	else if (strncmp(rest, "accounts/", 9) == 0 && me == &standin_users[0])
		account(r, rest + 9 + strcspn(rest + 9, "/"), a);
	else
		standin_not_permitted(a);
}
