#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "state/store.h"
#include "tests/test.h"

#define NOW   1800000000
#define LEASE 60

static char folder[] = "/tmp/debts.XXXXXX";
static char path[64];
static struct store *st;
static struct err err;
static int64_t first, second; /* two requests */

static int64_t
ask(int64_t requester)
{
	struct request r;
	int64_t id;

	request_init(&r);
	r.state = ST_APPROVED;
	r.requester = requester;
	assert_int_equal(request_create(st, &r, NOW, &err), OK);
	id = r.id;
	request_free(&r);
	return id;
}

static int
setup(void **state)
{
	struct person p;

	(void)state;
	person_init(&p);
	if (store_create(path, NOW, &err) != OK ||
	    store_open(&st, path, &err) != OK ||
	    person_obtain(st, "stu@campus.example", "", &p, &err) != OK)
		return -1;
	first = ask(p.id);
	second = ask(p.id);
	person_free(&p);
	return 0;
}

static int
teardown(void **state)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char file[80];

	(void)state;
	store_close(st);
	for (size_t i = 0; i < N(ends); i++) {
		snprintf(file, sizeof file, "%s%s", path, ends[i]);
		unlink(file);
	}
	return 0;
}

static int64_t
owe(enum debt_kind kind, int64_t request)
{
	struct debt d;

	debt_init(&d);
	d.kind = kind;
	d.request = request;
	assert_int_equal(debt_put(st, &d, NOW, &err), OK);
	debt_free(&d);
	return d.id;
}

/* The debt that a worker gets at this time, 0 if there is none for it. */
static int64_t
claim(int64_t now)
{
	struct debt d;

	debt_init(&d);
	assert_int_equal(debt_claim(st, ~0u, now, LEASE, &d, &err), OK);
	debt_free(&d);
	return d.id;
}

/* As claim(), and the lease goes back at once. */
static void
put_back(int64_t id, enum debt_state to, int64_t due_at)
{
	const struct debt_next next = { to, due_at, NOW };
	struct debt d;
	bool ours;

	debt_init(&d);
	assert_int_equal(debt_claim(st, ~0u, NOW, LEASE, &d, &err), OK);
	assert_int_equal(d.id, id);
	assert_int_equal(debt_later(st, &d, &next, "away", &ours, &err), OK);
	assert_true(ours);
	debt_free(&d);
}

static void
done(int64_t id)
{
	assert_int_equal(debt_done(st, id, NOW, &err), OK);
}

static void
a_token_waits_for_an_older_deletion(void **state)
{
	int64_t deletion = owe(DEBT_DELETE, first);
	int64_t token;

	(void)state;
	put_back(deletion, DEBT_PLANNED, NOW + 100);
	token = owe(DEBT_TOKEN, first);
	assert_int_equal(claim(NOW), 0);
	assert_int_equal(claim(NOW + 100), deletion);
	assert_int_equal(claim(NOW + 100), 0);
	done(deletion);
	assert_int_equal(claim(NOW + 100), token);
}

static void
a_deletion_waits_for_a_token_that_is_being_made(void **state)
{
	int64_t token = owe(DEBT_TOKEN, first);
	int64_t deletion;

	(void)state;
	assert_int_equal(claim(NOW), token);
	assert_int_equal(debts_void(st, first, DEBT_TOKEN, NOW, &err), OK);
	deletion = owe(DEBT_DELETE, first);
	assert_int_equal(claim(NOW), 0);
	done(token);
	assert_int_equal(claim(NOW), deletion);
}

/* What a bounce may do: mark a sent mail, once, and nothing else. */
static void
only_a_sent_mail_comes_back(void **state)
{
	struct debt d, out;
	bool changed, found;

	(void)state;
	debt_init(&d);
	debt_init(&out);
	d.kind = DEBT_MAIL;
	d.request = first;
	string_set(&d.message_id, "mailproc.k.a@campus.example");
	d.body = xstrdup("text");
	d.body_len = 4;
	assert_int_equal(debt_put(st, &d, NOW, &err), OK);
	assert_int_equal(
	    mail_returned(st, d.message_id, "gone", &out, &changed, &err), OK);
	assert_int_equal(out.id, d.id);
	assert_false(changed);
	done(d.id);
	assert_int_equal(
	    mail_returned(st, d.message_id, "gone", &out, &changed, &err), OK);
	assert_true(changed);
	assert_int_equal(
	    mail_returned(st, d.message_id, "again", &out, &changed, &err), OK);
	assert_false(changed);
	assert_string_equal(out.last_error, "gone");
	assert_int_equal(out.state, DEBT_FAILED);
	assert_int_equal(debt_retry(st, d.id, NOW, &found, &err), OK);
	assert_false(found);
	assert_int_equal(claim(NOW), 0);
	debt_free(&out);
	debt_init(&out);
	assert_int_equal(
	    mail_returned(st, "other@x", "gone", &out, &changed, &err), OK);
	assert_int_equal(out.id, 0);
	assert_int_equal(mail_returned(st, "", "gone", &out, &changed, &err),
	    OK);
	assert_int_equal(out.id, 0);
	debt_free(&out);
	debt_free(&d);
}

static void
a_void_mail_was_never_sent(void **state)
{
	struct debt d, out;
	bool changed;

	(void)state;
	debt_init(&d);
	debt_init(&out);
	d.kind = DEBT_MAIL;
	d.request = first;
	string_set(&d.message_id, "mailproc.k.b@campus.example");
	assert_int_equal(debt_put(st, &d, NOW, &err), OK);
	assert_int_equal(debts_void(st, first, DEBT_MAIL, NOW, &err), OK);
	assert_int_equal(
	    mail_returned(st, d.message_id, "gone", &out, &changed, &err), OK);
	assert_false(changed);
	debt_free(&out);
	debt_free(&d);
}

static void
a_worker_that_died_is_waited_for_no_longer_than_its_lease(void **state)
{
	int64_t token = owe(DEBT_TOKEN, first);
	int64_t deletion;

	(void)state;
	assert_int_equal(claim(NOW), token);
	assert_int_equal(debts_void(st, first, DEBT_TOKEN, NOW, &err), OK);
	deletion = owe(DEBT_DELETE, first);
	assert_int_equal(claim(NOW + LEASE - 1), 0);
	assert_int_equal(claim(NOW + LEASE), deletion);
}

/* Canvas is asked one thing at a time; mails go meanwhile. */
static void
one_at_a_time_for_canvas(void **state)
{
	int64_t deletion = owe(DEBT_DELETE, first);
	int64_t token = owe(DEBT_TOKEN, first);
	int64_t mail = owe(DEBT_MAIL, first);
	int64_t other = owe(DEBT_TOKEN, second);

	(void)state;
	assert_int_equal(claim(NOW), deletion);
	assert_int_equal(claim(NOW), mail);
	assert_int_equal(claim(NOW), 0);
	done(deletion);
	assert_int_equal(claim(NOW), token);
	assert_int_equal(claim(NOW), 0);
	/* who died of it is waited for no longer than its lease */
	assert_int_equal(claim(NOW + LEASE - 1), 0);
	done(token);
	done(mail);
	assert_int_equal(claim(NOW), other);
	assert_int_equal(claim(NOW + LEASE), other);
}

static void
a_token_that_failed_holds_up_nothing(void **state)
{
	int64_t token = owe(DEBT_TOKEN, first);
	int64_t deletion = owe(DEBT_DELETE, first);

	(void)state;
	put_back(token, DEBT_FAILED, NOW);
	assert_int_equal(claim(NOW), deletion);
}

/* A second token beside one that should be gone: never. */
static void
a_deletion_that_failed_goes_on_and_holds_up_the_token(void **state)
{
	int64_t deletion = owe(DEBT_DELETE, first);
	int64_t token = owe(DEBT_TOKEN, first);

	(void)state;
	put_back(deletion, DEBT_FAILED, NOW + 100);
	assert_int_equal(claim(NOW), 0);
	assert_int_equal(claim(NOW + 100), deletion);
	done(deletion);
	assert_int_equal(claim(NOW + 100), token);
}

/* A lease that ran out is somebody else's: whoever had it changes nothing. */
static void
a_lost_lease_is_lost(void **state)
{
	const struct debt_next next = { DEBT_PLANNED, NOW + 9, NOW };
	int64_t id = owe(DEBT_TOKEN, first);
	struct debt slow;
	bool ours;

	(void)state;
	debt_init(&slow);
	assert_int_equal(debt_claim(st, ~0u, NOW, LEASE, &slow, &err), OK);
	assert_int_equal(debt_keep(st, &slow, NOW + 2 * LEASE, &err), OK);
	assert_int_equal(claim(NOW + 2 * LEASE - 1), 0);
	assert_int_equal(claim(NOW + 2 * LEASE), id);
	assert_int_equal(debt_keep(st, &slow, NOW + 9 * LEASE, &err),
	    ERR_RETRY);
	assert_int_equal(debt_tried(st, &slow, NOW + 9 * LEASE, &err),
	    ERR_RETRY);
	assert_int_equal(debt_later(st, &slow, &next, "no", &ours, &err), OK);
	assert_false(ours);
	assert_int_equal(claim(NOW + 3 * LEASE - 1), 0);
	assert_int_equal(claim(NOW + 3 * LEASE), id);
	debt_free(&slow);
}

/* What became void while it was being paid lets go of its lease. */
static void
a_void_debt_lets_go(void **state)
{
	const struct debt_next next = { DEBT_PLANNED, NOW + 9, NOW };
	int64_t deletion;
	struct debt d;
	bool ours;

	(void)state;
	owe(DEBT_TOKEN, first);
	debt_init(&d);
	assert_int_equal(debt_claim(st, ~0u, NOW, LEASE, &d, &err), OK);
	assert_int_equal(debts_void(st, first, DEBT_TOKEN, NOW, &err), OK);
	deletion = owe(DEBT_DELETE, first);
	assert_int_equal(claim(NOW), 0);
	assert_int_equal(debt_later(st, &d, &next, "no", &ours, &err), OK);
	assert_false(ours);
	assert_int_equal(claim(NOW), deletion);
	debt_free(&d);
}

int
main(void)
{
#define WITH_STORE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		WITH_STORE(a_token_waits_for_an_older_deletion),
		WITH_STORE(only_a_sent_mail_comes_back),
		WITH_STORE(a_void_mail_was_never_sent),
		WITH_STORE(a_deletion_waits_for_a_token_that_is_being_made),
		WITH_STORE(
		    a_worker_that_died_is_waited_for_no_longer_than_its_lease),
		WITH_STORE(one_at_a_time_for_canvas),
		WITH_STORE(a_token_that_failed_holds_up_nothing),
		WITH_STORE(
		    a_deletion_that_failed_goes_on_and_holds_up_the_token),
		WITH_STORE(a_lost_lease_is_lost),
		WITH_STORE(a_void_debt_lets_go),
	};
	int failed;

	if (mkdtemp(folder) == NULL)
		return 1;
	snprintf(path, sizeof path, "%s/state.db", folder);
	failed = run_tests("debts", tests, N(tests));
	return rmdir(folder) != 0 || failed != 0;
}
