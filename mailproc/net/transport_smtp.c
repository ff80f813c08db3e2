#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "mailproc/base/address.h"
#include "mailproc/net/transport.h"

#define TIME_LIMIT   60L /* seconds for one mail */
#define ANSWER_LIMIT 20L /* seconds for one answer */

/* What the server said last, and the mail on its way out. */
struct talk {
	const char *body;
	size_t len;
	size_t sent;
	char said[200];
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

static size_t
on_answer(char *line, size_t size, size_t n, void *ctx)
{
	struct talk *t = ctx;
	size_t len = size * n;

	snprintf(t->said, sizeof t->said, "%.*s",
	    (int)(len < sizeof t->said ? len : sizeof t->said - 1), line);
	t->said[strcspn(t->said, "\r\n")] = '\0';
	return len;
}

static bool
is_loopback(const char *url)
{
	const char *host = strstr(url, "://");

	if (host == NULL)
		return false;
	host += 3;
	return strncasecmp(host, "localhost", 9) == 0 ||
	    strncmp(host, "127.0.0.1", 9) == 0 ||
	    strncmp(host, "[::1]", 5) == 0;
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
	    is_loopback(c->smtp.url) ? (long)CURLUSESSL_TRY :
				       (long)CURLUSESSL_ALL);
	/* on loopback there is no name to verify against */
	if (is_loopback(c->smtp.url) &&
	    strncasecmp(c->smtp.url, "smtp://", 7) == 0) {
		curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, TIME_LIMIT);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, ANSWER_LIMIT);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)t->len);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(curl, CURLOPT_READDATA, t);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_answer);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, t);
}

/* The server's code first, the library's opinion second. */
static enum status
judge(CURL *curl, CURLcode got, const struct talk *t, struct err *err)
{
	long code = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
	if (got == CURLE_OK)
		return OK;
	if (code >= 500 && code <= 599 && got == CURLE_LOGIN_DENIED)
		return err_set(err, ERR_CONFIG,
		    "smtp: the server refuses our login: %s", t->said);
	if (code >= 500 && code <= 599)
		return err_set(err, ERR_INPUT, "smtp: %s", t->said);
	if (code >= 400 && code <= 499)
		return err_set(err, ERR_RETRY, "smtp: %s", t->said);
	/* all of it was handed over, and no answer came */
	if (t->sent == t->len && code == 354)
		return err_set(err, ERR_UNKNOWN,
		    "smtp: no answer after the end of the mail: %s",
		    curl_easy_strerror(got));
	return err_set(err, ERR_RETRY, "smtp: %s", curl_easy_strerror(got));
}

static enum status
send_mail(const struct config *c, const struct debt *mail, int64_t now,
    struct err *err)
{
	struct talk t = { .body = mail->body, .len = mail->body_len };
	struct curl_slist *to = NULL;
	char from[ADDRESS_MAX + 3], rcpt[ADDRESS_MAX + 3];
	CURL *curl;
	enum status rc;

	(void)now;
	/* a line end in an address would be a second command */
	if (!address_valid(mail->to, strlen(mail->to)) ||
	    (mail->sender[0] != '\0' &&
		!address_valid(mail->sender, strlen(mail->sender))))
		return err_set(err, ERR_INPUT, "not a mail address");
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
