#ifndef STATE_VIEW_H
#define STATE_VIEW_H

#include <jansson.h>

#include "mailproc/base/config.h"
#include "state/store.h"

/*
 * view - a request as JSON: for `show`, `list` and the mails.
 *
 * request_json() is the document of interface.md section 3; `full` adds fields
 * and history.  Give: json_decref().
 */
enum status request_json(struct store *st, const struct config *c,
    const struct request *r, bool full, json_t **out, struct err *err);

/*
 * What a mail about a request may name; templates/ sees only this.  Every key
 * is always there; what does not apply is null, false or an empty array.
 *
 *	request		null or: id, tag "[Canvas token #42]", state, revision,
 *			purpose, due_on "Monday, 30 November 2026" or null,
 *			waiting_for "admin" ..., or null
 *	requester	null or: address, name (never empty), role
 *	sponsor		null or: address, name (never empty), role, comment
 *	fields		[{label, value}] of what is filled in, in form order
 *	missing		[{label, why, suggestion}] what is still needed; why may
 *			be "", suggestion null: what a free text names
 *	changes		[{label, before, after}] of an edited request
 *	comment		what the writer of this mail's cause wrote, or null
 *	at_sponsor ended	true: that is how it stands now
 *	reason		of DENY or DECLINE, or null
 *	question	of ASK, while it waits for the answer or has just got
 *			it, or null
 *	answer		to it, or null
 *	decision	null or: verb, name, address, on (a day), how (a grade)
 *	first		the same of the first of two admins who approve
 *	second		true: the other one is asked
 *	token		null or: id, purpose, ends_on (a day)
 *	sealed_url	unlock_url#BLOB, or null: the hand-over is another one
 *	sealed		true: it comes sealed, as sealed_url
 *	regenerate	true: the owner regenerates it in Canvas
 *	in_person	true: an admin hands it over, not by mail
 *	manual		true: an admin makes the token by hand
 *	by_hand		null or what an admin has to do in Canvas: id, tag,
 *			login, owner, address, purpose, day, ends_on, make,
 *			remove, regenerate
 *	canvas_said	of a problem or a change there, or null
 *	gone		true: somebody deleted the token by hand
 *	replaced	true: the one that renews it is active
 *	forged_by	of whom it is said that the decision was not theirs
 *	ends_by		of a reminder: the day after which it is too late
 *	sponsor_away	null or: name, text; the requester is told, and what can
 *			be done about it
 *	overdue		true: nobody decided in the time that was promised
 *	risk		null or what the policy says besides about tokens of
 *			people like the requester
 *	token_days_max	if there is a requester: how long theirs may live
 *	again		true: what was made by hand is wanted once more
 *	lines		[{line, done, text, changes, by_hand}] of a transcript:
 *			what was written, whether it changed anything, what
 *			came of it, what it left to do
 *	requests	[{id, state, purpose, role, since, waiting_for, away}]
 *			of a status; role is what the reader is to it
 *	away		[{name, text}] of whom it waits for, if the requester
 *			reads this, or it is a reminder; in a digest the other
 *			admins
 *	digest		null or, of that mail and of an admin's LIST: day,
 *			waiting, failed, stuck, ending, held, more, rows, hash
 *	batch		[{line}] of a mail that puts several decisions up
 *	renewal		of a warning, the request that renews it: id; or null
 *	doubts		null or, of that mail alone: some (tokens), tokens and
 *open,
 *			[{id, owner, sponsor, purpose, state, ends_on,
 *			requester_left, sponsor_left, unanswered}]
 *	news		true if one of the digest's lists is not empty
 *	for_requester for_sponsor for_admin	true for whom this mail is
 */
enum status mail_view(struct store *st, const struct config *c,
    const struct request *r, json_t **out, struct err *err);

/*
 * What somebody wrote, for a mail: further lines set in, so that nothing a
 * stranger wrote begins a line of ours.  null for NULL and "".
 */
json_t *words_json(const char *value);

#endif
