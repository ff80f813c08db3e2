#ifndef STATE_BATCH_H
#define STATE_BATCH_H

#include <jansson.h>

#include "mailproc/base/facts.h"
#include "mailproc/base/hash.h"
#include "state/apply.h"

/*
 * batch - several decisions that one mail puts up, answered in one mail.
 *
 * The mail carries one key, which finds this person's batch and decides
 * nothing.  Each request in it has a key of its own in the table of keys, bound
 * to (person, request, revision, role) like that of any other mail, which ends
 * with its request alone; its hash is that of the mail's key and the request's
 * number.  So a batch proves exactly what it lists, as it was listed.
 */
#define BATCH_MAX COMMANDS_MAX /* of one answer */

struct batch {
	size_t n;
	struct {
		int64_t request;
		int64_t revision;
	} row[BATCH_MAX];
};

/* Nothing happens if it is full. */
void batch_add(struct batch *b, int64_t request, int64_t revision);

/* [{"line": "APPROVE 41"}]: to keep or to delete.  Give. */
json_t *batch_lines(const struct batch *b, const char *verb);

/* The fresh key of a mail to this person, and one for each request in b. */
enum status batch_mint(struct engine *e, const struct person *to,
    const struct batch *b, int64_t expires_at, const char *key,
    struct err *err);

/* Whose batch has a key with this hash?  person 0: there is none. */
enum status batch_find(struct store *st, const char *hash, int64_t *person,
    int64_t *expires_at, struct err *err);

/* The key of one request in the batch with this key, as key_find() says. */
enum status batch_key(struct store *st, const char *key, int64_t request,
    struct key_row *out, bool *found, struct err *err);

#endif
