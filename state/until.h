#ifndef STATE_UNTIL_H
#define STATE_UNTIL_H

#include <stdint.h>

/*
 * until - why a day cannot be taken for the end of a token, for the person who
 * named it.
 */
#define WHY_SIZE 300

/*
 * days: how long a token of theirs may live; until is YYYY-MM-DD, or as the
 * person wrote it if it is no such day.  NULL if it can be taken; else why,
 * which is filled.
 */
const char *until_wrong(int days, const char *until, int64_t now,
    char why[WHY_SIZE]);

#endif
