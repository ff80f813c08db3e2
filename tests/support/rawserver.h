#ifndef TESTS_SUPPORT_RAWSERVER_H
#define TESTS_SUPPORT_RAWSERVER_H

#include <stddef.h>

/*
 * rawserver - a TCP server on loopback that takes one connection after the
 * other, keeps what the client sent up to an empty line, and answers each with
 * the same bytes: for what no decent server does.
 */
struct rawserver;

/* answer: borrowed until the stop; len 0: the connection is closed unanswered.
 */
struct rawserver *rawserver_start(const char *answer, size_t len);
int rawserver_port(const struct rawserver *s);

/* What the last client sent, as text; valid until the stop. */
const char *rawserver_heard(struct rawserver *s);
int rawserver_connections(struct rawserver *s);
void rawserver_stop(struct rawserver *s);

#endif
