#include "mailproc/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static enum status
read_all(struct buf *out, int fd, struct err *err)
{
	char chunk[4096];
	ssize_t got;

	while ((got = read(fd, chunk, sizeof chunk)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(err, ERR_RETRY, "reading: %s",
			    strerror(errno));
		buf_add(out, chunk, (size_t)got);
		if (out->full)
			break;
	}
	explicit_bzero(chunk, sizeof chunk);
	if (out->full)
		return err_set(err, ERR_CONFIG, "longer than %zu bytes",
		    out->max);
	return OK;
}

enum status
file_read(struct buf *out, const char *path, struct stat *st, struct err *err)
{
	/* without O_NONBLOCK a FIFO would make us wait for its writer */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	enum status rc;

	if (fd < 0)
		return err_set(err, ERR_CONFIG, "%s: %s", path,
		    strerror(errno));
	if (fstat(fd, st) != 0)
		rc = err_set(err, ERR_RETRY, "%s", strerror(errno));
	else if (!S_ISREG(st->st_mode))
		rc = err_set(err, ERR_CONFIG, "not a regular file");
	else
		rc = read_all(out, fd, err);
	close(fd);
	return rc == OK ? OK : err_in(err, rc, "%s", path);
}
