#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/builtin.h"
#include "templates/template.h"

const char *
template_builtin(const char *file)
{
	for (const struct builtin *b = builtin_templates; b->name != NULL; b++)
		if (strcmp(b->name, file) == 0)
			return b->text;
	return NULL;
}

static enum status
read_fd(int fd, const char *path, struct buf *out, struct err *err)
{
	struct stat st;
	ssize_t n = 1;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(err, ERR_CONFIG, "%s: not a file", path);
	if ((st.st_mode & 022) != 0)
		return err_set(err, ERR_CONFIG,
		    "%s: others than its owner can write it", path);
	while (n > 0 && buf_room(out, 16 << 10)) {
		n = read(fd, out->str + out->len, 16 << 10);
		if (n > 0)
			out->len += (size_t)n;
	}
	if (n < 0 || out->full)
		return err_set(err, ERR_CONFIG,
		    "%s: cannot be read or too long", path);
	if (out->cap > out->len)
		out->str[out->len] = '\0';
	return OK;
}

enum status
template_source(const struct template_source *src, const char *file,
    struct buf *out, struct err *err)
{
	char path[4096];
	const char *text;
	enum status rc;
	int fd = -1;

	if (src->dir[0] != '\0') {
		snprintf(path, sizeof path, "%s/%s", src->dir, file);
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (fd < 0 && errno != ENOENT && errno != ENOTDIR)
			return err_set(err, ERR_CONFIG, "%s: %s", path,
			    strerror(errno));
	}
	if (fd >= 0) {
		rc = read_fd(fd, path, out, err);
		close(fd);
		return rc;
	}
	if ((text = template_builtin(file)) == NULL)
		return err_set(err, ERR_CONFIG, "%s: there is no such template",
		    file);
	buf_adds(out, text);
	return OK;
}
