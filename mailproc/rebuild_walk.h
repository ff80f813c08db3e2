#ifndef MAILPROC_REBUILD_WALK_H
#define MAILPROC_REBUILD_WALK_H

#include "mailproc/chronicle.h"
#include "state/apply.h"

/*
 * rebuild_walk - step by step through what is on record; private to rebuild.c.
 */
struct rebuilding {
	struct engine engine; /* of the new state */
	struct store *old;    /* a copy of the one there is */
	struct store *new;
	struct chronicle c;
	size_t at;      /* row of the chronicle that comes next */
	size_t arrived; /* messages that were run or copied */
	int64_t seq;    /* last row of the new trail before this step */
	size_t compared;
	bool same;
	int messages, results;
};

/* Through all of it.  A step that cannot be done is the fate of its requests;
 * only what has nothing to do with them fails. */
enum status rebuild_walk(struct rebuilding *b, struct err *err);

#endif
