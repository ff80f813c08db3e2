#include "tests/support/caller.h"

#include <sys/socket.h>

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "mailproc/base/buf.h"

static void
header(struct buf *out, const char *name, const char *value)
{
	if (value != NULL)
		buf_addf(out, "%s%s\r\n", name, value);
}

void
caller_say(int fd, const char *text)
{
	size_t len = strlen(text);

	while (len > 0) {
		ssize_t n = send(fd, text, len, MSG_NOSIGNAL);

		if (n <= 0)
			return; /* hung up: the reply will tell */
		text += n;
		len -= (size_t)n;
	}
}

int
caller_begin(int port, const struct call *call, size_t len)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((unsigned short)port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct buf head = BUF_INIT(16 << 10);

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
		abort();
	buf_addf(&head, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n", call->method,
	    call->path);
	header(&head, "User-Agent: ", call->agent);
	header(&head, "Accept: ", call->accept);
	header(&head, "Authorization: Bearer ", call->bearer);
	if (call->form != NULL)
		buf_addf(&head, "Content-Length: %zu\r\n", len);
	buf_adds(&head, "Connection: close\r\n\r\n");
	caller_say(fd, head.str);
	buf_free(&head);
	return fd;
}

/* A header's value, "" if there is none. */
static void
take(const char *head, const char *name, char *out, size_t size)
{
	size_t len = strlen(name);

	out[0] = '\0';
	for (const char *p = head; (p = strstr(p, "\r\n")) != NULL; p += 2)
		if (strncasecmp(p + 2, name, len) == 0) {
			p += 2 + len;
			snprintf(out, size, "%.*s", (int)strcspn(p, "\r"), p);
			return;
		}
}

void
caller_end(int fd, struct reply *out)
{
	static char bytes[sizeof out->body];
	char *body;
	size_t n = 0;
	ssize_t got;

	while (n < sizeof bytes - 1 &&
	    (got = read(fd, bytes + n, sizeof bytes - 1 - n)) > 0)
		n += (size_t)got;
	bytes[n] = '\0';
	close(fd);
	out->code = 0;
	out->type[0] = out->link[0] = out->location[0] = out->body[0] = '\0';
	if ((body = strstr(bytes, "\r\n\r\n")) == NULL)
		return;
	body[2] = '\0';
	sscanf(bytes, "HTTP/%*s %d", &out->code);
	take(bytes, "Content-Type: ", out->type, sizeof out->type);
	take(bytes, "link: ", out->link, sizeof out->link);
	take(bytes, "Location: ", out->location, sizeof out->location);
	snprintf(out->body, sizeof out->body, "%s", body + 4);
}

void
caller_ask(int port, const struct call *call, struct reply *out)
{
	const char *form = call->form == NULL ? "" : call->form;
	int fd = caller_begin(port, call, strlen(form));

	caller_say(fd, form);
	caller_end(fd, out);
}
