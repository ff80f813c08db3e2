#include "tests/support/works.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/file.h"
#include "mailproc/base/hash.h"
#include "state/calendar.h"

#define SERVICE_TOKEN "service-token-of-the-works"

static void
must(bool good, const struct works *w, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "works: %s: %s\n", what, w->err.text);
	abort();
}

static void
write_file(const struct works *w, const char *name, const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", w->folder, name);
	f = fopen(path, "w");
	must(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0, w, path);
}

static void
write_config(struct works *w)
{
	struct buf text = BUF_INIT(8192);

	buf_addf(&text,
	    "address = \"canvas-tokens@campus.example\"\n"
	    "help_desk = \"help@campus.example\"\norganisation = \"Campus\"\n"
	    "domains = {\"campus.example\"}\n"
	    "admins = {\"admin@campus.example\"}\n"
	    "unlock_url = \"https://it.campus.example/unlock.html\"\n"
	    "policy { policy_url = \"https://campus.example/aup\" }\n"
	    "transport = \"maildir\"\nmaildir { path = \"%s/mail\" }\n"
	    "state = \"%s/state.db\"\n"
	    "canvas { url = \"http://127.0.0.1:%d\" timeout = 5\n"
	    "token_file = \"%s/token\" }\n",
	    w->folder, w->folder, standin_port(w->canvas), w->folder);
	write_file(w, "conf", text.str);
	buf_free(&text);
}

static int64_t
put_person(struct works *w, const char *address, const char *login,
    enum standing standing)
{
	struct person p;
	bool merged;
	int64_t id;

	person_init(&p);
	must(person_obtain(w->store, address, "", &p, &w->err) == OK, w,
	    address);
	p.standing = standing;
	string_set(&p.canvas_login, login);
	must(person_put(w->store, &p, &merged, &w->err) == OK, w, address);
	id = p.id;
	person_free(&p);
	return id;
}

void
works_start(struct works *w)
{
	char path[128];

	/* in memory where there is room: no test waits for a disk */
	*w = (struct works){ .folder = "/dev/shm/mailproc-works-XXXXXX" };
	if (mkdtemp(w->folder) == NULL)
		strcpy(w->folder, "/tmp/mailproc-works-XXXXXX");
	must(w->folder[0] == '/' &&
		(access(w->folder, W_OK) == 0 || mkdtemp(w->folder) != NULL),
	    w, "mkdtemp");
	umask(077);
	w->canvas = standin_start(0, SERVICE_TOKEN);
	must(w->canvas != NULL, w, "stand-in");
	write_file(w, "token", SERVICE_TOKEN "\n");
	write_config(w);
	snprintf(path, sizeof path, "%s/conf", w->folder);
	must(config_read(&w->config, path, &w->err) == OK, w, "config");
	must(calendar_zone(w->config.time.zone, &w->err) == OK, w, "zone");
	must(store_create(w->config.state, WORKS_NOW, &w->err) == OK &&
		store_open(&w->store, w->config.state, &w->err) == OK,
	    w, "state");
	w->stu = put_person(w, "stu@campus.example", "stu", STANDING_STUDENT);
	w->prof =
	    put_person(w, "prof@campus.example", "prof", STANDING_FACULTY);
	w->admin =
	    put_person(w, "admin@campus.example", "admin", STANDING_STAFF);
	w->composer.config = &w->config;
	w->engine = (struct engine){ .store = w->store,
		.config = &w->config,
		.compose = compose,
		.composer = &w->composer,
		.now = WORKS_NOW };
	w->worker = (struct worker){ .engine = &w->engine,
		.backend = backend_named("canvas"),
		.canvas = { .config = &w->config, .bearer = BUF_INIT(4096) } };
}

/* The names in the folder of new mails, in order; the caller frees them. */
static int
new_mails(const struct works *w, struct dirent ***names)
{
	char path[128];
	int n;

	snprintf(path, sizeof path, "%s/mail/new", w->folder);
	n = scandir(path, names, NULL, alphasort);
	return n < 0 ? 0 : n;
}

static void
remove_mails(struct works *w)
{
	static const char *const parts[] = { "/new", "/tmp", "/cur", "" };
	struct dirent **name = NULL;
	char path[512];
	int n = new_mails(w, &name);

	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%s/mail/new/%s", w->folder,
		    name[i]->d_name);
		unlink(path);
		free(name[i]);
	}
	free(name);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		snprintf(path, sizeof path, "%s/mail%s", w->folder, parts[i]);
		rmdir(path);
	}
}

void
works_stop(struct works *w)
{
	static const char *const files[] = { "token", "conf", "state.db",
		"state.db-wal", "state.db-shm" };
	char path[128];

	worker_end(&w->worker);
	store_close(w->store);
	standin_stop(w->canvas);
	config_free(&w->config);
	remove_mails(w);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", w->folder, files[i]);
		unlink(path);
	}
	rmdir(w->folder);
}

int64_t
works_request(struct works *w, enum state state)
{
	static const char *const values[FIELD_EXTRA] = {
		[FIELD_PURPOSE] = "Grade export",
		[FIELD_USE] = "A script of my own",
		[FIELD_DATA] = "Grades of BIO 101",
		[FIELD_APPLICATION] = "none",
		[FIELD_UNTIL] = "2027-01-20",
		[FIELD_SPONSOR] = "prof@campus.example",
		[FIELD_AGREE] = "I agree",
	};
	struct request r;
	int64_t id;

	request_init(&r);
	r.state = state;
	r.requester = w->stu;
	r.sponsor = w->prof;
	r.decider = w->admin;
	r.opened_at = WORKS_NOW;
	r.decided_at = WORKS_NOW;
	string_set(&r.decision, "APPROVE");
	for (int f = 0; f < FIELD_EXTRA; f++)
		string_set(&r.field[f], values[f]);
	must(request_create(w->store, &r, WORKS_NOW, &w->err) == OK, w,
	    "request");
	id = r.id;
	request_free(&r);
	return id;
}

static int64_t
put_debt(struct works *w, struct debt *d)
{
	int64_t id;

	must(debt_put(w->store, d, WORKS_NOW, &w->err) == OK, w, "debt");
	id = d->id;
	debt_free(d);
	return id;
}

int64_t
works_owe(struct works *w, enum debt_kind kind, int64_t request,
    const char *payload)
{
	struct debt d;

	debt_init(&d);
	d.kind = kind;
	d.request = request;
	string_set(&d.payload, payload);
	return put_debt(w, &d);
}

int64_t
works_owe_mail(struct works *w, const char *body)
{
	char id[KEY_LENGTH + 1];
	struct debt d;

	must(key_draw(id, &w->err) == OK, w, "key");
	debt_init(&d);
	d.kind = DEBT_MAIL;
	string_set(&d.to, "stu@campus.example");
	string_set(&d.template, "help");
	string_set(&d.message_id, id);
	string_set(&d.body, body);
	d.body_len = strlen(body);
	return put_debt(w, &d);
}

enum status
works_run(struct works *w, int64_t after)
{
	w->engine.now = WORKS_NOW + after;
	worker_end(&w->worker);
	w->worker.mails_closed = false;
	w->worker.unpaid = 0;
	w->err = ERR_INIT;
	return worker_run(&w->worker, &w->err);
}

struct search {
	int64_t id;
	const char *template;
	int n;
	struct debt found;
};

static enum status
one_debt(void *ctx, const struct debt *d, struct err *err)
{
	struct search *s = ctx;

	(void)err;
	if (s->template != NULL)
		s->n += strcmp(d->template, s->template) == 0 ? 1 : 0;
	if (d->id != s->id || s->template != NULL)
		return OK;
	s->found.id = d->id;
	s->found.kind = d->kind;
	s->found.state = d->state;
	s->found.due_at = d->due_at;
	s->found.tries = d->tries;
	s->found.failing_since = d->failing_since;
	string_set(&s->found.last_error, d->last_error);
	string_set(&s->found.payload, d->payload);
	return OK;
}

struct debt
works_debt(struct works *w, int64_t id)
{
	struct search s = { .id = id };

	debt_init(&s.found);
	must(debts_each(w->store, true, one_debt, &s, &w->err) == OK &&
		s.found.id == id,
	    w, "no such debt");
	return s.found;
}

struct request
works_look(struct works *w, int64_t request)
{
	struct request r;
	bool found;

	request_init(&r);
	must(request_load(w->store, request, &r, &found, &w->err) == OK &&
		found,
	    w, "no such request");
	return r;
}

int
works_mails(struct works *w, const char *template)
{
	struct search s = { .template = template };

	debt_init(&s.found);
	must(debts_each(w->store, true, one_debt, &s, &w->err) == OK, w,
	    "debts");
	debt_free(&s.found);
	return s.n;
}

struct trail {
	const char *event;
	int n;
};

static enum status
one_row(void *ctx, const struct audit_row *a, struct err *err)
{
	struct trail *t = ctx;

	(void)err;
	t->n += strcmp(a->event, t->event) == 0 ? 1 : 0;
	return OK;
}

int
works_audited(struct works *w, const char *event)
{
	struct trail t = { event, 0 };

	must(audit_each(w->store, 0, one_row, &t, &w->err) == OK, w, "trail");
	return t.n;
}

int
works_sent(struct works *w)
{
	struct dirent **name = NULL;
	int n = new_mails(w, &name), mails = 0;

	for (int i = 0; i < n; i++) {
		mails += name[i]->d_name[0] == '.' ? 0 : 1;
		free(name[i]);
	}
	free(name);
	return mails;
}

bool
works_read(struct works *w, const char *text, struct buf *out)
{
	struct dirent **name = NULL;
	int n = new_mails(w, &name);
	bool found = false;
	struct stat st;
	char path[512];

	for (int i = n - 1; i >= 0; i--) {
		snprintf(path, sizeof path, "%s/mail/new/%s", w->folder,
		    name[i]->d_name);
		if (!found && name[i]->d_name[0] != '.') {
			buf_reset(out);
			must(file_read(out, path, &st, &w->err) == OK, w, path);
			found = strstr(out->str, text) != NULL;
		}
		free(name[i]);
	}
	free(name);
	return found;
}

enum state
works_state(struct works *w, int64_t request)
{
	struct request r = works_look(w, request);
	enum state state = r.state;

	request_free(&r);
	return state;
}
