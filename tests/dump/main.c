/*
 * dump - every row of some tables of a state, one per line, for tests that show
 * that nothing changed.
 *
 *	dump STATE TABLE...
 */
#include <stdio.h>

#include <sqlite3.h>

static int
print_row(void *table, int n, char **value, char **name)
{
	printf("%s", (const char *)table);
	for (int i = 0; i < n; i++) {
		printf(" %s=", name[i]);
		for (const char *p = value[i]; p != NULL && *p != '\0'; p++)
			putchar(*p == '\n' ? ' ' : *p);
	}
	putchar('\n');
	return 0;
}

int
main(int argc, char **argv)
{
	sqlite3 *db = NULL;
	char sql[200];
	int rc;

	if (argc < 3)
		return 64;
	rc = sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL);
	for (int i = 2; rc == SQLITE_OK && i < argc; i++) {
		snprintf(sql, sizeof sql, "SELECT * FROM \"%.100s\" ORDER BY 1",
		    argv[i]);
		rc = sqlite3_exec(db, sql, print_row, argv[i], NULL);
	}
	if (rc != SQLITE_OK)
		fprintf(stderr, "dump: %s\n", sqlite3_errmsg(db));
	sqlite3_close(db);
	return rc == SQLITE_OK ? 0 : 1;
}
