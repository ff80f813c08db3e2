#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "mailproc/base/address.h"
#include "mailproc/base/config_key.h"
#include "mailproc/net/transport.h"

/* A mail gets the time of so many answers, which is less than a lease. */
#define ANSWERS 4

#define SAID_MAX 200

/* What the server said last, and the mail on its way out. */
struct talk {
	const char *body;
	size_t len;
	size_t sent;
	bool met;       /* it heard MAIL: what came before is about us */
	bool of_sender; /* MAIL is what it answers */
	bool data;      /* DATA was said */
	bool asked;     /* the server said: now the mail */
	char said[SAID_MAX];
	char refused[SAID_MAX]; /* the last 4xx or 5xx */
};

static size_t
on_read(char *out, size_t size, size_t n, void *ctx)
{
	struct talk *t = ctx;
	size_t room = size * n;
	size_t take = t->len - t->sent < room ? t->len - t->sent : room;

	memcpy(out, t->body + t->sent, take);
	t->sent += take;
	return take;
}

/* Its goodbye comes after whatever it refused, and tells nothing. */
static size_t
on_answer(char *line, size_t size, size_t n, void *ctx)
{
	struct talk *t = ctx;
	size_t len = size * n;
	bool no = len > 0 && (line[0] == '4' || line[0] == '5');
	char *keep = no ? t->refused : t->said;

	if (len >= 3 && strncmp(line, "221", 3) == 0)
		return len;
	snprintf(keep, SAID_MAX, "%.*s",
	    (int)(len < SAID_MAX ? len : SAID_MAX - 1), line);
	keep[strcspn(keep, "\r\n")] = '\0';
	for (char *s = keep; *s != '\0'; s++)
		if (*s < ' ' || *s > '~')
			*s = '?';
	t->asked = t->asked || strncmp(t->said, "354", 3) == 0;
	return len;
}

/* What we say; a password is among it, and stays there. */
static int
on_talk(CURL *curl, curl_infotype type, char *text, size_t len, void *ctx)
{
	struct talk *t = ctx;

	(void)curl;
	if (type != CURLINFO_HEADER_OUT || len < 4)
		return 0;
	if (strncmp(text, "MAIL", 4) == 0)
		t->met = t->of_sender = true;
	else if (strncmp(text, "RCPT", 4) == 0)
		t->of_sender = false;
	else if (strncmp(text, "DATA", 4) == 0)
		t->data = true;
	return 0;
}

static enum status
log_in(CURL *curl, const struct config *c, struct err *err)
{
	struct buf password = BUF_INIT(4096);
	enum status rc = OK;

	if (c->smtp.user[0] == '\0')
		return OK;
	if ((rc = secret_read(&password, c->smtp.password_file, err)) == OK) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, c->smtp.user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, password.str);
	}
	buf_wipe(&password);
	return rc;
}

static void
set_up(CURL *curl, const struct config *c, struct talk *t)
{
	curl_easy_setopt(curl, CURLOPT_URL, c->smtp.url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_USE_SSL,
	    url_is_loopback(c->smtp.url) ? (long)CURLUSESSL_TRY :
					   (long)CURLUSESSL_ALL);
	/* on loopback there is no name to verify against */
	if (url_is_loopback(c->smtp.url) &&
	    strncasecmp(c->smtp.url, "smtp://", 7) == 0) {
		curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	curl_easy_setopt(curl, CURLOPT_TIMEOUT,
	    (long)c->smtp.timeout * ANSWERS);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)c->smtp.timeout);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT,
	    (long)c->smtp.timeout);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)t->len);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(curl, CURLOPT_READDATA, t);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_answer);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_talk);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, t);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
}

/* Is it about us, and not about this mail? */
static bool
is_our_fault(long code, CURLcode got, const struct talk *t)
{
	switch (got) {
	case CURLE_LOGIN_DENIED:
	case CURLE_USE_SSL_FAILED:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return code < 400 || code > 499;
	default:
		break;
	}
	if (code < 500 || code > 599)
		return false;
	/* the greeting, EHLO; our address, unless it is the size */
	if (!t->met || t->of_sender)
		return !t->met ||
		    (code != 552 && strstr(t->refused, "5.3.4") == NULL);
	/* who does not log in, or too weakly: RFC 4954 section 6 */
	return code == 530 || code == 534 || code == 535 || code == 538;
}

/* The server's code first, the library's opinion second. */
static enum status
judge(CURL *curl, CURLcode got, const struct talk *t, struct err *err)
{
	const char *said = t->refused;
	long code = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
	if (got == CURLE_OK)
		return OK;
	if (code < 400 || code > 599)
		said = curl_easy_strerror(got);
	if (is_our_fault(code, got, t))
		return err_set(err, ERR_CONFIG, "smtp: %s%s",
		    got == CURLE_LOGIN_DENIED ?
			"the server refuses our login: " :
			"",
		    said);
	if (code >= 500 && code <= 599)
		return err_set(err, ERR_INPUT, "smtp: %s", said);
	if (code >= 400 && code <= 499)
		return err_set(err, ERR_RETRY, "smtp: %s", said);
	/* all of it was handed over, and no answer came; or a call of its own
	 * failed the library, which then sends the final dot all the same */
	if ((t->asked && t->sent == t->len) ||
	    (t->data &&
		(got == CURLE_BAD_FUNCTION_ARGUMENT ||
		    got == CURLE_OUT_OF_MEMORY)))
		return err_set(err, ERR_UNKNOWN,
		    "smtp: no answer after the end of the mail: %s", said);
	return err_set(err, ERR_RETRY, "smtp: %s", said);
}

static enum status
send_mail(const struct config *c, const struct debt *mail, int64_t now,
    bool *closed, struct err *err)
{
	struct talk t = { .body = mail->body, .len = mail->body_len };
	struct curl_slist *to = NULL;
	char from[ADDRESS_MAX + 3], rcpt[ADDRESS_MAX + 3];
	CURL *curl;
	enum status rc;

	(void)now;
	if ((rc = transport_envelope(mail, err)) != OK)
		return rc;
	snprintf(from, sizeof from, "<%s>", mail->sender);
	snprintf(rcpt, sizeof rcpt, "<%s>", mail->to);
	curl = curl_easy_init();
	to = curl_slist_append(NULL, rcpt);
	if (curl == NULL || to == NULL) {
		rc = err_set(err, ERR_RETRY, "out of memory");
		goto out;
	}
	set_up(curl, c, &t);
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	if ((rc = log_in(curl, c, err)) == OK)
		rc = judge(curl, curl_easy_perform(curl), &t, err);
	*closed = rc == ERR_CONFIG || (rc == ERR_RETRY && !t.met);
out:
	curl_slist_free_all(to);
	curl_easy_cleanup(curl);
	return rc;
}

/* Connect, say hello, log in, and leave again. */
static enum status
check(const struct config *c, char detail[256], struct err *err)
{
	struct talk t = { .body = "" };
	CURL *curl = curl_easy_init();
	CURLcode got;
	enum status rc;

	if (curl == NULL)
		return err_set(err, ERR_RETRY, "out of memory");
	set_up(curl, c, &t);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 0L);
	curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
	if ((rc = log_in(curl, c, err)) == OK &&
	    (got = curl_easy_perform(curl)) != CURLE_OK)
		rc = judge(curl, got, &t, err);
	snprintf(detail, 256, "%.100s: %.100s", c->smtp.url, t.said);
	curl_easy_cleanup(curl);
	return rc;
}

const struct transport transport_smtp = {
	.name = "smtp",
	.send = send_mail,
	.check = check,
};
