#ifndef MAILPROC_NET_DAY_SET_H
#define MAILPROC_NET_DAY_SET_H

#include <stdbool.h>
#include <stdint.h>

/*
 * day_set - the days of some years, marked or not: n of them from first on, as
 * day numbers of state/calendar.h.  What lies outside is left out.
 */
#define DAY_SET_MAX 8192

struct day_set {
	int32_t first;
	int32_t n;
	bool day[DAY_SET_MAX];
};

/* The days from first up to the one before end. */
void day_set_mark(struct day_set *d, int32_t first, int32_t end);

/* The days that lie between two moments as a whole. */
void day_set_mark_time(struct day_set *d, int64_t from, int64_t to);

/* How many are marked from first up to the one before end. */
int day_set_count(const struct day_set *d, int32_t first, int32_t end);

#endif
