#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/net/http.h"
#include "tests/support/rawserver.h"
#include "tests/test.h"

/* How much of an answer http takes, and that no part of one passes for all. */
#define HEAD "HTTP/1.1 200 OK\r\nConnection: close\r\n"

static enum status
ask(const char *bytes, size_t len, struct http_answer *a)
{
	struct rawserver *s = rawserver_start(bytes, len);
	struct http_request req = { .method = "GET",
		.bearer = "geheim",
		.timeout = 5 };
	struct err err = ERR_INIT;
	char url[64];
	enum status rc;

	snprintf(url, sizeof url, "http://127.0.0.1:%d/api", rawserver_port(s));
	req.url = url;
	rc = http_do(&req, a, &err);
	assert_int_equal(rawserver_connections(s), 1);
	rawserver_stop(s);
	return rc;
}

enum how { ANNOUNCED, CHUNKED, UNTIL_CLOSED };

static struct size_row {
	const char *name;
	enum how how;
	size_t size;
	enum status want;
} sizes[] = {
	/* clang-format off */
	{ "a_mebibyte", ANNOUNCED, 1 << 20, OK },
	{ "a_mebibyte_in_chunks", CHUNKED, 1 << 20, OK },
	{ "a_mebibyte_until_closed", UNTIL_CLOSED, 1 << 20, OK },
	{ "one_octet_more", ANNOUNCED, (1 << 20) + 1, ERR_UNKNOWN },
	{ "one_octet_more_in_chunks", CHUNKED, (1 << 20) + 1, ERR_UNKNOWN },
	{ "one_octet_more_until_closed", UNTIL_CLOSED, (1 << 20) + 1, ERR_UNKNOWN },
	{ "far_too_much", UNTIL_CLOSED, 4 << 20, ERR_UNKNOWN },
	/* clang-format on */
};

/* The whole answer: headers, and so many x. */
static size_t
write_answer(const struct size_row *row, char *out)
{
	size_t n = 0;

	if (row->how == ANNOUNCED)
		n = (size_t)sprintf(out, HEAD "Content-Length: %zu\r\n\r\n",
		    row->size);
	else if (row->how == CHUNKED)
		n = (size_t)sprintf(out,
		    HEAD "Transfer-Encoding: chunked\r\n\r\n%zx\r\n",
		    row->size);
	else
		n = (size_t)sprintf(out, HEAD "\r\n");
	memset(out + n, 'x', row->size);
	n += row->size;
	if (row->how == CHUNKED)
		n += (size_t)sprintf(out + n, "\r\n0\r\n\r\n");
	return n;
}

static void
a_size(void **state)
{
	const struct size_row *want = *state;
	char *bytes = malloc(want->size + 256);
	struct http_answer a;

	assert_non_null(bytes);
	assert_int_equal(ask(bytes, write_answer(want, bytes), &a), want->want);
	assert_true(a.body.len <= 1 << 20);
	if (want->want == OK)
		assert_int_equal(a.body.len, want->size);
	http_answer_free(&a);
	free(bytes);
}

static struct link_row {
	const char *name;
	const char *head;
	const char *link;
} links[] = {
	/* clang-format off */
	{ "a_link", "link: <http://127.0.0.1/a>; rel=\"next\"\r\nX-Link: other\r\n", "<http://127.0.0.1/a>; rel=\"next\"" },
	{ "no_link", "X-Link: other\r\n", "" },
	{ "any_case_any_blank", "LINK:\t <a>; rel=\"next\"\r\n", "<a>; rel=\"next\"" },
	{ "no_blank", "Link:<a>; rel=\"next\"\r\n", "<a>; rel=\"next\"" },
	{ "an_empty_one", "Link:\r\n", "" },
	/* one list may come in several lines (RFC 9110, 5.3) */
	{ "in_several_lines", "Link: <a>; rel=\"next\"\r\nLink: <b>; rel=\"first\"\r\n", "<a>; rel=\"next\", <b>; rel=\"first\"" },
	/* clang-format on */
};

static void
a_link(void **state)
{
	const struct link_row *want = *state;
	struct http_answer a;
	char bytes[512];

	snprintf(bytes, sizeof bytes, HEAD "%s\r\n", want->head);
	assert_int_equal(ask(bytes, strlen(bytes), &a), OK);
	assert_string_equal(a.link, want->link);
	http_answer_free(&a);
}

static struct long_row {
	const char *name;
	const char *head; /* in front of so many x */
	size_t len;
	enum status want;
} longs[] = {
	/* clang-format off */
	{ "the_longest_link", "Link: ", 4095, OK },
	/* the next page could stand in what we do not keep */
	{ "a_longer_link", "Link: ", 4096, ERR_UNKNOWN },
	{ "a_second_link_too_many", "Link: <a>\r\nLink: ", 4091, ERR_UNKNOWN },
	{ "a_long_other_header", "X-Other: ", 8000, OK },
	{ "a_header_of_100_KB", "X-Other: ", 100 << 10, ERR_UNKNOWN },
	{ "a_header_without_end", "X-Other: ", 400000, ERR_UNKNOWN },
	/* clang-format on */
};

static void
a_long_header(void **state)
{
	const struct long_row *want = *state;
	char *bytes = malloc(want->len + 256);
	struct http_answer a;
	size_t n;

	assert_non_null(bytes);
	n = (size_t)snprintf(bytes, 256, HEAD "%s", want->head);
	memset(bytes + n, 'x', want->len);
	strcpy(bytes + n + want->len, "\r\n\r\n");
	assert_int_equal(ask(bytes, strlen(bytes), &a), want->want);
	if (want->want == OK && strcmp(want->head, "Link: ") == 0)
		assert_int_equal(strlen(a.link), want->len);
	http_answer_free(&a);
	free(bytes);
}

int
main(void)
{
	struct CMUnitTest bodies[N(sizes)], headers[N(links)], most[N(longs)];
	int failed;

	TEST_CASES(bodies, sizes, a_size);
	TEST_CASES(headers, links, a_link);
	TEST_CASES(most, longs, a_long_header);
	failed = run_tests("http: sizes", bodies, N(sizes));
	failed += run_tests("http: links", headers, N(links));
	failed += run_tests("http: long headers", most, N(longs));
	return failed;
}
