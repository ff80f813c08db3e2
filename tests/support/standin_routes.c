#include <stdio.h>
#include <string.h>

#include "tests/support/standin_private.h"

/* Whose request is this?  NULL, with a 401, if nobody's. */
static const struct standin_user *
caller(const struct request *r, struct answer *a)
{
	const char *auth = standin_header(r, "Authorization");
	const struct standin_token *t;

	if (auth != NULL && strncmp(auth, "Bearer ", 7) == 0) {
		if (strcmp(auth + 7, r->s->service_token) == 0)
			return &standin_users[0];
		t = standin_by_secret(&r->s->data, auth + 7);
		if (t != NULL)
			return t->user;
	}
	standin_error(a, 401, "Invalid access token.");
	return NULL;
}

/*
 * What happens to a token without us: "activate/USER/ID" by its owner,
 * "use/USER/ID/TIME" by a program of the owner's, "hide/USER/ID" from one list.
 */
static bool
happen(struct standin *s, const char *rest, struct answer *a)
{
	const struct standin_user *u;
	struct standin_token *t;
	char verb[16], user[64], at[RFC3339_SIZE] = "";
	long long id = 0;

	if (sscanf(rest, "%15[a-z]/%63[^/]/%lld/%20s", verb, user, &id, at) <
		3 ||
	    (u = standin_user(user)) == NULL ||
	    (t = standin_find(&s->data, u, id)) == NULL)
		return false;
	if (strcmp(verb, "activate") == 0)
		snprintf(t->state, sizeof t->state, "active");
	else if (strcmp(verb, "use") == 0)
		snprintf(t->used_at, sizeof t->used_at, "%s", at);
	else if (strcmp(verb, "hide") == 0)
		t->hidden = 1;
	else
		return false;
	a->doc = standin_token_json(t, true, NULL);
	return true;
}

/* What the owner sees: every row at once, also what a list would not show. */
static bool
settings(struct standin *s, const char *rest, struct answer *a)
{
	const struct standin_user *u;
	char user[64];

	if (sscanf(rest, "settings/%63s", user) != 1 ||
	    (u = standin_user(user)) == NULL)
		return false;
	a->doc = json_array();
	for (int i = 0; i < s->data.ntokens; i++) {
		const struct standin_token *t = &s->data.token[i];

		if (t->user == u && strcmp(t->state, "deleted") != 0)
			json_array_append_new(a->doc,
			    standin_token_json(t, true, NULL));
	}
	return true;
}

static bool
fault(struct request *r, struct answer *a)
{
	char kind[64], method[8] = "any", part[64] = "", where[80];
	enum fault f;
	int count = 1;

	if (sscanf(r->body.str, "%63s %7s %d %63s", kind, method, &count,
		part) < 1 ||
	    (f = standin_fault_named(kind)) == FAULT_COUNT)
		return false;
	snprintf(where, sizeof where, "%s %s", method, part);
	/* our lock is held; arming takes it */
	pthread_mutex_unlock(&r->s->lock);
	standin_arm(r->s, f, strcmp(method, "any") == 0 ? NULL : where, count);
	pthread_mutex_lock(&r->s->lock);
	a->doc = json_object();
	return true;
}

static void
own_routes(struct request *r, const char *rest, struct answer *a)
{
	const struct standin_counters *c = &r->s->counters;

	if (happen(r->s, rest, a) || settings(r->s, rest, a) ||
	    (strcmp(rest, "fault") == 0 && fault(r, a)))
		return;
	if (strcmp(rest, "counters") == 0)
		a->doc = json_pack("{s:i, s:i, s:i, s:i, s:i}", "requests",
		    c->requests, "without_agent", c->without_agent, "posts",
		    c->posts, "posts_without_list", c->posts_without_list,
		    "in_flight_most", c->in_flight_most);
	else
		standin_not_there(a);
}

static void
canvas(struct request *r, struct answer *a)
{
	static const char api[] = "/api/v1/";
	const struct standin_user *me;
	const char *agent = standin_header(r, "User-Agent");

	r->s->counters.requests++;
	if (agent == NULL || agent[0] == '\0') {
		r->s->counters.without_agent++;
		a->code = 403;
		a->type = "text/html";
		a->text = "<html><body>no agent</body></html>";
		return;
	}
	r->fault = standin_fault_take(r->s, r->method, r->path);
	if (r->fault == FAULT_IDS_NUMBERS || r->fault == FAULT_IDS_HUGE)
		r->string_ids = false;
	if (standin_fault_early(r, a) || (me = caller(r, a)) == NULL)
		return;
	if (strncmp(r->path, api, sizeof api - 1) != 0) {
		standin_not_there(a);
		return;
	}
	standin_api(r, me, r->path + sizeof api - 1, a);
	if (a->code == 0)
		standin_fault_late(r, a);
}

void
standin_listed(struct standin *s, const struct standin_user *u)
{
	int n = 0;

	for (int i = 0; i < s->nposted; i++)
		if (s->posted[i].user != u)
			s->posted[n++] = s->posted[i];
	s->nposted = n;
}

/* A second POST for the same user and tag: was there a list in between? */
static void
note_post(const struct request *r, const struct standin_user *u,
    const struct answer *a)
{
	struct standin *s = r->s;
	struct posted p = { u, "" };
	char purpose[STANDIN_PURPOSE] = "";
	bool again = false;

	standin_field(r, "token[purpose]", purpose, sizeof purpose);
	snprintf(p.tag, sizeof p.tag, "%.*s", (int)strcspn(purpose, "]"),
	    purpose);
	for (int i = 0; i < s->nposted; i++)
		again = again ||
		    (s->posted[i].user == u &&
			strcmp(s->posted[i].tag, p.tag) == 0);
	s->counters.posts_without_list += again ? 1 : 0;
	/* a clear no leaves nothing to look for */
	if (!again && (a->drop || a->code < 400 || a->code >= 500) &&
	    s->nposted < STANDIN_TOKENS)
		s->posted[s->nposted++] = p;
}

void
standin_route(struct request *r, struct answer *a)
{
	const struct standin_user *u = standin_posted_for(r);

	if (strncmp(r->path, "/_standin/", 10) == 0) {
		own_routes(r, r->path + 10, a);
		return;
	}
	canvas(r, a);
	if (u != NULL)
		note_post(r, u, a);
}
