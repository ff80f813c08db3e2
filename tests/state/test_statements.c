/*
 * What a delivery and each turn of `work` ask of the state is found by an
 * index: reading a whole table of a desk that is a year old is what they must
 * not do.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "state/statements.h"
#include "state/store.h"
#include "tests/test.h"

/* clang-format off */
static const struct { int q; const char *name; } hot[] = {
#define HOT(q) { (q), #q }
	HOT(Q_DEBT_CLAIM), HOT(Q_DEBTS_DUE), HOT(Q_DEBTS_NEXT),
	HOT(Q_MAILS_WAITING), HOT(Q_MAILS_WAIT), HOT(Q_MAILS_SENT),
	HOT(Q_MAIL_REQUEST), HOT(Q_MAIL_TEMPLATE), HOT(Q_MAIL_BY_ID),
	HOT(Q_MAIL_LAST), HOT(Q_DIGEST_LAST), HOT(Q_ANSWERS_SINCE),
	HOT(Q_ANSWERS_ABOUT), HOT(Q_REQUESTS_IN), HOT(Q_KEY_FIND),
	HOT(Q_BATCH_FIND), HOT(Q_KEYS_REVISION), HOT(Q_DEADLINES),
	HOT(Q_MESSAGES_SINCE), HOT(Q_AUDIT_HEAD),
};
/* clang-format on */

/* The first step of the plan that reads a whole table, "" if none does. */
static void
scan_in(sqlite3 *db, const char *sql, char out[200])
{
	char explain[4000];
	sqlite3_stmt *plan;

	snprintf(explain, sizeof explain, "EXPLAIN QUERY PLAN %s", sql);
	assert_int_equal(sqlite3_prepare_v2(db, explain, -1, &plan, NULL),
	    SQLITE_OK);
	out[0] = '\0';
	while (out[0] == '\0' && sqlite3_step(plan) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(plan, 3);

		if (strncmp(step, "SCAN ", 5) == 0)
			snprintf(out, 200, "%s", step);
	}
	sqlite3_finalize(plan);
}

static void
an_index_each(void **state)
{
	char folder[] = "/tmp/mailproc-test-XXXXXX", path[64], step[200];
	struct err err = ERR_INIT;
	sqlite3 *db;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/state.db", folder);
	assert_int_equal(store_create(path, 1, &err), OK);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	for (size_t i = 0; i < N(hot); i++) {
		scan_in(db, statements[hot[i].q], step);
		if (step[0] != '\0')
			fail_msg("%s: %s", hot[i].name, step);
	}
	/* and it can be seen */
	scan_in(db, statements[Q_DEBTS_ALL], step);
	assert_string_equal(step, "SCAN debt");
	sqlite3_close(db);
	unlink(path);
	rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(an_index_each) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
