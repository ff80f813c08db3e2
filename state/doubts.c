#include "state/doubts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state/batch.h"
#include "state/calendar.h"
#include "state/letters.h"
#include "state/sql.h"
#include "state/view.h"

/* One request that there is doubt about. */
struct doubt {
	int64_t request;
	bool requester_left, sponsor_left, unanswered;
};

struct doubts {
	struct doubt *row;
	size_t n;
};

/* What one mail is about. */
struct page {
	struct engine *engine;
	struct {
		int64_t id, revision, requester, sponsor;
	} token[BATCH_MAX];
	size_t ntokens;
	json_t *tokens;
	json_t *open;
	struct buf ids; /* for the trail */
};

enum status
doubt_put(struct store *st, int64_t request, const char *why, struct err *err)
{
	struct sql q = sql_begin(st, Q_DOUBT_PUT);

	sql_int(&q, 1, request);
	sql_text(&q, 2, why);
	return sql_do(&q, err);
}

enum status
doubts_left(struct store *st, int64_t person, struct err *err)
{
	struct sql q = sql_begin(st, Q_DOUBTS_LEFT);

	sql_int(&q, 1, person);
	return sql_do(&q, err);
}

static enum status
load(struct store *st, struct doubts *out, struct err *err)
{
	struct sql q = sql_begin(st, Q_DOUBTS);

	while (sql_row(&q)) {
		int64_t id = sql_get_int(&q, 0);
		const char *why = sql_get_text(&q, 1);
		struct doubt *d;

		if (out->n == 0 || out->row[out->n - 1].request != id) {
			out->row =
			    xrealloc(out->row, (out->n + 1) * sizeof *out->row);
			out->row[out->n++] = (struct doubt){ .request = id };
		}
		d = &out->row[out->n - 1];
		d->requester_left |= strcmp(why, "requester_left") == 0;
		d->sponsor_left |= strcmp(why, "sponsor_left") == 0;
		d->unanswered |= strcmp(why, "unanswered") == 0;
	}
	return sql_end(&q, err);
}

static enum status
name_of(struct store *st, int64_t id, char out[160], struct err *err)
{
	struct person p;
	enum status rc = OK;

	out[0] = '\0';
	if (id == 0)
		return OK;
	person_init(&p);
	if ((rc = person_by_id(st, id, &p, err)) == OK)
		snprintf(out, 160, "%.100s",
		    p.name[0] == '\0' ? p.address : p.name);
	person_free(&p);
	return rc;
}

static enum status
add_row(struct page *page, const struct doubt *d, const struct request *r,
    json_t *list, struct err *err)
{
	struct store *st = page->engine->store;
	char owner[160], sponsor[160], day[LONG_DAY_SIZE];
	enum status rc;

	if ((rc = name_of(st, r->requester, owner, err)) != OK ||
	    (rc = name_of(st, r->sponsor, sponsor, err)) != OK)
		return rc;
	json_array_append_new(list,
	    json_pack("{s:I, s:s, s:s, s:o, s:s, s:s?, s:b, s:b, s:b}", "id",
		(json_int_t)r->id, "owner", owner, "sponsor", sponsor,
		"purpose", words_json(r->field[FIELD_PURPOSE]), "state",
		state_name(r->state), "ends_on",
		r->token.expires_at == 0 ?
		    NULL :
		    calendar_long_day(r->token.expires_at, day),
		"requester_left", d->requester_left, "sponsor_left",
		d->sponsor_left, "unanswered", d->unanswered));
	buf_addf(&page->ids, " %" PRId64, r->id);
	return OK;
}

static enum status
told(struct engine *e, int64_t request, struct err *err)
{
	struct sql q = sql_begin(e->store, Q_DOUBT_TOLD);

	sql_int(&q, 1, request);
	sql_int(&q, 2, e->now);
	return sql_do(&q, err);
}

/* The requester of one that is on its way is to name another sponsor. */
static enum status
ask_for_sponsor(struct engine *e, int64_t request, struct err *err)
{
	return apply_own(e, EV_SPONSOR_LEFT, request, NULL, err);
}

static enum status
add_open(struct page *page, const struct doubt *d, const struct request *r,
    struct err *err)
{
	bool asks = r->state == ST_SPONSOR || r->state == ST_REVIEW ||
	    r->state == ST_QUESTION;
	enum status rc = OK;

	if (d->requester_left || (d->sponsor_left && r->state != ST_SPONSOR))
		rc = add_row(page, d, r, page->open, err);
	if (rc == OK && d->sponsor_left && !d->requester_left && asks)
		rc = ask_for_sponsor(page->engine, r->id, err);
	return rc;
}

static enum status
add_token(struct page *page, const struct doubt *d, const struct request *r,
    struct err *err)
{
	size_t n = page->ntokens++;

	page->token[n].id = r->id;
	page->token[n].revision = r->revision;
	page->token[n].requester = r->requester;
	page->token[n].sponsor = r->sponsor;
	return add_row(page, d, r, page->tokens, err);
}

static enum status
consider(struct page *page, const struct doubt *d, struct err *err)
{
	struct request r;
	enum status rc;
	bool found, waits;

	request_init(&r);
	rc = request_load(page->engine->store, d->request, &r, &found, err);
	waits = found && r.state == ST_APPROVED; /* until the token is there */
	if (rc == OK && found && (r.state == ST_ISSUED || r.state == ST_ACTIVE))
		rc = add_token(page, d, &r, err);
	else if (rc == OK && found && !waits && !state_ended(r.state))
		rc = add_open(page, d, &r, err);
	if (rc == OK && !waits)
		rc = told(page->engine, d->request, err);
	request_free(&r);
	return rc;
}

static enum status
owe_to(struct page *page, const char *address, struct err *err)
{
	struct engine *e = page->engine;
	struct batch batch = { .n = 0 };
	struct owed letter = { .template = "revoke-list",
		.answers = "",
		.by_time = true };
	json_t *mails = json_array();
	struct person p;
	enum status rc;

	person_init(&p);
	letter.to = &p;
	if ((rc = person_obtain(e->store, address, "", &p, err)) != OK ||
	    p.left ||
	    (rc = mail_view(e->store, e->config, NULL, &letter.view, err)) !=
		OK)
		goto out;
	for (size_t i = 0; i < page->ntokens; i++)
		if (page->token[i].requester != p.id &&
		    page->token[i].sponsor != p.id)
			batch_add(&batch, page->token[i].id,
			    page->token[i].revision);
	letter.batch = batch.n == 0 ? NULL : &batch;
	json_object_set_new(letter.view, "batch",
	    batch_lines(&batch, event_name(EV_REVOKE)));
	json_object_set_new(letter.view, "doubts",
	    json_pack("{s:O, s:O, s:b}", "tokens", page->tokens, "open",
		page->open, "some", page->ntokens > 0));
	rc = letter_owe(e, NULL, &letter, mails, NULL, err);
out:
	json_decref(letter.view);
	json_decref(mails);
	person_free(&p);
	return rc;
}

/* As many as one mail can hold; *done is how far it came. */
static enum status
owe_page(struct page *page, const struct doubts *all, size_t *done,
    struct err *err)
{
	struct engine *e = page->engine;
	const struct list *admins = &e->config->admins;
	enum status rc = OK;

	for (size_t i = 0; rc == OK && *done < all->n && i < BATCH_MAX; i++)
		rc = consider(page, &all->row[(*done)++], err);
	if (rc != OK || page->ids.len == 0)
		return rc;
	for (size_t i = 0; rc == OK && i < admins->n; i++)
		rc = owe_to(page, admins->item[i], err);
	return rc != OK ? rc :
			  audit_own(e->store, e->now, "mailproc", "revoke_list",
			      page->ids.str + 1, err);
}

static enum status
owe_next(struct engine *e, const struct doubts *all, size_t *done,
    struct err *err)
{
	struct page page = { .engine = e,
		.tokens = json_array(),
		.open = json_array(),
		.ids = BUF_INIT(1024) };
	enum status rc;

	if ((rc = store_begin(e->store, err)) == OK &&
	    (rc = owe_page(&page, all, done, err)) == OK)
		rc = store_commit(e->store, err);
	store_rollback(e->store);
	json_decref(page.tokens);
	json_decref(page.open);
	buf_free(&page.ids);
	return rc;
}

enum status
doubts_owe(struct engine *e, struct err *err)
{
	struct doubts all = { NULL, 0 };
	size_t done = 0;
	enum status rc = load(e->store, &all, err);

	while (rc == OK && done < all.n)
		rc = owe_next(e, &all, &done, err);
	free(all.row);
	return rc;
}
