#include "mailproc/net/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#define ANSWER_MAX (1 << 20)
#define AGENT      "mailproc/" MAILPROC_VERSION

/* What libcurl tells while the answer comes in. */
struct hearing {
	struct http_answer *answer;
	bool whole_head; /* the empty line after the headers came */
};

/*
 * http:// leaks the bearer to everybody on the way: loopback only.  In front of
 * an @ stands a user, and what looks like our host is none.
 */
static bool
url_allowed(const char *url)
{
	static const char *const loopback[] = { "http://127.0.0.1",
		"http://localhost", "http://[::1]" };
	const char *host = strstr(url, "://");

	if (host == NULL ||
	    memchr(host + 3, '@', strcspn(host + 3, "/?#")) != NULL)
		return false;
	if (strncasecmp(url, "https://", 8) == 0)
		return true;
	for (size_t i = 0; i < sizeof loopback / sizeof loopback[0]; i++) {
		size_t n = strlen(loopback[i]);

		if (strncasecmp(url, loopback[i], n) == 0 &&
		    (url[n] == ':' || url[n] == '/' || url[n] == '\0'))
			return true;
	}
	return false;
}

static size_t
on_body(char *data, size_t size, size_t n, void *ctx)
{
	struct hearing *h = ctx;

	buf_add(&h->answer->body, data, size * n);
	return h->answer->body.full ? 0 : size * n;
}

/*
 * Several Link headers are one list.  A cut one would hide the next page, and a
 * list without its end looks like all there is: rather no answer.
 */
static bool
take_link(struct http_answer *a, const char *value, size_t len)
{
	size_t used = strlen(a->link), room = sizeof a->link - used;
	int n;

	while (len > 0 && strchr(" \t", *value) != NULL) {
		value++;
		len--;
	}
	while (len > 0 && strchr(" \t\r\n", value[len - 1]) != NULL)
		len--;
	if (len == 0)
		return true;
	n = snprintf(a->link + used, room, "%s%.*s", used == 0 ? "" : ", ",
	    (int)len, value);
	return n >= 0 && (size_t)n < room;
}

static size_t
on_header(char *data, size_t size, size_t n, void *ctx)
{
	static const char status[] = "HTTP/", link[] = "link:";
	struct hearing *h = ctx;
	size_t len = size * n, skip = sizeof link - 1;

	h->whole_head = strspn(data, "\r\n") >= len;
	/* what an interim answer said is not about the last one */
	if (len >= sizeof status && strncmp(data, status, 5) == 0)
		h->answer->link[0] = '\0';
	if (len > skip && strncasecmp(data, link, skip) == 0 &&
	    !take_link(h->answer, data + skip, len - skip))
		return 0;
	return len;
}

static bool
add_header(struct curl_slist **list, const char *text)
{
	struct curl_slist *more = curl_slist_append(*list, text);

	if (more != NULL)
		*list = more;
	return more != NULL;
}

/* One of them holds our credential. */
static void
forget_headers(struct curl_slist *list)
{
	for (struct curl_slist *l = list; l != NULL; l = l->next)
		explicit_bzero(l->data, strlen(l->data));
	curl_slist_free_all(list);
}

/* All of them or none: without its bearer a request is not worth sending. */
static struct curl_slist *
headers(const struct http_request *req)
{
	struct buf auth = BUF_INIT(8 << 10);
	struct curl_slist *list = NULL;
	bool all;

	buf_addf(&auth, "Authorization: Bearer %s", req->bearer);
	all = !auth.full && add_header(&list, auth.str) &&
	    add_header(&list, "Accept: application/json+canvas-string-ids") &&
	    add_header(&list, "Expect:");
	buf_wipe(&auth);
	if (all)
		return list;
	forget_headers(list);
	return NULL;
}

static void
set_up(CURL *curl, const struct http_request *req, struct hearing *h,
    char *text)
{
	curl_easy_setopt(curl, CURLOPT_URL, req->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, AGENT);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)req->timeout);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)req->timeout);
	curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, (long)ANSWER_MAX);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, req->method);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, h);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, h);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, text);
	/* not copied: an unlock code stands in it */
	if (req->form != NULL)
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, req->form);
}

/* Did the request reach the server before it failed? */
static enum status
judge(CURL *curl, CURLcode got, const struct hearing *h)
{
	long sent = 0;

	/* libcurl takes headers that end early for all of them */
	if (got == CURLE_OK)
		return h->whole_head ? OK : ERR_UNKNOWN;
	if (got == CURLE_URL_MALFORMAT)
		return ERR_CONFIG;
	curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &sent);
	return sent == 0 ? ERR_RETRY : ERR_UNKNOWN;
}

static void
take_type(CURL *curl, struct http_answer *out)
{
	char *type = NULL;

	curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
	if (type == NULL)
		return;
	snprintf(out->type, sizeof out->type, "%.*s", (int)strcspn(type, "; "),
	    type);
	for (char *p = out->type; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
}

enum status
http_do(const struct http_request *req, struct http_answer *out,
    struct err *err)
{
	char text[CURL_ERROR_SIZE] = "";
	struct hearing h = { .answer = out };
	struct curl_slist *list = NULL;
	CURL *curl = NULL;
	CURLcode got;
	enum status rc;

	*out = (struct http_answer){ .body = BUF_INIT(ANSWER_MAX) };
	if (!url_allowed(req->url))
		return err_set(err, ERR_CONFIG,
		    "%s: only https://, or http:// on loopback", req->url);
	list = headers(req);
	curl = curl_easy_init();
	if (list == NULL || curl == NULL) {
		rc = err_set(err, ERR_RETRY,
		    "out of memory, or a credential of more than 8 KiB");
		goto out;
	}
	set_up(curl, req, &h, text);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
	got = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out->code);
	take_type(curl, out);
	if ((rc = judge(curl, got, &h)) != OK)
		err_set(err, rc, "%s %s: %s", req->method, req->url,
		    text[0] != '\0'     ? text :
			got == CURLE_OK ? "an answer that ends early" :
					  curl_easy_strerror(got));
out:
	curl_easy_cleanup(curl);
	forget_headers(list);
	return rc;
}

void
http_answer_free(struct http_answer *a)
{
	buf_wipe(&a->body);
}

void
url_encode(struct buf *out, const char *s)
{
	static const char digits[] = "0123456789ABCDEF";

	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || strchr("-._~", c) != NULL) {
			buf_addc(out, (char)c);
			continue;
		}
		buf_addc(out, '%');
		buf_addc(out, digits[c >> 4]);
		buf_addc(out, digits[c & 15]);
	}
}
