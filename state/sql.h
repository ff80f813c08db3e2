#ifndef STATE_SQL_H
#define STATE_SQL_H

#include <stdint.h>

#include "state/statements.h"
#include "state/store.h"

/*
 * sql - rows in and out; private to state/.  Implemented by store.c, the only
 * file that knows SQLite.
 *
 *	struct sql q = sql_begin(st, Q_PERSON_BY_ID);
 *
 *	sql_int(&q, 1, id);
 *	while (sql_row(&q))
 *		p->id = sql_get_int(&q, 0);
 *	return sql_end(&q, err);
 *
 * Binding copies.  The first failure is remembered; sql_row() is then false and
 * sql_end() words it.  sql_end() must always be called.
 */
struct sql {
	struct store *st;
	void *stmt;
	int rc; /* the library's, of the first failure */
};

struct sql sql_begin(struct store *st, enum query query);
void sql_int(struct sql *q, int at, int64_t value);
void sql_text(struct sql *q, int at, const char *value);
void sql_blob(struct sql *q, int at, const void *value, size_t len);
void sql_null(struct sql *q, int at);
/* NULL for 0: an id that may be absent. */
void sql_id(struct sql *q, int at, int64_t value);

/* Is there a (further) row? */
bool sql_row(struct sql *q);

int64_t sql_get_int(const struct sql *q, int column);
/* Borrowed until the next sql_row() or sql_end(); NULL reads as "". */
const char *sql_get_text(const struct sql *q, int column);
const void *sql_get_blob(const struct sql *q, int column, size_t *len);

/* Done with it: reset, and the first failure as a status. */
enum status sql_end(struct sql *q, struct err *err);

/* Run a statement that returns nothing. */
enum status sql_do(struct sql *q, struct err *err);

/* The one number that a statement says, 0 if it says none. */
enum status sql_number(struct store *st, enum query query, int64_t *out,
    struct err *err);

/* Rows that the last statement changed. */
int sql_changes(const struct store *st);
int64_t sql_last_id(const struct store *st);

/* How long to wait for a lock, instead of 10 s: for tests. */
void sql_busy_timeout(struct store *st, int ms);

/* Run SQL text as it is: a file of schema/, a setting. */
enum status sql_exec(struct store *st, const char *text, struct err *err);

#endif
