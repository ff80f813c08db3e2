#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/text.h"
#include "mailproc/net/seal.h"
#include "mailproc/net/worker.h"
#include "state/calendar.h"
#include "state/fields.h"

#define FOUND_MAX    100
#define PURPOSE_MAX  255
#define EXPIRY_TRIES 2
#define CODE_LABEL   " | unlock code "

/* Everything one token is made from.  Wiped at the end. */
struct making {
	struct request request;
	struct person owner;
	struct canvas_person canvas;
	struct made_token token;
	char code[UNLOCK_CODE_SIZE];
	struct buf secret;
	struct buf url;
};

static enum status
load(struct worker *w, const struct debt *d, struct making *m, struct err *err)
{
	struct store *st = w->engine->store;
	enum status rc;
	bool found;

	if ((rc = request_load(st, d->request, &m->request, &found, err)) != OK)
		return rc;
	if (!found)
		return err_set(err, ERR_CONFIG,
		    "debt %" PRId64 " is about no request", d->id);
	return person_by_id(st, m->request.requester, &m->owner, err);
}

/* The last second of the last day, by our own limit: Canvas has none for us. */
static int64_t
expiry(const struct worker *w, const struct request *r)
{
	const struct config *c = w->engine->config;
	char day[DAY_SIZE];
	int64_t end, last;

	calendar_day(w->engine->now + (int64_t)c->policy.token_days_max * 86400,
	    day);
	calendar_day_end(day, &last);
	if (r->field[FIELD_UNTIL][0] == '\0' ||
	    !calendar_day_end(r->field[FIELD_UNTIL], &end)) {
		calendar_day(w->engine->now +
			(int64_t)c->policy.token_days * 86400,
		    day);
		calendar_day_end(day, &end);
	}
	return end < last ? end : last;
}

/*
 * "[CT-42] grade export | unlock code XXXX-...": tag first, at most 255
 * characters, cut between UTF-8 characters.
 */
static void
write_purpose(const struct config *c, struct making *m)
{
	bool sealed = c->handover == HANDOVER_SEALED;
	const char *text = m->request.field[FIELD_PURPOSE];
	size_t tail = sealed ? strlen(CODE_LABEL) + strlen(m->code) : 0;
	char tag[TAG_SIZE];
	struct buf line = BUF_INIT(16 << 10);
	size_t room, take;

	clean_line(&line, text, strlen(text));
	token_tag(c, m->request.id, tag);
	room = PURPOSE_MAX - strlen(tag) - 1 - tail;
	take = line.len < room ? line.len : room;
	while (take > 0 && take < line.len &&
	    ((unsigned char)line.str[take] & 0xc0) == 0x80)
		take--;
	snprintf(m->token.purpose, sizeof m->token.purpose, "%s %.*s%s%s", tag,
	    (int)take, line.str, sealed ? CODE_LABEL : "",
	    sealed ? m->code : "");
	buf_free(&line);
}

/*
 * After a doubtful POST, and before making anew: what has our tag was never
 * usable, since its secret is lost.  All of it goes.
 */
static enum status
remove_tagged(struct worker *w, const char *user_id, int64_t request,
    struct err *err)
{
	struct made_token found[FOUND_MAX];
	char tag[TAG_SIZE];
	enum status rc;
	size_t n;

	rc = w->backend->find(&w->canvas, user_id,
	    token_tag(w->engine->config, request, tag), found, FOUND_MAX, &n,
	    err);
	for (size_t i = 0; rc == OK && i < n; i++)
		rc = w->backend->remove(&w->canvas, user_id, found[i].id, err);
	return rc;
}

static bool
looks_first(const struct debt *d)
{
	return d->state != DEBT_PLANNED || d->tries > 0 ||
	    d->payload[0] != '\0';
}

static enum status
make(struct worker *w, const struct debt *d, struct making *m, struct err *err)
{
	enum status rc;
	bool wrong_expiry = false;

	snprintf(m->token.user_id, sizeof m->token.user_id, "%s",
	    m->canvas.user_id);
	m->token.expires_at = expiry(w, &m->request);
	if (m->token.expires_at <= w->engine->now)
		return err_set(err, ERR_INPUT, "the day it was to end is over");
	if ((rc = unlock_code_draw(m->code, err)) != OK)
		return rc;
	write_purpose(w->engine->config, m);
	if ((rc = debt_tried(w->engine->store, d->id, err)) != OK)
		return rc;
	rc = w->backend->create(&w->canvas, &m->token, &m->secret,
	    &wrong_expiry, err);
	if (wrong_expiry && d->tries + 1 >= EXPIRY_TRIES)
		return err_in(err, ERR_INPUT, "twice");
	return rc;
}

static enum status
hand_over(const struct config *c, struct making *m, struct err *err)
{
	struct buf blob = BUF_INIT(16 << 10);
	char id[24];
	enum status rc = OK;

	if (c->handover != HANDOVER_SEALED)
		return OK;
	snprintf(id, sizeof id, "%" PRId64, m->request.id);
	if ((rc = seal(m->code, id, m->token.id, &m->secret, &blob, err)) == OK)
		buf_addf(&m->url, "%s#%s", c->unlock_url, blob.str);
	buf_free(&blob);
	return rc;
}

static enum status
report_made(struct worker *w, const struct debt *d, struct making *m,
    struct err *err)
{
	char *label = strstr(m->token.purpose, CODE_LABEL);
	struct token token = { .id = m->token.id,
		.purpose = m->token.purpose,
		.expires_at = m->token.expires_at,
		.state = m->token.state };
	struct act act = { .on = EV_TOKEN_MADE,
		.request = d->request,
		.text = "",
		.message_id = "",
		.token = &token,
		.sealed_url = m->url.str };

	/* the code stands in Canvas alone */
	if (label != NULL)
		*label = '\0';
	return worker_result(w, d, &act, err);
}

/* The answer is no, and will stay so: the admins decide what now. */
static enum status
report_impossible(struct worker *w, const struct debt *d, struct act *act,
    struct err *err)
{
	struct buf said = BUF_INIT(2048);
	enum status rc;

	clean_line(&said, err->text, strlen(err->text));
	act->text = said.str;
	rc = worker_result(w, d, act, err);
	buf_free(&said);
	return rc;
}

static void
forget(struct making *m)
{
	buf_wipe(&m->secret);
	buf_wipe(&m->url);
	explicit_bzero(m->code, sizeof m->code);
	explicit_bzero(&m->token, sizeof m->token);
	request_free(&m->request);
	person_free(&m->owner);
}

enum status
pay_token(struct worker *w, const struct debt *d, struct err *err)
{
	struct making m = { .secret = BUF_INIT(SEAL_SECRET_MAX),
		.url = BUF_INIT(32 << 10) };
	struct act no = { .on = EV_TOKEN_IMPOSSIBLE,
		.request = d->request,
		.message_id = "" };
	enum status rc;

	request_init(&m.request);
	person_init(&m.owner);
	if ((rc = load(w, d, &m, err)) != OK)
		goto out;
	rc = w->backend->owner(&w->canvas, &m.owner, &m.canvas, err);
	if (rc == OK && m.canvas.user_id[0] != '\0')
		rc = person_set_canvas_user(w->engine->store, m.owner.id,
		    m.canvas.user_id, err);
	if (rc == OK && looks_first(d))
		rc = remove_tagged(w, m.canvas.user_id, d->request, err);
	if (rc == OK)
		rc = make(w, d, &m, err);
	if (rc == OK && (rc = hand_over(w->engine->config, &m, err)) == OK)
		rc = report_made(w, d, &m, err);
	else if (rc == ERR_INPUT)
		rc = report_impossible(w, d, &no, err);
out:
	forget(&m);
	return rc;
}

static enum status
note_deleted(struct worker *w, const struct debt *d, struct request *r,
    struct err *err)
{
	struct store *st = w->engine->store;
	enum status rc;
	bool found;

	if ((rc = store_begin(st, err)) != OK)
		return rc;
	request_free(r);
	rc = request_load(st, d->request, r, &found, err);
	if (rc == OK && r->token.id[0] != '\0') {
		string_set(&r->token.state, "deleted");
		rc = request_save(st, r, w->engine->now, err);
	}
	if (rc == OK && (rc = debt_done(st, d->id, w->engine->now, err)) == OK)
		rc = store_commit(st, err);
	store_rollback(st);
	return rc;
}

enum status
pay_delete(struct worker *w, const struct debt *d, struct err *err)
{
	struct making m = { .secret = BUF_INIT(1), .url = BUF_INIT(1) };
	enum status rc;

	request_init(&m.request);
	person_init(&m.owner);
	if ((rc = load(w, d, &m, err)) != OK)
		goto out;
	if (m.owner.canvas_user_id[0] != '\0')
		rc = remove_tagged(w, m.owner.canvas_user_id, d->request, err);
	if (rc == OK && d->payload[0] != '\0' &&
	    m.owner.canvas_user_id[0] != '\0')
		rc = w->backend->remove(&w->canvas, m.owner.canvas_user_id,
		    d->payload, err);
	if (rc == OK)
		rc = note_deleted(w, d, &m.request, err);
out:
	forget(&m);
	return rc;
}

/* Who Canvas says they are, where the directory is silent. */
static enum status
look_up_sponsor(struct worker *w, const struct request *r, struct err *err)
{
	struct store *st = w->engine->store;
	struct canvas_person found;
	struct person p;
	enum status rc;

	person_init(&p);
	rc = person_obtain(st, r->field[FIELD_SPONSOR], "", &p, err);
	if (rc == OK && p.standing == STANDING_UNKNOWN) {
		rc = w->backend->owner(&w->canvas, &p, &found, err);
		if (rc == OK && !found.teaches)
			rc = err_set(err, ERR_INPUT,
			    "%s does not teach in Canvas", p.address);
		if (rc == OK) {
			p.standing = STANDING_FACULTY;
			string_set(&p.name, found.name);
			rc = person_put(st, &p, &(bool){ false }, err);
		}
	}
	person_free(&p);
	return rc;
}

enum status
pay_lookup(struct worker *w, const struct debt *d, struct err *err)
{
	struct making m = { .secret = BUF_INIT(1), .url = BUF_INIT(1) };
	struct act found = { .on = EV_FOUND,
		.request = d->request,
		.text = "",
		.message_id = "" };
	struct act no = { .on = EV_NOT_FOUND,
		.request = d->request,
		.message_id = "" };
	enum status rc;

	request_init(&m.request);
	person_init(&m.owner);
	if ((rc = load(w, d, &m, err)) != OK ||
	    (rc = debt_tried(w->engine->store, d->id, err)) != OK)
		goto out;
	rc = w->backend->owner(&w->canvas, &m.owner, &m.canvas, err);
	if (rc == OK && sponsor_needed(w->engine->config, &m.owner)) {
		no.sponsor_wrong = true;
		rc = look_up_sponsor(w, &m.request, err);
	}
	if (rc == OK)
		rc = worker_result(w, d, &found, err);
	else if (rc == ERR_INPUT)
		rc = report_impossible(w, d, &no, err);
out:
	forget(&m);
	return rc;
}
