#ifndef MAILPROC_MAILBOX_H
#define MAILPROC_MAILBOX_H

#include <stddef.h>

#include "mailproc/base/err.h"

/*
 * mailbox - the messages in a file or folder: an mbox (one ">" less before
 * "From " at the beginning of a line), a Maildir (new and cur together, in the
 * order of their names), or a file that is one message.
 *
 * name is how people find it: "box:3" or a path.  A callback's failure ends the
 * walk.  ERR_INPUT if it cannot be read, or a message is beyond 64 MB.
 */
enum status mailbox_each(const char *path,
    enum status (*fn)(void *ctx, const char *name, const char *raw, size_t len,
	struct err *err),
    void *ctx, struct err *err);

#endif
