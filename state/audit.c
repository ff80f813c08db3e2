/*
 * audit - the trail as a chain: interface.md section 3.
 *
 * A row's hash is SHA-256 over the compact, key-sorted JSON of the row without
 * `hash` and with `note` replaced by `note_hash`.  Count and last hash are kept
 * apart, so that cutting the end shows.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "mailproc/base/clock.h"
#include "mailproc/base/hash.h"
#include "state/sql.h"

static json_t *
text_or_null(const char *s)
{
	return s[0] == '\0' ? json_null() : json_string(s);
}

static json_t *
number_or_null(int64_t n)
{
	return n == 0 ? json_null() : json_integer(n);
}

static enum status
row_hash(const struct audit_row *a, char out[SHA256_HEX], struct err *err)
{
	char at[RFC3339_SIZE];
	json_t *row = json_pack("{s:I, s:s, s:o, s:o, s:s, s:s, s:o, s:s, s:s,"
				" s:o, s:s}",
	    "seq", (json_int_t)a->seq, "at", clock_rfc3339(a->at, at),
	    "request", number_or_null(a->request), "revision",
	    number_or_null(a->revision), "event", a->event, "actor", a->actor,
	    "grade", text_or_null(a->grade), "reason", a->reason, "note_hash",
	    a->note_hash, "message_id", text_or_null(a->message_id), "prev",
	    a->prev);
	char *text =
	    row == NULL ? NULL : json_dumps(row, JSON_COMPACT | JSON_SORT_KEYS);

	json_decref(row);
	if (text == NULL)
		return err_set(err, ERR_RETRY, "audit: row cannot be written");
	sha256_hex(text, strlen(text), out);
	free(text);
	return OK;
}

enum status
audit_head(struct store *st, struct audit_head *out, struct err *err)
{
	struct sql q = sql_begin(st, Q_AUDIT_HEAD);
	bool found = sql_row(&q);
	enum status rc;

	out->count = found ? sql_get_int(&q, 0) : 0;
	snprintf(out->hash, sizeof out->hash, "%s",
	    found ? sql_get_text(&q, 1) : "");
	if ((rc = sql_end(&q, err)) == OK && !found)
		return err_set(err, ERR_INPUT,
		    "audit: count and last hash are gone");
	return rc;
}

enum status
audit_when(struct store *st, int64_t seq, int64_t *at, struct err *err)
{
	struct sql q = sql_begin(st, Q_AUDIT_WHEN);

	sql_int(&q, 1, seq);
	*at = sql_row(&q) ? sql_get_int(&q, 0) : 0;
	return sql_end(&q, err);
}

static enum status
write_head(struct store *st, const struct audit_row *a, struct err *err)
{
	struct sql q = sql_begin(st, Q_AUDIT_HEAD_SET);

	sql_int(&q, 1, a->seq);
	sql_text(&q, 2, a->hash);
	return sql_do(&q, err);
}

enum status
audit_put(struct store *st, struct audit_row *a, struct err *err)
{
	struct audit_head head;
	char hash[SHA256_HEX];
	struct sql q;
	enum status rc;

	if ((rc = audit_head(st, &head, err)) != OK)
		return rc;
	a->seq = head.count + 1;
	string_set(&a->prev, head.hash);
	sha256_hex(a->note, strlen(a->note), hash);
	string_set(&a->note_hash, hash);
	if ((rc = row_hash(a, hash, err)) != OK)
		return rc;
	string_set(&a->hash, hash);
	q = sql_begin(st, Q_AUDIT_PUT);
	sql_int(&q, 1, a->seq);
	sql_int(&q, 2, a->at);
	sql_id(&q, 3, a->request);
	sql_id(&q, 4, a->revision);
	sql_text(&q, 5, a->event);
	sql_text(&q, 6, a->actor);
	sql_text(&q, 7, a->grade);
	sql_text(&q, 8, a->reason);
	sql_text(&q, 9, a->note);
	sql_text(&q, 10, a->note_hash);
	sql_text(&q, 11, a->message_id);
	sql_text(&q, 12, a->prev);
	sql_text(&q, 13, a->hash);
	if ((rc = sql_do(&q, err)) != OK)
		return rc;
	return write_head(st, a, err);
}

enum status
audit_own(struct store *st, int64_t now, const char *actor, const char *event,
    const char *note, struct err *err)
{
	struct audit_row a;
	enum status rc;

	audit_row_init(&a);
	a.at = now;
	string_set(&a.event, event);
	string_set(&a.actor, actor);
	string_set(&a.reason, reason_name(RE_OK));
	string_set(&a.note, note);
	rc = audit_put(st, &a, err);
	audit_row_free(&a);
	return rc;
}

/* The columns of AUDIT in statements.c. */
static void
read_row(const struct sql *q, struct audit_row *a)
{
	a->seq = sql_get_int(q, 0);
	a->at = sql_get_int(q, 1);
	a->request = sql_get_int(q, 2);
	a->revision = sql_get_int(q, 3);
	string_set(&a->event, sql_get_text(q, 4));
	string_set(&a->actor, sql_get_text(q, 5));
	string_set(&a->grade, sql_get_text(q, 6));
	string_set(&a->reason, sql_get_text(q, 7));
	string_set(&a->note, sql_get_text(q, 8));
	string_set(&a->note_hash, sql_get_text(q, 9));
	string_set(&a->message_id, sql_get_text(q, 10));
	string_set(&a->prev, sql_get_text(q, 11));
	string_set(&a->hash, sql_get_text(q, 12));
}

/* Hand on every row of a bound query, and end it. */
static enum status
each_row(struct sql *q,
    enum status (*fn)(void *ctx, const struct audit_row *a, struct err *err),
    void *ctx, struct err *err)
{
	struct err ignored = ERR_INIT;
	struct audit_row a;
	enum status rc = OK;

	while (rc == OK && sql_row(q)) {
		audit_row_init(&a);
		read_row(q, &a);
		rc = fn(ctx, &a, err);
		audit_row_free(&a);
	}
	return rc != OK ? (sql_end(q, &ignored), rc) : sql_end(q, err);
}

enum status
audit_each(struct store *st, int64_t request,
    enum status (*fn)(void *ctx, const struct audit_row *a, struct err *err),
    void *ctx, struct err *err)
{
	struct sql q = sql_begin(st, Q_AUDIT);

	sql_int(&q, 1, request);
	return each_row(&q, fn, ctx, err);
}

enum status
audit_since(struct store *st, int64_t seq,
    enum status (*fn)(void *ctx, const struct audit_row *a, struct err *err),
    void *ctx, struct err *err)
{
	struct sql q = sql_begin(st, Q_AUDIT_SINCE);

	sql_int(&q, 1, seq);
	return each_row(&q, fn, ctx, err);
}

enum status
audit_last(struct store *st, const struct audit_filter *f,
    enum status (*fn)(void *ctx, const struct audit_row *a, struct err *err),
    void *ctx, struct err *err)
{
	struct sql q = sql_begin(st, Q_AUDIT_LAST);

	sql_int(&q, 1, f->request);
	sql_text(&q, 2, f->actor);
	sql_int(&q, 3, f->most);
	return each_row(&q, fn, ctx, err);
}

struct chain {
	int64_t count;
	char last[SHA256_HEX];
	const struct audit_head *known; /* or NULL */
	struct audit_report *report;
};

static enum status
bad(struct audit_report *report, int64_t row, const char *what, struct err *err)
{
	report->bad = row;
	return err_set(err, ERR_INPUT, "audit: row %" PRId64 " %s", row, what);
}

static enum status
verify_row(void *ctx, const struct audit_row *a, struct err *err)
{
	struct chain *chain = ctx;
	struct audit_report *report = chain->report;
	struct err ignored = ERR_INIT;
	char hash[SHA256_HEX], empty[SHA256_HEX];

	if (a->seq != chain->count + 1)
		return bad(report, chain->count + 1, "is missing", err);
	sha256_hex(a->note, strlen(a->note), hash);
	sha256_hex("", 0, empty);
	/* a note that was redacted is empty; its hash stays */
	if (a->note[0] != '\0' && strcmp(hash, a->note_hash) != 0)
		return bad(report, a->seq, "was changed: its note", err);
	if (a->note[0] == '\0' && strcmp(a->note_hash, empty) != 0)
		report->redacted++;
	/* what is no text at all is none of ours either */
	if (row_hash(a, hash, &ignored) != OK || strcmp(hash, a->hash) != 0 ||
	    strcmp(a->prev, chain->last) != 0)
		return bad(report, a->seq, "was changed", err);
	memcpy(chain->last, hash, sizeof hash);
	chain->count++;
	if (chain->known != NULL && chain->known->count == a->seq &&
	    strcmp(chain->known->hash, hash) != 0)
		return bad(report, a->seq,
		    "is not the one that is known: it, or rows before it, "
		    "were written anew",
		    err);
	return OK;
}

static enum status
verify_end(const struct chain *chain, struct err *err)
{
	struct audit_report *report = chain->report;
	const struct audit_head *kept = &report->head;

	if (chain->count != kept->count) {
		report->bad = chain->count + 1;
		return err_set(err, ERR_INPUT,
		    "audit: row %" PRId64 ": there are %" PRId64
		    " rows, %" PRId64 " were written",
		    report->bad, chain->count, kept->count);
	}
	if (strcmp(chain->last, kept->hash) != 0)
		return bad(report, kept->count,
		    "is not the last that was written", err);
	if (chain->known != NULL && chain->known->count > chain->count)
		return bad(report, chain->count + 1,
		    "is missing: the end was cut", err);
	return OK;
}

enum status
audit_verify(struct store *st, const struct audit_head *known,
    struct audit_report *out, struct err *err)
{
	struct chain chain = { .known = known, .report = out };
	struct err ignored = ERR_INIT;
	struct sql q;
	enum status rc;

	*out = (struct audit_report){ .bad = 0 };
	memset(chain.last, '0', SHA256_HEX - 1);
	/* several reads of one moment, which keep nobody from writing */
	q = sql_begin(st, Q_BEGIN_READ);
	if ((rc = sql_do(&q, err)) != OK)
		return rc;
	if ((rc = audit_head(st, &out->head, err)) == OK &&
	    (rc = audit_each(st, 0, verify_row, &chain, err)) == OK)
		rc = verify_end(&chain, err);
	q = sql_begin(st, Q_ROLLBACK);
	sql_do(&q, &ignored);
	return rc;
}
