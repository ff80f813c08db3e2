#ifndef STATE_FIELDS_H
#define STATE_FIELDS_H

#include <jansson.h>

#include "mailproc/base/config.h"
#include "state/request.h"

/*
 * fields - is a request complete?  Pure.
 */

/* What the fields are weighed by.  Borrowed. */
struct weighing {
	const struct config *config;
	const struct person *requester;
	/* who the sponsor field names, as the directory knows them; NULL if it
	 * knows nobody */
	const struct person *sponsor;
	unsigned unfit; /* bits 1u << enum field: given, and not in its form */
	bool sponsor_full; /* and carries as many tokens as one may */
	int64_t now;
};

/*
 * Unusable values are emptied in r, so that the next form asks for them again.
 * Returns [{"label", "why", "suggestion"}] of what is missing, for people, no
 * suggestion yet; empty if nothing is.  Give: json_decref().
 */
json_t *fields_missing(const struct weighing *w, struct request *r);

/* One row more; suggestion may be NULL. */
void missing_add(json_t *missing, const char *label, const char *why,
    const char *suggestion);

/* Does this person need a sponsor? */
bool sponsor_needed(const struct config *c, const struct person *requester);

/*
 * Take over the non-empty ones of `given`; changes is appended
 * {"label", "before", "after"} for each that differs.
 */
void fields_merge(const struct config *c, struct request *r,
    const char *const *given, json_t *changes);

#endif
