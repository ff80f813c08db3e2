#include "tests/support/rawserver.h"

#include <sys/socket.h>

#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEARD_MAX     (64 << 10)
#define TLS_HANDSHAKE 22

struct rawserver {
	int fd;
	pthread_t thread;
	const char *answer;
	size_t len;
	char heard[HEARD_MAX];
	int connections;
};

static void
listen_to(struct rawserver *s, int client)
{
	size_t n = 0;
	ssize_t got;

	s->heard[0] = '\0';
	while (n < HEARD_MAX - 1 && s->heard[0] != TLS_HANDSHAKE &&
	    strstr(s->heard, "\r\n\r\n") == NULL &&
	    (got = read(client, s->heard + n, HEARD_MAX - 1 - n)) > 0) {
		n += (size_t)got;
		s->heard[n] = '\0';
	}
}

static void *
serve(void *ctx)
{
	struct rawserver *s = ctx;
	int client;

	while ((client = accept(s->fd, NULL, NULL)) >= 0) {
		size_t done = 0;
		ssize_t n = 1;

		s->connections++;
		listen_to(s, client);
		while (n > 0 && done < s->len) {
			n = send(client, s->answer + done, s->len - done,
			    MSG_NOSIGNAL);
			done += n > 0 ? (size_t)n : 0;
		}
		close(client);
	}
	return NULL;
}

struct rawserver *
rawserver_start(const char *answer, size_t len)
{
	struct rawserver *s = calloc(1, sizeof *s);
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };

	s->answer = answer;
	s->len = len;
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(s->fd, (struct sockaddr *)&at, sizeof at) != 0 ||
	    listen(s->fd, 8) != 0 ||
	    pthread_create(&s->thread, NULL, serve, s) != 0)
		abort();
	return s;
}

int
rawserver_port(const struct rawserver *s)
{
	struct sockaddr_in at;
	socklen_t len = sizeof at;

	if (getsockname(s->fd, (struct sockaddr *)&at, &len) != 0)
		abort();
	return ntohs(at.sin_port);
}

const char *
rawserver_heard(struct rawserver *s)
{
	return s->heard;
}

int
rawserver_connections(struct rawserver *s)
{
	return s->connections;
}

void
rawserver_stop(struct rawserver *s)
{
	shutdown(s->fd, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->fd);
	free(s);
}
