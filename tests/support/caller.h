#ifndef TESTS_SUPPORT_CALLER_H
#define TESTS_SUPPORT_CALLER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * caller - an HTTP client on loopback that says exactly what it is told: for a
 * server that must notice what no decent client leaves out.
 */
struct call {
	const char *method;
	const char *path;
	const char *bearer; /* these four: NULL, and it is not said */
	const char *agent;
	const char *accept;
	const char *form;
};

struct reply {
	int code; /* 0: the connection ended without an answer */
	char type[64];
	char link[4096];
	char location[256];
	char body[512 << 10];
};

/* Say it and hear the answer to its end. */
void caller_ask(int port, const struct call *call, struct reply *out);

/* The same in steps: begin says everything but the form, of which it announces
 * `len` octets. */
int caller_begin(int port, const struct call *call, size_t len);
void caller_say(int fd, const char *text);
/* Closes. */
void caller_end(int fd, struct reply *out);

#endif
