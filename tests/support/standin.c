#include <sys/socket.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/support/standin_private.h"

#define BODY_MAX    (64 << 10)
#define LONG_HEADER (100 << 10)
#define MEMORY      ((size_t)256 << 10) /* of a connection */

static const char media_json[] = "application/json; charset=utf-8";

/* 1.5 seconds, or until the stand-in ends. */
static void
wait_slowly(struct standin *s)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 1 + (until.tv_nsec >= 500000000);
	until.tv_nsec = (until.tv_nsec + 500000000) % 1000000000;
	pthread_mutex_lock(&s->lock);
	while (!s->ending &&
	    pthread_cond_timedwait(&s->end, &s->lock, &until) == 0)
		;
	pthread_mutex_unlock(&s->lock);
}

/* A body that ends in the middle of itself, or never. */
struct stream {
	char *text;
	size_t len;
	bool endless;
};

static ssize_t
more_of(void *ctx, uint64_t at, char *out, size_t max)
{
	const struct stream *s = ctx;
	size_t n = 0;

	if (!s->endless && at >= s->len / 2)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	for (; n < max && at + n < (s->endless ? s->len : s->len / 2); n++)
		out[n] = s->text[at + n];
	for (; s->endless && n < max; n++)
		out[n] = ' ';
	return (ssize_t)n;
}

static void
free_stream(void *ctx)
{
	struct stream *s = ctx;

	free(s->text);
	free(s);
}

static struct MHD_Response *
stream_of(char *text, bool endless)
{
	struct stream *s = calloc(1, sizeof *s);

	if (s == NULL)
		abort();
	*s = (struct stream){ text, strlen(text), endless };
	return MHD_create_response_from_callback(
	    endless ? MHD_SIZE_UNKNOWN : s->len, 4096, more_of, s, free_stream);
}

static struct MHD_Response *
response_of(const struct answer *a, char *text)
{
	static char padding[LONG_HEADER + 1];
	struct MHD_Response *response;
	size_t len = strlen(text);

	if (a->stream != FAULT_NONE)
		response = stream_of(text, a->stream == FAULT_ENDLESS);
	else
		response = MHD_create_response_from_buffer(
		    a->truncate ? len / 2 : len, text, MHD_RESPMEM_MUST_FREE);
	MHD_add_response_header(response, "Content-Type",
	    a->type == NULL ? media_json : a->type);
	if (a->link[0] != '\0')
		MHD_add_response_header(response, "link", a->link);
	if (a->location[0] != '\0')
		MHD_add_response_header(response, "Location", a->location);
	if (a->long_header) {
		memset(padding, 'x', LONG_HEADER);
		MHD_add_response_header(response, "X-Padding", padding);
	}
	return response;
}

static enum MHD_Result
send_answer(struct request *r, struct answer *a)
{
	struct MHD_Response *response;
	char *text = a->doc != NULL ? json_dumps(a->doc, JSON_COMPACT) :
				      strdup(a->text == NULL ? "" : a->text);
	enum MHD_Result rc;

	json_decref(a->doc);
	if (a->slow)
		wait_slowly(r->s);
	if (a->drop) {
		free(text);
		return MHD_NO; /* closes the connection */
	}
	response = response_of(a, text);
	rc = MHD_queue_response(r->c, a->code == 0 ? 200 : a->code, response);
	MHD_destroy_response(response);
	return rc;
}

/* Counted from its first octet until its answer goes out. */
static void
count(struct request *r, int change)
{
	struct standin_counters *c = &r->s->counters;

	pthread_mutex_lock(&r->s->lock);
	if (r->counted != (change > 0))
		c->in_flight += change;
	r->counted = change > 0;
	if (c->in_flight > c->in_flight_most)
		c->in_flight_most = c->in_flight;
	pthread_mutex_unlock(&r->s->lock);
}

static enum MHD_Result
begin(struct standin *s, const char *url, void **state)
{
	struct request *r = *state = calloc(1, sizeof *r);

	if (r == NULL)
		return MHD_NO;
	r->s = s;
	r->body = BUF_INIT(BODY_MAX);
	snprintf(r->path, sizeof r->path, "%s", url);
	if (strncmp(url, "/_standin/", 10) != 0)
		count(r, 1);
	return MHD_YES;
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
	enum MHD_Result rc;

	(void)version;
	if (r == NULL)
		return begin(s, url, state);
	if (*upload_len > 0) {
		buf_add(&r->body, upload, *upload_len);
		*upload_len = 0;
		return MHD_YES;
	}
	r->c = c;
	r->method = method;
	accept = standin_header(r, "Accept");
	r->string_ids =
	    accept != NULL && strstr(accept, "json+canvas-string-ids") != NULL;
	pthread_mutex_lock(&s->lock);
	standin_route(r, &a);
	pthread_mutex_unlock(&s->lock);
	rc = send_answer(r, &a);
	count(r, -1);
	return rc;
}

static void
on_end(void *ctx, struct MHD_Connection *c, void **state,
    enum MHD_RequestTerminationCode why)
{
	struct request *r = *state;

	(void)ctx;
	(void)c;
	(void)why;
	if (r != NULL) {
		count(r, -1);
		buf_free(&r->body);
	}
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
	pthread_cond_init(&s->end, NULL);
	snprintf(s->service_token, sizeof s->service_token, "%s",
	    service_token);
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	s->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD |
		MHD_USE_THREAD_PER_CONNECTION,
	    0, NULL, NULL, on_request, s, MHD_OPTION_SOCK_ADDR, &at,
	    MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, MEMORY, MHD_OPTION_END);
	if (s->daemon == NULL) {
		free(s);
		return NULL;
	}
	standin_keep(&s->data, &standin_users[0], service_token);
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
	pthread_mutex_lock(&s->lock);
	s->ending = true;
	pthread_cond_broadcast(&s->end);
	pthread_mutex_unlock(&s->lock);
	MHD_stop_daemon(s->daemon);
	pthread_cond_destroy(&s->end);
	pthread_mutex_destroy(&s->lock);
	free(s);
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

void
standin_settle(struct standin *s)
{
	while (standin_counters(s).in_flight > 0)
		nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
}
