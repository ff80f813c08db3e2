#ifndef STATE_MIGRATE_H
#define STATE_MIGRATE_H

#include "state/store.h"

/*
 * migrate - bring the schema of a state file up to date: the files of
 * state/schema/ that it has not seen yet, each in a transaction of its own.
 *
 * ERR_CONFIG, and nothing changed, if the schema is newer than this program's.
 */
enum status migrate(struct store *st, struct err *err);

#define APPLICATION_ID 0x6d70726f /* "mpro" */

/* An empty file becomes ours: WAL once and for all, then the schema. */
enum status migrate_empty(struct store *st, struct err *err);

#endif
