#ifndef STATE_TABLE_H
#define STATE_TABLE_H

#include "state/apply.h"

/*
 * table - what lies on the table while one act is decided: the request as it
 * would be, who asks, and what is missing.  table_init() first, table_free() at
 * the end.
 */
struct table {
	struct request request;
	struct person requester;
	int64_t sponsor;   /* who is sponsor if this is taken, 0: nobody */
	bool sponsor_full; /* of a CONFIRM: one more would be too many */
	json_t *missing;   /* [{"label", "why", "suggestion"}] */
	json_t *changes;   /* [{"label", "before", "after"}] by this act */
	json_t *view;      /* for the mails, NULL until there are any */
	json_t *forged;    /* the decision that NOTME takes back, or NULL */
};

void table_init(struct table *t);
void table_free(struct table *t);

/* Lay out what the act brings; t->request is loaded, or new. */
enum status table_lay(struct table *t, struct engine *e, const struct act *act,
    struct err *err);

#endif
