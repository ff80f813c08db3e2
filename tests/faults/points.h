#ifndef TESTS_FAULTS_POINTS_H
#define TESTS_FAULTS_POINTS_H

#include "tests/faults/judge.h"

/*
 * points - where a fault can strike: every system call of a command and every
 * allocation of it, in each of its processes.  The power fails where anything
 * is written that is not yet sure, and after the end of the command.
 */
enum means { BY_KILL, BY_ERRNO, BY_MALLOC, BY_POWER };

struct point {
	enum means kind;
	struct strike call;    /* KILL, ERRNO, POWER */
	struct failing memory; /* MALLOC */
	int luck;              /* POWER: what the disk keeps */
};

/* A snapshot, what is before it, after its command, after its repair. */
struct story {
	struct snapshot start;
	struct sight before, after, end;
	struct point *point;
	size_t n;
};

/* Run it undisturbed; finds the points of that kind. */
void story_prepare(const struct scene *s, struct story *p, enum means kind);
void story_free(struct story *p);

/*
 * One point: the fault, the same message again unless it was taken, work.
 * False: why says what is wrong.  *struck: the point was reached.
 */
bool story_try(const struct scene *s, const struct story *p,
    const struct point *at, bool *struck, struct buf *why);

void point_name(const struct story *p, const struct point *at, char out[160]);

#endif
