#include "tests/faults/scene.h"

#include <sys/mman.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/config.h"
#include "mailproc/base/file.h"

#define FILE_MAX (16 << 20)

static const char desk[] = BUILD "/bin/mailproc";
static const char net[] = BUILD "/libexec/mailproc-net";
static const char preload[] = BUILD "/tests/failing.so";
static const char *const halls[] = { "mail/new", "mail/tmp", "mail/cur" };

static void
must(bool well)
{
	if (!well)
		abort();
}

static void
name_file(char out[600], const struct scene *s, const char *in,
    const char *name)
{
	snprintf(out, 600, "%s%s%s/%s", s->folder, in[0] == '\0' ? "" : "/", in,
	    name);
}

void
scene_start(struct scene *s, const char *folder, const char *now,
    const char *later, int port)
{
	struct buf token = BUF_INIT(4096);
	struct err err = ERR_INIT;
	char path[600];
	int fd;

	snprintf(s->folder, sizeof s->folder, "%s", folder);
	snprintf(s->conf, sizeof s->conf, "%s/mailproc.conf", folder);
	snprintf(s->log, sizeof s->log, "%s/log", folder);
	snprintf(s->failing, sizeof s->failing, "%s/failing", folder);
	snprintf(s->now, sizeof s->now, "%s", now);
	snprintf(s->later, sizeof s->later, "%s", later);
	name_file(path, s, "", "canvas.token");
	must(secret_read(&token, path, &err) == OK);
	s->canvas = standin_start(port, token.str);
	must(s->canvas != NULL);
	fd = open(s->failing, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	must(fd >= 0 && ftruncate(fd, sizeof *s->shortage) == 0);
	s->shortage = mmap(NULL, sizeof *s->shortage, PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0);
	must(s->shortage != MAP_FAILED);
	close(fd);
	buf_free(&token);
}

void
scene_stop(struct scene *s)
{
	standin_stop(s->canvas);
}

static void
keep(struct buf *out, const char *path)
{
	struct err err = ERR_INIT;
	struct stat st;

	*out = BUF_INIT(FILE_MAX);
	if (access(path, F_OK) == 0)
		must(file_read(out, path, &st, &err) == OK);
}

void
scene_keep(const struct scene *s, const char *from, struct snapshot *k)
{
	char path[600];

	name_file(path, s, from, "state.db");
	keep(&k->db, path);
	name_file(path, s, from, "state.db-wal");
	keep(&k->wal, path);
	k->canvas = s->canvas->data;
}

void
snapshot_free(struct snapshot *k)
{
	buf_free(&k->db);
	buf_free(&k->wal);
}

static void
put_back(const struct buf *b, const char *path)
{
	int fd;

	unlink(path);
	if (b->len == 0)
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	must(fd >= 0 && write(fd, b->str, b->len) == (ssize_t)b->len);
	close(fd);
}

static void
empty(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL)
		if (e->d_name[0] != '.')
			unlinkat(dirfd(dir), e->d_name, 0);
	if (dir != NULL)
		closedir(dir);
}

void
scene_restore(const struct scene *s, const struct snapshot *k)
{
	char path[600];

	name_file(path, s, "", "state.db");
	put_back(&k->db, path);
	name_file(path, s, "", "state.db-wal");
	put_back(&k->wal, path);
	name_file(path, s, "", "state.db-shm");
	unlink(path);
	for (size_t i = 0; i < sizeof halls / sizeof halls[0]; i++) {
		name_file(path, s, "", halls[i]);
		empty(path);
	}
	pthread_mutex_lock(&s->canvas->lock);
	s->canvas->data = k->canvas;
	memset(&s->canvas->counters, 0, sizeof s->canvas->counters);
	s->canvas->nposted = 0;
	pthread_mutex_unlock(&s->canvas->lock);
}

int
scene_order(const struct scene *s, const struct order *o,
    const struct strike *f, struct trace *t)
{
	const char *first[] = { o->program, "-c", s->conf, "--now", o->now };
	char *argv[16];
	int n = 0;

	for (size_t i = 0; i < sizeof first / sizeof first[0]; i++)
		argv[n++] = (char *)(uintptr_t)first[i];
	for (const char *const *w = o->words; *w != NULL; w++)
		argv[n++] = (char *)(uintptr_t)*w;
	argv[n] = NULL;
	if (f == NULL)
		tracer_leave(argv, o->input, s->log, t);
	else
		tracer_run(argv, o->input, s->log, f, t);
	return t->exit;
}

static int
run(const struct scene *s, const char *now, const char *const *words,
    const char *input)
{
	struct order o = { desk, now, input, words };
	struct trace t;

	return scene_order(s, &o, NULL, &t);
}

static const char *const word_deliver[] = { "deliver", NULL };
static const char *const word_work[] = { "work", NULL };

void
scene_run(const struct scene *s, const struct snapshot *k,
    const struct strike *f, struct trace *out)
{
	struct order o = { desk, s->now, k->input,
		k->work ? word_work : word_deliver };

	scene_order(s, &o, f, out);
}

/* mailproc-net directly: a command cleans the environment of what it runs. */
void
scene_starve(const struct scene *s, const struct snapshot *k,
    const struct failing *how, struct trace *out)
{
	struct order o = { k->work ? net : desk, s->now, k->input,
		k->work ? word_work : word_deliver };

	*s->shortage = *how;
	setenv("FAILING", s->failing, 1);
	setenv("LD_PRELOAD", preload, 1);
	scene_order(s, &o, NULL, out);
	unsetenv("LD_PRELOAD");
	out->hit = s->shortage->hits > 0;
}

int
scene_deliver(const struct scene *s, const char *input)
{
	return run(s, s->now, word_deliver, input);
}

int
scene_work(const struct scene *s, const char *now)
{
	return run(s, now, word_work, "/dev/null");
}

/* What differs from run to run without meaning anything. */
static void
leave_out(json_t *doc)
{
	static const char *const names[] = { "at", "message_id", "due_at",
		"tries", "last_error" };
	const char *key;
	json_t *value;
	size_t i;

	if (json_is_array(doc))
		json_array_foreach(doc, i, value) leave_out(value);
	if (!json_is_object(doc))
		return;
	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		json_object_del(doc, names[i]);
	/* a token made anew has another number */
	if (json_object_get(doc, "expires_at") != NULL)
		json_object_del(doc, "id");
	json_object_foreach(doc, key, value) leave_out(value);
}

/* A listing of the desk, in one form; the caller calls json_decref(). */
static json_t *
listing(const struct scene *s, struct buf *out, const char *const *words)
{
	struct buf said = BUF_INIT(FILE_MAX);
	struct err err = ERR_INIT;
	struct stat st;
	json_t *doc, *shown;
	char *text;
	int rc = run(s, s->later, words, "/dev/null");

	must(file_read(&said, s->log, &st, &err) == OK);
	doc = json_loadb(said.str, said.len, 0, NULL);
	shown = json_deep_copy(doc);
	leave_out(shown);
	text = json_dumps(shown, JSON_INDENT(1) | JSON_SORT_KEYS);
	buf_addf(out, "%s: %d\n%s\n", words[0], rc,
	    text != NULL ? text : said.str);
	free(text);
	json_decref(shown);
	buf_free(&said);
	return doc;
}

static void
look_at_debts(const struct scene *s, struct sight *out)
{
	static const char *const words[] = { "outbox", "--all", "--json",
		NULL };
	json_t *doc = listing(s, &out->text, words), *row;
	size_t i;

	json_array_foreach(doc, i, row)
	{
		json_int_t id = json_integer_value(json_object_get(row, "id"));
		const char *state =
		    json_string_value(json_object_get(row, "state"));

		if (id > 0 && id < DEBTS_MAX && state != NULL)
			out->doubtful[id] = strcmp(state, "tried") == 0 ||
			    strcmp(state, "unknown") == 0;
	}
	json_decref(doc);
}

/* Ours end with the last line of a multipart. */
static bool
has_end(int folder, const char *name)
{
	char end[4] = "";
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
	bool well = fd >= 0 && lseek(fd, -4, SEEK_END) >= 0 &&
	    read(fd, end, 4) == 4 && memcmp(end, "--\r\n", 4) == 0;

	if (fd >= 0)
		close(fd);
	return well;
}

/* The number of the debt stands in the name: NOW.000012_UNIQUE.mailproc. */
static void
look_at_mails(const struct scene *s, struct sight *out)
{
	char path[600];
	struct dirent *e;
	DIR *dir;
	long id;

	name_file(path, s, "", "mail/new");
	dir = opendir(path);
	while (dir != NULL && (e = readdir(dir)) != NULL)
		if (sscanf(e->d_name, "%*d.%ld_", &id) == 1 && id > 0 &&
		    id < DEBTS_MAX) {
			out->mails[id]++;
			out->torn += has_end(dirfd(dir), e->d_name) ? 0 : 1;
		}
	if (dir != NULL)
		closedir(dir);
}

static void
look_at_tokens(const struct scene *s, struct sight *out)
{
	const struct standin_data *d = &s->canvas->data;

	for (int i = 0; i < d->ntokens; i++)
		if (strcmp(d->token[i].state, "deleted") != 0)
			buf_addf(&out->text, "token: %s %s until %s\n",
			    d->token[i].user->id, d->token[i].state,
			    d->token[i].expires_at);
}

void
scene_look(const struct scene *s, struct sight *out)
{
	static const char *const words[][4] = { { "list", "--json" },
		{ "show", "1", "--json" }, { "held", "--json" } };
	static const char *const audit[] = { "audit", "verify", NULL };

	memset(out, 0, sizeof *out);
	out->text = BUF_INIT(FILE_MAX);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		json_decref(listing(s, &out->text, words[i]));
	look_at_debts(s, out);
	look_at_mails(s, out);
	look_at_tokens(s, out);
	out->unbroken = run(s, s->later, audit, "/dev/null") == 0;
}

void
sight_free(struct sight *t)
{
	buf_free(&t->text);
}
