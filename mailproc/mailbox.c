#include "mailproc/mailbox.h"

#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/app.h"

#define LINE "From "

/* Whoever gets the messages. */
struct reader {
	const char *path;
	enum status (*fn)(void *ctx, const char *name, const char *raw,
	    size_t len, struct err *err);
	void *ctx;
	int n; /* messages handed on */
};

static enum status
hand_on(struct reader *r, struct buf *message, struct err *err)
{
	char name[PATH_MAX + 16];
	enum status rc;

	if (message->len == 0)
		return OK;
	snprintf(name, sizeof name, "%s:%d", r->path, ++r->n);
	if (message->full)
		return err_set(err, ERR_INPUT, "%s: too long", name);
	rc = r->fn(r->ctx, name, message->str, message->len, err);
	buf_reset(message);
	return rc;
}

/* ">From ", ">>From ": quoted by whoever wrote the mbox. */
static bool
is_quoted(const char *line)
{
	size_t n = strspn(line, ">");

	return n > 0 && strncmp(line + n, LINE, strlen(LINE)) == 0;
}

static enum status
read_mbox(struct reader *r, FILE *f, struct err *err)
{
	struct buf message = BUF_INIT(READ_MAIL_MAX);
	bool blank = true;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	enum status rc = OK;

	while (rc == OK && (len = getline(&line, &size, f)) > 0) {
		bool quoted = is_quoted(line);

		if (blank && strncmp(line, LINE, strlen(LINE)) == 0)
			rc = hand_on(r, &message, err);
		blank = line[0] == '\n' || strcmp(line, "\r\n") == 0;
		buf_add(&message, line + quoted, (size_t)len - quoted);
	}
	if (rc == OK && ferror(f))
		rc =
		    err_set(err, ERR_INPUT, "%s: %s", r->path, strerror(errno));
	if (rc == OK)
		rc = hand_on(r, &message, err);
	free(line);
	buf_free(&message);
	return rc;
}

static enum status
read_one(struct reader *r, const char *path, struct err *err)
{
	struct buf raw = BUF_INIT(READ_MAIL_MAX);
	enum status rc = read_mail(path, &raw, err);

	if (rc == OK)
		rc = r->fn(r->ctx, path, raw.str, raw.len, err);
	buf_free(&raw);
	return rc;
}

static enum status
read_file(struct reader *r, struct err *err)
{
	FILE *f = fopen(r->path, "re");
	char begin[sizeof LINE] = "";
	enum status rc = OK;
	bool mbox;

	if (f == NULL)
		return err_set(err, ERR_INPUT, "%s: %s", r->path,
		    strerror(errno));
	mbox = fread(begin, 1, strlen(LINE), f) == strlen(LINE) &&
	    strcmp(begin, LINE) == 0;
	rewind(f);
	if (mbox)
		rc = read_mbox(r, f, err);
	fclose(f);
	return mbox ? rc : read_one(r, r->path, err);
}

static int
by_name(const void *a, const void *b)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;

	return strcmp(strrchr(x, '/'), strrchr(y, '/'));
}

/* The paths of the messages in one folder of a Maildir; is there such? */
static bool
list_folder(const char *path, const char *folder, struct list *out)
{
	char name[PATH_MAX];
	struct dirent *e;
	DIR *d;

	snprintf(name, sizeof name, "%s/%s", path, folder);
	if ((d = opendir(name)) == NULL)
		return false;
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(name, sizeof name, "%s/%s/%s", path, folder,
		    e->d_name);
		if (!list_add(out, name))
			out_of_memory();
	}
	closedir(d);
	return true;
}

static enum status
read_maildir(struct reader *r, struct err *err)
{
	struct list files = { NULL, 0 };
	bool new = list_folder(r->path, "new", &files);
	bool cur = list_folder(r->path, "cur", &files);
	enum status rc = OK;

	if (!new && !cur)
		rc = err_set(err, ERR_INPUT, "%s: a folder, and no Maildir",
		    r->path);
	if (files.n > 0)
		qsort(files.item, files.n, sizeof *files.item, by_name);
	for (size_t i = 0; rc == OK && i < files.n; i++)
		rc = read_one(r, files.item[i], err);
	list_free(&files);
	return rc;
}

enum status
mailbox_each(const char *path,
    enum status (*fn)(void *ctx, const char *name, const char *raw, size_t len,
	struct err *err),
    void *ctx, struct err *err)
{
	struct reader r = { .path = path, .fn = fn, .ctx = ctx };
	struct stat st;

	if (stat(path, &st) != 0)
		return err_set(err, ERR_INPUT, "%s: %s", path, strerror(errno));
	return S_ISDIR(st.st_mode) ? read_maildir(&r, err) : read_file(&r, err);
}
