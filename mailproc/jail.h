#ifndef MAILPROC_JAIL_H
#define MAILPROC_JAIL_H

#include "mailproc/base/facts.h"

/*
 * jail - parsers/parse.h in a child process of its own.
 *
 * The child gets the bytes and a pipe and nothing else; what comes back is
 * facts_unpack()ed.  A child that dies, hangs (2 s) or writes nonsense is an
 * ordinary result: *died is true and f is as after facts_init().  It is tried
 * once more first.  ERR_RETRY only if fork or pipe fail.
 */
enum status jail_parse(const char *raw, size_t len, struct facts *f, bool *died,
    struct err *err);

#endif
