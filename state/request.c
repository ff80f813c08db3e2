#include "state/request.h"

#include <stdlib.h>
#include <string.h>

void
string_set(char **s, const char *value)
{
	char *copy = xstrdup(value);

	free(*s);
	*s = copy;
}

static void
empty(char **const *strings, size_t n)
{
	for (size_t i = 0; i < n; i++)
		*strings[i] = xstrdup("");
}

static void
release(char **const *strings, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(*strings[i]);
		*strings[i] = NULL;
	}
}

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define PERSON_STRINGS(p)                                      \
	{                                                      \
		&(p)->address, &(p)->name, &(p)->canvas_login, \
		    &(p)->canvas_user_id, &(p)->away           \
	}

void
person_init(struct person *p)
{
	memset(p, 0, sizeof *p);
	char **strings[] = PERSON_STRINGS(p);

	empty(strings, COUNT(strings));
}

void
person_free(struct person *p)
{
	char **strings[] = PERSON_STRINGS(p);

	release(strings, COUNT(strings));
	list_free(&p->aliases);
}

#define REQUEST_STRINGS(r)                                                   \
	{                                                                    \
		&(r)->sponsor_answer, &(r)->sponsor_comment, &(r)->decision, \
		    &(r)->reason, &(r)->token.id, &(r)->token.purpose,       \
		    &(r)->token.state                                        \
	}

void
request_init(struct request *r)
{
	memset(r, 0, sizeof *r);
	char **strings[] = REQUEST_STRINGS(r);

	empty(strings, COUNT(strings));
	for (int f = 0; f < FIELD_COUNT; f++)
		r->field[f] = xstrdup("");
}

void
request_free(struct request *r)
{
	char **strings[] = REQUEST_STRINGS(r);

	release(strings, COUNT(strings));
	for (int f = 0; f < FIELD_COUNT; f++) {
		free(r->field[f]);
		r->field[f] = NULL;
	}
}

#define DEBT_STRINGS(d)                                                   \
	{                                                                 \
		&(d)->last_error, &(d)->to, &(d)->sender, &(d)->template, \
		    &(d)->message_id, &(d)->payload                       \
	}

void
debt_init(struct debt *d)
{
	memset(d, 0, sizeof *d);
	char **strings[] = DEBT_STRINGS(d);

	empty(strings, COUNT(strings));
}

void
debt_free(struct debt *d)
{
	char **strings[] = DEBT_STRINGS(d);

	release(strings, COUNT(strings));
	free(d->body);
	d->body = NULL;
}

#define MESSAGE_STRINGS(m)                                             \
	{                                                              \
		&(m)->message_id, &(m)->from, &(m)->to, &(m)->subject, \
		    &(m)->sender, &(m)->digest                         \
	}

void
message_row_init(struct message_row *m)
{
	memset(m, 0, sizeof *m);
	char **strings[] = MESSAGE_STRINGS(m);

	empty(strings, COUNT(strings));
}

void
message_row_free(struct message_row *m)
{
	char **strings[] = MESSAGE_STRINGS(m);

	release(strings, COUNT(strings));
	free(m->raw);
	m->raw = NULL;
}

#define AUDIT_STRINGS(a)                                                       \
	{                                                                      \
		&(a)->event, &(a)->actor, &(a)->grade, &(a)->reason,           \
		    &(a)->note, &(a)->note_hash, &(a)->message_id, &(a)->prev, \
		    &(a)->hash                                                 \
	}

void
audit_row_init(struct audit_row *a)
{
	memset(a, 0, sizeof *a);
	char **strings[] = AUDIT_STRINGS(a);

	empty(strings, COUNT(strings));
}

void
audit_row_free(struct audit_row *a)
{
	char **strings[] = AUDIT_STRINGS(a);

	release(strings, COUNT(strings));
}
