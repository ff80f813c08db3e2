/* A server with a certificate that nobody has reason to believe. */
#include <sys/socket.h>

#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/net/http.h"
#include "tests/support/tls.h"
#include "tests/test.h"

struct server {
	int fd;
	int port;
	bool trusted; /* the client finished the handshake */
	char first;   /* octet of what it said then */
};

static void *
shake_hands(void *ctx)
{
	struct server *s = ctx;
	FILE *in, *out;
	int client = accept(s->fd, NULL, NULL);
	struct tls *t = tls_begin(client, &in, &out);

	if (t != NULL) {
		int c = getc(in);

		s->trusted = c != EOF;
		s->first = (char)(c == EOF ? 0 : c);
		fclose(in);
		fclose(out);
		tls_end(t);
	}
	close(client);
	return NULL;
}

static void
listen_on_loopback(struct server *s)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof at;

	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(s->fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(s->fd, 1), 0);
	assert_int_equal(getsockname(s->fd, (struct sockaddr *)&at, &len), 0);
	s->port = ntohs(at.sin_port);
}

/* Nothing of ours goes out, and it may be tried again: nothing has happened. */
static void
a_wrong_certificate(void **state)
{
	static const char *const methods[] = { "GET", "POST", "DELETE" };

	(void)state;
	for (size_t i = 0; i < N(methods); i++) {
		struct http_request req = { .method = methods[i],
			.bearer = "geheim",
			.form = i == 1 ? "a=b" : NULL,
			.timeout = 10 };
		struct server s = { .trusted = false };
		struct err err = ERR_INIT;
		struct http_answer a;
		pthread_t thread;
		char url[64];

		listen_on_loopback(&s);
		assert_int_equal(pthread_create(&thread, NULL, shake_hands, &s),
		    0);
		snprintf(url, sizeof url, "https://127.0.0.1:%d/api", s.port);
		req.url = url;
		assert_int_equal(http_do(&req, &a, &err), ERR_RETRY);
		pthread_join(thread, NULL);
		close(s.fd);
		assert_non_null(strstr(err.text, "certificate"));
		assert_int_equal(a.code, 0);
		assert_false(s.trusted);
		assert_int_equal(s.first, 0);
		http_answer_free(&a);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrong_certificate),
	};

	return run_tests("http: tls", tests, N(tests));
}
