#ifndef TESTS_SUPPORT_STOPWATCH_H
#define TESTS_SUPPORT_STOPWATCH_H

#include <sys/time.h>

#include <time.h>

/* Milliseconds since then, by CLOCK_MONOTONIC; of a struct rusage's time. */
double ms_since(const struct timespec *start);
double ms_of(struct timeval t);

#endif
