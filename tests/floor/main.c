/*
 * floor - what a delivery costs at least: read a message, parse it with
 * libetpan, try five patterns on its text, and commit a lookup, two inserts and
 * an update to a SQLite file.  "make bench" measures mailproc against it.
 *
 *	floor DATABASE			one message on standard input
 *	floor DATABASE hold		keep the database open until told to end
 *	floor DATABASE lock		the same, and locked
 *	floor DATABASE sql TEXT		run SQL
 *
 * A program of the benchmark alone; nothing else of ours is in it.
 */
#define PCRE2_CODE_UNIT_WIDTH 8

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libetpan/libetpan.h>
#include <pcre2.h>
#include <sqlite3.h>

#define MESSAGE_MAX (32 << 20)

static const char *const patterns[] = {
	"(?im)^\\s*(approve|deny)\\s+#?([1-9][0-9]{0,9})\\s*$",
	"(?im)^on .{1,200} wrote:$",
	"(?im)^purpose:\\s*(.+)$",
	"(?im)^sponsor:\\s*(\\S+@\\S+)$",
	"(?im)^-----original message-----$",
};

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS request(id INTEGER PRIMARY KEY, state TEXT);"
    "CREATE TABLE IF NOT EXISTS message(id INTEGER PRIMARY KEY, at INTEGER,"
    " message_id TEXT UNIQUE, raw BLOB);"
    "CREATE TABLE IF NOT EXISTS mail(id INTEGER PRIMARY KEY, body TEXT);";

static char *
slurp(size_t *len)
{
	char *raw = malloc(MESSAGE_MAX);
	ssize_t n;

	*len = 0;
	while (raw != NULL && (n = read(0, raw + *len, MESSAGE_MAX - *len)) > 0)
		*len += (size_t)n;
	return raw;
}

/* The Message-ID and the decoded text of the first part. */
static int
parse(const char *raw, size_t len, const char **id, char **text, size_t *n)
{
	struct mailmime *root = NULL, *part;
	struct mailimf_single_fields fields;
	size_t at = 0, done = 0;

	if (mailmime_parse(raw, len, &at, &root) != MAILIMF_NO_ERROR)
		return -1;
	part = root->mm_data.mm_message.mm_msg_mime;
	while (part->mm_type == MAILMIME_MULTIPLE)
		part = clist_content(
		    clist_begin(part->mm_data.mm_multipart.mm_mp_list));
	mailimf_single_fields_init(&fields, root->mm_data.mm_message.mm_fields);
	*id = fields.fld_message_id ? fields.fld_message_id->mid_value : "";
	return mailmime_part_parse(
	    part->mm_data.mm_single->dt_data.dt_text.dt_data,
	    part->mm_data.mm_single->dt_data.dt_text.dt_length, &done,
	    MAILMIME_MECHANISM_8BIT, text, n);
}

static int
match(const char *text, size_t len)
{
	int hits = 0;

	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		PCRE2_SIZE where;
		int e;
		pcre2_code *c = pcre2_compile((PCRE2_SPTR)patterns[i],
		    PCRE2_ZERO_TERMINATED, PCRE2_UTF, &e, &where, NULL);
		pcre2_match_data *m = pcre2_match_data_create(4, NULL);

		hits +=
		    pcre2_match(c, (PCRE2_SPTR)text, len, 0, 0, m, NULL) > 0;
		pcre2_match_data_free(m);
		pcre2_code_free(c);
	}
	return hits;
}

static int
step(sqlite3 *db, const char *sql, const char *text, size_t len)
{
	sqlite3_stmt *s;
	int rc;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		return -1;
	if (text != NULL)
		sqlite3_bind_text(s, 1, text, (int)len, SQLITE_STATIC);
	rc = sqlite3_step(s);
	sqlite3_finalize(s);
	return rc == SQLITE_DONE || rc == SQLITE_ROW ? 0 : -1;
}

static int
store(sqlite3 *db, const char *raw, size_t len, const char *id)
{
	return step(db, "BEGIN IMMEDIATE", NULL, 0) ||
	    step(db, "SELECT id FROM message WHERE message_id=?", id,
		strlen(id)) ||
	    step(db,
		"INSERT INTO message(at,message_id,raw)"
		" VALUES(unixepoch(),hex(randomblob(8)),?)",
		raw, len) ||
	    step(db, "INSERT INTO mail(body) VALUES(?)", raw, len / 2) ||
	    step(db, "UPDATE request SET state='review' WHERE id=1", NULL, 0) ||
	    step(db, "COMMIT", NULL, 0);
}

int
main(int argc, char **argv)
{
	const char *id;
	char *raw, *text;
	size_t len, n;
	sqlite3 *db;

	if (argc < 2 || sqlite3_open(argv[1], &db) != SQLITE_OK)
		return 64;
	sqlite3_busy_timeout(db, 10000);
	sqlite3_exec(db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
	sqlite3_exec(db, "PRAGMA synchronous=FULL", NULL, NULL, NULL);
	if (argc > 3)
		return sqlite3_exec(db, argv[3], NULL, NULL, NULL) != SQLITE_OK;
	if (argc > 2) {
		sqlite3_exec(db, "SELECT count(*) FROM sqlite_schema", NULL,
		    NULL, NULL);
		if (strcmp(argv[2], "lock") == 0)
			sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
		puts(argv[2][0] == 'l' ? "locked" : "held");
		fflush(stdout);
		getchar();
		return sqlite3_close(db) != SQLITE_OK;
	}
	if ((raw = slurp(&len)) == NULL || parse(raw, len, &id, &text, &n) != 0)
		return 65;
	match(text, n);
	if (sqlite3_exec(db, schema, NULL, NULL, NULL) != SQLITE_OK ||
	    store(db, raw, len, id) != 0)
		return 75;
	return sqlite3_close(db) != SQLITE_OK;
}
