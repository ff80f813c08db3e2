#ifndef MAILPROC_BASE_FILE_H
#define MAILPROC_BASE_FILE_H

#include <sys/stat.h>

#include "mailproc/base/buf.h"
#include "mailproc/base/err.h"

/*
 * file - regular files, read whole.
 */

/*
 * Read path into out, up to out's ceiling; *st says what was read.  Never waits
 * for a FIFO.  ERR_CONFIG if it is absent, unreadable, no regular file or too
 * long; ERR_RETRY if reading fails.
 */
enum status file_read(struct buf *out, const char *path, struct stat *st,
    struct err *err);

#endif
