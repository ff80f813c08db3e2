#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/config.h"
#include "mailproc/base/file.h"

#define SECRET_MAX (4 << 10)

static enum status
judge(const struct buf *b, const struct stat *st, struct err *err)
{
	enum status rc;

	if ((st->st_mode & S_IRWXO) != 0)
		return err_set(err, ERR_CONFIG,
		    "mode %03o lets everybody in; chmod 600 or 640",
		    (unsigned)st->st_mode & 0777);
	if ((rc = file_trusted(st, err)) != OK)
		return rc;
	if (b->len == 0)
		return err_set(err, ERR_CONFIG, "empty");
	if (memchr(b->str, '\0', b->len) != NULL)
		return err_set(err, ERR_CONFIG, "holds a NUL byte");
	return OK;
}

enum status
secret_read(struct buf *out, const char *path, struct err *err)
{
	struct buf text = BUF_INIT(SECRET_MAX);
	struct stat st;
	enum status rc;

	if ((rc = file_read(&text, path, &st, err)) != OK)
		goto out;
	if (text.len > 0 && text.str[text.len - 1] == '\n')
		text.str[--text.len] = '\0';
	if (text.len > 0 && text.str[text.len - 1] == '\r')
		text.str[--text.len] = '\0';
	if ((rc = judge(&text, &st, err)) != OK) {
		rc = err_in(err, rc, "%s", path);
		goto out;
	}
	buf_add(out, text.str, text.len);
	if (out->full)
		rc = err_set(err, ERR_CONFIG, "%s: too long", path);
out:
	buf_wipe(&text);
	return rc;
}
