#ifndef STATE_STATS_H
#define STATE_STATS_H

#include "state/store.h"

/*
 * stats - how many of what: numbers for people and for a monitor.
 *
 * A row is one kind of number; with a label there is one for each of its words,
 * those that are 0 too.
 */
struct metric {
	const char *name;  /* snake_case */
	const char *label; /* what the words are, or NULL: a single number */
	const char *help;  /* a sentence */
};

extern const struct metric metrics[];
extern const size_t metric_rows;

/*
 * One call per number, metric by metric in their order; word is NULL where the
 * metric has no label.  All of one moment.
 */
enum status stats_each(struct store *st, int64_t now,
    void (*fn)(void *ctx, const struct metric *m, const char *word,
	int64_t value),
    void *ctx, struct err *err);

#endif
