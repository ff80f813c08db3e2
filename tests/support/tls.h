#ifndef TESTS_SUPPORT_TLS_H
#define TESTS_SUPPORT_TLS_H

#include <stdio.h>

/*
 * tls - a server's side of TLS on a connection, with a certificate that it has
 * made itself: what nobody has reason to believe.
 */
struct tls;

/*
 * Shake hands; then read and write these streams, close both, and tls_end().
 * NULL if the other end broke it off; then there are none.  fd stays the
 * caller's.
 */
struct tls *tls_begin(int fd, FILE **in, FILE **out);
void tls_end(struct tls *t); /* NULL is fine */

#endif
