#include "mailproc/rebuild_walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mailproc/pipeline.h"
#include "state/digest.h"
#include "state/recall.h"

/* Every request that rows from here to end are about. */
static void
give_up(struct rebuilding *b, size_t end, const char *why)
{
	for (size_t i = b->at; i < end; i++)
		chronicle_note(&b->c, b->c.row[i].request, why);
}

static bool
given_up(const struct rebuilding *b, size_t end)
{
	for (size_t i = b->at; i < end; i++)
		if (chronicle_noted(&b->c, b->c.row[i].request))
			return true;
	return false;
}

/* The words of a note may be gone on one side. */
static bool
same_row(const struct audit_row *a, const struct audit_row *b)
{
	return a->at == b->at && a->request == b->request &&
	    a->revision == b->revision && strcmp(a->event, b->event) == 0 &&
	    strcmp(a->actor, b->actor) == 0 &&
	    strcmp(a->grade, b->grade) == 0 &&
	    strcmp(a->reason, b->reason) == 0 &&
	    strcmp(a->message_id, b->message_id) == 0;
}

static enum status
compare_row(void *ctx, const struct audit_row *a, struct err *err)
{
	struct rebuilding *b = ctx;
	size_t i = b->at + b->compared++;
	char why[240];

	(void)err;
	if (i < b->c.rows && same_row(a, &b->c.row[i]))
		return OK;
	b->same = false;
	if (i < b->c.rows)
		snprintf(why, sizeof why,
		    "row %" PRId64 " of the trail, %s by %.100s, was %s and "
		    "is now %s by %.40s",
		    b->c.row[i].seq, b->c.row[i].event, b->c.row[i].actor,
		    b->c.row[i].reason, a->reason, a->event);
	else
		snprintf(why, sizeof why, "%s is not on record", a->event);
	chronicle_note(&b->c, a->request, why);
	if (i < b->c.rows)
		chronicle_note(&b->c, b->c.row[i].request, why);
	return OK;
}

/*
 * What this step has left in the trail is what stands there; then go on behind
 * it.  end: where the step ends on record.
 */
static enum status
compare(struct rebuilding *b, size_t end, struct err *err)
{
	struct audit_head head;
	enum status rc;

	b->compared = 0;
	b->same = true;
	if ((rc = audit_since(b->new, b->seq, compare_row, b, err)) != OK ||
	    (rc = audit_head(b->new, &head, err)) != OK ||
	    (rc = recall_sent(b->new, b->engine.now, err)) != OK)
		return rc;
	b->seq = head.count;
	b->at = b->same && b->compared > 0 ? b->at + b->compared : end;
	return OK;
}

/* What the record does not fit is the fate of its requests, not ours. */
static enum status
end_step(struct rebuilding *b, enum status rc, size_t end, struct err *err)
{
	if (rc == OK)
		return compare(b, end, err);
	if (rc != ERR_INPUT)
		return rc;
	give_up(b, end, err->text);
	b->at = end;
	return OK;
}

/* A request that is made now has the number that it had. */
static enum status
take_number(struct rebuilding *b, size_t end, struct err *err)
{
	for (size_t i = b->at; i < end; i++)
		if (strcmp(b->c.row[i].event, event_name(EV_REQUEST)) == 0 &&
		    b->c.row[i].request > 1)
			return request_number_take(b->new,
			    b->c.row[i].request - 1, err);
	return OK;
}

/* A message: a new one, or (again) one that was held and is released. */
static enum status
run_message(struct rebuilding *b, const struct message_row *row, bool again,
    size_t end, struct err *err)
{
	struct mail m = { .raw = NULL };
	struct judgement j = { .commands = NULL };
	struct message msg = { .raw = row->raw,
		.len = row->raw_len,
		.envelope = envelope_of(row),
		.again = again ? row->id : 0 };
	struct err ignored = ERR_INIT;
	enum status rc;

	b->engine.now = b->c.row[b->at].at;
	if ((rc = take_number(b, end, err)) == OK)
		rc = pipeline_run(&b->engine, &msg, &m, &j, err);
	mail_free(&m);
	judgement_free(&j);
	if (rc == ERR_INPUT && !again &&
	    recall_message(b->new, row->id, &ignored) != OK)
		rc = ERR_RETRY;
	b->messages += rc == OK;
	return end_step(b, rc, end, err);
}

/*
 * The message that has left the next row is the next one to come.  Two that
 * cannot be told apart come one after the other; one that left nothing is
 * copied.
 */
static enum status
catch_up(struct rebuilding *b, struct err *err)
{
	enum status rc = OK;

	for (; rc == OK && b->arrived < b->c.by[b->at]; b->arrived++)
		rc = recall_message(b->new, b->c.arrival[b->arrived].row.id,
		    err);
	if (rc == OK && b->arrived == b->c.arrivals)
		rc = err_set(err, ERR_CONFIG,
		    "row %" PRId64 " of the trail is of no message",
		    b->c.row[b->at].seq);
	return rc;
}

static enum status
step_message(struct rebuilding *b, struct err *err)
{
	size_t end = chronicle_end(&b->c, b->at);
	const struct arrival *a;
	struct message_row row;
	enum status rc;
	bool found;

	if ((rc = catch_up(b, err)) != OK)
		return rc;
	a = &b->c.arrival[b->arrived++];
	if (a->lost || given_up(b, end)) {
		give_up(b, end, "it shares a mail with one that cannot be");
		b->at = end;
		return recall_message(b->new, a->row.id, err);
	}
	message_row_init(&row);
	if ((rc = message_load(b->old, a->row.id, &row, &found, err)) == OK)
		rc = run_message(b, &row, false, end, err);
	message_row_free(&row);
	return rc;
}

/* The message with this id that is held in the new state. */
static enum status
find_held(struct rebuilding *b, const char *message_id, struct message_row *out,
    bool *found, struct err *err)
{
	enum status rc = OK;

	*found = false;
	for (size_t i = 0; rc == OK && !*found && i < b->c.arrivals; i++) {
		const struct message_row *m = &b->c.arrival[i].row;

		if (strcmp(m->message_id, message_id) != 0)
			continue;
		message_row_free(out);
		message_row_init(out);
		rc = message_load(b->new, m->id, out, found, err);
		*found = *found && out->held;
	}
	return rc;
}

/* The rows of a release end with what the operator did, or begin with it. */
static size_t
release_end(const struct rebuilding *b)
{
	size_t i = b->at;

	while (i < b->c.rows && b->c.by[i] == NO_ARRIVAL &&
	    b->c.row[i].at == b->c.row[b->at].at &&
	    strcmp(b->c.row[i].event, "held_release") != 0)
		i++;
	return i < b->c.rows ? i + 1 : i;
}

static enum status
step_release(struct rebuilding *b, const char *message_id, struct err *err)
{
	size_t end = release_end(b);
	struct message_row row;
	enum status rc;
	bool found;

	message_row_init(&row);
	rc = find_held(b, message_id, &row, &found, err);
	if (rc == OK && found && !given_up(b, end))
		rc = run_message(b, &row, true, end, err);
	else if (rc == OK) {
		give_up(b, end,
		    "a mail it rests on was purged, or is not held");
		b->at = end;
	}
	message_row_free(&row);
	return rc;
}

/* An operator's row, or one that tells what a debt came to. */
static enum status
copy_row(struct rebuilding *b, struct audit_row *a, struct err *err)
{
	struct message_row row;
	struct request r;
	enum status rc = OK;
	bool found = false;

	message_row_init(&row);
	request_init(&r);
	if (strcmp(a->event, "held_drop") == 0 &&
	    (rc = find_held(b, a->note, &row, &found, err)) == OK && found)
		rc = message_unhold(b->new, row.id, err);
	else if (strcmp(a->event, "token_deleted") == 0 && a->request != 0 &&
	    (rc = request_load(b->new, a->request, &r, &found, err)) == OK &&
	    found && r.token.id[0] != '\0') {
		string_set(&r.token.state, "deleted");
		rc = request_save(b->new, &r, a->at, err);
	}
	if (rc == OK)
		rc = audit_put(b->new, a, err);
	message_row_free(&row);
	request_free(&r);
	return rc;
}

/* Was it the sponsor whom Canvas did not know?  Its words name who it was. */
static enum status
names_sponsor(struct rebuilding *b, const struct audit_row *a, bool *out,
    struct err *err)
{
	const char *sponsor;
	struct request r;
	struct person p;
	enum status rc;
	bool found;

	request_init(&r);
	person_init(&p);
	rc = request_load(b->new, a->request, &r, &found, err);
	sponsor = r.field[FIELD_SPONSOR];
	if (rc == OK && sponsor[0] != '\0')
		rc = person_by_address(b->new, sponsor, &p, &found, err);
	*out = sponsor[0] != '\0' &&
	    (strstr(a->note, sponsor) != NULL ||
		(p.canvas_login[0] != '\0' &&
		    strstr(a->note, p.canvas_login) != NULL));
	person_free(&p);
	request_free(&r);
	return rc;
}

/* The token of a request as it was when it was made: the last one. */
static enum status
apply_result(struct rebuilding *b, const struct audit_row *a,
    enum event_type on, struct err *err)
{
	bool says = on == EV_NOT_FOUND || on == EV_TOKEN_IMPOSSIBLE;
	struct act act = { .on = on,
		.request = a->request,
		.text = says ? a->note : "",
		.note = says ? NULL : a->note,
		.message_id = a->message_id,
		.sealed_url = "" };
	struct request was;
	struct outcome o;
	enum status rc;
	bool found;

	request_init(&was);
	outcome_init(&o);
	rc = request_load(b->old, a->request, &was, &found, err);
	if (rc == OK && found && was.token.id[0] != '\0') {
		if (on != EV_TOKEN_CHANGED)
			string_set(&was.token.state, "pending");
		act.token = &was.token;
	}
	if (rc == OK && on == EV_NOT_FOUND)
		rc = names_sponsor(b, a, &act.sponsor_wrong, err);
	if (rc == OK)
		rc = apply(&b->engine, &act, &o, err);
	outcome_free(&o);
	request_free(&was);
	return rc;
}

/* A digest brings keys of its own: it is owed once more. */
static enum status
step_digest(struct rebuilding *b, struct err *err)
{
	struct audit_row *a = &b->c.row[b->at];
	struct audit_head head;
	enum status rc;

	b->engine.now = a->at;
	if ((rc = digest_owe(&b->engine, err)) != OK ||
	    (rc = audit_head(b->new, &head, err)) != OK)
		return rc;
	if (head.count == b->seq) /* what was news then is none here */
		rc = audit_put(b->new, a, err);
	return end_step(b, rc, b->at + 1, err);
}

static enum status
step_result(struct rebuilding *b, struct err *err)
{
	struct audit_row *a = &b->c.row[b->at];
	size_t end = b->at + 1;
	enum event_type on;
	enum status rc;

	if (chronicle_noted(&b->c, a->request)) {
		b->at = end;
		return OK;
	}
	b->engine.now = a->at;
	if ((rc = store_begin(b->new, err)) != OK)
		return rc;
	if (strcmp(a->actor, OPERATOR) != 0 && a->request != 0 &&
	    event_from_name(a->event, &on))
		rc = apply_result(b, a, on, err);
	else
		rc = copy_row(b, a, err);
	if (rc == OK)
		rc = store_commit(b->new, err);
	store_rollback(b->new);
	b->results += rc == OK;
	return end_step(b, rc, end, err);
}

static enum status
step(struct rebuilding *b, struct err *err)
{
	const struct audit_row *a = &b->c.row[b->at];

	if (b->c.by[b->at] != NO_ARRIVAL)
		return step_message(b, err);
	if (strcmp(a->event, "held_release") == 0)
		return step_release(b, a->note, err);
	if (strcmp(a->event, "digest") == 0)
		return step_digest(b, err);
	return row_is_result(a) ? step_result(b, err) :
				  step_release(b, a->message_id, err);
}

enum status
rebuild_walk(struct rebuilding *b, struct err *err)
{
	enum status rc = OK;

	while (rc == OK && b->at < b->c.rows)
		rc = step(b, err);
	return rc;
}
