#ifndef MAILPROC_BASE_CONFINE_H
#define MAILPROC_BASE_CONFINE_H

#include <linux/filter.h>

/*
 * confine - this process gives up, for good, what a reader of strangers' bytes
 * does not need: it can compute, and write to one descriptor.
 *
 * Each barrier stands for itself; where a kernel does not grant one, the others
 * hold.  None can be taken down again, and what the process starts has them
 * too.
 */
enum barrier {
	BARRIER_LANDLOCK = 1, /* no file, no TCP, no signal to others */
	BARRIER_RLIMITS = 2,  /* memory, time; no descriptor more, no child */
	BARRIER_SECCOMP = 4,  /* mailproc/base/filter/main.c */
	BARRIERS = 7
};

#define CONFINE_PIPE 3 /* the only descriptor that may be written to */

/* Put up these barriers; those that stand now. */
unsigned confine(unsigned which);

/* Composed while we are built. */
extern const struct sock_filter confine_filter[];
extern const unsigned short confine_filter_len;

#endif
