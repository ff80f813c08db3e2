#ifndef TESTS_FAULTS_DISK_H
#define TESTS_FAULTS_DISK_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mailproc/base/buf.h"
#include "tests/support/reply.h"

struct __ptrace_syscall_info;

/*
 * disk - what a disk may hold after the power has failed.
 *
 * The tracer shows every call; what a program wrote to the files of a folder
 * since their last fsync(), and the names it made, moved or took away since the
 * folder's, may be there or not, in any order, a write also in part: each
 * sector of 512 bytes for itself.  As POSIX has it: an fsync() of a file keeps
 * its bytes, not its name.
 *
 * Only the names below are looked at; state.db-shm is memory, not disk.
 */
#define DISK_NAMES 64

/* A change that no fsync() has made sure yet. */
struct disk_op {
	enum { OP_WRITE, OP_CUT, OP_NAME } kind;
	int file;         /* WRITE, CUT; NAME: behind `to`, -1: taken away */
	size_t at;        /* WRITE, CUT */
	struct buf bytes; /* WRITE */
	int from, to;     /* NAME: names; from -1: made or taken away */
	bool sure;
};

struct disk {
	char folder[256];
	struct disk_name {
		char path[300]; /* under the folder */
		int now, sure;  /* its file, -1: none; after a failure */
	} name[DISK_NAMES];
	int names;
	struct buf file[DISK_NAMES]; /* what is sure of each */
	int files;
	struct disk_op *op;
	int ops;
	long unsure; /* operations, now */
};

/* The state and the mails as they lie in that folder: all of it is sure. */
void disk_begin(struct disk *d, const char *folder);
/* A call that is about to be made, and that will succeed. */
void disk_see(struct disk *d, pid_t pid,
    const struct __ptrace_syscall_info *call);
/* The power fails: the folder becomes one that may be found afterwards. */
void disk_fail(struct disk *d, struct chance *c);
void disk_end(struct disk *d);

/*
 * For disk_calls.c, which knows the system's calls.
 */
int disk_name(struct disk *d, const char *path);
int disk_new_file(struct disk *d);
/* A change of a file, as yet unsure; its kind is the caller's to set. */
struct disk_op *disk_add(struct disk *d, int file);
/* A file gets another name: from -1, a new one; file -1, none any more. */
void disk_rename(struct disk *d, int from, int to, int file);
/* fsync() of a file, or of a folder (file -1). */
void disk_sync(struct disk *d, int file, const char *folder);

#endif
