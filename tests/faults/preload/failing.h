#ifndef TESTS_FAULTS_PRELOAD_FAILING_H
#define TESTS_FAULTS_PRELOAD_FAILING_H

#include <stdbool.h>

/*
 * failing - an allocation that fails, by LD_PRELOAD.  This struct is the file
 * that $FAILING names, mapped and shared with every process of a run.
 */
struct failing {
	int process;     /* 0 the first, 1 each of its children */
	long nth;        /* 1 its first allocation; 0: none fails */
	bool persistent; /* and all that come after it, in each child anew */
	/* what happened */
	long calls[2];
	long hits;
};

#endif
