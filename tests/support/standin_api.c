#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tests/support/standin_private.h"

#define PAGE_MAX 100

/* Rows `from` on of a list, and the link to the next page. */
static void
page(const struct request *r, json_t *all, struct answer *a)
{
	size_t per_page = (size_t)atol(standin_query(r, "per_page"));
	size_t from = 0;
	const char *mark = standin_query(r, "page");
	char base[700];

	if (per_page == 0)
		per_page = 10;
	if (per_page > PAGE_MAX)
		per_page = PAGE_MAX;
	if (strncmp(mark, "bookmark:", 9) == 0)
		from = (size_t)strtoul(mark + 9, NULL, 16);
	a->doc = json_array();
	for (size_t i = from; i < from + per_page && i < json_array_size(all);
	     i++)
		json_array_append(a->doc, json_array_get(all, i));
	snprintf(base, sizeof base, "http://127.0.0.1:%d", standin_port(r->s));
	if (r->fault == FAULT_NEXT_FOREIGN)
		snprintf(base, sizeof base, "http://evil.example");
	else if (r->fault == FAULT_NEXT_RELATIVE)
		base[0] = '\0';
	if (from + per_page < json_array_size(all) ||
	    r->fault == FAULT_NEXT_FOREIGN || r->fault == FAULT_NEXT_SELF)
		snprintf(a->link, sizeof a->link,
		    "<%s%s?page=bookmark:%zx&per_page=%zu>; rel=\"next\","
		    "<%s%s?page=first&per_page=%zu>; rel=\"first\"",
		    base, r->path,
		    r->fault == FAULT_NEXT_SELF ? from : from + per_page,
		    per_page, base, r->path, per_page);
	json_decref(all);
}

void
standin_list_tokens(const struct request *r, const struct standin_user *u,
    struct answer *a)
{
	json_t *all = json_array();

	r->s->listed = true;
	for (int i = 0; i < r->s->data.ntokens; i++) {
		struct standin_token *t = &r->s->data.token[i];

		if (t->user == u && t->hidden > 0)
			t->hidden--;
		else if (t->user == u && strcmp(t->state, "deleted") != 0)
			json_array_append_new(all,
			    standin_token_json(t, r->string_ids, NULL));
	}
	page(r, all, a);
}

static void
bend(const struct request *r, struct answer *a)
{
	if (r->fault == FAULT_EXPIRES_MISSING)
		json_object_set_new(a->doc, "expires_at", json_null());
	if (r->fault == FAULT_EXPIRES_SHORT)
		json_object_set_new(a->doc, "expires_at",
		    json_string("2026-01-01T00:00:00Z"));
	if (r->fault == FAULT_SECRET_MISSING)
		json_object_del(a->doc, "visible_token");
	if (r->fault == FAULT_500_AFTER) {
		json_decref(a->doc);
		standin_error(a, 500, "An error occurred.");
		json_object_set_new(a->doc, "error_report_id", json_integer(7));
	}
	a->drop = r->fault == FAULT_DROP_AFTER || r->fault == FAULT_HIDDEN;
	a->slow = r->fault == FAULT_SLOW_AFTER;
	a->truncate = r->fault == FAULT_TRUNCATED;
}

static void
count_post(struct standin *s, const struct standin_user *u)
{
	s->counters.posts++;
	if (strcmp(s->posted_for, u->id) == 0 && !s->listed)
		s->counters.posts_without_list++;
	snprintf(s->posted_for, sizeof s->posted_for, "%s", u->id);
	s->listed = false;
}

static size_t
characters(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/* The checks in Canvas's order: body, owner, purpose, permission, validation.
 */
static bool
may_create(const struct request *r, const struct standin_user *me,
    const struct standin_user *u, const char *purpose, struct answer *a)
{
	if (strstr(r->body.str, "token") == NULL)
		standin_error(a, 400, "token is missing");
	else if (u == NULL)
		standin_not_there(a);
	else if (purpose[0] == '\0') {
		a->code = 400;
		a->doc = json_pack("[{s:s}]", "message",
		    "token[purpose] is missing");
	} else if (me != &standin_users[0])
		standin_not_permitted(a);
	else if (characters(purpose) > 255) {
		a->code = 400;
		a->doc = json_pack("{s:{s:[{s:s}]}}", "errors", "purpose",
		    "message", "too_long");
	} else
		return true;
	return false;
}

static void
create_token(const struct request *r, const struct standin_user *me,
    const struct standin_user *u, struct answer *a)
{
	char purpose[1024], expires[64], secret[100];
	struct standin_token *t;

	if (u != NULL)
		count_post(r->s, u);
	standin_field(r, "token[purpose]", purpose, sizeof purpose);
	standin_field(r, "token[expires_at]", expires, sizeof expires);
	if (!may_create(r, me, u, purpose, a))
		return;
	t = standin_make(&r->s->data, u, purpose, expires, secret);
	/* only what is made for somebody else waits for its owner */
	if (u == me)
		snprintf(t->state, sizeof t->state, "active");
	t->hidden = r->fault == FAULT_HIDDEN ? 1 : 0;
	a->doc = standin_token_json(t, r->string_ids, secret);
	bend(r, a);
}

static void
one_token(const struct request *r, const struct standin_user *me,
    const struct standin_user *u, int64_t id, struct answer *a)
{
	struct standin_token *t = standin_find(&r->s->data, u, id);
	char text[1024], secret[100] = "";

	if (t == NULL || u == NULL) {
		standin_not_there(a);
		return;
	}
	if (me != &standin_users[0] && strcmp(r->method, "PUT") == 0) {
		standin_not_permitted(a);
		return;
	}
	if (strcmp(r->method, "DELETE") == 0)
		snprintf(t->state, sizeof t->state, "deleted");
	if (strcmp(r->method, "PUT") == 0) {
		if (standin_field(r, "token[purpose]", text, sizeof text))
			snprintf(t->purpose, sizeof t->purpose, "%s", text);
		if (standin_field(r, "token[expires_at]", text, 64))
			snprintf(t->expires_at, sizeof t->expires_at, "%.63s",
			    text);
		if (standin_field(r, "token[regenerate]", text, sizeof text))
			standin_new_secret(t, secret);
	}
	a->doc = standin_token_json(t, r->string_ids,
	    secret[0] == '\0' ? NULL : secret);
	bend(r, a);
}

static void
search_users(const struct request *r, struct answer *a)
{
	const char *term = standin_query(r, "search_term");
	bool email = strcmp(standin_query(r, "include[]"), "email") == 0;
	json_t *all = json_array();

	for (int i = 0; i < standin_nusers; i++) {
		const struct standin_user *u = &standin_users[i];

		if (!u->deleted &&
		    (strcasestr(u->email, term) != NULL ||
			strcasestr(u->login, term) != NULL ||
			strcasestr(u->name, term) != NULL))
			json_array_append_new(all,
			    standin_user_json(u, r->string_ids, email));
	}
	page(r, all, a);
}

static void
account(const struct request *r, const char *rest, struct answer *a)
{
	const struct standin_user *u;
	json_t *all;

	if (strcmp(rest, "/users") == 0) {
		search_users(r, a);
	} else if (strcmp(rest, "/admins") == 0) {
		all = json_array();
		u = standin_user(standin_query(r, "user_id[]"));
		if (u != NULL && u->admin)
			json_array_append_new(all,
			    json_pack("{s:s, s:o}", "role", "AccountAdmin",
				"user",
				standin_user_json(u, r->string_ids, false)));
		page(r, all, a);
	} else if (strcmp(rest, "/permissions") == 0)
		a->doc = json_pack("{s:b, s:b, s:b, s:b, s:b}",
		    "create_access_tokens", r->fault != FAULT_RIGHT_MISSING,
		    "update_access_tokens", 1, "delete_access_tokens", 1,
		    "view_user_generated_access_tokens", 1, "read_roster", 1);
	else
		standin_not_there(a);
}

static void
user_routes(const struct request *r, const struct standin_user *me,
    const char *rest, struct answer *a)
{
	char key[128];
	size_t len = strcspn(rest, "/");
	const struct standin_user *u;
	json_t *all;

	standin_decode(rest, len, key, sizeof key);
	rest += len;
	u = strcmp(key, "self") == 0 ? me : standin_user(key);
	if (strcmp(rest, "/tokens") == 0 && strcmp(r->method, "POST") == 0 &&
	    (u == NULL || !u->deleted)) {
		create_token(r, me, u, a);
	} else if (u == NULL) {
		standin_not_there(a);
	} else if (u->deleted) {
		a->code = 404;
		a->doc = standin_user_json(u, r->string_ids, false);
	} else if (*rest == '\0') {
		a->doc = standin_user_json(u, r->string_ids, u == me);
	} else if (me != &standin_users[0] && u != me) {
		standin_not_permitted(a);
	} else if (strcmp(rest, "/user_generated_tokens") == 0) {
		standin_list_tokens(r, u, a);
	} else if (strncmp(rest, "/tokens/", 8) == 0) {
		one_token(r, me, u, atoll(rest + 8), a);
	} else if (strcmp(rest, "/enrollments") == 0) {
		all = json_array();
		if (u->teaches)
			json_array_append_new(all,
			    json_pack("{s:s}", "type", "TeacherEnrollment"));
		page(r, all, a);
	} else
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
