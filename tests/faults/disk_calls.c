#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/faults/disk.h"

#define PATH_LEN 600

static void
must(bool well)
{
	if (!well)
		abort();
}

/* The part of a path below our folder, NULL if it is no business of ours. */
static const char *
below(const struct disk *d, const char *path)
{
	size_t len = strlen(d->folder);

	if (strncmp(path, d->folder, len) != 0 || path[len] != '/')
		return NULL;
	path += len + 1;
	return strcmp(path, "state.db") == 0 ||
		strcmp(path, "state.db-wal") == 0 ||
		strcmp(path, "state.db-journal") == 0 ||
		strncmp(path, "mail/", 5) == 0 ?
	    path :
	    NULL;
}

static void
read_path(pid_t pid, uint64_t at, char out[PATH_LEN])
{
	struct iovec to = { out, PATH_LEN - 1 };
	struct iovec from = { (void *)(uintptr_t)at, PATH_LEN - 1 };
	ssize_t n = process_vm_readv(pid, &to, 1, &from, 1, 0);

	/* the end of a page may come first */
	if (n < 0) {
		from.iov_len = to.iov_len = 4096 - at % 4096 < PATH_LEN - 1 ?
		    4096 - at % 4096 :
		    PATH_LEN - 1;
		n = process_vm_readv(pid, &to, 1, &from, 1, 0);
	}
	out[n < 0 ? 0 : n] = '\0';
}

/* The path behind a descriptor, "" if there is none. */
static void
path_of(pid_t pid, int fd, char out[PATH_LEN])
{
	char link[64];
	ssize_t n;

	snprintf(link, sizeof link, "/proc/%d/fd/%d", (int)pid, fd);
	n = readlink(link, out, PATH_LEN - 1);
	out[n < 0 ? 0 : n] = '\0';
}

static size_t
position(pid_t pid, int fd)
{
	unsigned long long at = 0;
	char path[64];
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", (int)pid, fd);
	f = fopen(path, "re");
	must(f != NULL && fscanf(f, "pos: %llu", &at) == 1);
	fclose(f);
	return (size_t)at;
}

/* The file behind a descriptor, -1 if it is none of ours. */
static int
file_of(struct disk *d, pid_t pid, int fd)
{
	char path[PATH_LEN];
	const char *name;

	path_of(pid, fd, path);
	name = below(d, path);
	return name == NULL ? -1 : d->name[disk_name(d, name)].now;
}

static void
see_write(struct disk *d, pid_t pid, const uint64_t *arg, bool has_position)
{
	int file = file_of(d, pid, (int)arg[0]);
	struct iovec to, from = { (void *)(uintptr_t)arg[1], arg[2] };
	struct disk_op *op;

	if (file < 0)
		return;
	op = disk_add(d, file);
	op->kind = OP_WRITE;
	op->at = has_position ? arg[3] : position(pid, (int)arg[0]);
	must(buf_room(&op->bytes, arg[2]));
	to = (struct iovec){ op->bytes.str, arg[2] };
	must(process_vm_readv(pid, &to, 1, &from, 1, 0) == (ssize_t)arg[2]);
	op->bytes.len = arg[2];
}

static void
see_cut(struct disk *d, pid_t pid, const uint64_t *arg)
{
	int file = file_of(d, pid, (int)arg[0]);
	struct disk_op *op;

	if (file < 0)
		return;
	op = disk_add(d, file);
	op->kind = OP_CUT;
	op->at = arg[1];
}

static void
see_sync(struct disk *d, pid_t pid, const uint64_t *arg)
{
	char path[PATH_LEN];
	int file = file_of(d, pid, (int)arg[0]);
	size_t len = strlen(d->folder);

	if (file >= 0) {
		disk_sync(d, file, NULL);
		return;
	}
	path_of(pid, (int)arg[0], path);
	if (strncmp(path, d->folder, len) == 0)
		disk_sync(d, -1, path[len] == '/' ? path + len + 1 : "");
}

/* A name that is made, moved or taken away. */
static void
see_name(struct disk *d, pid_t pid, uint64_t old, uint64_t new)
{
	char a[PATH_LEN] = "", b[PATH_LEN] = "";
	const char *from, *to;
	int was;

	read_path(pid, old, a);
	if (new != 0)
		read_path(pid, new, b);
	if ((from = below(d, a)) == NULL)
		return;
	was = disk_name(d, from);
	if (d->name[was].now < 0)
		return;
	if (new == 0)
		disk_rename(d, -1, was, -1);
	else if ((to = below(d, b)) != NULL)
		disk_rename(d, was, disk_name(d, to), d->name[was].now);
}

static void
see_open(struct disk *d, pid_t pid, uint64_t path, uint64_t flags)
{
	char text[PATH_LEN];
	const char *name;
	int n;

	if ((flags & O_CREAT) == 0)
		return;
	read_path(pid, path, text);
	if ((name = below(d, text)) == NULL)
		return;
	n = disk_name(d, name);
	if (d->name[n].now < 0)
		disk_rename(d, -1, n, disk_new_file(d));
}

void
disk_see(struct disk *d, pid_t pid, const struct __ptrace_syscall_info *call)
{
	const uint64_t *arg = (const uint64_t *)call->entry.args;

	switch ((long)call->entry.nr) {
	case SYS_openat:
		see_open(d, pid, arg[1], arg[2]);
		break;
	case SYS_write:
	case SYS_pwrite64:
		see_write(d, pid, arg, call->entry.nr == SYS_pwrite64);
		break;
	case SYS_ftruncate:
		see_cut(d, pid, arg);
		break;
	case SYS_fsync:
	case SYS_fdatasync:
		see_sync(d, pid, arg);
		break;
	case SYS_renameat:
	case SYS_renameat2:
		see_name(d, pid, arg[1], arg[3]);
		break;
	case SYS_unlinkat:
		see_name(d, pid, arg[1], 0);
		break;
#ifdef SYS_rename
	case SYS_rename:
		see_name(d, pid, arg[0], arg[1]);
		break;
	case SYS_unlink:
		see_name(d, pid, arg[0], 0);
		break;
#endif
	default:
		break;
	}
}
