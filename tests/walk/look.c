/*
 * look - what the programs left: the state, and the mails that came.
 */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/file.h"
#include "parsers/header.h"
#include "state/store.h"
#include "tests/walk/walk.h"

#define MAIL_MAX (1 << 20)

static char folder[64], state[128];
static int64_t person_id[PEOPLE];

static void
must(bool well, const char *what)
{
	if (well)
		return;
	fprintf(stderr, "walk: %s: %s\n", what, strerror(errno));
	abort();
}

void
look_begin(const char *town)
{
	struct store *st = NULL;
	struct err err = ERR_INIT;
	struct person p;
	bool found;

	snprintf(folder, sizeof folder, "%s", town);
	snprintf(state, sizeof state, "%s/state.db", town);
	must(store_open(&st, state, &err) == OK, err.text);
	for (int i = 0; i < PEOPLE; i++) {
		person_init(&p);
		must(person_by_address(st, people[i].address, &p, &found,
			 &err) == OK &&
			found,
		    people[i].address);
		person_id[i] = p.id;
		person_free(&p);
	}
	store_close(st);
}

static enum who
who_is(int64_t id)
{
	for (int i = 0; i < PEOPLE; i++)
		if (person_id[i] == id)
			return (enum who)i;
	return NOBODY;
}

static enum who
whose(const char *address)
{
	for (int i = 0; i < PEOPLE; i++)
		if (strcmp(people[i].address, address) == 0)
			return (enum who)i;
	return NOBODY;
}

static enum status
one_request(void *ctx, const struct request *r, struct err *err)
{
	struct seen *s = ctx;
	struct seen_request *out;

	(void)err;
	must(r->id <= REQUESTS, "too many requests");
	out = &s->request[r->id];
	out->state = r->state;
	out->requester = who_is(r->requester);
	out->sponsor = who_is(r->sponsor);
	out->ends = r->token.expires_at;
	snprintf(out->token, sizeof out->token, "%.23s", r->token.id);
	s->requests = (int)r->id;
	return OK;
}

static enum status
one_debt(void *ctx, const struct debt *d, struct err *err)
{
	struct seen *s = ctx;
	struct seen_debt *out;

	(void)err;
	must(d->id <= LETTERS, "too many debts");
	out = &s->debt[d->id];
	out->kind = d->kind;
	out->state = d->state;
	out->request = d->request;
	out->to = whose(d->to);
	snprintf(out->template, sizeof out->template, "%.31s", d->template);
	s->debts = d->id > s->debts ? (int)d->id : s->debts;
	return OK;
}

void
look_at_state(struct seen *out)
{
	struct request_filter all = { .state = -1 };
	struct store *st = NULL;
	struct err err = ERR_INIT;

	memset(out, 0, sizeof *out);
	must(store_open(&st, state, &err) == OK &&
		requests_each(st, &all, one_request, out, &err) == OK &&
		debts_each(st, true, one_debt, out, &err) == OK,
	    err.text);
	store_close(st);
}

bool
look_at_trail(struct buf *why)
{
	struct audit_report report;
	struct store *st = NULL;
	struct err err = ERR_INIT;
	int schema;

	if (store_open(&st, state, &err) != OK ||
	    store_check(st, &schema, &err) != OK ||
	    audit_verify(st, NULL, &report, &err) != OK)
		buf_adds(why, err.text);
	store_close(st);
	return why->len == 0;
}

static void
read_field(const struct buf *mail, const char *name, char *out, size_t size)
{
	struct header h;
	int i;

	out[0] = '\0';
	header_scan_loosely(&h, mail->str, mail->len);
	if ((i = header_find(&h, name, 0)) >= 0)
		header_value(&h.field[i], out, size);
}

/* One mail that came; its name says which debt it was. */
static bool
take(struct model *m, const char *path, long debt, struct buf *why)
{
	struct buf mail = BUF_INIT(MAIL_MAX);
	struct letter *l = &m->letter[debt];
	struct err err = ERR_INIT;
	char id[160], to[160];
	struct stat st;

	must(file_read(&mail, path, &st, &err) == OK, err.text);
	read_field(&mail, "Message-ID", id, sizeof id);
	read_field(&mail, "Delivered-To", to, sizeof to);
	buf_free(&mail);
	if (debt > m->letters || whose(to) != l->to || id[0] == '\0' ||
	    (l->copies > 0 && strcmp(l->id, id) != 0))
		buf_addf(why, "mail %ld is not the one that was owed", debt);
	for (int i = 1; i <= m->letters && why->len == 0; i++)
		if (i != debt && strcmp(m->letter[i].id, id) == 0)
			buf_addf(why, "mails %d and %ld have one id", i, debt);
	if (why->len == 0 && ++l->copies > (l->doubtful ? 2 : 1))
		buf_addf(why, "mail %ld, %s, is there %d times", debt,
		    l->template, l->copies);
	snprintf(l->id, sizeof l->id, "%s", id);
	return why->len == 0;
}

bool
look_at_mails(struct model *m, struct buf *why)
{
	char hall[128], path[400];
	struct dirent *e;
	bool well = true;
	long debt;
	DIR *dir;

	snprintf(hall, sizeof hall, "%s/mail/new", folder);
	dir = opendir(hall);
	while (well && dir != NULL && (e = readdir(dir)) != NULL) {
		if (sscanf(e->d_name, "%*d.%ld_", &debt) != 1)
			continue;
		snprintf(path, sizeof path, "%s/%s", hall, e->d_name);
		well = debt > 0 && debt <= LETTERS && take(m, path, debt, why);
		unlink(path);
	}
	if (dir != NULL)
		closedir(dir);
	return well;
}
