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

/*
 * Can only root and the user we run as change what this file says?  Judged on
 * what was opened.  ERR_CONFIG says what is wrong, and how to mend it.
 */
enum status file_trusted(const struct stat *st, struct err *err);

/*
 * The same of a file that somebody else opens; root, who looks after it, may
 * use any user's.  What is no file, or absent, is for that somebody to report.
 */
enum status file_trusted_at(const char *path, struct err *err);

#endif
