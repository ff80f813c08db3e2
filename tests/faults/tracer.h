#ifndef TESTS_FAULTS_TRACER_H
#define TESTS_FAULTS_TRACER_H

#include <stdbool.h>

#include "tests/faults/disk.h"

/*
 * tracer - runs a program and everything it starts under ptrace, counts the
 * system calls of each process, and at one of them kills that process (before
 * the call is made) or lets the call fail without being made.
 *
 * `strace -e inject` counts by name and in each process anew, so that a child's
 * calls behind those of its parent are out of reach; here a point is (process,
 * ordinal) and every one can be named.
 */
#define TRACER_PROCESSES 4    /* further ones run uncounted */
#define TRACER_CALLS     4096 /* remembered of each */

struct strike {
	int process; /* in the order they began, 0 the first; -1: no fault */
	long nth;    /* 1 its first call after its exec */
	int error;   /* an errno; 0: the process is killed with SIGKILL */
	long nr;     /* of the call that fails: the first such, from nth on */
	struct disk *disk; /* sees the calls of process 0; or NULL */
};

struct trace {
	int exit;   /* of the first process; -1 after a signal */
	int signal; /* that ended it, or 0 */
	bool hit;   /* the point was reached */
	long calls[TRACER_PROCESSES];
	/* which; -1 what comes before main(), the loader's */
	long nr[TRACER_PROCESSES][TRACER_CALLS];
	long unsure[TRACER_CALLS]; /* at the disk, before it */
};

/*
 * Standard input from that file, output and errors into `log`.  Ends the test
 * by abort() if it cannot trace.  A program that takes longer than 60 s is
 * killed by SIGALRM.
 */
void tracer_run(char *const *argv, const char *input, const char *log,
    const struct strike *f, struct trace *out);

/* The same without a fault, and without counting: many times faster. */
void tracer_leave(char *const *argv, const char *input, const char *log,
    struct trace *out);

#endif
