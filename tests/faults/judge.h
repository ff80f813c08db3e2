#ifndef TESTS_FAULTS_JUDGE_H
#define TESTS_FAULTS_JUDGE_H

#include "tests/faults/scene.h"

/*
 * judge - is a desk after a fault and its repair the one that knew no fault?
 *
 * The same listings, an unbroken trail, no POST without a list before it, each
 * mail once; twice only what was in doubt after the fault, where the design
 * says so.  A secret in one sealed mail, which opens with the code that stands
 * at Canvas and is the secret of the token there.
 */
bool judge(const struct scene *s, const struct sight *wanted,
    const struct sight *after_fault, struct buf *why);

#endif
