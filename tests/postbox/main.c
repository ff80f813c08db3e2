/*
 * postbox - where mails go that leave by sendmail or by SMTP: into a Maildir,
 * under the number of their debt as the transport "maildir" names them, so that
 * copies can be counted whichever way they went.
 *
 *	postbox STATE MAILDIR ARGUMENT... RECIPIENT
 *		takes a mail from standard input, as sendmail does
 *	postbox STATE MAILDIR
 *		prints its port on loopback, and is a mail server until standard
 *		input ends; what it has said yes to is there
 */
#include <sys/socket.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <sqlite3.h>

#define MAIL_MAX (1 << 20)

struct box {
	const char *state;
	const char *maildir;
	char mail[MAIL_MAX];
	size_t len;
	char to[400];
	int n;
};

/* The debt that was owed with this Message-ID; 0: none. */
static long
find_debt(const struct box *b)
{
	static const char head[] = "\nMessage-ID: <";
	const char *id = strstr(b->mail, head), *end;
	sqlite3_stmt *q = NULL;
	sqlite3 *db = NULL;
	long debt = 0;

	end = id == NULL ? NULL : strchr(id, '>');
	if (end == NULL)
		return 0;
	id += sizeof head - 1;
	if (sqlite3_open_v2(b->state, &db, SQLITE_OPEN_READONLY, NULL) ==
		SQLITE_OK &&
	    sqlite3_busy_timeout(db, 10000) == SQLITE_OK &&
	    sqlite3_prepare_v2(db, "SELECT id FROM debt WHERE message_id = ?1",
		-1, &q, NULL) == SQLITE_OK) {
		sqlite3_bind_text(q, 1, id, (int)(end - id), SQLITE_STATIC);
		if (sqlite3_step(q) == SQLITE_ROW)
			debt = (long)sqlite3_column_int64(q, 0);
	}
	sqlite3_finalize(q);
	sqlite3_close(db);
	return debt;
}

static int
keep(struct box *b)
{
	char tmp[600], new[600];
	long debt = find_debt(b);
	FILE *f;
	int bad;

	snprintf(tmp, sizeof tmp, "%s/tmp/%d-%d", b->maildir, (int)getpid(),
	    b->n);
	snprintf(new, sizeof new, "%s/new/0.%06ld_%d-%d.postbox", b->maildir,
	    debt, (int)getpid(), b->n++);
	if (debt == 0 || (f = fopen(tmp, "w")) == NULL)
		return EX_TEMPFAIL;
	fprintf(f, "Return-Path: <>\r\nDelivered-To: %s\r\n", b->to);
	fwrite(b->mail, 1, b->len, f);
	bad = ferror(f);
	if (fclose(f) != 0 || bad != 0 || rename(tmp, new) != 0) {
		unlink(tmp);
		return EX_TEMPFAIL;
	}
	return EX_OK;
}

static void
append(struct box *b, const char *line, size_t n)
{
	if (n >= sizeof b->mail - b->len)
		n = sizeof b->mail - b->len - 1;
	memcpy(b->mail + b->len, line, n);
	b->len += n;
	b->mail[b->len] = '\0';
}

/* The mail up to its dot, kept.  False: the other end is gone. */
static int
take(struct box *b, FILE *in, FILE *out)
{
	char line[2000];

	b->len = 0;
	b->mail[0] = '\0';
	while (fgets(line, sizeof line, in) != NULL) {
		if (strcmp(line, ".\r\n") == 0) {
			fputs(keep(b) == EX_OK ? "250 2.0.0 kept\r\n" :
						 "451 4.3.0 not kept\r\n",
			    out);
			return 1;
		}
		append(b, line, strlen(line));
	}
	return 0;
}

static void
serve(struct box *b, int fd)
{
	FILE *in = fdopen(dup(fd), "r"), *out = fdopen(fd, "w");
	char line[2000];
	int on = 1;

	fputs("220 postbox\r\n", out);
	while (on && fflush(out) == 0 && fgets(line, sizeof line, in) != NULL) {
		if (sscanf(line, "RCPT TO:<%399[^>]", b->to) == 1)
			fputs("250 2.1.5 ok\r\n", out);
		else if (strncmp(line, "DATA", 4) == 0) {
			fputs("354 go on\r\n", out);
			on = fflush(out) == 0 && take(b, in, out);
		} else {
			on = strncmp(line, "QUIT", 4) != 0;
			fputs(on ? "250 2.0.0 ok\r\n" : "221 2.0.0 bye\r\n",
			    out);
		}
	}
	fclose(in);
	fclose(out);
}

static int
listen_on_loopback(struct box *b)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof at;
	int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), fd;
	struct pollfd p[] = { { .fd = s, .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN } };

	if (bind(s, (struct sockaddr *)&at, sizeof at) != 0 ||
	    listen(s, 16) != 0 ||
	    getsockname(s, (struct sockaddr *)&at, &len) != 0)
		return EX_OSERR;
	printf("%d\n", ntohs(at.sin_port));
	fflush(stdout);
	while (poll(p, 2, -1) >= 0 && p[1].revents == 0)
		if ((fd = accept(s, NULL, NULL)) >= 0)
			serve(b, fd);
	return EX_OK;
}

int
main(int argc, char **argv)
{
	static struct box b;
	size_t n;

	if (argc < 3)
		return EX_USAGE;
	signal(SIGPIPE, SIG_IGN);
	b.state = argv[1];
	b.maildir = argv[2];
	if (argc == 3)
		return listen_on_loopback(&b);
	snprintf(b.to, sizeof b.to, "%s", argv[argc - 1]);
	n = fread(b.mail, 1, sizeof b.mail - 1, stdin);
	b.mail[n] = '\0';
	b.len = n;
	return ferror(stdin) != 0 ? EX_IOERR : keep(&b);
}
