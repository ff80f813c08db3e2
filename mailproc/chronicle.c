#include "mailproc/chronicle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GROW 256

static void *
grown(void *array, size_t n, size_t size)
{
	return n % GROW == 0 ? xrealloc(array, (n + GROW) * size) : array;
}

static enum status
note_arrival(void *ctx, const struct message_row *m, struct err *err)
{
	struct chronicle *c = ctx;
	struct arrival *a;

	(void)err;
	c->arrival = grown(c->arrival, c->arrivals, sizeof *c->arrival);
	a = &c->arrival[c->arrivals++];
	a->lost = m->raw_len == 0;
	message_row_init(&a->row);
	a->row.id = m->id;
	a->row.at = m->at;
	a->row.grade = m->grade;
	a->row.reason = m->reason;
	string_set(&a->row.message_id, m->message_id);
	return OK;
}

static enum status
note_row(void *ctx, const struct audit_row *a, struct err *err)
{
	struct chronicle *c = ctx;
	struct audit_row *r;

	(void)err;
	c->row = grown(c->row, c->rows, sizeof *c->row);
	c->by = grown(c->by, c->rows, sizeof *c->by);
	c->by[c->rows] = NO_ARRIVAL;
	r = &c->row[c->rows++];
	audit_row_init(r);
	r->seq = a->seq;
	r->at = a->at;
	r->request = a->request;
	r->revision = a->revision;
	string_set(&r->event, a->event);
	string_set(&r->actor, a->actor);
	string_set(&r->grade, a->grade);
	string_set(&r->reason, a->reason);
	string_set(&r->note, a->note);
	string_set(&r->note_hash, a->note_hash);
	string_set(&r->message_id, a->message_id);
	string_set(&r->hash, a->hash);
	return OK;
}

bool
row_is_result(const struct audit_row *a)
{
	return strcmp(a->actor, "mailproc") == 0 ||
	    strcmp(a->actor, OPERATOR) == 0;
}

static bool
left_by(const struct audit_row *r, const struct arrival *a)
{
	return r->at == a->row.at &&
	    strcmp(r->message_id, a->row.message_id) == 0;
}

/* Both are in the order of their transactions. */
static void
match(struct chronicle *c)
{
	size_t next = 0;

	for (size_t i = 0; i < c->rows; i++) {
		size_t k = next;

		if (row_is_result(&c->row[i]))
			continue;
		if (next > 0 && left_by(&c->row[i], &c->arrival[next - 1])) {
			c->by[i] = next - 1;
			continue;
		}
		while (k < c->arrivals && !left_by(&c->row[i], &c->arrival[k]))
			k++;
		if (k == c->arrivals)
			continue; /* of a held message, released */
		c->by[i] = k;
		next = k + 1;
	}
}

/*
 * Rows of a held message that its author's YES has run stand before those of
 * that answer, in one transaction; unless the operator has released it.
 */
static void
match_answers(struct chronicle *c)
{
	for (size_t i = c->rows; i-- > 1;) {
		const struct audit_row *a = &c->row[i - 1], *b = &c->row[i];

		if (c->by[i - 1] == NO_ARRIVAL && !row_is_result(a) &&
		    a->at == b->at)
			c->by[i - 1] = c->by[i];
	}
}

size_t
chronicle_end(const struct chronicle *c, size_t i)
{
	size_t by = c->by[i++];

	while (by != NO_ARRIVAL && i < c->rows && c->by[i] == by)
		i++;
	return i;
}

bool
chronicle_noted(const struct chronicle *c, int64_t request)
{
	for (size_t i = 0; i < c->fates; i++)
		if (c->fate[i].request == request)
			return true;
	return false;
}

void
chronicle_note(struct chronicle *c, int64_t request, const char *why)
{
	if (request == 0 || chronicle_noted(c, request))
		return;
	c->fate = grown(c->fate, c->fates, sizeof *c->fate);
	c->fate[c->fates].request = request;
	snprintf(c->fate[c->fates++].why, sizeof c->fate->why, "%s", why);
}

/* What rests on words that are gone, and what rests on that. */
static void
lose(struct chronicle *c)
{
	bool more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < c->rows; i++) {
			int64_t request = c->row[i].request;
			struct arrival *a = c->by[i] == NO_ARRIVAL ?
			    NULL :
			    &c->arrival[c->by[i]];

			if (a == NULL || request == 0 ||
			    a->lost == chronicle_noted(c, request))
				continue;
			chronicle_note(c, request,
			    "a mail it rests on was purged");
			a->lost = more = true;
		}
	}
}

enum status
chronicle_read(struct chronicle *c, struct store *st, struct err *err)
{
	enum status rc;

	if ((rc = messages_each(st, note_arrival, c, err)) != OK ||
	    (rc = audit_each(st, 0, note_row, c, err)) != OK)
		return rc;
	match(c);
	match_answers(c);
	lose(c);
	return OK;
}

void
chronicle_free(struct chronicle *c)
{
	for (size_t i = 0; i < c->arrivals; i++)
		message_row_free(&c->arrival[i].row);
	for (size_t i = 0; i < c->rows; i++)
		audit_row_free(&c->row[i]);
	free(c->arrival);
	free(c->row);
	free(c->by);
	free(c->fate);
}
