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

enum status
file_trusted(const struct stat *st, struct err *err)
{
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return err_set(err, ERR_CONFIG,
		    "must belong to root or to the user mailproc runs as");
	if ((st->st_mode & S_IWOTH) != 0)
		return err_set(err, ERR_CONFIG,
		    "mode %03o lets everybody change it; chmod o-w",
		    (unsigned)st->st_mode & 0777);
	return OK;
}

enum status
file_trusted_at(const char *path, struct err *err)
{
	int fd = open(path, O_PATH | O_CLOEXEC);
	struct stat st;
	enum status rc = OK;

	if (fd < 0)
		return OK;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		if (geteuid() == 0)
			st.st_uid = 0;
		rc = file_trusted(&st, err);
	}
	close(fd);
	return rc == OK ? OK : err_in(err, rc, "%s", path);
}
