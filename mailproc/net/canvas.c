#include "mailproc/net/canvas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mailproc/base/text.h"
#include "mailproc/net/http.h"

#define API       "/api/v1"
#define PAGES_MAX 100
#define URL_MAX   4096

bool
canvas_id(const json_t *object, const char *key, char out[24])
{
	const json_t *id = json_object_get(object, key);
	const char *text = json_string_value(id);

	out[0] = '\0';
	if (json_is_integer(id))
		snprintf(out, 24, "%" JSON_INTEGER_FORMAT,
		    json_integer_value(id));
	else if (text != NULL && strlen(text) < 24)
		snprintf(out, 24, "%s", text);
	return out[0] != '\0' && strspn(out, "0123456789") == strlen(out);
}

const char *
canvas_text(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s == NULL ? "" : s;
}

/*
 * The first message in whatever shape Canvas wrote its errors: an array or an
 * object on top, "errors" an array, an object of arrays, or a string.
 */
static const char *
error_message(const json_t *doc, int depth)
{
	const char *key, *found = NULL;
	json_t *value;
	size_t i;

	if (json_is_string(doc))
		return json_string_value(doc);
	if (depth == 0)
		return NULL;
	if (json_is_array(doc))
		json_array_foreach(doc, i,
		    value) if ((found = error_message(value, depth - 1)) !=
		    NULL) return found;
	if (!json_is_object(doc))
		return NULL;
	if ((value = json_object_get(doc, "message")) != NULL ||
	    (value = json_object_get(doc, "errors")) != NULL ||
	    (value = json_object_get(doc, "error")) != NULL)
		return error_message(value, depth - 1);
	json_object_foreach((json_t *)(uintptr_t)doc, key,
	    value) if (json_is_array(value) &&
	    (found = error_message(value, depth - 1)) != NULL) return found;
	return NULL;
}

static bool
is_json(const struct http_answer *a)
{
	return strcmp(a->type, "application/json") == 0 ||
	    strcmp(a->type, "application/json+canvas-string-ids") == 0;
}

static json_t *
document(const struct http_answer *a)
{
	if (!is_json(a))
		return NULL;
	return json_loadb(a->body.str, a->body.len, JSON_REJECT_DUPLICATES,
	    NULL);
}

static bool
throttled(const struct http_answer *a)
{
	return (a->code == 403 || a->code == 429) &&
	    strcasestr(a->body.str, "rate limit exceeded") != NULL;
}

/*
 * The status that an answer other than 200 stands for.  A no that lasts is
 * Canvas's own word, in JSON; a page of whatever stands before it is none.
 */
static enum status
status_of(const struct http_answer *a)
{
	if (throttled(a) || a->code == 429)
		return ERR_RETRY;
	switch (a->code) {
	case 401:
		return ERR_CONFIG;
	case 400:
	case 403:
	case 404:
	case 422:
		return is_json(a) ? ERR_INPUT : ERR_UNKNOWN;
	default:
		return ERR_UNKNOWN;
	}
}

static enum status
refused(const struct canvas_call *call, const struct http_answer *a,
    struct err *err)
{
	struct buf said = BUF_INIT(400);
	enum status rc = status_of(a);
	json_t *doc = document(a);
	const char *text = error_message(doc, 4);

	if (throttled(a))
		text = "too many calls; it did not run";
	if (text == NULL)
		text = a->code == 200 ? "an answer that is no JSON" : "";
	clean_line(&said, text, strnlen(text, 300));
	err_set(err, rc, "Canvas: %s %s: %ld%s%s", call->method, call->path,
	    a->code, said.str[0] == '\0' ? "" : ", ", said.str);
	buf_free(&said);
	json_decref(doc);
	return rc;
}

static enum status
send(struct backend_ctx *b, const struct canvas_call *call, const char *url,
    struct http_answer *a, struct err *err)
{
	struct http_request req = { .method = call->method,
		.url = url,
		.bearer = b->bearer.str,
		.form = call->form,
		.timeout = b->config->canvas.timeout };

	return http_do(&req, a, err);
}

static enum status
read_answer(struct backend_ctx *b, const struct canvas_call *call,
    const struct http_answer *a, json_t **out, struct err *err)
{
	*out = a->code == 200 ? document(a) : NULL;
	if (*out != NULL)
		return OK;
	b->throttled = b->throttled || a->code == 429 || throttled(a);
	return refused(call, a, err);
}

enum status
canvas_do(struct backend_ctx *b, const struct canvas_call *call, json_t **out,
    long *code, struct err *err)
{
	struct http_answer a;
	char url[URL_MAX];
	enum status rc;

	*out = NULL;
	snprintf(url, sizeof url, "%s" API "%s", b->config->canvas.url,
	    call->path);
	if ((rc = send(b, call, url, &a, err)) == OK)
		rc = read_answer(b, call, &a, out, err);
	if (code != NULL)
		*code = a.code;
	http_answer_free(&a);
	return rc;
}

/* The rel="next" target of a Link header (RFC 8288), "" if there is none. */
static void
next_link(const char *link, char out[URL_MAX])
{
	out[0] = '\0';
	while ((link = strchr(link, '<')) != NULL) {
		const char *end = strchr(link, '>');
		const char *params = end == NULL ? "" : end + 1;
		size_t len = strcspn(params, "<");
		const char *rel = strcasestr(params, "rel=\"next\"");

		if (end == NULL)
			return;
		if (rel != NULL && (size_t)(rel - params) < len &&
		    (size_t)(end - link) < URL_MAX) {
			memcpy(out, link + 1, (size_t)(end - link - 1));
			out[end - link - 1] = '\0';
			return;
		}
		link = end;
	}
}

/* Scheme and host of our own URL: "https://host:port". */
static size_t
origin(const char *url)
{
	const char *host = strstr(url, "://");

	return host == NULL ?
	    0 :
	    (size_t)(host + 3 - url) + strcspn(host + 3, "/?#");
}

/*
 * Where the next page is.  The bearer goes along, so another scheme or host is
 * refused; a target may be relative.
 */
static enum status
resolve(const struct backend_ctx *b, const char *next, char url[URL_MAX],
    struct err *err)
{
	const char *ours = b->config->canvas.url;
	size_t len = origin(ours), theirs = origin(next);

	int n = 0;

	if (next[0] == '/' && next[1] != '/')
		n = snprintf(url, URL_MAX, "%.*s%s", (int)len, ours, next);
	else if (theirs == len && strncasecmp(next, ours, len) == 0)
		snprintf(url, URL_MAX, "%s", next);
	else
		return err_set(err, ERR_UNKNOWN,
		    "Canvas: the next page lies on another server");
	if (n < 0 || n >= URL_MAX)
		return err_set(err, ERR_UNKNOWN,
		    "Canvas: the address of the next page is too long");
	return OK;
}

static enum status
one_page(struct backend_ctx *b, const struct canvas_call *call, char *url,
    json_t *all, long *code, struct err *err)
{
	struct http_answer a;
	json_t *page = NULL;
	char next[URL_MAX] = "";
	enum status rc;

	if ((rc = send(b, call, url, &a, err)) == OK &&
	    (rc = read_answer(b, call, &a, &page, err)) == OK) {
		if (json_is_array(page))
			json_array_extend(all, page);
		else
			rc = err_set(err, ERR_UNKNOWN, "Canvas: %s is no list",
			    call->path);
		next_link(a.link, next);
	}
	*code = a.code;
	url[0] = '\0';
	if (rc == OK && next[0] != '\0')
		rc = resolve(b, next, url, err);
	json_decref(page);
	http_answer_free(&a);
	return rc;
}

enum status
canvas_list(struct backend_ctx *b, const char *path, json_t **out, long *code,
    struct err *err)
{
	struct canvas_call call = { "GET", path, NULL };
	char url[URL_MAX];
	long got = 0;
	enum status rc = OK;
	int pages = 0;

	*out = json_array();
	snprintf(url, sizeof url, "%s" API "%s", b->config->canvas.url, path);
	while (rc == OK && url[0] != '\0') {
		if (++pages > PAGES_MAX)
			rc = err_set(err, ERR_UNKNOWN, "Canvas: %s has no end",
			    path);
		else
			rc = one_page(b, &call, url, *out, &got, err);
	}
	if (code != NULL)
		*code = pages > 1 ? 0 : got;
	if (rc == OK)
		return OK;
	json_decref(*out);
	*out = NULL;
	/* a list that failed changed nothing: ask again */
	return rc == ERR_UNKNOWN ? ERR_RETRY : rc;
}
