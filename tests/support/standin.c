#include "tests/support/standin.h"

#include <sys/socket.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <microhttpd.h>

#include "mailproc/base/buf.h"
#include "tests/support/standin_data.h"

#define PAGE_MAX 100
#define BODY_MAX (64 << 10)

struct standin {
	struct MHD_Daemon *daemon;
	pthread_mutex_t lock;
	struct standin_data data;
	struct standin_counters counters;
	int in_flight;
	char service_token[256];
	enum fault fault;
	char fault_method[8];
	int fault_count;
	bool listed; /* since the last POST */
	char posted_for[32];
};

/* One request while its body comes in. */
struct request {
	struct standin *s;
	struct MHD_Connection *c;
	const char *method;
	char path[512];
	bool string_ids;
	enum fault fault;
	struct buf body;
};

/* An answer before it goes out. */
struct answer {
	unsigned code;
	const char *type;
	json_t *doc; /* or */
	const char *text;
	char link[4096];
	char location[256];
	bool drop;
	bool truncate;
};

static const char media_json[] = "application/json; charset=utf-8";

static void
error_array(struct answer *a, unsigned code, const char *message)
{
	a->code = code;
	a->doc = json_pack("{s:[{s:s}]}", "errors", "message", message);
}

static void
not_permitted(struct answer *a)
{
	a->code = 403;
	a->doc = json_pack("{s:s, s:[{s:s}]}", "status", "unauthorized",
	    "errors", "message", "user not authorized to perform that action");
}

static const char *
header(const struct request *r, const char *name)
{
	return MHD_lookup_connection_value(r->c, MHD_HEADER_KIND, name);
}

static const char *
query(const struct request *r, const char *name)
{
	const char *v =
	    MHD_lookup_connection_value(r->c, MHD_GET_ARGUMENT_KIND, name);

	return v == NULL ? "" : v;
}

static int
hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'A' && c <= 'F'    ? c - 'A' + 10 :
	    c >= 'a' && c <= 'f'    ? c - 'a' + 10 :
				      -1;
}

static void
decode(const char *s, size_t len, char *out, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n + 1 < size; i++) {
		if (s[i] == '%' && i + 2 < len && hex(s[i + 1]) >= 0 &&
		    hex(s[i + 2]) >= 0) {
			out[n++] = (char)(hex(s[i + 1]) << 4 | hex(s[i + 2]));
			i += 2;
		} else
			out[n++] = s[i] == '+' ? ' ' : s[i];
	}
	out[n] = '\0';
}

/* A field of the form; false if it is not there. */
static bool
field(const struct request *r, const char *name, char *out, size_t size)
{
	const char *p = r->body.str;

	out[0] = '\0';
	while (*p != '\0') {
		size_t len = strcspn(p, "&"), key = strcspn(p, "=&");
		char decoded[128];

		decode(p, key, decoded, sizeof decoded);
		if (strcmp(decoded, name) == 0 && key < len) {
			decode(p + key + 1, len - key - 1, out, size);
			return true;
		}
		p += len + (p[len] == '&' ? 1 : 0);
	}
	return false;
}

/* Faults that come before anything is looked at.  False: go on. */
static bool
early_fault(const struct request *r, struct answer *a)
{
	switch (r->fault) {
	case FAULT_DROP_BEFORE:
		a->drop = true;
		return true;
	case FAULT_502_HTML:
		a->code = 502;
		a->type = "text/html";
		a->text = "<html><body>Bad Gateway</body></html>";
		return true;
	case FAULT_THROTTLE_403:
	case FAULT_THROTTLE_429:
		a->code = r->fault == FAULT_THROTTLE_403 ? 403 : 429;
		a->type = "text/plain";
		a->text = "403 Forbidden (Rate Limit Exceeded)";
		return true;
	case FAULT_EXPIRED_401:
		error_array(a, 401, "Expired access token.");
		return true;
	case FAULT_FORBIDDEN_403:
		not_permitted(a);
		return true;
	case FAULT_HTML_200:
		a->type = "text/html";
		a->text = "<html><body>Log in to Canvas</body></html>";
		return true;
	case FAULT_REDIRECT_302:
		a->code = 302;
		a->text = "";
		snprintf(a->location, sizeof a->location,
		    "http://127.0.0.1:1/stolen");
		return true;
	default:
		return false;
	}
}

/* Whose request is this?  NULL, with a 401, if nobody's. */
static const struct standin_user *
caller(const struct request *r, struct answer *a)
{
	const char *auth = header(r, "Authorization");
	const struct standin_token *t;

	if (auth != NULL && strncmp(auth, "Bearer ", 7) == 0) {
		if (strcmp(auth + 7, r->s->service_token) == 0)
			return &standin_users[0];
		t = standin_by_secret(&r->s->data, auth + 7);
		if (t != NULL)
			return t->user;
	}
	error_array(a, 401, "Invalid access token.");
	return NULL;
}

static void
no_such_user(struct answer *a)
{
	error_array(a, 404, "The specified resource does not exist.");
}

/* Rows `from` on of a list, and the link to the next page. */
static void
page(const struct request *r, json_t *all, struct answer *a)
{
	size_t per_page = (size_t)atol(query(r, "per_page"));
	size_t from = 0;
	const char *mark = query(r, "page");
	char base[700];

	if (per_page == 0)
		per_page = 10;
	if (per_page > PAGE_MAX)
		per_page = PAGE_MAX;
	if (strncmp(mark, "bookmark:", 9) == 0)
		from = (size_t)strtoul(mark + 9, NULL, 36);
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

static void
list_tokens(const struct request *r, const struct standin_user *u,
    struct answer *a)
{
	json_t *all = json_array();

	r->s->listed = true;
	for (int i = 0; i < r->s->data.ntokens; i++) {
		const struct standin_token *t = &r->s->data.token[i];

		if (t->user == u && strcmp(t->state, "deleted") != 0)
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
		error_array(a, 500, "An error occurred.");
		json_object_set_new(a->doc, "error_report_id", json_integer(7));
	}
	a->drop = r->fault == FAULT_DROP_AFTER;
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

static void
create_token(const struct request *r, const struct standin_user *u,
    struct answer *a)
{
	char purpose[1024], expires[64], secret[100];
	const struct standin_token *t;

	count_post(r->s, u);
	if (strstr(r->body.str, "token") == NULL) {
		error_array(a, 400, "token is missing");
		return;
	}
	if (!field(r, "token[purpose]", purpose, sizeof purpose) ||
	    purpose[0] == '\0') {
		a->code = 400;
		a->doc = json_pack("[{s:s}]", "message",
		    "token[purpose] is missing");
		return;
	}
	field(r, "token[expires_at]", expires, sizeof expires);
	if (strlen(purpose) > 255) {
		a->code = 400;
		a->doc = json_pack("{s:{s:[{s:s}]}}", "errors", "purpose",
		    "message", "too_long");
		return;
	}
	t = standin_make(&r->s->data, u, purpose, expires, secret);
	a->doc = standin_token_json(t, r->string_ids, secret);
	bend(r, a);
}

static void
one_token(const struct request *r, const struct standin_user *u, int64_t id,
    struct answer *a)
{
	struct standin_token *t = standin_find(&r->s->data, u, id);
	char text[1024], secret[100] = "";

	if (t == NULL) {
		no_such_user(a);
		return;
	}
	if (strcmp(r->method, "DELETE") == 0)
		snprintf(t->state, sizeof t->state, "deleted");
	if (strcmp(r->method, "PUT") == 0) {
		if (field(r, "token[purpose]", text, sizeof text))
			snprintf(t->purpose, sizeof t->purpose, "%s", text);
		if (field(r, "token[expires_at]", text, 64))
			snprintf(t->expires_at, sizeof t->expires_at, "%.63s",
			    text);
		if (field(r, "token[regenerate]", text, sizeof text))
			standin_new_secret(t, secret);
	}
	a->doc = standin_token_json(t, r->string_ids,
	    secret[0] == '\0' ? NULL : secret);
	bend(r, a);
}

static void
search_users(const struct request *r, struct answer *a)
{
	const char *term = query(r, "search_term");
	bool email = strcmp(query(r, "include[]"), "email") == 0;
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
		u = standin_user(query(r, "user_id[]"));
		if (u != NULL && u->admin)
			json_array_append_new(all,
			    json_pack("{s:s, s:o}", "role", "AccountAdmin",
				"user",
				standin_user_json(u, r->string_ids, false)));
		page(r, all, a);
	} else if (strcmp(rest, "/permissions") == 0)
		a->doc = json_pack("{s:b, s:b, s:b, s:b, s:b}",
		    "create_access_tokens", 1, "update_access_tokens", 1,
		    "delete_access_tokens", 1,
		    "view_user_generated_access_tokens", 1, "read_roster", 1);
	else
		no_such_user(a);
}

static void
user_routes(const struct request *r, const struct standin_user *me,
    const char *rest, struct answer *a)
{
	char key[128];
	size_t len = strcspn(rest, "/");
	const struct standin_user *u;
	json_t *all;

	decode(rest, len, key, sizeof key);
	rest += len;
	u = strcmp(key, "self") == 0 ? me : standin_user(key);
	if (u == NULL) {
		no_such_user(a);
	} else if (u->deleted) {
		a->code = 404;
		a->doc = standin_user_json(u, r->string_ids, false);
	} else if (*rest == '\0') {
		a->doc = standin_user_json(u, r->string_ids, u == me);
	} else if (me != &standin_users[0] && u != me) {
		not_permitted(a);
	} else if (strcmp(rest, "/user_generated_tokens") == 0) {
		list_tokens(r, u, a);
	} else if (strcmp(rest, "/tokens") == 0 &&
	    strcmp(r->method, "POST") == 0) {
		create_token(r, u, a);
	} else if (strncmp(rest, "/tokens/", 8) == 0) {
		one_token(r, u, atoll(rest + 8), a);
	} else if (strcmp(rest, "/enrollments") == 0) {
		all = json_array();
		if (u->teaches)
			json_array_append_new(all,
			    json_pack("{s:s}", "type", "TeacherEnrollment"));
		page(r, all, a);
	} else
		no_such_user(a);
}

static const char *const fault_names[FAULT_COUNT] = { "none", "drop_before",
	"drop_after", "500_after", "502_html", "throttle_403", "throttle_429",
	"expired_401", "forbidden_403", "html_200", "redirect_302", "truncated",
	"expires_missing", "expires_short", "secret_missing", "next_foreign",
	"next_self", "next_relative" };

static void
own_routes(struct request *r, const char *rest, struct answer *a)
{
	struct standin *s = r->s;
	char user[64], method[8] = "";
	const struct standin_user *u;
	struct standin_token *t;
	long long id = 0;
	int count = 1;

	if (sscanf(rest, "activate/%63[^/]/%lld", user, &id) == 2 &&
	    (u = standin_user(user)) != NULL &&
	    (t = standin_find(&s->data, u, id)) != NULL) {
		snprintf(t->state, sizeof t->state, "active");
		a->doc = standin_token_json(t, true, NULL);
	} else if (sscanf(rest, "settings/%63s", user) == 1 &&
	    (u = standin_user(user)) != NULL) {
		list_tokens(r, u, a);
	} else if (strcmp(rest, "fault") == 0 &&
	    sscanf(r->body.str, "%63s %7s %d", user, method, &count) >= 1) {
		for (int i = 0; i < FAULT_COUNT; i++)
			if (strcmp(fault_names[i], user) == 0)
				s->fault = (enum fault)i;
		snprintf(s->fault_method, sizeof s->fault_method, "%s",
		    strcmp(method, "any") == 0 ? "" : method);
		s->fault_count = count;
		a->doc = json_object();
	} else if (strcmp(rest, "counters") == 0)
		a->doc = json_pack("{s:i, s:i, s:i, s:i, s:i}", "requests",
		    s->counters.requests, "without_agent",
		    s->counters.without_agent, "posts", s->counters.posts,
		    "posts_without_list", s->counters.posts_without_list,
		    "in_flight_most", s->counters.in_flight_most);
	else
		no_such_user(a);
}

static void
route(struct request *r, struct answer *a)
{
	static const char api[] = "/api/v1/";
	const struct standin_user *me;
	const char *agent = header(r, "User-Agent"), *rest;

	if (strncmp(r->path, "/_standin/", 10) == 0) {
		own_routes(r, r->path + 10, a);
		return;
	}
	r->s->counters.requests++;
	if (agent == NULL || agent[0] == '\0') {
		r->s->counters.without_agent++;
		a->code = 403;
		a->type = "text/html";
		a->text = "<html><body>no agent</body></html>";
		return;
	}
	if (early_fault(r, a) || (me = caller(r, a)) == NULL)
		return;
	if (strncmp(r->path, api, sizeof api - 1) != 0) {
		no_such_user(a);
		return;
	}
	rest = r->path + sizeof api - 1;
	if (strncmp(rest, "users/", 6) == 0)
		user_routes(r, me, rest + 6, a);
	else if (strncmp(rest, "accounts/", 9) == 0 && me == &standin_users[0])
		account(r, rest + 9 + strcspn(rest + 9, "/"), a);
	else
		not_permitted(a);
}

static enum MHD_Result
send_answer(struct request *r, struct answer *a)
{
	struct MHD_Response *response;
	char *text = a->doc != NULL ? json_dumps(a->doc, JSON_COMPACT) :
				      strdup(a->text == NULL ? "" : a->text);
	size_t len = strlen(text);
	enum MHD_Result rc;

	json_decref(a->doc);
	if (a->drop) {
		free(text);
		return MHD_NO; /* closes the connection */
	}
	if (a->truncate)
		len /= 2;
	response =
	    MHD_create_response_from_buffer(len, text, MHD_RESPMEM_MUST_FREE);
	MHD_add_response_header(response, "Content-Type",
	    a->type == NULL ? media_json : a->type);
	if (a->link[0] != '\0')
		MHD_add_response_header(response, "link", a->link);
	if (a->location[0] != '\0')
		MHD_add_response_header(response, "Location", a->location);
	rc = MHD_queue_response(r->c, a->code == 0 ? 200 : a->code, response);
	MHD_destroy_response(response);
	return rc;
}

static enum MHD_Result
on_request(void *ctx, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *upload,
    size_t *upload_len, void **state)
{
	struct standin *s = ctx;
	struct request *r = *state;
	struct answer a = { .code = 0 };
	const char *accept;

	(void)version;
	if (r == NULL) {
		*state = r = calloc(1, sizeof *r);
		r->s = s;
		r->body = BUF_INIT(BODY_MAX);
		return MHD_YES;
	}
	if (*upload_len > 0) {
		buf_add(&r->body, upload, *upload_len);
		*upload_len = 0;
		return MHD_YES;
	}
	r->c = c;
	r->method = method;
	snprintf(r->path, sizeof r->path, "%s", url);
	accept = header(r, "Accept");
	r->string_ids =
	    accept != NULL && strstr(accept, "json+canvas-string-ids") != NULL;
	pthread_mutex_lock(&s->lock);
	if (++s->in_flight > s->counters.in_flight_most)
		s->counters.in_flight_most = s->in_flight;
	if (s->fault_count > 0 && strncmp(url, "/_standin/", 10) != 0 &&
	    (s->fault_method[0] == '\0' ||
		strcmp(s->fault_method, method) == 0)) {
		r->fault = s->fault;
		s->fault_count--;
	}
	route(r, &a);
	s->in_flight--;
	pthread_mutex_unlock(&s->lock);
	return send_answer(r, &a);
}

static void
on_end(void *ctx, struct MHD_Connection *c, void **state,
    enum MHD_RequestTerminationCode why)
{
	struct request *r = *state;

	(void)ctx;
	(void)c;
	(void)why;
	if (r != NULL)
		buf_free(&r->body);
	free(r);
	*state = NULL;
}

struct standin *
standin_start(int port, const char *service_token)
{
	struct standin *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	pthread_mutex_init(&s->lock, NULL);
	snprintf(s->service_token, sizeof s->service_token, "%s",
	    service_token);
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	s->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL,
	    NULL, on_request, s, MHD_OPTION_SOCK_ADDR, &at,
	    MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL, MHD_OPTION_END);
	if (s->daemon == NULL) {
		free(s);
		return NULL;
	}
	return s;
}

int
standin_port(const struct standin *s)
{
	const union MHD_DaemonInfo *info =
	    MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);

	return info == NULL ? 0 : info->port;
}

void
standin_stop(struct standin *s)
{
	if (s == NULL)
		return;
	MHD_stop_daemon(s->daemon);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

void
standin_arm(struct standin *s, enum fault fault, const char *method, int count)
{
	pthread_mutex_lock(&s->lock);
	s->fault = fault;
	s->fault_count = count;
	snprintf(s->fault_method, sizeof s->fault_method, "%s",
	    method == NULL ? "" : method);
	pthread_mutex_unlock(&s->lock);
}

int
standin_live_tokens(struct standin *s, const char *user_id)
{
	int n = 0;

	pthread_mutex_lock(&s->lock);
	for (int i = 0; i < s->data.ntokens; i++)
		n += strcmp(s->data.token[i].user->id, user_id) == 0 &&
			strcmp(s->data.token[i].state, "deleted") != 0 ?
		    1 :
		    0;
	pthread_mutex_unlock(&s->lock);
	return n;
}

struct standin_counters
standin_counters(struct standin *s)
{
	struct standin_counters c;

	pthread_mutex_lock(&s->lock);
	c = s->counters;
	pthread_mutex_unlock(&s->lock);
	return c;
}
