#ifndef MAILPROC_DIRECTORY_H
#define MAILPROC_DIRECTORY_H

#include "state/store.h"

/*
 * directory - people from a CSV file: columns email, name, role, canvas_login,
 * aliases (separated by ";"), in any order, header required.
 */
struct import_counts {
	int read;
	int merged; /* people who turned out to be one */
	int left;   /* newly marked as left, with full */
};

/*
 * The whole file or nothing.  Known people are updated, missing ones stay,
 * unless full: then they are marked as left.  ERR_INPUT with file and line.
 */
enum status directory_import(struct store *st, int64_t now, const char *file,
    bool full, struct import_counts *n, struct err *err);

#endif
