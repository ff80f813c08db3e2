#include "state/migrate.h"

#include <stdio.h>
#include <string.h>

#include "mailproc/base/builtin.h"
#include "state/sql.h"

static int
schema_count(void)
{
	int n = 0;

	while (builtin_schema[n].name != NULL)
		n++;
	return n;
}

/* One file, one transaction; user_version is rolled back with it. */
static enum status
migrate_one(struct store *st, int version, struct err *err)
{
	char set[64];
	enum status rc;

	snprintf(set, sizeof set, "PRAGMA user_version = %d", version + 1);
	if ((rc = store_begin(st, err)) != OK)
		return rc;
	if ((rc = sql_exec(st, builtin_schema[version].text, err)) == OK &&
	    (rc = sql_exec(st, set, err)) == OK)
		rc = store_commit(st, err);
	store_rollback(st);
	return rc;
}

enum status
migrate(struct store *st, struct err *err)
{
	int64_t version = 0;
	int newest = schema_count();
	enum status rc;

	if ((rc = sql_number(st, Q_USER_VERSION, &version, err)) != OK)
		return rc;
	if (version > newest)
		return err_set(err, ERR_CONFIG,
		    "state: schema %d is newer than this program's (%d)",
		    (int)version, newest);
	for (; version < newest; version++)
		if ((rc = migrate_one(st, (int)version, err)) != OK)
			return rc;
	return OK;
}

enum status
migrate_empty(struct store *st, struct err *err)
{
	char id[64];
	enum status rc;

	snprintf(id, sizeof id, "PRAGMA application_id = %d", APPLICATION_ID);
	if ((rc = sql_exec(st, "PRAGMA journal_mode = WAL", err)) != OK ||
	    (rc = sql_exec(st, id, err)) != OK)
		return rc;
	return migrate(st, err);
}

enum status
store_check(struct store *st, int *schema, struct err *err)
{
	struct sql q;
	char text[200] = "";
	int64_t version = 0;
	enum status rc;

	if ((rc = sql_number(st, Q_USER_VERSION, &version, err)) != OK)
		return rc;
	*schema = (int)version;
	q = sql_begin(st, Q_QUICK_CHECK);
	if (sql_row(&q))
		snprintf(text, sizeof text, "%s", sql_get_text(&q, 0));
	if ((rc = sql_end(&q, err)) != OK)
		return rc;
	if (strcmp(text, "ok") != 0)
		return err_set(err, ERR_CONFIG, "state: %s", text);
	return OK;
}
