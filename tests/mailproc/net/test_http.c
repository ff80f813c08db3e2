#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/net/http.h"
#include "tests/support/rawserver.h"
#include "tests/support/wiped.h"
#include "tests/test.h"

#define HEAD "HTTP/1.1 200 OK\r\nConnection: close\r\n"

static const struct http_request request = { .method = "GET",
	.bearer = "geheim",
	.timeout = 5 };

/* Ask a server that answers these bytes. */
static enum status
ask(const char *bytes, size_t len, struct http_answer *a, char *heard)
{
	struct rawserver *s = rawserver_start(bytes, len);
	struct http_request req = request;
	struct err err = ERR_INIT;
	char url[64];
	enum status rc;

	snprintf(url, sizeof url, "http://127.0.0.1:%d/api", rawserver_port(s));
	req.url = url;
	rc = http_do(&req, a, &err);
	if (rc != OK) {
		assert_non_null(strstr(err.text, url));
		assert_null(strstr(err.text, "geheim"));
	}
	if (heard != NULL)
		snprintf(heard, 4096, "%s", rawserver_heard(s));
	assert_int_equal(rawserver_connections(s), 1);
	rawserver_stop(s);
	return rc;
}

static struct row {
	const char *name;
	const char *bytes;
	enum status want;
	long code;
	const char *type;
	const char *body;
} rows[] = {
	/* clang-format off */
	{ "a_plain_answer", HEAD "Content-Type: Application/JSON; charset=utf-8\r\n\r\n{}", OK, 200, "application/json", "{}" },
	{ "an_error_is_an_answer", "HTTP/1.1 500 No\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n<p>", OK, 500, "text/html", "<p>" },
	{ "a_redirect_is_not_followed", "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: http://127.0.0.1:1/\r\n\r\n", OK, 302, "", "" },
	{ "no_answer", "", ERR_UNKNOWN, 0, "", "" },
	{ "no_http", "220 mx.campus.example ESMTP\r\n", ERR_UNKNOWN, 0, "", "" },
	{ "a_body_that_ends_early", HEAD "Content-Length: 100\r\n\r\n{\"id\":", ERR_UNKNOWN, 200, "", "{\"id\":" },
	{ "a_chunk_that_ends_early", HEAD "Transfer-Encoding: chunked\r\n\r\n10\r\n{\"id\"", ERR_UNKNOWN, 200, "", "{\"id\"" },
	{ "type_without_a_space", HEAD "Content-Type:text/PLAIN;charset=x\r\n\r\nx", OK, 200, "text/plain", "x" },
	{ "an_empty_answer", "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", OK, 204, "", "" },
	{ "the_old_protocol_without_headers", "<html>", ERR_UNKNOWN, 0, "", "" },
	{ "headers_that_end_early", HEAD "Content-Type: text/plain\r\n", ERR_UNKNOWN, 200, "text/plain", "" },
	{ "a_body_announced_too_long", HEAD "Content-Length: 1048577\r\n\r\n", ERR_UNKNOWN, 200, "", "" },
	/* clang-format on */
};

static void
an_answer(void **state)
{
	const struct row *want = *state;
	struct http_answer a;

	assert_int_equal(ask(want->bytes, strlen(want->bytes), &a, NULL),
	    want->want);
	assert_int_equal(a.code, want->code);
	assert_string_equal(a.type, want->type);
	assert_string_equal(a.body.str, want->body);
	http_answer_free(&a);
}

static void
what_is_said(void **state)
{
	static const char *const wanted[] = { "GET /api HTTP/1.1\r\n",
		"\r\nUser-Agent: mailproc/",
		"\r\nAuthorization: Bearer geheim\r\n",
		"\r\nAccept: application/json+canvas-string-ids\r\n" };
	struct http_answer a;
	char heard[4096];

	(void)state;
	/* a proxy of the environment would see the bearer */
	setenv("http_proxy", "http://127.0.0.1:1/", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1/", 1);
	assert_int_equal(ask(HEAD "\r\n", strlen(HEAD "\r\n"), &a, heard), OK);
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
	for (size_t i = 0; i < N(wanted); i++)
		assert_non_null(strstr(heard, wanted[i]));
	assert_null(strstr(heard, "Expect:"));
	http_answer_free(&a);
}

/* What is said with a form. */
static void
a_form(void **state)
{
	static const char *const methods[] = { "POST", "PUT" };
	struct rawserver *s = rawserver_start(HEAD "\r\n", strlen(HEAD "\r\n"));
	struct http_request req = request;
	struct http_answer a;
	struct err err = ERR_INIT;
	char url[64], line[64];

	(void)state;
	snprintf(url, sizeof url, "http://127.0.0.1:%d/api", rawserver_port(s));
	req.url = url;
	req.form = "a=b";
	for (size_t i = 0; i < N(methods); i++) {
		req.method = methods[i];
		assert_int_equal(http_do(&req, &a, &err), OK);
		snprintf(line, sizeof line, "%s /api HTTP/1.1\r\n", methods[i]);
		assert_ptr_equal(strstr(rawserver_heard(s), line),
		    rawserver_heard(s));
		assert_non_null(
		    strstr(rawserver_heard(s), "\r\nContent-Length: 3\r\n"));
		assert_non_null(strstr(rawserver_heard(s),
		    "\r\nContent-Type: application/x-www-form-urlencoded"
		    "\r\n"));
		http_answer_free(&a);
	}
	rawserver_stop(s);
}

/* A .netrc would put its password in front of our bearer. */
static void
no_netrc(void **state)
{
	char home[] = "/tmp/test_http.XXXXXX", file[64], *old = getenv("HOME");
	struct http_answer a;
	char heard[4096];
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(home));
	snprintf(file, sizeof file, "%s/.netrc", home);
	f = fopen(file, "w");
	assert_non_null(f);
	fputs("default login somebody password else\n", f);
	fclose(f);
	old = old == NULL ? NULL : strdup(old);
	setenv("HOME", home, 1);
	assert_int_equal(ask(HEAD "\r\n", strlen(HEAD "\r\n"), &a, heard), OK);
	if (old != NULL)
		setenv("HOME", old, 1);
	free(old);
	unlink(file);
	rmdir(home);
	assert_null(strstr(heard, "Basic"));
	assert_non_null(strstr(heard, "Bearer geheim"));
	http_answer_free(&a);
}

static struct url_row {
	const char *name;
	const char *url;
	enum status want;
} urls[] = {
	/* clang-format off */
	{ "http_elsewhere", "http://canvas.example/", ERR_CONFIG },
	{ "http_that_begins_like_loopback", "http://127.0.0.1.evil.example/", ERR_CONFIG },
	{ "http_localhost_as_user", "http://localhost@evil.example/", ERR_CONFIG },
	/* what looks like a port is a password */
	{ "loopback_as_user", "http://127.0.0.1:80@evil.example/", ERR_CONFIG },
	{ "a_user_before_the_host", "https://canvas.example@evil.example/", ERR_CONFIG },
	{ "no_scheme", "127.0.0.1:1/", ERR_CONFIG },
	{ "another_scheme", "ftp://127.0.0.1:1/", ERR_CONFIG },
	{ "no_such_port", "http://127.0.0.1:99999/", ERR_CONFIG },
	{ "a_blank_within", "https://127.0.0.1:1/a b", ERR_CONFIG },
	{ "nothing", "", ERR_CONFIG },
	{ "an_at_in_the_path", "http://127.0.0.1:1/a@b", ERR_RETRY },
	{ "loopback_by_name", "http://LOCALHOST:1/", ERR_RETRY },
	{ "loopback_of_the_new_protocol", "http://[::1]:1/", ERR_RETRY },
	{ "a_file", "file:///etc/passwd", ERR_CONFIG },
	{ "nobody_listens", "http://127.0.0.1:1/", ERR_RETRY },
	{ "no_such_host", "https://nowhere.invalid/", ERR_RETRY },
	{ "https_to_nobody", "https://127.0.0.1:1/", ERR_RETRY },
	/* clang-format on */
};

static void
an_url(void **state)
{
	const struct url_row *want = *state;
	struct http_request req = request;
	struct http_answer a;
	struct err err = ERR_INIT;

	req.url = want->url;
	assert_int_equal(http_do(&req, &a, &err), want->want);
	assert_int_equal(a.code, 0);
	assert_string_equal(a.body.str, "");
	assert_true(err.text[0] != '\0');
	http_answer_free(&a);
}

static void
https_needs_a_certificate(void **state)
{
	/* a server that talks, but no TLS */
	struct rawserver *s = rawserver_start("nonsense\r\n", 10);
	struct http_request req = request;
	struct http_answer a;
	struct err err = ERR_INIT;
	char url[64];

	(void)state;
	snprintf(url, sizeof url, "https://127.0.0.1:%d/", rawserver_port(s));
	req.url = url;
	setenv("https_proxy", "http://127.0.0.1:1/", 1);
	/* the handshake failed: nothing of the request was said */
	assert_int_equal(http_do(&req, &a, &err), ERR_RETRY);
	unsetenv("https_proxy");
	assert_int_equal(rawserver_connections(s), 1);
	assert_null(strstr(rawserver_heard(s), "geheim"));
	http_answer_free(&a);
	rawserver_stop(s);
}

static void
encoding(void **state)
{
	struct buf out = BUF_INIT(256);

	(void)state;
	url_encode(&out, "a-Z_0.~ [CT-42] 50%&=+\xc3\xb6/");
	assert_string_equal(out.str,
	    "a-Z_0.~%20%5BCT-42%5D%2050%25%26%3D%2B%C3%B6%2F");
	buf_free(&out);
}

/* The token's secret in the answer, and our own in the request. */
static void
secrets_are_overwritten(void **state)
{
	static const char bytes[] = HEAD "\r\n{\"token\":\"1234~abcd\"}";
	struct http_answer a;

	(void)state;
	wiped_watch("geheim");
	assert_int_equal(ask(bytes, sizeof bytes - 1, &a, NULL), OK);
	/* where it was put together, and where libcurl took it from */
	assert_int_equal(wiped_count(), 2);
	wiped_watch("1234~abcd");
	http_answer_free(&a);
	assert_int_equal(wiped_count(), 1);
	assert_string_equal(a.body.str, "");
	http_answer_free(&a); /* twice does no harm */
	wiped_watch(NULL);
}

/* Without its credential a request would only tell Canvas who we are not. */
static void
no_request_without_its_bearer(void **state)
{
	struct rawserver *s = rawserver_start(HEAD "\r\n", strlen(HEAD "\r\n"));
	struct http_request req = request;
	struct http_answer a;
	struct err err = ERR_INIT;
	char url[64], *bearer = malloc((16 << 10) + 1);

	(void)state;
	assert_non_null(bearer);
	memset(bearer, 'x', 16 << 10);
	bearer[16 << 10] = '\0';
	snprintf(url, sizeof url, "http://127.0.0.1:%d/", rawserver_port(s));
	req.url = url;
	req.bearer = bearer;
	assert_int_not_equal(http_do(&req, &a, &err), OK);
	assert_int_equal(rawserver_connections(s), 0);
	http_answer_free(&a);
	rawserver_stop(s);
	free(bearer);
}

int
main(void)
{
	struct CMUnitTest answers[N(rows)], addresses[N(urls)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_said),
		cmocka_unit_test(a_form),
		cmocka_unit_test(no_netrc),
		cmocka_unit_test(https_needs_a_certificate),
		cmocka_unit_test(encoding),
		cmocka_unit_test(secrets_are_overwritten),
		cmocka_unit_test(no_request_without_its_bearer),
	};
	int failed;

	TEST_CASES(answers, rows, an_answer);
	TEST_CASES(addresses, urls, an_url);
	failed = run_tests("http: answers", answers, N(rows));
	failed += run_tests("http: addresses", addresses, N(urls));
	failed += run_tests("http", tests, N(tests));
	return failed;
}
