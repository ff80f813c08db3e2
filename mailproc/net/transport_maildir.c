#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/hash.h"
#include "mailproc/net/transport.h"

#define PATH_SIZE 4096

static enum status
trouble(struct err *err, const char *path)
{
	return err_set(err, ERR_RETRY, "%s: %s", path, strerror(errno));
}

static enum status
make_folders(const char *path, struct err *err)
{
	static const char *const parts[] = { "", "/tmp", "/new", "/cur" };
	char folder[PATH_SIZE];

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		snprintf(folder, sizeof folder, "%s%s", path, parts[i]);
		if (mkdir(folder, 0700) != 0 && errno != EEXIST)
			return trouble(err, folder);
	}
	return OK;
}

static bool
write_all(int fd, const char *s, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, s, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		s += n;
		len -= (size_t)n;
	}
	return true;
}

static enum status
write_mail(const char *path, const struct debt *mail, struct err *err)
{
	struct buf top = BUF_INIT(1024);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	enum status rc = OK;

	if (fd < 0)
		return trouble(err, path);
	buf_addf(&top, "Return-Path: <%s>\r\nDelivered-To: %s\r\n",
	    mail->sender, mail->to);
	if (!write_all(fd, top.str, top.len) ||
	    !write_all(fd, mail->body, mail->body_len) || fsync(fd) != 0)
		rc = trouble(err, path);
	if (close(fd) != 0 && rc == OK)
		rc = trouble(err, path);
	buf_free(&top);
	return rc;
}

static enum status
sync_folder(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum status rc = OK;

	if (fd < 0)
		return trouble(err, path);
	if (fsync(fd) != 0)
		rc = trouble(err, path);
	close(fd);
	return rc;
}

/* As a maildir does it: write in tmp, sync, move to new, sync the folder. */
static enum status
put_mail(const struct config *c, const struct debt *mail, int64_t now,
    struct err *err)
{
	char tmp[PATH_SIZE], new[PATH_SIZE], unique[KEY_LENGTH + 1];
	enum status rc;

	if ((rc = transport_envelope(mail, err)) != OK ||
	    (rc = make_folders(c->maildir_path, err)) != OK ||
	    (rc = key_draw(unique, err)) != OK)
		return rc;
	/* the debt's number keeps the mails in the order they were owed */
	snprintf(tmp, sizeof tmp,
	    "%s/tmp/%" PRId64 ".%06" PRId64 "_%s.mailproc", c->maildir_path,
	    now, mail->id, unique);
	snprintf(new, sizeof new,
	    "%s/new/%" PRId64 ".%06" PRId64 "_%s.mailproc", c->maildir_path,
	    now, mail->id, unique);
	if ((rc = write_mail(tmp, mail, err)) == OK && rename(tmp, new) != 0)
		rc = trouble(err, new);
	if (rc != OK) {
		unlink(tmp);
		return rc;
	}
	/* it is there; whether it stays there nobody knows */
	snprintf(new, sizeof new, "%s/new", c->maildir_path);
	return sync_folder(new, err) == OK ? OK : ERR_UNKNOWN;
}

static enum status
send_mail(const struct config *c, const struct debt *mail, int64_t now,
    bool *closed, struct err *err)
{
	enum status rc = put_mail(c, mail, now, err);

	*closed = rc == ERR_RETRY;
	return rc;
}

static enum status
check(const struct config *c, char detail[256], struct err *err)
{
	enum status rc = make_folders(c->maildir_path, err);

	if (rc == OK && access(c->maildir_path, W_OK) != 0)
		rc = trouble(err, c->maildir_path);
	snprintf(detail, 256, "maildir %.200s can be written", c->maildir_path);
	return rc == ERR_RETRY ? ERR_CONFIG : rc;
}

const struct transport transport_maildir = {
	.name = "maildir",
	.send = send_mail,
	.check = check,
};
