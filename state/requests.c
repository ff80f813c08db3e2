#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/words.h"
#include "state/sql.h"
#include "state/upkeep.h"

/* The columns of REQUEST in statements.c. */
static void
read_request(const struct sql *q, struct request *r)
{
	int at = 0;

	r->id = sql_get_int(q, at++);
	if (!state_from_name(sql_get_text(q, at++), &r->state))
		r->state = ST_NONE;
	r->version = sql_get_int(q, at++);
	r->revision = sql_get_int(q, at++);
	r->requester = sql_get_int(q, at++);
	r->sponsor = sql_get_int(q, at++);
	string_set(&r->sponsor_answer, sql_get_text(q, at++));
	r->sponsor_at = sql_get_int(q, at++);
	string_set(&r->sponsor_comment, sql_get_text(q, at++));
	r->decider = sql_get_int(q, at++);
	string_set(&r->decision, sql_get_text(q, at++));
	r->decided_at = sql_get_int(q, at++);
	string_set(&r->reason, sql_get_text(q, at++));
	r->opened_at = sql_get_int(q, at++);
	r->review_at = sql_get_int(q, at++);
	r->due_at = sql_get_int(q, at++);
	r->question_at = sql_get_int(q, at++);
	r->renews = sql_get_int(q, at++);
	for (int f = 0; f < FIELD_EXTRA; f++)
		string_set(&r->field[f], sql_get_text(q, at++));
	string_set(&r->token.id, sql_get_text(q, at++));
	string_set(&r->token.purpose, sql_get_text(q, at++));
	r->token.expires_at = sql_get_int(q, at++);
	string_set(&r->token.state, sql_get_text(q, at++));
	r->since = sql_get_int(q, at++);
	r->first = sql_get_int(q, at++);
	r->first_at = sql_get_int(q, at++);
	upkeep_read(q, at, &r->upkeep);
}

/* ?1 to ?32 of Q_REQUEST_INSERT and Q_REQUEST_UPDATE. */
static void
bind_request(struct sql *q, const struct request *r, int64_t now)
{
	int at = 1;

	sql_text(q, at++, state_name(r->state));
	sql_int(q, at++, r->version);
	sql_int(q, at++, r->revision);
	sql_int(q, at++, r->requester);
	sql_id(q, at++, r->sponsor);
	sql_text(q, at++, r->sponsor_answer);
	sql_int(q, at++, r->sponsor_at);
	sql_text(q, at++, r->sponsor_comment);
	sql_id(q, at++, r->decider);
	sql_text(q, at++, r->decision);
	sql_int(q, at++, r->decided_at);
	sql_text(q, at++, r->reason);
	sql_int(q, at++, r->opened_at);
	sql_int(q, at++, r->review_at);
	sql_int(q, at++, r->due_at);
	sql_int(q, at++, r->question_at);
	sql_id(q, at++, r->renews);
	for (int f = 0; f < FIELD_EXTRA; f++)
		sql_text(q, at++, r->field[f]);
	sql_text(q, at++, r->token.id);
	sql_text(q, at++, r->token.purpose);
	sql_int(q, at++, r->token.expires_at);
	sql_text(q, at++, r->token.state);
	sql_int(q, at++, r->since);
	sql_int(q, at++, now);
	sql_id(q, at++, r->first);
	sql_int(q, at, r->first_at);
}

enum status
request_create(struct store *st, struct request *r, int64_t now,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_REQUEST_INSERT);

	r->version = 1;
	r->revision = 1;
	bind_request(&q, r, now);
	while (sql_row(&q))
		r->id = sql_get_int(&q, 0);
	return sql_end(&q, err);
}

/* What the site asks besides, as it was answered in this revision. */
static enum status
load_answers(struct store *st, int64_t request, int64_t revision,
    struct request *out, struct err *err)
{
	const struct site_words *site = store_site(st);
	struct sql q;

	if (site == NULL || site->question[0].name == NULL)
		return OK;
	q = sql_begin(st, Q_ANSWERS);
	sql_int(&q, 1, request);
	sql_int(&q, 2, revision);
	while (sql_row(&q))
		for (int f = FIELD_EXTRA; f < FIELD_COUNT; f++)
			if (strcmp(site_field_name(site, (enum field)f),
				sql_get_text(&q, 0)) == 0)
				string_set(&out->field[f], sql_get_text(&q, 1));
	return sql_end(&q, err);
}

static enum status
put_answers(struct store *st, const struct request *r, struct err *err)
{
	const struct site_words *site = store_site(st);
	enum status rc = OK;

	for (int f = FIELD_EXTRA; rc == OK && f < FIELD_COUNT; f++) {
		const struct question *question =
		    site_question(site, (enum field)f);
		struct sql q;

		if (question == NULL || r->field[f][0] == '\0')
			continue;
		q = sql_begin(st, Q_ANSWER_PUT);
		sql_int(&q, 1, r->id);
		sql_int(&q, 2, r->revision);
		sql_text(&q, 3, question->name);
		sql_text(&q, 4, r->field[f]);
		rc = sql_do(&q, err);
	}
	return rc;
}

enum status
request_load(struct store *st, int64_t id, struct request *out, bool *found,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_REQUEST_BY_ID);
	enum status rc;

	sql_int(&q, 1, id);
	*found = sql_row(&q);
	if (*found)
		read_request(&q, out);
	if ((rc = sql_end(&q, err)) != OK || !*found)
		return rc;
	return load_answers(st, id, out->revision, out, err);
}

enum status
request_save(struct store *st, struct request *r, int64_t now, struct err *err)
{
	struct sql q = sql_begin(st, Q_REQUEST_UPDATE);
	enum status rc;

	r->version++;
	bind_request(&q, r, now);
	sql_int(&q, 33, r->id);
	if ((rc = sql_do(&q, err)) != OK)
		return rc;
	if (sql_changes(st) != 1)
		return err_set(err, ERR_RETRY,
		    "state: request %" PRId64
		    " was changed by somebody else meanwhile",
		    r->id);
	return OK;
}

enum status
revision_put(struct store *st, const struct request *r, int64_t now,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_REVISION_PUT);
	enum status rc;

	sql_int(&q, 1, r->id);
	sql_int(&q, 2, r->revision);
	sql_int(&q, 3, now);
	for (int f = 0; f < FIELD_EXTRA; f++)
		sql_text(&q, 4 + f, r->field[f]);
	if ((rc = sql_do(&q, err)) != OK)
		return rc;
	return put_answers(st, r, err);
}

enum status
revision_load(struct store *st, int64_t request, int64_t revision,
    struct request *out, struct err *err)
{
	struct sql q = sql_begin(st, Q_REVISION_GET);
	enum status rc;
	bool found;

	sql_int(&q, 1, request);
	sql_int(&q, 2, revision);
	found = sql_row(&q);
	if (found)
		for (int f = 0; f < FIELD_EXTRA; f++)
			string_set(&out->field[f], sql_get_text(&q, f));
	if ((rc = sql_end(&q, err)) != OK || !found)
		return rc;
	for (int f = FIELD_EXTRA; f < FIELD_COUNT; f++)
		string_set(&out->field[f], "");
	return load_answers(st, request, revision, out, err);
}

enum status
request_number(struct store *st, int64_t *out, struct err *err)
{
	return sql_number(st, Q_REQUEST_NUMBER, out, err);
}

enum status
request_number_take(struct store *st, int64_t number, struct err *err)
{
	struct sql q = sql_begin(st, Q_REQUEST_NUMBER_SET);

	sql_int(&q, 1, number);
	return sql_do(&q, err);
}

static enum status
count(struct store *st, enum query query, int64_t person, int *out,
    struct err *err)
{
	struct sql q = sql_begin(st, query);

	*out = 0;
	sql_int(&q, 1, person);
	if (sql_row(&q))
		*out = (int)sql_get_int(&q, 0);
	return sql_end(&q, err);
}

enum status
request_count_open(struct store *st, int64_t person, int *out, struct err *err)
{
	return count(st, Q_REQUESTS_OPEN, person, out, err);
}

enum status
request_count_with(struct store *st, int64_t person, int *out, struct err *err)
{
	return count(st, Q_REQUESTS_WITH, person, out, err);
}

enum status
request_count_sponsored(struct store *st, int64_t person,
    const struct request *r, bool confirmed, int *out, struct err *err)
{
	struct sql q = sql_begin(st, Q_REQUESTS_SPONSORED);

	*out = 0;
	sql_int(&q, 1, person);
	sql_int(&q, 2, r->id);
	sql_int(&q, 3, r->renews);
	sql_int(&q, 4, confirmed);
	if (sql_row(&q))
		*out = (int)sql_get_int(&q, 0);
	return sql_end(&q, err);
}

enum status
requests_each(struct store *st, const struct request_filter *f,
    enum status (*fn)(void *ctx, const struct request *r, struct err *err),
    void *ctx, struct err *err)
{
	struct sql q = sql_begin(st, f->state < 0 ? Q_REQUESTS : Q_REQUESTS_IN);
	struct err ignored = ERR_INIT;
	struct request r;
	enum status rc = OK;

	sql_text(&q, 1, f->state < 0 ? "" : state_name((enum state)f->state));
	sql_int(&q, 2, f->person);
	while (rc == OK && sql_row(&q)) {
		request_init(&r);
		read_request(&q, &r);
		rc = fn(ctx, &r, err);
		request_free(&r);
	}
	return rc != OK ? (sql_end(&q, &ignored), rc) : sql_end(&q, err);
}

enum status
requests_with_token(struct store *st, int64_t person,
    enum status (*fn)(void *ctx, const struct request *r, struct err *err),
    void *ctx, struct err *err)
{
	static const enum state with_token[] = { ST_ISSUED, ST_ACTIVE };
	enum status rc = OK;

	for (size_t i = 0; rc == OK && i < 2; i++) {
		struct request_filter f = { .state = (int)with_token[i],
			.person = person };

		rc = requests_each(st, &f, fn, ctx, err);
	}
	return rc;
}
