/*
 * stray_check - `check --canvas`: one person after the other, and only reading.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/clock.h"
#include "mailproc/base/text.h"
#include "mailproc/net/stray.h"

struct census {
	struct office *office;
	line_fn line;
	void *ctx;
	int64_t *people; /* ids */
	size_t n;
	int seen, unseen, known;
	int64_t highest; /* number in a tag */
};

static enum status
note_person(void *ctx, const struct person *p, struct err *err)
{
	struct census *c = ctx;

	(void)err;
	c->people = xrealloc(c->people, (c->n + 1) * sizeof *c->people);
	c->people[c->n++] = p->id;
	return OK;
}

static void
say_token(struct census *c, const struct person *p, const struct made_token *t,
    const struct stray *s)
{
	char what[48], detail[700], repair[500], end[RFC3339_SIZE] = "never";

	if (t->expires_at != 0)
		clock_rfc3339(t->expires_at, end);
	snprintf(what, sizeof what, "token %s", t->id);
	snprintf(detail, sizeof detail,
	    "%s of %s, tag %" PRId64 ", ends %s: %s", t->state, p->address,
	    s->request, end,
	    s->is == TOKEN_OWED ? "its deletion is owed" : s->why);
	if (s->is == TOKEN_OWED)
		c->line(c->ctx, "warn", what, detail, "run `mailproc work`");
	else {
		int n = 0;

		if (s->is == TOKEN_LOST && t->expires_at != 0)
			n = snprintf(repair, sizeof repair,
			    "if its owner was given it: `mailproc token adopt "
			    "%s %s`; otherwise: ",
			    t->id, p->address);
		snprintf(repair + n, sizeof repair - (size_t)n,
		    "`mailproc token delete %s %s`", t->id, p->address);
		c->line(c->ctx, "fail", what, detail, repair);
	}
}

/* What the state takes for a live token of this person, and Canvas has not. */
struct missing {
	struct census *census;
	const struct person *person;
	const struct token_list *list;
};

static enum status
look_for(void *ctx, const struct request *r, struct err *err)
{
	struct missing *m = ctx;
	char what[48], detail[400], repair[120];
	bool there = false;

	(void)err;
	if (r->requester != m->person->id || r->token.id[0] == '\0' ||
	    (r->state != ST_ISSUED && r->state != ST_ACTIVE))
		return OK;
	for (size_t i = 0; i < m->list->n; i++)
		there = there || strcmp(m->list->token[i].id, r->token.id) == 0;
	if (there)
		return OK;
	snprintf(what, sizeof what, "token %s", r->token.id);
	snprintf(detail, sizeof detail,
	    "Canvas has it no longer: request %" PRId64
	    " of %s is in the state "
	    "\"%s\"",
	    r->id, m->person->address, state_name(r->state));
	snprintf(repair, sizeof repair,
	    "its owner writes RESEND %" PRId64
	    " for another, or REVOKE %" PRId64,
	    r->id, r->id);
	m->census->line(m->census->ctx, "fail", what, detail, repair);
	return OK;
}

static enum status
compare(struct census *c, const struct person *p, const struct token_list *list,
    struct err *err)
{
	struct request_filter theirs = { .state = -1, .person = p->id };
	struct missing m = { c, p, list };
	struct stray s;
	enum status rc = OK;

	for (size_t i = 0; rc == OK && i < list->n; i++) {
		const struct made_token *t = &list->token[i];

		if (tagged_number(&c->office->config, t->purpose) == 0 ||
		    (rc = stray_judge(c->office, p, t, &s, err)) != OK)
			continue;
		if (s.request > c->highest)
			c->highest = s.request;
		if (s.is == TOKEN_KNOWN)
			c->known++;
		else
			say_token(c, p, t, &s);
	}
	if (rc == OK && list->n < TOKENS_MAX)
		rc =
		    requests_each(c->office->store, &theirs, look_for, &m, err);
	return rc;
}

static enum status
one_person(struct census *c, int64_t id, struct err *err)
{
	struct token_list list;
	struct person p;
	char user_id[24];
	enum status rc;

	person_init(&p);
	if ((rc = person_by_id(c->office->store, id, &p, err)) == OK)
		rc = stray_list(c->office, &p, user_id, &list, err);
	if (rc == ERR_INPUT) {
		c->unseen++;
		rc = OK;
	} else if (rc == OK) {
		c->seen++;
		rc = compare(c, &p, &list, err);
		if (list.n == TOKENS_MAX)
			c->line(c->ctx, "warn", "tokens of one person",
			    p.address, "look in Canvas: more are not read");
	}
	person_free(&p);
	return rc;
}

static enum status
say_numbers(struct census *c, struct err *err)
{
	char detail[200], repair[80];
	int64_t newest;
	enum status rc = request_number(c->office->store, &newest, err);

	if (rc != OK || c->highest <= newest) {
		c->line(c->ctx, rc == OK ? "ok" : "fail", "request numbers",
		    rc == OK ? "no tag in Canvas is newer" : err->text, "");
		return rc;
	}
	snprintf(detail, sizeof detail,
	    "Canvas has the tag %" PRId64 ", our newest request is %" PRId64
	    ": numbers would be given out twice",
	    c->highest, newest);
	snprintf(repair, sizeof repair, "`mailproc token number %" PRId64 "`",
	    c->highest);
	c->line(c->ctx, "fail", "request numbers", detail, repair);
	return OK;
}

static void
say_seen(struct census *c)
{
	char detail[300];

	snprintf(detail, sizeof detail,
	    "%d people, %d tokens that the state knows; %d people have no "
	    "account in Canvas by login or mailbox; who is not in `people list` "
	    "is not looked at",
	    c->seen, c->known, c->unseen);
	c->line(c->ctx, "ok", "tokens in Canvas", detail, "");
}

void
stray_check(struct office *o, line_fn line, void *ctx)
{
	struct census c = { .office = o, .line = line, .ctx = ctx };
	struct err err = ERR_INIT;
	enum status rc;

	if (strcmp(o->config.backend, "canvas") != 0) {
		line(ctx, "warn", "tokens in Canvas",
		    "tokens are made by hand: Canvas is not asked", "");
		return;
	}
	if ((rc = worker_open(&o->worker, &err)) == OK)
		rc = people_each(o->store, note_person, &c, &err);
	for (size_t i = 0; rc == OK && i < c.n; i++)
		rc = one_person(&c, c.people[i], &err);
	if (rc == OK)
		rc = say_numbers(&c, &err);
	if (rc == OK)
		say_seen(&c);
	else
		line(ctx, "fail", "tokens in Canvas", err.text,
		    "once more when Canvas answers: what was not read is not "
		    "compared");
	free(c.people);
}
