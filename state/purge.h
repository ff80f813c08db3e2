#ifndef STATE_PURGE_H
#define STATE_PURGE_H

#include "state/store.h"

/*
 * purge - forget the words of old mails.
 *
 * Gone are the bytes of messages that came in before `before` and are not held,
 * those of mails of ours that failed, and the notes of the audit trail; what
 * the operator did and where the trail stood in a digest stay.  The chain
 * still verifies: it holds the notes' hashes.  Envelopes, reasons and the
 * digests by which a duplicate is known stay.
 *
 * Freed bytes are overwritten (secure_delete), and the write-ahead log is
 * emptied, so that the words are in neither file.  ERR_RETRY if somebody reads
 * just then: the words are gone from the tables, but not from the log; once
 * more finishes it.  A row of the trail says how many, unless there were none.
 * In a transaction of its own.
 */
struct purged {
	int messages;
	int mails;
	int notes;
};
enum status purge(struct store *st, int64_t now, int64_t before,
    struct purged *out, struct err *err);

#endif
