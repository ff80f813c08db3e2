#ifndef STATE_TOKEN_H
#define STATE_TOKEN_H

#include <jansson.h>

#include "mailproc/base/config.h"
#include "state/request.h"

/*
 * token - what the token of a request is to be like, whoever makes it; and what
 * an admin is told who makes or deletes it by hand.  Pure.
 */

/* The tag in front of the purpose of a request's token: "[CT-42]". */
#define TAG_SIZE 48
const char *token_tag(const struct config *c, int64_t request,
    char out[TAG_SIZE]);

/*
 * "[CT-42] grade export": the tag, the request's purpose, then tail; at most
 * 255 bytes, cut between the characters of the purpose.
 */
#define TOKEN_PURPOSE 256
const char *token_purpose(const struct config *c, const struct request *r,
    const char *tail, char out[TOKEN_PURPOSE]);

/* The last second of its last day, if it is made at now. */
int64_t token_end(const struct config *c, const struct request *r,
    enum standing owner, int64_t now);

/* Was there ever one that we know of? */
bool token_known(const struct token *t);

/* Has somebody yet to delete it by hand? */
bool token_to_delete(const struct config *c, const struct request *r);

/*
 * The steps in Canvas that an admin owes to this request now, for a mail: null,
 * or id, tag, login, owner, address, purpose, day "2027-02-20", ends_on, make,
 * remove, regenerate.
 */
json_t *token_by_hand(const struct config *c, const struct request *r,
    const struct person *owner);

#endif
