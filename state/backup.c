#include "state/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "state/sql.h"

static enum status
failed(const char *path, struct err *err)
{
	enum status rc = errno == ENOSPC || errno == EDQUOT || errno == EIO ?
	    ERR_RETRY :
	    ERR_INPUT;

	return err_set(err, rc, "%s: %s", path, strerror(errno));
}

enum status
scratch_copy(struct store *st, const char *near, char name[SCRATCH_PATH],
    struct store **out, struct err *err)
{
	int n = snprintf(name, SCRATCH_PATH, "%s.XXXXXX", near), fd;
	enum status rc;

	*out = NULL;
	if (n < 0 || n >= SCRATCH_PATH)
		return err_set(err, ERR_INPUT, "the file name is too long");
	/* mode 0600 */
	if ((fd = mkostemp(name, O_CLOEXEC)) < 0) {
		rc = failed(name, err);
		name[0] = '\0';
		return rc;
	}
	close(fd);
	return store_copy(st, name, out, err);
}

void
scratch_end(struct store *copy, const char *name)
{
	static const char *const with[] = { "", "-wal", "-shm", "-journal" };
	char file[SCRATCH_PATH + 16];

	store_close(copy);
	for (size_t i = 0; name[0] != '\0' && i < 4; i++) {
		snprintf(file, sizeof file, "%s%s", name, with[i]);
		unlink(file);
	}
}

static enum status
verify(struct store *copy, struct err *err)
{
	struct audit_report trail;
	struct sql q = sql_begin(copy, Q_COPY_DOUBTS);
	enum status rc;
	int schema;

	if ((rc = sql_do(&q, err)) == OK &&
	    (rc = store_check(copy, &schema, err)) == OK)
		rc = audit_verify(copy, NULL, &trail, err);
	return rc;
}

static enum status
sync_file(const char *path, int flags, struct err *err)
{
	int fd = open(path, flags | O_CLOEXEC);
	enum status rc = fd >= 0 && fsync(fd) == 0 ? OK : failed(path, err);

	if (fd >= 0)
		close(fd);
	return rc;
}

/* A link never takes the place of what is there. */
static enum status
give_name(const char *name, const char *path, struct err *err)
{
	char folder[SCRATCH_PATH];
	enum status rc;

	if ((rc = sync_file(name, O_RDWR, err)) != OK)
		return rc;
	if (link(name, path) != 0)
		return errno == EEXIST ?
		    err_set(err, ERR_INPUT,
			"%s is there already; it is left as it is", path) :
		    failed(path, err);
	snprintf(folder, sizeof folder, "%s", path);
	rc = sync_file(dirname(folder), O_RDONLY | O_DIRECTORY, err);
	if (rc != OK)
		unlink(path);
	return rc;
}

enum status
scratch_name(struct store *copy, const char *name, const char *path,
    struct err *err)
{
	enum status rc = verify(copy, err);

	store_close(copy);
	if (rc != OK)
		return err_in(err, rc, "the copy is not sound, %s is not made",
		    path);
	return give_name(name, path, err);
}

enum status
backup(struct store *st, const char *path, struct err *err)
{
	char name[SCRATCH_PATH] = "";
	struct store *copy = NULL;
	enum status rc;

	if (access(path, F_OK) == 0)
		return err_set(err, ERR_INPUT,
		    "%s is there already; it is left as it is", path);
	if ((rc = scratch_copy(st, path, name, &copy, err)) == OK)
		rc = scratch_name(copy, name, path, err);
	scratch_end(NULL, name);
	return rc;
}
