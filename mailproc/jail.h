#ifndef MAILPROC_JAIL_H
#define MAILPROC_JAIL_H

#include "mailproc/base/facts.h"

/*
 * jail - parsers/parse.h in a child process of its own.
 *
 * The child gets the bytes and a pipe and nothing else; what comes back is
 * facts_unpack()ed into f, which was facts_init()ed.  A child that dies, hangs
 * (2 s) or writes nonsense is an ordinary result: *died is true and f is as
 * after facts_init().  It is tried once more first.  ERR_RETRY only if fork or
 * pipe fail.
 */
enum status jail_parse(const char *raw, size_t len, struct facts *f, bool *died,
    struct err *err);

/* The same with another function in the child: how tests let it die. */
typedef enum status (
    *jail_fn)(const char *raw, size_t len, struct facts *f, struct err *err);
enum status jail_run(const char *raw, size_t len, jail_fn fn, struct facts *f,
    bool *died, struct err *err);

#endif
