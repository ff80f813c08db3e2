#include "mailproc/directory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/address.h"
#include "mailproc/base/hash.h"
#include "mailproc/csv.h"

#define FILE_MAX (64 << 20)

enum column { COL_EMAIL, COL_NAME, COL_ROLE, COL_LOGIN, COL_ALIASES, COLUMNS };

static const char *const column_names[COLUMNS] = { "email", "name", "role",
	"canvas_login", "aliases" };

struct import {
	struct store *store;
	struct csv csv;
	int column[COLUMNS]; /* where in a record, -1: not there */
	int64_t *seen;       /* ids of this file's people */
	struct import_counts *counts;
};

static enum status
read_whole(const char *file, struct buf *out, struct err *err)
{
	FILE *f = fopen(file, "re");
	size_t n = 1;

	if (f == NULL)
		return err_set(err, ERR_INPUT, "%s: %s", file, strerror(errno));
	while (n > 0 && buf_room(out, 64 << 10)) {
		n = fread(out->str + out->len, 1, 64 << 10, f);
		out->len += n;
	}
	n = (size_t)ferror(f);
	fclose(f);
	if (n != 0 || out->full)
		return err_set(err, ERR_INPUT, "%s: cannot be read", file);
	return OK;
}

static enum status
read_header(struct import *im, struct err *err)
{
	enum status rc;

	for (int k = 0; k < COLUMNS; k++)
		im->column[k] = -1;
	if ((rc = csv_next(&im->csv, err)) != OK)
		return rc;
	for (int i = 0; i < im->csv.n; i++) {
		int k = 0;

		while (k < COLUMNS &&
		    strcmp(im->csv.field[i], column_names[k]) != 0)
			k++;
		if (k == COLUMNS || im->column[k] >= 0)
			return err_set(err, ERR_INPUT,
			    "line 1: expected the columns email, name, role, "
			    "canvas_login, aliases, each once");
		im->column[k] = i;
	}
	if (im->column[COL_EMAIL] < 0 || im->column[COL_ROLE] < 0)
		return err_set(err, ERR_INPUT,
		    "line 1: expected a header with at least email and role");
	return OK;
}

static const char *
value(const struct import *im, enum column k)
{
	int i = im->column[k];

	return i < 0 || i >= im->csv.n ? "" : im->csv.field[i];
}

static enum status
take_address(const struct import *im, const char *s, char **out,
    struct err *err)
{
	if (!address_valid(s, strlen(s)))
		return err_set(err, ERR_INPUT,
		    "line %d: \"%.80s\" is no mail address", im->csv.line, s);
	string_set(out, s);
	fold_ascii(*out);
	return OK;
}

static enum status
take_aliases(const struct import *im, struct person *p, struct err *err)
{
	const char *s = value(im, COL_ALIASES);
	char *one = NULL;
	enum status rc = OK;

	while (*s != '\0' && rc == OK) {
		size_t len = strcspn(s, ";"), skip = strspn(s, " ");
		char *word =
		    skip >= len ? NULL : xstrndup(s + skip, len - skip);

		if (word != NULL) {
			word[strcspn(word, " ")] = '\0';
			if ((rc = take_address(im, word, &one, err)) == OK &&
			    !list_add(&p->aliases, one))
				rc = err_set(err, ERR_RETRY, "out of memory");
		}
		free(word);
		s += len + (s[len] == ';' ? 1 : 0);
	}
	free(one);
	return rc;
}

static enum status
take_person(const struct import *im, struct person *p, struct err *err)
{
	struct buf name = BUF_INIT(4096);
	enum status rc;

	if (im->csv.n > COLUMNS)
		return err_set(err, ERR_INPUT, "line %d: too many fields",
		    im->csv.line);
	if ((rc = take_address(im, value(im, COL_EMAIL), &p->address, err)) !=
	    OK)
		return rc;
	if (!standing_from_name(value(im, COL_ROLE), &p->standing) ||
	    p->standing == STANDING_UNKNOWN)
		return err_set(err, ERR_INPUT,
		    "line %d: role \"%.40s\": expected student, ta, faculty "
		    "or staff",
		    im->csv.line, value(im, COL_ROLE));
	clean_line(&name, value(im, COL_NAME), strlen(value(im, COL_NAME)));
	string_set(&p->name, name.str);
	buf_free(&name);
	string_set(&p->canvas_login, value(im, COL_LOGIN));
	return take_aliases(im, p, err);
}

static enum status
put_person(struct import *im, struct person *p, struct err *err)
{
	struct person now;
	enum status rc;
	bool merged, found;

	if ((rc = person_put(im->store, p, &merged, err)) != OK)
		return rc == ERR_INPUT ?
		    err_in(err, rc, "line %d", im->csv.line) :
		    rc;
	im->counts->merged += merged ? 1 : 0;
	person_init(&now);
	rc = person_by_address(im->store, p->address, &now, &found, err);
	im->seen[im->counts->read++] = now.id;
	person_free(&now);
	return rc;
}

static enum status
import_all(struct import *im, bool full, struct err *err)
{
	struct person p;
	enum status rc;

	if ((rc = read_header(im, err)) != OK)
		return rc;
	while ((rc = csv_next(&im->csv, err)) == OK && im->csv.n > 0) {
		person_init(&p);
		if ((rc = take_person(im, &p, err)) == OK)
			rc = put_person(im, &p, err);
		person_free(&p);
		if (rc != OK)
			return rc;
	}
	if (rc != OK || !full)
		return rc;
	return people_mark_left(im->store, im->seen, (size_t)im->counts->read,
	    &im->counts->left, err);
}

/* Which file it was, by its hash: the trail names nobody here. */
static enum status
record_import(struct store *st, int64_t now, const struct buf *text,
    const struct import_counts *n, struct err *err)
{
	char note[200], hash[SHA256_HEX];

	sha256_hex(text->str, text->len, hash);
	snprintf(note, sizeof note,
	    "%d read, %d merged, %d marked as left; SHA-256 %s", n->read,
	    n->merged, n->left, hash);
	return audit_own(st, now, OPERATOR, "people_import", note, err);
}

enum status
directory_import(struct store *st, int64_t now, const char *file, bool full,
    struct import_counts *n, struct err *err)
{
	struct import im = { .store = st, .counts = n };
	struct buf text = BUF_INIT(FILE_MAX);
	enum status rc;

	*n = (struct import_counts){ 0, 0, 0 };
	if ((rc = read_whole(file, &text, err)) != OK)
		goto out;
	csv_open(&im.csv, text.str, text.len);
	/* a record takes at least two bytes */
	im.seen = xmalloc((text.len / 2 + 1) * sizeof *im.seen);
	if ((rc = store_begin(st, err)) != OK)
		goto out;
	if ((rc = import_all(&im, full, err)) == OK &&
	    (rc = record_import(st, now, &text, n, err)) == OK)
		rc = store_commit(st, err);
	store_rollback(st);
	if (rc == ERR_INPUT)
		err_in(err, rc, "%s", file);
out:
	csv_close(&im.csv);
	free(im.seen);
	buf_free(&text);
	return rc;
}
