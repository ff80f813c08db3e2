#include "tests/support/smtpd.h"

#include <sys/socket.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "tests/support/tls.h"

#define MEMORY (1 << 20)

struct smtpd {
	int fd;
	int port;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t idle;
	const char *answer[SMTP_POINTS];
	struct buf commands;
	struct buf mail;
	enum smtp_tls tls;
	struct tls *secret; /* of this connection, once it is protected */
	int connections;
	int taken;
	int protected;
	bool busy;
	bool login; /* the next line is the answer to AUTH */
};

/* clang-format off */
static const struct {
	const char *verb;
	enum smtp_point at;
} verbs[] = {
	{ "EHLO", AT_EHLO }, { "HELO", AT_EHLO }, { "AUTH", AT_AUTH },
	{ "MAIL", AT_MAIL }, { "RCPT", AT_RCPT }, { "DATA", AT_DATA },
	{ "QUIT", AT_QUIT },
};
static const char offers[] = "250-mx.campus.example\r\n250-SIZE 1000000\r\n"
			     "250-STARTTLS\r\n250 8BITMIME";
static const char *const usual[SMTP_POINTS] = {
	[AT_GREETING] = "220 mx.campus.example ESMTP",
	[AT_EHLO] = "250-mx.campus.example\r\n250-SIZE 1000000\r\n"
		    "250-AUTH PLAIN\r\n250 8BITMIME",
	[AT_AUTH] = "235 2.7.0 welcome",
	[AT_MAIL] = "250 2.1.0 ok",
	[AT_RCPT] = "250 2.1.5 ok",
	[AT_DATA] = "354 go on",
	[AT_END] = "250 2.0.0 queued as 7F",
	[AT_QUIT] = "221 2.0.0 bye",
};
/* clang-format on */

/* One connection. */
struct talk {
	FILE *in;
	FILE *out;
	int fd;
};

static const char *
words_at(struct smtpd *s, enum smtp_point at)
{
	bool offer = at == AT_EHLO && s->secret == NULL &&
	    (s->tls == TLS_OFFERED || s->tls == TLS_BROKEN);

	return s->answer[at] != NULL ? s->answer[at] :
	    offer                    ? offers :
				       usual[at];
}

/* False: the connection is to be closed. */
static bool
say(struct smtpd *s, struct talk *t, enum smtp_point at)
{
	const char *words;

	pthread_mutex_lock(&s->lock);
	words = words_at(s, at);
	if (at == AT_END && words[0] != '4' && words[0] != '5')
		s->taken++;
	pthread_mutex_unlock(&s->lock);
	if (strcmp(words, STALL) == 0)
		while (getc(t->in) != EOF)
			;
	if (strcmp(words, STALL) == 0 || words[0] == '\0')
		return false;
	fprintf(t->out, "%s\r\n", words);
	return fflush(t->out) == 0;
}

/* From here on both ways go through TLS.  False: the other end would not. */
static bool
protect(struct smtpd *s, struct talk *t)
{
	FILE *in, *out;

	if (s->tls == TLS_BROKEN ||
	    (s->secret = tls_begin(t->fd, &in, &out)) == NULL)
		return false;
	fclose(t->out);
	t->out = out;
	fclose(t->in);
	t->in = in;
	pthread_mutex_lock(&s->lock);
	s->protected ++;
	pthread_mutex_unlock(&s->lock);
	return true;
}

static bool
remember(struct smtpd *s, struct buf *memory, const char *line, size_t len)
{
	pthread_mutex_lock(&s->lock);
	buf_add(memory, line, len);
	pthread_mutex_unlock(&s->lock);
	return true;
}

/* The lines of the mail, up to the dot.  False: closed. */
static bool
take_mail(struct smtpd *s, FILE *in)
{
	const char *first = s->answer[AT_BODY];
	char *line = NULL;
	size_t size = 0;
	ssize_t n;
	bool ended = false;

	if (first != NULL && first[0] == '\0') {
		getc(in);
		return false;
	}
	while (!ended && (n = getline(&line, &size, in)) > 0) {
		remember(s, &s->mail, line, (size_t)n);
		ended = strcmp(line, ".\r\n") == 0;
	}
	free(line);
	return ended;
}

static enum smtp_point
point_of(const char *line)
{
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (strncasecmp(line, verbs[i].verb, 4) == 0)
			return verbs[i].at;
	return SMTP_POINTS;
}

/* One command and its answer.  False: the connection is over. */
static bool
serve_line(struct smtpd *s, char *line, size_t len, struct talk *t)
{
	enum smtp_point at = point_of(line);

	while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
		len--;
	remember(s, &s->commands, line, len);
	remember(s, &s->commands, "\n", 1);
	if (s->login) {
		s->login = false;
		return say(s, t, AT_AUTH);
	}
	s->login = at == AT_AUTH;
	if (s->login || at == SMTP_POINTS) {
		bool tls = strncasecmp(line, "STARTTLS", 8) == 0;

		fputs(s->login ? "334 \r\n" :
			tls    ? "220 2.0.0 go on\r\n" :
				 "250 2.0.0 ok\r\n",
		    t->out);
		return fflush(t->out) == 0 && (!tls || protect(s, t));
	}
	if (!say(s, t, at) || at == AT_QUIT)
		return false;
	if (at != AT_DATA ||
	    (s->answer[AT_DATA] != NULL && s->answer[AT_DATA][0] != '3'))
		return true;
	return take_mail(s, t->in) && say(s, t, AT_END);
}

static void
serve(struct smtpd *s, int fd)
{
	struct talk t = { fdopen(dup(fd), "r"), fdopen(dup(fd), "w"), fd };
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	if ((s->tls != TLS_AT_ONCE || protect(s, &t)) &&
	    say(s, &t, AT_GREETING))
		while ((n = getline(&line, &size, t.in)) > 0 &&
		    serve_line(s, line, (size_t)n, &t))
			;
	free(line);
	fclose(t.out);
	fclose(t.in);
	tls_end(s->secret);
	s->secret = NULL;
	s->login = false;
	close(fd);
}

static void *
work(void *ctx)
{
	struct smtpd *s = ctx;
	int fd;

	while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
		pthread_mutex_lock(&s->lock);
		s->busy = true;
		s->connections++;
		pthread_mutex_unlock(&s->lock);
		serve(s, fd);
		pthread_mutex_lock(&s->lock);
		s->busy = false;
		pthread_cond_broadcast(&s->idle);
		pthread_mutex_unlock(&s->lock);
	}
	return NULL;
}

struct smtpd *
smtpd_start(void)
{
	struct smtpd *s = calloc(1, sizeof *s);
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof at;

	if (s == NULL)
		return NULL;
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(s->fd, (struct sockaddr *)&at, sizeof at) != 0 ||
	    listen(s->fd, 4) != 0 ||
	    getsockname(s->fd, (struct sockaddr *)&at, &len) != 0) {
		close(s->fd);
		free(s);
		return NULL;
	}
	s->port = ntohs(at.sin_port);
	s->commands = BUF_INIT(MEMORY);
	s->mail = BUF_INIT(MEMORY);
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->idle, NULL);
	pthread_create(&s->thread, NULL, work, s);
	return s;
}

int
smtpd_port(const struct smtpd *s)
{
	return s->port;
}

void
smtpd_stop(struct smtpd *s)
{
	if (s == NULL)
		return;
	shutdown(s->fd, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->fd);
	buf_free(&s->commands);
	buf_free(&s->mail);
	free(s);
}

static void
wait_until_idle(struct smtpd *s)
{
	pthread_mutex_lock(&s->lock);
	while (s->busy)
		pthread_cond_wait(&s->idle, &s->lock);
	pthread_mutex_unlock(&s->lock);
}

void
smtpd_reset(struct smtpd *s)
{
	wait_until_idle(s);
	pthread_mutex_lock(&s->lock);
	buf_reset(&s->commands);
	buf_reset(&s->mail);
	for (int i = 0; i < SMTP_POINTS; i++)
		s->answer[i] = NULL;
	s->connections = s->taken = s->protected = 0;
	s->tls = TLS_NONE;
	pthread_mutex_unlock(&s->lock);
}

void
smtpd_answer(struct smtpd *s, enum smtp_point at, const char *answer)
{
	pthread_mutex_lock(&s->lock);
	s->answer[at] = answer;
	pthread_mutex_unlock(&s->lock);
}

void
smtpd_tls(struct smtpd *s, enum smtp_tls tls)
{
	pthread_mutex_lock(&s->lock);
	s->tls = tls;
	pthread_mutex_unlock(&s->lock);
}

const struct buf *
smtpd_commands(struct smtpd *s)
{
	wait_until_idle(s);
	return &s->commands;
}

const struct buf *
smtpd_mail(struct smtpd *s)
{
	wait_until_idle(s);
	return &s->mail;
}

static int
number(struct smtpd *s, const int *of)
{
	int n;

	wait_until_idle(s);
	pthread_mutex_lock(&s->lock);
	n = *of;
	pthread_mutex_unlock(&s->lock);
	return n;
}

int
smtpd_connections(struct smtpd *s)
{
	return number(s, &s->connections);
}

int
smtpd_taken(struct smtpd *s)
{
	return number(s, &s->taken);
}

int
smtpd_protected(struct smtpd *s)
{
	return number(s, &s->protected);
}
