#ifndef MAILPROC_REBUILD_H
#define MAILPROC_REBUILD_H

#include "mailproc/app.h"

/*
 * rebuild - the requests anew, from the mails that were kept and the results on
 * record, each at its time; held against what the state says.
 *
 * A mail goes through the pipeline once more, in an empty state with the same
 * people; a result (a token made, a deadline, what the operator did) is taken
 * from the trail.  Keys are those of the mails that went out; no mail is owed.
 *
 * out: where to put the state with the requests that could be built, or NULL.
 * ERR_INPUT if one could not, or is not as recorded: standard output says which
 * and why.
 */
enum status rebuild(struct app *app, const char *out, struct err *err);

#endif
