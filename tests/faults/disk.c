#include "tests/faults/disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/file.h"

#define SECTOR   512
#define FILE_MAX (16 << 20)
#define PATH_LEN 600
#define OPS_MAX  4096

static const char *const rooted[] = { "state.db", "state.db-wal",
	"state.db-journal" };
static const char *const halls[] = { "mail/tmp", "mail/new" };

static void
must(bool well)
{
	if (!well)
		abort();
}

int
disk_name(struct disk *d, const char *path)
{
	for (int i = 0; i < d->names; i++)
		if (strcmp(d->name[i].path, path) == 0)
			return i;
	must(d->names < DISK_NAMES);
	d->name[d->names].now = d->name[d->names].sure = -1;
	snprintf(d->name[d->names].path, sizeof d->name[0].path, "%s", path);
	return d->names++;
}

int
disk_new_file(struct disk *d)
{
	must(d->files < DISK_NAMES);
	d->file[d->files] = BUF_INIT(FILE_MAX);
	return d->files++;
}

static void
find(struct disk *d, const char *path)
{
	struct err err = ERR_INIT;
	char whole[PATH_LEN];
	struct stat st;
	int n;

	snprintf(whole, sizeof whole, "%s/%s", d->folder, path);
	if (access(whole, F_OK) != 0)
		return;
	n = disk_name(d, path);
	d->name[n].now = d->name[n].sure = disk_new_file(d);
	must(file_read(&d->file[d->name[n].now], whole, &st, &err) == OK);
}

static void
find_mails(struct disk *d, const char *hall)
{
	char path[PATH_LEN];
	struct dirent *e;
	DIR *dir;

	snprintf(path, sizeof path, "%s/%s", d->folder, hall);
	dir = opendir(path);
	while (dir != NULL && (e = readdir(dir)) != NULL) {
		snprintf(path, sizeof path, "%s/%s", hall, e->d_name);
		if (e->d_name[0] != '.')
			find(d, path);
	}
	if (dir != NULL)
		closedir(dir);
}

void
disk_begin(struct disk *d, const char *folder)
{
	memset(d, 0, sizeof *d);
	snprintf(d->folder, sizeof d->folder, "%s", folder);
	d->op = calloc(OPS_MAX, sizeof *d->op);
	must(d->op != NULL);
	for (size_t i = 0; i < sizeof rooted / sizeof rooted[0]; i++)
		find(d, rooted[i]);
	for (size_t i = 0; i < sizeof halls / sizeof halls[0]; i++)
		find_mails(d, halls[i]);
}

void
disk_end(struct disk *d)
{
	for (int i = 0; i < d->ops; i++)
		buf_free(&d->op[i].bytes);
	for (int i = 0; i < d->files; i++)
		buf_free(&d->file[i]);
	free(d->op);
	d->op = NULL;
}

/* ---------------------------------------------------------------- changes */

static void
resize(struct buf *b, size_t len)
{
	static const char nothing[4096];

	while (b->len < len)
		buf_add(b, nothing,
		    len - b->len < sizeof nothing ? len - b->len :
						    sizeof nothing);
	b->len = len;
}

/* All of a write, or with chance: each of its sectors or not. */
static void
put(struct disk *d, const struct disk_op *op, struct chance *torn)
{
	struct buf *b = &d->file[op->file];
	size_t end = op->at + op->bytes.len, n;

	for (size_t at = op->at; at < end; at += n) {
		n = SECTOR - at % SECTOR;
		n = n < end - at ? n : end - at;
		if (torn != NULL && chance(torn, 2) == 0)
			continue;
		if (b->len < at + n)
			resize(b, at + n);
		memcpy(b->str + at, op->bytes.str + (at - op->at), n);
	}
}

static void
carry_out(struct disk *d, const struct disk_op *op, struct chance *torn)
{
	if (op->kind == OP_WRITE)
		put(d, op, torn);
	else if (op->kind == OP_CUT)
		resize(&d->file[op->file], op->at);
	else {
		if (op->from >= 0)
			d->name[op->from].sure = -1;
		d->name[op->to].sure = op->file;
	}
}

struct disk_op *
disk_add(struct disk *d, int file)
{
	struct disk_op *op = &d->op[d->ops++];

	must(d->ops < OPS_MAX);
	*op = (struct disk_op){ .file = file,
		.from = -1,
		.to = -1,
		.bytes = BUF_INIT(FILE_MAX) };
	d->unsure++;
	return op;
}

void
disk_rename(struct disk *d, int from, int to, int file)
{
	struct disk_op *op = disk_add(d, file);

	op->kind = OP_NAME;
	op->from = from;
	op->to = to;
	if (from >= 0)
		d->name[from].now = -1;
	d->name[to].now = file;
}

static bool
in_folder(const struct disk *d, int name, const char *folder)
{
	const char *path = d->name[name].path, *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - path);

	return strlen(folder) == len && strncmp(path, folder, len) == 0;
}

/* What made or moved a name before it was moved on. */
static void
overtaken(struct disk *d, const struct disk_op *last)
{
	for (struct disk_op *op = d->op; op < last; op++)
		if (!op->sure && op->kind == OP_NAME && op->to == last->from) {
			op->sure = true;
			d->unsure--;
		}
}

void
disk_sync(struct disk *d, int file, const char *folder)
{
	for (int i = 0; i < d->ops; i++) {
		struct disk_op *op = &d->op[i];

		if (op->sure ||
		    (file >= 0 ? op->kind == OP_NAME || op->file != file :
				 op->kind != OP_NAME ||
				!in_folder(d, op->to, folder)))
			continue;
		carry_out(d, op, NULL);
		op->sure = true;
		d->unsure--;
		if (op->kind == OP_NAME && op->from >= 0)
			overtaken(d, op);
	}
}

/* ---------------------------------------------------------------- failure */

static void
write_out(const struct disk *d, const struct disk_name *n)
{
	char path[PATH_LEN];
	const struct buf *b;
	int fd;

	snprintf(path, sizeof path, "%s/%s", d->folder, n->path);
	unlink(path);
	if (n->sure < 0)
		return;
	b = &d->file[n->sure];
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	must(fd >= 0 && write(fd, b->str, b->len) == (ssize_t)b->len);
	close(fd);
}

void
disk_fail(struct disk *d, struct chance *c)
{
	bool all_lost = chance(c, 4) == 0;
	char path[PATH_LEN];

	for (int i = 0; i < d->ops && !all_lost; i++) {
		const struct disk_op *op = &d->op[i];
		uint32_t luck = chance(c, 3);

		if (!op->sure && luck > 0)
			carry_out(d, op, luck == 1 ? c : NULL);
	}
	for (int i = 0; i < d->names; i++)
		write_out(d, &d->name[i]);
	snprintf(path, sizeof path, "%s/state.db-shm", d->folder);
	unlink(path);
}
