#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "state/doubts.h"
#include "state/sql.h"

/* The columns of PERSON in statements.c. */
static void
read_person(const struct sql *q, struct person *p)
{
	p->id = sql_get_int(q, 0);
	string_set(&p->address, sql_get_text(q, 1));
	string_set(&p->name, sql_get_text(q, 2));
	if (!standing_from_name(sql_get_text(q, 3), &p->standing))
		p->standing = STANDING_UNKNOWN;
	string_set(&p->canvas_login, sql_get_text(q, 4));
	string_set(&p->canvas_user_id, sql_get_text(q, 5));
	string_set(&p->away, sql_get_text(q, 6));
	p->left = sql_get_int(q, 7) != 0;
}

static enum status
read_aliases(struct store *st, struct person *p, struct err *err)
{
	struct sql q = sql_begin(st, Q_ALIASES);

	list_free(&p->aliases);
	sql_int(&q, 1, p->id);
	while (sql_row(&q))
		if (!list_add(&p->aliases, sql_get_text(&q, 0)))
			break;
	return sql_end(&q, err);
}

static enum status
one(struct sql *q, struct person *out, bool *found, struct err *err)
{
	enum status rc;

	*found = sql_row(q);
	if (*found)
		read_person(q, out);
	if ((rc = sql_end(q, err)) != OK || !*found)
		return rc;
	return read_aliases(q->st, out, err);
}

enum status
person_by_address(struct store *st, const char *address, struct person *out,
    bool *found, struct err *err)
{
	struct sql q = sql_begin(st, Q_PERSON_BY_ADDRESS);
	char *folded = xstrdup(address);

	fold_ascii(folded);
	sql_text(&q, 1, folded);
	free(folded);
	return one(&q, out, found, err);
}

enum status
person_by_id(struct store *st, int64_t id, struct person *out, struct err *err)
{
	struct sql q = sql_begin(st, Q_PERSON_BY_ID);
	enum status rc;
	bool found;

	sql_int(&q, 1, id);
	if ((rc = one(&q, out, &found, err)) == OK && !found)
		return err_set(err, ERR_CONFIG,
		    "state: there is no person %" PRId64, id);
	return rc;
}

static enum status
insert(struct store *st, const struct person *p, int64_t *id, struct err *err)
{
	struct sql q = sql_begin(st, Q_PERSON_INSERT);

	sql_text(&q, 1, p->address);
	sql_text(&q, 2, p->name);
	sql_text(&q, 3, standing_name(p->standing));
	sql_text(&q, 4, p->canvas_login);
	sql_text(&q, 5, p->canvas_user_id);
	sql_text(&q, 6, p->away);
	sql_int(&q, 7, p->left);
	while (sql_row(&q))
		*id = sql_get_int(&q, 0);
	return sql_end(&q, err);
}

enum status
person_obtain(struct store *st, const char *address, const char *name,
    struct person *out, struct err *err)
{
	enum status rc;
	bool found;

	rc = person_by_address(st, address, out, &found, err);
	if (rc != OK || found)
		return rc;
	string_set(&out->address, address);
	fold_ascii(out->address);
	string_set(&out->name, name);
	out->standing = STANDING_UNKNOWN;
	return insert(st, out, &out->id, err);
}

static enum status
move(struct store *st, enum query query, int64_t from, int64_t to,
    struct err *err)
{
	struct sql q = sql_begin(st, query);

	sql_int(&q, 1, from);
	sql_int(&q, 2, to);
	return sql_do(&q, err);
}

static enum status
put_alias(struct store *st, const char *address, int64_t person,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_ALIAS_PUT);

	sql_text(&q, 1, address);
	sql_int(&q, 2, person);
	return sql_do(&q, err);
}

/* Would these two be one person in two roles of a request? */
static enum status
check_roles(struct store *st, int64_t a, int64_t b, struct err *err)
{
	struct sql q = sql_begin(st, Q_TWO_ROLES);
	int64_t id = 0;
	enum status rc;

	sql_int(&q, 1, a);
	sql_int(&q, 2, b);
	if (sql_row(&q))
		id = sql_get_int(&q, 0);
	if ((rc = sql_end(&q, err)) == OK && id != 0)
		return err_set(err, ERR_INPUT,
		    "these two addresses would be one person in two roles of "
		    "request %" PRId64,
		    id);
	return rc;
}

/* `from` turns out to be the same person as `to`. */
static enum status
merge(struct store *st, int64_t from, int64_t to, struct err *err)
{
	static const enum query moves[] = { Q_ALIASES_MOVE, Q_REQUESTER_MOVE,
		Q_SPONSOR_MOVE, Q_DECIDER_MOVE, Q_FIRST_MOVE, Q_KEYS_MOVE };
	struct sql q;
	enum status rc;

	if ((rc = check_roles(st, from, to, err)) != OK)
		return rc;
	for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++)
		if ((rc = move(st, moves[i], from, to, err)) != OK)
			return rc;
	q = sql_begin(st, Q_PERSON_DELETE);
	sql_int(&q, 1, from);
	return sql_do(&q, err);
}

/* Whoever has this address already becomes this person. */
static enum status
absorb(struct store *st, const char *address, int64_t id, bool *merged,
    struct err *err)
{
	struct person other;
	enum status rc;
	bool found;

	person_init(&other);
	rc = person_by_address(st, address, &other, &found, err);
	if (rc == OK && found && other.id != id) {
		rc = merge(st, other.id, id, err);
		*merged = true;
	}
	person_free(&other);
	return rc;
}

static enum status
update(struct store *st, const struct person *p, int64_t id, struct err *err)
{
	struct sql q = sql_begin(st, Q_PERSON_UPDATE);

	sql_int(&q, 1, id);
	sql_text(&q, 2, p->address);
	sql_text(&q, 3, p->name);
	sql_text(&q, 4, standing_name(p->standing));
	sql_text(&q, 5, p->canvas_login);
	sql_int(&q, 6, p->left);
	return sql_do(&q, err);
}

enum status
person_put(struct store *st, const struct person *p, bool *merged,
    struct err *err)
{
	struct person known;
	enum status rc;
	int64_t id;
	bool found;

	*merged = false;
	person_init(&known);
	rc = person_by_address(st, p->address, &known, &found, err);
	id = known.id;
	person_free(&known);
	if (rc == OK)
		rc = found ? update(st, p, id, err) : insert(st, p, &id, err);
	for (size_t i = 0; rc == OK && i < p->aliases.n; i++) {
		const char *alias = p->aliases.item[i];

		if (strcmp(alias, p->address) == 0)
			continue;
		if ((rc = absorb(st, alias, id, merged, err)) == OK)
			rc = put_alias(st, alias, id, err);
	}
	return rc;
}

enum status
person_set_canvas_user(struct store *st, int64_t id, const char *canvas_user_id,
    struct err *err)
{
	struct sql q = sql_begin(st, Q_PERSON_CANVAS);

	sql_int(&q, 1, id);
	sql_text(&q, 2, canvas_user_id);
	return sql_do(&q, err);
}

enum status
person_set_away(struct store *st, int64_t id, const char *line, struct err *err)
{
	struct sql q = sql_begin(st, Q_PERSON_AWAY);

	sql_int(&q, 1, id);
	sql_text(&q, 2, line);
	return sql_do(&q, err);
}

static int
compare_ids(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

struct leaving {
	int64_t *keep;
	size_t n;
	int64_t *gone; /* ids of whoever is not in keep */
	size_t ngone;
};

static enum status
note_leaver(void *ctx, const struct person *p, struct err *err)
{
	struct leaving *l = ctx;
	int64_t *grown;

	/* who was never in the directory cannot leave it */
	if (p->left || p->standing == STANDING_UNKNOWN ||
	    bsearch(&p->id, l->keep, l->n, sizeof p->id, compare_ids) != NULL)
		return OK;
	grown = realloc(l->gone, (l->ngone + 1) * sizeof *grown);
	if (grown == NULL)
		return err_set(err, ERR_RETRY, "out of memory");
	l->gone = grown;
	l->gone[l->ngone++] = p->id;
	return OK;
}

enum status
people_mark_left(struct store *st, const int64_t *keep, size_t n, int *marked,
    struct err *err)
{
	struct leaving l = { .keep = xmalloc((n + 1) * sizeof *keep), .n = n };
	enum status rc;

	*marked = 0;
	if (n > 0)
		memcpy(l.keep, keep, n * sizeof *keep);
	qsort(l.keep, n, sizeof *l.keep, compare_ids);
	rc = people_each(st, note_leaver, &l, err);
	for (size_t i = 0; rc == OK && i < l.ngone; i++) {
		struct sql q = sql_begin(st, Q_PERSON_LEAVES);

		sql_int(&q, 1, l.gone[i]);
		if ((rc = sql_do(&q, err)) == OK)
			rc = doubts_left(st, l.gone[i], err);
		*marked += rc == OK ? 1 : 0;
	}
	free(l.keep);
	free(l.gone);
	return rc;
}

enum status
people_each(struct store *st,
    enum status (*fn)(void *ctx, const struct person *p, struct err *err),
    void *ctx, struct err *err)
{
	struct sql q = sql_begin(st, Q_PEOPLE);
	struct err ignored = ERR_INIT;
	struct person p;
	enum status rc = OK;

	while (rc == OK && sql_row(&q)) {
		person_init(&p);
		read_person(&q, &p);
		if ((rc = read_aliases(st, &p, err)) == OK)
			rc = fn(ctx, &p, err);
		person_free(&p);
	}
	return rc != OK ? (sql_end(&q, &ignored), rc) : sql_end(&q, err);
}
