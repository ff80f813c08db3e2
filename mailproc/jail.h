#ifndef MAILPROC_JAIL_H
#define MAILPROC_JAIL_H

#include "mailproc/base/facts.h"

/*
 * jail - parsers/parse.h in a child process of its own.
 *
 * The child gets the bytes, the site's words (f->site) and a pipe, and is
 * confine()d; what comes back is facts_unpack()ed into f, which was
 * facts_init()ed.  A child that dies, does not end in time or writes nonsense
 * is an ordinary result: *died is true and f is as after facts_init().  It is
 * tried once more first; both together take 2 s, the first three quarters of
 * them.  ERR_RETRY only if fork or pipe fail.
 */
enum status jail_parse(const char *raw, size_t len, struct facts *f, bool *died,
    struct err *err);

/* What the child does, and how long it may take: tests let it die and hang. */
struct jail {
	enum status (
	    *fn)(const char *raw, size_t len, struct facts *f, struct err *err);
	int wall_ms;                   /* for both tries */
	const struct site_words *site; /* what the child is told, or NULL */
	unsigned without; /* barriers of confine.h that are not there */
};

/* The same with another function in the child. */
enum status jail_run(const struct jail *jail, const char *raw, size_t len,
    struct facts *f, bool *died, struct err *err);

#endif
