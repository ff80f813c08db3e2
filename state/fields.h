#ifndef STATE_FIELDS_H
#define STATE_FIELDS_H

#include <jansson.h>

#include "mailproc/base/config.h"
#include "state/request.h"

/*
 * fields - is a request complete?  Pure.
 *
 * sponsor is who the sponsor field names, as the directory knows them; NULL if
 * it knows nobody.  Unusable values are emptied in r, so that the next form
 * asks for them again.  Returns [{"label", "why", "suggestion"}] of what is
 * missing, for people, no suggestion yet; empty if nothing is.  Give:
 * json_decref().
 */
json_t *fields_missing(const struct config *c, struct request *r,
    const struct person *requester, const struct person *sponsor, int64_t now);

/* One row more; suggestion may be NULL. */
void missing_add(json_t *missing, enum field f, const char *why,
    const char *suggestion);

/* Does this person need a sponsor? */
bool sponsor_needed(const struct config *c, const struct person *requester);

/*
 * Take over the non-empty ones of `given`; changes is appended
 * {"label", "before", "after"} for each that differs.
 */
void fields_merge(struct request *r, const char *const *given, json_t *changes);

#endif
