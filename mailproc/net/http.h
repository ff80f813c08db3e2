#ifndef MAILPROC_NET_HTTP_H
#define MAILPROC_NET_HTTP_H

#include "mailproc/base/buf.h"
#include "mailproc/base/err.h"

/*
 * http - one request, one answer; the only file that knows libcurl's HTTP.
 *
 * https only, http:// on loopback excepted; certificates verified; no
 * redirects, no proxy, no .netrc; a User-Agent always; answers up to 1 MiB.
 * An answer that is longer, or whose Link headers are longer than we keep, is
 * no answer: a part never passes for the whole.
 */
struct http_answer {
	long code;
	char type[64];   /* media type without parameters, lower case */
	char link[4096]; /* all Link headers, joined by ", "; "" if none */
	struct buf body; /* holds secrets: http_answer_free() wipes it */
};

struct http_request {
	const char *method; /* GET, POST, PUT, DELETE */
	const char *url;
	const char *bearer;
	const char *form; /* application/x-www-form-urlencoded, or NULL */
	int timeout;      /* seconds, whole */
};

/*
 * OK when an answer came, whatever its code.  ERR_RETRY: it never reached the
 * server (name, connection, TLS).  ERR_UNKNOWN: the request went out and no
 * whole answer came back.  ERR_CONFIG: an URL we refuse.  Our own copies
 * of the bearer are overwritten.
 */
enum status http_do(const struct http_request *req, struct http_answer *out,
    struct err *err);
void http_answer_free(struct http_answer *a);

/* Append s, percent-encoded (RFC 3986 unreserved characters stay). */
void url_encode(struct buf *out, const char *s);

#endif
