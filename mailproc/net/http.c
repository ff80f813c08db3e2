#include "mailproc/net/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#define ANSWER_MAX (1 << 20)
#define AGENT      "mailproc/" MAILPROC_VERSION

/* http:// leaks the bearer to everybody on the way: loopback only. */
static bool
url_allowed(const char *url)
{
	static const char *const loopback[] = { "http://127.0.0.1",
		"http://localhost", "http://[::1]" };

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
	struct http_answer *a = ctx;

	buf_add(&a->body, data, size * n);
	return a->body.full ? 0 : size * n;
}

static size_t
on_header(char *data, size_t size, size_t n, void *ctx)
{
	static const char link[] = "link:";
	struct http_answer *a = ctx;
	size_t len = size * n, skip = sizeof link - 1;

	if (len <= skip || strncasecmp(data, link, skip) != 0)
		return len;
	while (skip < len && data[skip] == ' ')
		skip++;
	snprintf(a->link, sizeof a->link, "%.*s", (int)(len - skip),
	    data + skip);
	a->link[strcspn(a->link, "\r\n")] = '\0';
	return len;
}

static struct curl_slist *
headers(const struct http_request *req)
{
	struct buf auth = BUF_INIT(8 << 10);
	struct curl_slist *list = curl_slist_append(NULL,
	    "Accept: application/json+canvas-string-ids");

	buf_addf(&auth, "Authorization: Bearer %s", req->bearer);
	list = curl_slist_append(list, auth.str);
	list = curl_slist_append(list, "Expect:");
	buf_wipe(&auth);
	return list;
}

static void
set_up(CURL *curl, const struct http_request *req, struct http_answer *out,
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
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, out);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, text);
	if (req->form != NULL)
		curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, req->form);
}

/* Did the request reach the server before it failed? */
static enum status
judge(CURL *curl, CURLcode got)
{
	long sent = 0;

	if (got == CURLE_OK)
		return OK;
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
		rc = err_set(err, ERR_RETRY, "out of memory");
		goto out;
	}
	set_up(curl, req, out, text);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
	got = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out->code);
	take_type(curl, out);
	if ((rc = judge(curl, got)) != OK)
		err_set(err, rc, "%s %s: %s", req->method, req->url,
		    text[0] != '\0' ? text : curl_easy_strerror(got));
out:
	curl_easy_cleanup(curl);
	curl_slist_free_all(list);
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
