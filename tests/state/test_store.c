#include <sys/stat.h>
#include <sys/wait.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "state/sql.h"
#include "state/store.h"
#include "tests/test.h"

#define NOW 1795000000

static char folder[] = "/tmp/mailproc-store-XXXXXX";
static char path[128];
static struct store *st;
static struct err err;

static int
setup(void **state)
{
	(void)state;
	snprintf(path, sizeof path, "%s/state.db", folder);
	err = ERR_INIT;
	return store_create(path, NOW, &err) != OK ||
	    store_open(&st, path, &err) != OK;
}

static int
teardown(void **state)
{
	static const char *const files[] = { "state.db", "state.db-wal",
		"state.db-shm" };
	char file[160];

	(void)state;
	store_close(st);
	st = NULL;
	for (size_t i = 0; i < N(files); i++) {
		snprintf(file, sizeof file, "%s/%s", folder, files[i]);
		unlink(file);
	}
	return 0;
}

static int64_t
somebody(const char *address)
{
	struct person p;
	int64_t id;

	person_init(&p);
	assert_int_equal(person_obtain(st, address, "", &p, &err), OK);
	id = p.id;
	person_free(&p);
	return id;
}

static enum status
make(int64_t requester, int64_t sponsor, int64_t decider, int64_t *id)
{
	struct request r;
	enum status rc;

	request_init(&r);
	r.state = ST_REVIEW;
	r.requester = requester;
	r.sponsor = sponsor;
	r.decider = decider;
	rc = request_create(st, &r, NOW, &err);
	*id = r.id;
	request_free(&r);
	return rc;
}

static void
a_file_is_private_and_never_overwritten(void **state)
{
	struct stat s;

	(void)state;
	assert_int_equal(stat(path, &s), 0);
	assert_int_equal(s.st_mode & 0777, 0600);
	assert_int_equal(store_create(path, NOW, &err), ERR_INPUT);
}

static void
requester_sponsor_and_decider_are_three_people(void **state)
{
	int64_t a = somebody("a@campus.example");
	int64_t b = somebody("b@campus.example");
	int64_t c = somebody("c@campus.example"), id;

	(void)state;
	assert_int_equal(make(a, a, 0, &id), ERR_INPUT);
	assert_int_equal(make(a, b, a, &id), ERR_INPUT);
	assert_int_equal(make(a, b, b, &id), ERR_INPUT);
	assert_int_equal(make(a, 0, a, &id), ERR_INPUT);
	assert_int_equal(make(a, b, c, &id), OK);
	assert_int_equal(make(a, 0, b, &id), OK);
}

static enum status
save_first(int64_t id, int64_t first)
{
	struct request r;
	enum status rc;
	bool found;

	request_init(&r);
	assert_int_equal(request_load(st, id, &r, &found, &err), OK);
	r.first = first;
	rc = request_save(st, &r, NOW, &err);
	request_free(&r);
	return rc;
}

static void
the_first_of_two_is_somebody_else(void **state)
{
	int64_t a = somebody("a@campus.example");
	int64_t b = somebody("b@campus.example");
	int64_t c = somebody("c@campus.example"), id;
	int64_t d = somebody("d@campus.example");
	struct person p;
	bool merged;

	(void)state;
	assert_int_equal(make(a, b, c, &id), OK);
	assert_int_equal(save_first(id, a), ERR_INPUT);
	assert_int_equal(save_first(id, b), ERR_INPUT);
	assert_int_equal(save_first(id, c), ERR_INPUT);
	assert_int_equal(save_first(id, d), OK);
	person_init(&p);
	string_set(&p.address, "c@campus.example");
	assert_true(list_add(&p.aliases, "d@campus.example"));
	assert_int_equal(store_begin(st, &err), OK);
	assert_int_equal(person_put(st, &p, &merged, &err), ERR_INPUT);
	store_rollback(st);
	person_free(&p);
	assert_int_equal(save_first(id, 0), OK);
}

static void
an_address_has_no_case_and_an_alias_is_the_person(void **state)
{
	struct person p;
	int64_t id = somebody("Prof@campus.example");
	bool merged, found;

	(void)state;
	person_init(&p);
	string_set(&p.address, "prof@campus.example");
	p.standing = STANDING_FACULTY;
	assert_true(list_add(&p.aliases, "p.essor@campus.example"));
	assert_int_equal(person_put(st, &p, &merged, &err), OK);
	assert_false(merged);
	person_free(&p);
	person_init(&p);
	assert_int_equal(
	    person_by_address(st, "P.Essor@Campus.Example", &p, &found, &err),
	    OK);
	assert_true(found);
	assert_int_equal(p.id, id);
	person_free(&p);
}

static void
two_who_turn_out_to_be_one_may_not_be_in_two_roles(void **state)
{
	struct person p;
	int64_t id;
	bool merged;

	(void)state;
	assert_int_equal(make(somebody("x@campus.example"),
			     somebody("y@campus.example"), 0, &id),
	    OK);
	person_init(&p);
	string_set(&p.address, "x@campus.example");
	assert_true(list_add(&p.aliases, "y@campus.example"));
	assert_int_equal(store_begin(st, &err), OK);
	assert_int_equal(person_put(st, &p, &merged, &err), ERR_INPUT);
	store_rollback(st);
	assert_non_null(strstr(err.text, "request 1"));
	person_free(&p);
}

static void
a_save_loses_against_a_faster_one(void **state)
{
	struct request one, two;
	int64_t id;
	bool found;

	(void)state;
	assert_int_equal(make(somebody("a@campus.example"), 0, 0, &id), OK);
	request_init(&one);
	request_init(&two);
	assert_int_equal(request_load(st, id, &one, &found, &err), OK);
	assert_int_equal(request_load(st, id, &two, &found, &err), OK);
	assert_int_equal(request_save(st, &one, NOW, &err), OK);
	assert_int_equal(request_save(st, &two, NOW, &err), ERR_RETRY);
	request_free(&one);
	request_free(&two);
}

static void
an_ended_request_never_changes(void **state)
{
	struct request r;
	int64_t id;
	bool found;

	(void)state;
	assert_int_equal(make(somebody("a@campus.example"), 0, 0, &id), OK);
	request_init(&r);
	assert_int_equal(request_load(st, id, &r, &found, &err), OK);
	r.state = ST_DENIED;
	assert_int_equal(request_save(st, &r, NOW, &err), OK);
	r.state = ST_REVIEW;
	assert_int_equal(request_save(st, &r, NOW, &err), ERR_INPUT);
	request_free(&r);
}

static void
owe(int n)
{
	for (int i = 0; i < n; i++) {
		struct debt d;

		debt_init(&d);
		d.kind = DEBT_MAIL;
		d.body = strdup("text");
		d.body_len = 4;
		assert_int_equal(debt_put(st, &d, NOW, &err), OK);
		debt_free(&d);
	}
}

/* Claims until nothing is left; how many it got. */
static int
claim_all(struct store *mine)
{
	struct err e = ERR_INIT;
	bool found = true;
	int n = 0;

	while (found) {
		struct debt d;

		debt_init(&d);
		if (debt_claim(mine, ~0u, NOW, 60, &d, &e) != OK)
			_exit(99);
		found = d.id != 0;
		n += found ? 1 : 0;
		debt_free(&d);
	}
	return n;
}

static void
two_processes_claim_each_debt_once(void **state)
{
	int status = 0, mine;
	pid_t pid;

	(void)state;
	owe(60);
	if ((pid = fork()) == 0) {
		struct store *other;
		struct err e = ERR_INIT;

		if (store_open(&other, path, &e) != OK)
			_exit(98);
		_exit(claim_all(other));
	}
	mine = claim_all(st);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(mine + WEXITSTATUS(status), 60);
}

static void
a_lease_ends_and_a_paid_debt_keeps_no_text(void **state)
{
	struct debt d;

	(void)state;
	owe(1);
	debt_init(&d);
	assert_int_equal(debt_claim(st, ~0u, NOW, 60, &d, &err), OK);
	assert_true(d.id != 0);
	assert_string_equal(d.body, "text");
	debt_free(&d);
	debt_init(&d);
	assert_int_equal(debt_claim(st, ~0u, NOW + 59, 60, &d, &err), OK);
	assert_true(d.id == 0);
	assert_int_equal(debt_claim(st, ~0u, NOW + 61, 60, &d, &err), OK);
	assert_true(d.id != 0);
	assert_int_equal(debt_done(st, d.id, NOW, &err), OK);
	debt_free(&d);
	assert_int_equal(sql_exec(st,
			     "CREATE TABLE t (n INTEGER CHECK (n = 0)) STRICT;"
			     "INSERT INTO t SELECT count(body) FROM debt",
			     &err),
	    OK);
}

static void
a_locked_state_is_a_reason_to_come_again(void **state)
{
	struct store *other;

	(void)state;
	assert_int_equal(store_open(&other, path, &err), OK);
	sql_busy_timeout(other, 20);
	assert_int_equal(store_begin(st, &err), OK);
	assert_int_equal(store_begin(other, &err), ERR_RETRY);
	store_rollback(st);
	assert_int_equal(store_begin(other, &err), OK);
	store_close(other);
}

static void
a_newer_schema_and_a_missing_file_are_told_apart(void **state)
{
	struct store *other;

	(void)state;
	assert_int_equal(sql_exec(st, "PRAGMA user_version = 99", &err), OK);
	assert_int_equal(store_open(&other, path, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "newer"));
	assert_null(other);
	assert_int_equal(store_open(&other, "/nonexistent/state.db", &err),
	    ERR_RETRY);
	assert_int_equal(access("/nonexistent/state.db", F_OK), -1);
}

static void
trail(int n)
{
	for (int i = 0; i < n; i++) {
		struct audit_row a;

		audit_row_init(&a);
		a.at = NOW;
		string_set(&a.event, "request");
		string_set(&a.actor, "a@campus.example");
		string_set(&a.reason, "OK");
		string_set(&a.note, "words");
		assert_int_equal(audit_put(st, &a, &err), OK);
		audit_row_free(&a);
	}
}

#define SWAP                                      \
	"UPDATE audit SET seq = 9 WHERE seq = 1;" \
	"UPDATE audit SET seq = 1 WHERE seq = 2;" \
	"UPDATE audit SET seq = 2 WHERE seq = 9"

static struct tampering {
	const char *name;
	const char *sql;
	int bad; /* the first bad row */
	const char *says;
} tamperings[] = {
	{ "nothing", "", 0, NULL },
	{ "a redacted note", "UPDATE audit SET note = '' WHERE seq = 2", 0,
	    NULL },
	{ "a time", "UPDATE audit SET at = at + 1 WHERE seq = 2", 2, "row 2" },
	{ "a time beyond all calendars",
	    "UPDATE audit SET at = 9223372036854775807 WHERE seq = 2", 2,
	    "row 2" },
	{ "a request", "UPDATE audit SET request = 7 WHERE seq = 2", 2,
	    "row 2" },
	{ "a revision", "UPDATE audit SET revision = 7 WHERE seq = 2", 2,
	    "row 2" },
	{ "an event", "UPDATE audit SET event = 'b' WHERE seq = 2", 2,
	    "row 2" },
	{ "an actor", "UPDATE audit SET actor = 'b' WHERE seq = 2", 2,
	    "row 2" },
	{ "no text at all",
	    "UPDATE audit SET actor = CAST(x'ff' AS TEXT) WHERE seq = 2", 2,
	    "row 2" },
	{ "a grade", "UPDATE audit SET grade = 'dkim' WHERE seq = 2", 2,
	    "row 2" },
	{ "a reason", "UPDATE audit SET reason = 'NO_KEY' WHERE seq = 2", 2,
	    "row 2" },
	{ "a note", "UPDATE audit SET note = 'x' WHERE seq = 2", 2, "row 2" },
	{ "a note's hash", "UPDATE audit SET note_hash = 'x', note = ''", 1,
	    "row 1" },
	{ "a Message-ID", "UPDATE audit SET message_id = 'x' WHERE seq = 2", 2,
	    "row 2" },
	{ "what is before it", "UPDATE audit SET prev = hash WHERE seq = 2", 2,
	    "row 2" },
	{ "a hash", "UPDATE audit SET hash = prev WHERE seq = 2", 2, "row 2" },
	{ "the last row", "UPDATE audit SET actor = 'b' WHERE seq = 3", 3,
	    "row 3" },
	{ "a row in the middle", "DELETE FROM audit WHERE seq = 2", 2,
	    "row 2" },
	{ "the first row", "DELETE FROM audit WHERE seq = 1", 1, "row 1" },
	{ "the order", SWAP, 1, "row 1" },
	{ "the end", "DELETE FROM audit WHERE seq = 3", 3, "3 were written" },
	{ "all of it", "DELETE FROM audit", 1, "3 were written" },
	{ "the head", "UPDATE audit_head SET count = 2", 4, "2 were written" },
	{ "the head's hash", "UPDATE audit_head SET hash = 'x'", 3, "row 3" },
	{ "no head", "DELETE FROM audit_head", 0, "are gone" },
};

static void
tampering_shows(void **state)
{
	const struct tampering *t = *state;
	struct audit_report report;
	enum status rc;

	setup(NULL);
	trail(3);
	assert_int_equal(sql_exec(st,
			     "DROP TRIGGER audit_is_never_rewritten;"
			     "DROP TRIGGER audit_is_never_cut",
			     &err),
	    OK);
	assert_int_equal(sql_exec(st, t->sql, &err), OK);
	rc = audit_verify(st, NULL, &report, &err);
	if (t->says == NULL) {
		assert_int_equal(rc, OK);
		assert_int_equal(report.bad, 0);
	} else {
		assert_int_equal(rc, ERR_INPUT);
		assert_int_equal(report.bad, t->bad);
		assert_non_null(strstr(err.text, t->says));
	}
	teardown(NULL);
}

static void
the_schema_itself_refuses_to_rewrite_the_trail(void **state)
{
	(void)state;
	trail(2);
	assert_int_not_equal(sql_exec(st, "UPDATE audit SET actor = 'b'", &err),
	    OK);
	assert_int_not_equal(sql_exec(st, "DELETE FROM audit", &err), OK);
	assert_int_equal(sql_exec(st, "UPDATE audit SET note = ''", &err), OK);
}

int
main(void)
{
#define WITH_STORE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		WITH_STORE(a_file_is_private_and_never_overwritten),
		WITH_STORE(requester_sponsor_and_decider_are_three_people),
		WITH_STORE(the_first_of_two_is_somebody_else),
		WITH_STORE(an_address_has_no_case_and_an_alias_is_the_person),
		WITH_STORE(two_who_turn_out_to_be_one_may_not_be_in_two_roles),
		WITH_STORE(a_save_loses_against_a_faster_one),
		WITH_STORE(an_ended_request_never_changes),
		WITH_STORE(two_processes_claim_each_debt_once),
		WITH_STORE(a_lease_ends_and_a_paid_debt_keeps_no_text),
		WITH_STORE(a_locked_state_is_a_reason_to_come_again),
		WITH_STORE(a_newer_schema_and_a_missing_file_are_told_apart),
		WITH_STORE(the_schema_itself_refuses_to_rewrite_the_trail),
	};
	struct CMUnitTest tamper[N(tamperings)];
	int failed;

	if (mkdtemp(folder) == NULL)
		return 1;
	TEST_CASES(tamper, tamperings, tampering_shows);
	failed = run_tests("store", tests, N(tests)) +
	    run_tests("tampering", tamper, N(tamper));
	rmdir(folder);
	return failed;
}
