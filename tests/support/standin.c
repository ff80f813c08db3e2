#include <sys/socket.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/standin_private.h"

#define BODY_MAX (64 << 10)

static const char media_json[] = "application/json; charset=utf-8";

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
		standin_error(a, 401, "Expired access token.");
		return true;
	case FAULT_FORBIDDEN_403:
		standin_not_permitted(a);
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

static const char *const fault_names[FAULT_COUNT] = { "none", "drop_before",
	"drop_after", "500_after", "502_html", "throttle_403", "throttle_429",
	"expired_401", "forbidden_403", "html_200", "redirect_302", "truncated",
	"slow_after", "hidden", "expires_missing", "expires_short",
	"secret_missing", "next_foreign", "next_self", "next_relative",
	"right_missing" };

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
		standin_list_tokens(r, u, a);
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
		standin_not_there(a);
}

static void
route(struct request *r, struct answer *a)
{
	static const char api[] = "/api/v1/";
	const struct standin_user *me;
	const char *agent = standin_header(r, "User-Agent"), *rest;

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
		standin_not_there(a);
		return;
	}
	rest = r->path + sizeof api - 1;
	standin_api(r, me, rest, a);
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
	if (a->slow)
		usleep(1500000);
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
	accept = standin_header(r, "Accept");
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
