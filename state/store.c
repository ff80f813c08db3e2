#include "state/store.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "mailproc/base/file.h"
#include "mailproc/base/text.h"
#include "state/migrate.h"
#include "state/sql.h"

#define BUSY_MS 10000

/* A last close leaves the WAL alone until it holds so many frames: closing is
 * then one sync instead of five. */
#define LAZY_FRAMES 128

struct store {
	sqlite3 *db;
	sqlite3_stmt *stmt[Q_COUNT];
	bool in_transaction;
	const struct site_words *site;
	int frames; /* in the WAL after the last commit */
	bool copy;  /* nobody else has it open: its close leaves no WAL */
};

/* One place that says whose fault an error of the library is. */
static enum status
status_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return OK;
	case SQLITE_CONSTRAINT:
		return ERR_INPUT;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
	case SQLITE_SCHEMA:
	case SQLITE_ERROR:
		return ERR_CONFIG;
	default:
		return ERR_RETRY;
	}
}

static enum status
failed(const struct store *st, int rc, struct err *err)
{
	const char *text =
	    st->db == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(st->db);

	return err_set(err, status_of(rc), "state: %s", text);
}

enum status
sql_exec(struct store *st, const char *text, struct err *err)
{
	int rc = sqlite3_exec(st->db, text, NULL, NULL, NULL);

	return rc == SQLITE_OK ? OK : failed(st, rc, err);
}

struct sql
sql_begin(struct store *st, enum query query)
{
	struct sql q = { .st = st, .rc = SQLITE_OK };

	if (st->stmt[query] == NULL)
		q.rc = sqlite3_prepare_v3(st->db, statements[query], -1, 0,
		    &st->stmt[query], NULL);
	q.stmt = st->stmt[query];
	return q;
}

static void
remember(struct sql *q, int rc)
{
	if (q->rc == SQLITE_OK)
		q->rc = rc;
}

void
sql_int(struct sql *q, int at, int64_t value)
{
	remember(q, sqlite3_bind_int64(q->stmt, at, value));
}

void
sql_text(struct sql *q, int at, const char *value)
{
	remember(q,
	    sqlite3_bind_text(q->stmt, at, value, -1, SQLITE_TRANSIENT));
}

void
sql_blob(struct sql *q, int at, const void *value, size_t len)
{
	remember(q,
	    sqlite3_bind_blob64(q->stmt, at, value, (sqlite3_uint64)len,
		SQLITE_TRANSIENT));
}

void
sql_null(struct sql *q, int at)
{
	remember(q, sqlite3_bind_null(q->stmt, at));
}

void
sql_id(struct sql *q, int at, int64_t value)
{
	if (value == 0)
		sql_null(q, at);
	else
		sql_int(q, at, value);
}

bool
sql_row(struct sql *q)
{
	int rc;

	if (q->rc != SQLITE_OK)
		return false;
	if ((rc = sqlite3_step(q->stmt)) == SQLITE_ROW)
		return true;
	remember(q, rc == SQLITE_DONE ? SQLITE_OK : rc);
	return false;
}

int64_t
sql_get_int(const struct sql *q, int column)
{
	return sqlite3_column_int64(q->stmt, column);
}

/* A value for which there was no memory must not pass for an empty one. */
static void
must_be_there(const struct sql *q, const void *value)
{
	if (value == NULL && sqlite3_errcode(q->st->db) == SQLITE_NOMEM)
		out_of_memory();
}

const char *
sql_get_text(const struct sql *q, int column)
{
	const char *s = (const char *)sqlite3_column_text(q->stmt, column);

	must_be_there(q, s);
	return s == NULL ? "" : s;
}

const void *
sql_get_blob(const struct sql *q, int column, size_t *len)
{
	const void *blob = sqlite3_column_blob(q->stmt, column);

	must_be_there(q, blob);
	*len = (size_t)sqlite3_column_bytes(q->stmt, column);
	return blob;
}

enum status
sql_end(struct sql *q, struct err *err)
{
	enum status rc = OK;

	if (q->rc != SQLITE_OK)
		rc = failed(q->st, q->rc, err);
	sqlite3_reset(q->stmt);
	if (q->stmt != NULL)
		sqlite3_clear_bindings(q->stmt);
	return rc;
}

enum status
sql_do(struct sql *q, struct err *err)
{
	while (sql_row(q))
		;
	return sql_end(q, err);
}

int
sql_changes(const struct store *st)
{
	return sqlite3_changes(st->db);
}

int64_t
sql_last_id(const struct store *st)
{
	return sqlite3_last_insert_rowid(st->db);
}

void
sql_busy_timeout(struct store *st, int ms)
{
	sqlite3_busy_timeout(st->db, ms);
}

static int
on_commit(void *arg, sqlite3 *db, const char *name, int frames)
{
	struct store *st = arg;

	(void)name;
	st->frames = frames;
	if (frames >= 1000)
		sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE,
		    NULL, NULL);
	return SQLITE_OK;
}

static enum status
configure(struct store *st, struct err *err)
{
	sqlite3_busy_timeout(st->db, BUSY_MS);
	sqlite3_extended_result_codes(st->db, 1);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	sqlite3_wal_hook(st->db, on_commit, st);
	return sql_exec(st, "PRAGMA synchronous = FULL", err);
}

static enum status
open_file(struct store **out, const char *path, struct err *err)
{
	struct store *st = xcalloc(1, sizeof *st);
	enum status rc;
	int got;

	*out = NULL;
	/* one thread, no memory figures: without effect after its first use */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	got = sqlite3_open_v2(path, &st->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	rc = got == SQLITE_OK ? configure(st, err) : failed(st, got, err);
	if (rc != OK) {
		store_close(st);
		return err_in(err, rc == ERR_INPUT ? ERR_RETRY : rc, "%s",
		    path);
	}
	*out = st;
	return OK;
}

enum status
store_create(const char *path, int64_t now, struct err *err)
{
	struct store *st = NULL;
	enum status rc;
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	(void)now;
	if (fd < 0 && errno == EEXIST)
		return err_set(err, ERR_INPUT,
		    "%s is there already; it is left as it is", path);
	if (fd < 0)
		return err_set(err, ERR_CONFIG, "%s: %s", path,
		    strerror(errno));
	close(fd);
	if ((rc = open_file(&st, path, err)) != OK || st == NULL)
		return rc;
	rc = migrate_empty(st, err);
	store_close(st);
	return rc;
}

enum status
store_open(struct store **out, const char *path, struct err *err)
{
	int64_t id = 0;
	enum status rc;

	*out = NULL;
	if ((rc = file_trusted_at(path, err)) != OK ||
	    (rc = open_file(out, path, err)) != OK || *out == NULL)
		return rc;
	if ((rc = sql_number(*out, Q_APPLICATION_ID, &id, err)) == OK &&
	    id != APPLICATION_ID)
		rc = err_set(err, ERR_CONFIG, "this is no state of mailproc");
	if (rc == OK)
		rc = migrate(*out, err);
	if (rc == OK)
		return OK;
	store_close(*out);
	*out = NULL;
	return err_in(err, rc, "%s", path);
}

/* All pages in one step: they are of one moment, while others write. */
enum status
store_copy(struct store *from, const char *path, struct store **out,
    struct err *err)
{
	sqlite3_backup *copy;
	enum status rc;
	int got = SQLITE_NOMEM, end;

	if ((rc = open_file(out, path, err)) != OK || *out == NULL)
		return rc;
	(*out)->copy = true;
	(*out)->site = from->site;
	copy = sqlite3_backup_init((*out)->db, "main", from->db, "main");
	if (copy != NULL) {
		got = sqlite3_backup_step(copy, -1);
		end = sqlite3_backup_finish(copy);
		if (got == SQLITE_DONE && end == SQLITE_OK)
			return OK;
		got = got == SQLITE_DONE ? end : got;
	}
	rc = failed(*out, got, err);
	store_close(*out);
	*out = NULL;
	return err_in(err, rc, "%s", path);
}

void
store_close(struct store *st)
{
	if (st == NULL)
		return;
	for (int i = 0; i < Q_COUNT; i++)
		sqlite3_finalize(st->stmt[i]);
	if (st->db != NULL && st->frames < LAZY_FRAMES && !st->copy)
		sqlite3_db_config(st->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
		    NULL);
	sqlite3_close(st->db);
	free(st);
}

void
store_ask(struct store *st, const struct site_words *site)
{
	st->site = site;
}

const struct site_words *
store_site(const struct store *st)
{
	return st->site;
}

enum status
store_begin(struct store *st, struct err *err)
{
	struct sql q = sql_begin(st, Q_BEGIN);
	enum status rc = sql_do(&q, err);

	st->in_transaction = rc == OK;
	return rc;
}

/*
 * A lock that could not be had leaves the transaction as it was, and it can be
 * rolled back.  Of any other failure nobody can say whether it took effect.
 */
enum status
store_commit(struct store *st, struct err *err)
{
	struct sql q = sql_begin(st, Q_COMMIT);
	enum status rc = sql_do(&q, err);

	if (rc == OK)
		st->in_transaction = false;
	else if ((q.rc & 0xff) != SQLITE_BUSY)
		return err_in(err, ERR_UNKNOWN, "commit");
	return rc;
}

void
store_rollback(struct store *st)
{
	struct err ignored = ERR_INIT;
	struct sql q;

	if (!st->in_transaction)
		return;
	st->in_transaction = false;
	if (sqlite3_get_autocommit(st->db))
		return;
	q = sql_begin(st, Q_ROLLBACK);
	sql_do(&q, &ignored);
}
