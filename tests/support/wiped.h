#ifndef TESTS_SUPPORT_WIPED_H
#define TESTS_SUPPORT_WIPED_H

/*
 * wiped - how often a secret was overwritten.  A program that calls this has
 * its explicit_bzero() replaced by one that looks before it overwrites.
 */

/* Count from now on overwritings of memory that holds text; NULL: none. */
void wiped_watch(const char *text);
int wiped_count(void);

#endif
