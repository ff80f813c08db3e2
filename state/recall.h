#ifndef STATE_RECALL_H
#define STATE_RECALL_H

#include "state/store.h"

/*
 * recall - what another state has on record: for one that is built anew from
 * the mails of that one.
 *
 * recall_attach() first; then the statements of both see each other.  Outside
 * any transaction but where it is said.
 */
enum status recall_attach(struct store *st, const char *other, struct err *err);

/* People and holidays as the other has them. */
enum status recall_people(struct store *st, struct err *err);

/*
 * The key that stands in the mail which the other owed then, and that is not
 * in this one yet.  ERR_INPUT if it owed none.
 */
enum status recall_key(struct store *st, const struct debt *mail, int64_t now,
    char *key, struct err *err);

/* A message as the other recorded it, without what it did. */
enum status recall_message(struct store *st, int64_t id, struct err *err);

/* Every mail owed here is sent: the other did. */
enum status recall_sent(struct store *st, int64_t now, struct err *err);

/*
 * The requests that are not the same in both: state, fields, revisions, keys,
 * mails; in order.
 */
enum status recall_differences(struct store *st,
    enum status (*fn)(void *ctx, int64_t request, struct err *err), void *ctx,
    struct err *err);

/* This request, its revisions and its keys become what the other has.  Inside
 * a caller's transaction. */
enum status recall_take(struct store *st, int64_t request, struct err *err);

#endif
