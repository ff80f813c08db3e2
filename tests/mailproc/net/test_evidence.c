/*
 * Evidence: what is committed when the world is asked, what a commit that
 * failed leaves behind, and what a second try looks like.
 */
#include <sys/stat.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/file.h"
#include "state/sql.h"
#include "tests/support/works.h"
#include "tests/test.h"

#define LEASE 300

static struct works w;

static int
start(void **state)
{
	(void)state;
	works_start(&w);
	w.config.handover = HANDOVER_NONE; /* sealing takes its time */
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	works_stop(&w);
	return 0;
}

static void
sql(const char *text)
{
	assert_int_equal(sql_exec(w.store, text, &w.err), OK);
}

/* What somebody else sees of the one debt while Canvas is asked. */
static enum debt_state seen;

static enum status
see(void *ctx, const struct debt *d, struct err *err)
{
	(void)ctx;
	(void)err;
	if (d->kind == DEBT_TOKEN)
		seen = d->state;
	return OK;
}

static void
look_at_it(void)
{
	struct store *other;
	struct err err = ERR_INIT;

	assert_int_equal(store_open(&other, w.config.state, &err), OK);
	assert_int_equal(debts_each(other, false, see, NULL, &err), OK);
	store_close(other);
}

static enum status
create_seen(struct backend_ctx *b, struct made_token *want, struct buf *secret,
    bool *wrong_expiry, struct err *err)
{
	look_at_it();
	return backend_named("canvas")->create(b, want, secret, wrong_expiry,
	    err);
}

static enum status
regenerate_seen(struct backend_ctx *b, struct made_token *want,
    struct buf *secret, bool *wrong_expiry, struct err *err)
{
	look_at_it();
	return backend_named("canvas")->regenerate(b, want, secret,
	    wrong_expiry, err);
}

static void
tried_is_committed_before_canvas_is_asked(void **state)
{
	struct backend b = *backend_named("canvas");
	int64_t request = works_request(&w, ST_APPROVED);
	struct made_token t;

	(void)state;
	b.create = create_seen;
	b.regenerate = regenerate_seen;
	w.worker.backend = &b;
	works_owe(&w, DEBT_TOKEN, request, "");
	assert_int_equal(works_run(&w, 0), OK);
	assert_string_equal(debt_state_name(seen), "tried");
	assert_int_equal(works_state(&w, request), ST_ISSUED);
	t = works_token(&w);
	works_activate(&w, t.id);
	works_says(&w, request, EV_RESEND);
	seen = DEBT_PLANNED;
	assert_int_equal(works_run(&w, 60), OK);
	assert_string_equal(debt_state_name(seen), "tried");
	assert_int_equal(works_state(&w, request), ST_ISSUED);
}

/* The result and the debt that it pays: both, or neither. */
static void
a_result_that_cannot_be_noted_has_not_happened(void **state)
{
	int64_t request = works_request(&w, ST_APPROVED);
	int64_t id = works_owe(&w, DEBT_TOKEN, request, "");

	(void)state;
	sql("CREATE TRIGGER never BEFORE UPDATE OF state ON debt"
	    " WHEN NEW.state = 'done' AND NEW.kind = 'token' BEGIN"
	    " SELECT RAISE (ABORT, 'planted'); END");
	assert_int_equal(works_run(&w, 0), OK);
	works_assert_debt(&w, id, DEBT_UNKNOWN, 1);
	assert_int_equal(works_state(&w, request), ST_APPROVED);
	assert_int_equal(works_mails(&w, "issued"), 0);
	sql("DROP TRIGGER never");
	assert_int_equal(works_run(&w, 3600), OK);
	works_assert_debt(&w, id, DEBT_DONE, 2);
	assert_int_equal(works_state(&w, request), ST_ISSUED);
	assert_int_equal(works_mails(&w, "issued"), 1);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), 1);
}

/* A COMMIT that failed: nobody can say; look. */
static void
a_commit_that_failed_is_unknown(void **state)
{
	int64_t request = works_request(&w, ST_APPROVED);
	int64_t id = works_owe(&w, DEBT_TOKEN, request, "");

	(void)state;
	sql("CREATE TABLE owner (id INTEGER PRIMARY KEY);"
	    "CREATE TABLE owned (id INTEGER REFERENCES owner (id)"
	    " DEFERRABLE INITIALLY DEFERRED);"
	    "CREATE TRIGGER late AFTER UPDATE OF state ON request BEGIN"
	    " INSERT INTO owned VALUES (1); END");
	assert_int_equal(works_run(&w, 0), OK);
	works_assert_debt(&w, id, DEBT_UNKNOWN, 1);
	assert_int_equal(works_state(&w, request), ST_APPROVED);
	assert_int_equal(works_mails(&w, "issued"), 0);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), 1);
	sql("DROP TRIGGER late");
	assert_int_equal(works_run(&w, 3600), OK);
	works_assert_debt(&w, id, DEBT_DONE, 2);
	assert_int_equal(works_state(&w, request), ST_ISSUED);
	assert_int_equal(works_mails(&w, "issued"), 1);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), 1);
	assert_int_equal(standin_counters(w.canvas).posts_without_list, 0);
}

/* A repeat is the same mail, byte for byte, its Message-ID too. */
static void
a_mail_is_repeated_byte_for_byte(void **state)
{
	static const char text[] =
	    "Message-ID: <a@campus.example>\r\nSubject: x\r\n\r\nwords\r\n";
	struct buf one = BUF_INIT(4096), two = BUF_INIT(4096);
	char script[128], first[128], second[128];
	struct stat st;
	FILE *f;

	(void)state;
	works_owe_mail(&w, text);
	snprintf(script, sizeof script, "%s/sendmail", w.folder);
	snprintf(first, sizeof first, "%s/first", w.folder);
	snprintf(second, sizeof second, "%s/second", w.folder);
	f = fopen(script, "w");
	assert_non_null(f);
	fprintf(f,
	    "#!/bin/sh\n[ -e %s ] && exec cat >%s\ncat >%s\nkill -9 $$\n",
	    first, second, first);
	fclose(f);
	chmod(script, 0700);
	string_set(&w.config.transport, "sendmail");
	list_free(&w.config.sendmail_command);
	list_add(&w.config.sendmail_command, script);
	assert_int_equal(works_run(&w, 0), OK);
	assert_int_equal(works_run(&w, 3600), OK);
	assert_int_equal(file_read(&one, first, &st, &w.err), OK);
	assert_int_equal(file_read(&two, second, &st, &w.err), OK);
	assert_non_null(strstr(one.str, "Message-ID: <a@campus.example>"));
	assert_string_equal(one.str, two.str);
	buf_free(&one);
	buf_free(&two);
	unlink(script);
	unlink(first);
	unlink(second);
}

/* Somebody else took the debt over while we were slow: nothing is asked. */
static enum status
overtaken(struct backend_ctx *b, const struct person *p,
    struct canvas_person *out, struct err *err)
{
	struct debt d;

	debt_init(&d);
	assert_int_equal(
	    debt_claim(w.store, ~0u, WORKS_NOW + LEASE, LEASE, &d, &w.err), OK);
	assert_true(d.id != 0);
	debt_free(&d);
	return backend_named("canvas")->owner(b, p, out, err);
}

static void
who_lost_the_lease_asks_for_nothing(void **state)
{
	struct backend slow = *backend_named("canvas");
	int64_t request = works_request(&w, ST_APPROVED);
	int64_t id = works_owe(&w, DEBT_TOKEN, request, "");

	(void)state;
	slow.owner = overtaken;
	w.worker.backend = &slow;
	assert_int_equal(works_run(&w, 0), OK);
	assert_int_equal(standin_counters(w.canvas).posts, 0);
	works_assert_debt(&w, id, DEBT_PLANNED, 0);
	works_assert_error(&w, id, ""); /* it is the other's to say */
	w.worker.backend = backend_named("canvas");
	assert_int_equal(works_run(&w, 2 * LEASE - 1), OK);
	works_assert_debt(&w, id, DEBT_PLANNED, 0);
	assert_int_equal(works_run(&w, 2 * LEASE), OK);
	works_assert_debt(&w, id, DEBT_DONE, 1);
	assert_int_equal(standin_counters(w.canvas).posts, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(tried_is_committed_before_canvas_is_asked),
		TEST(a_result_that_cannot_be_noted_has_not_happened),
		TEST(a_commit_that_failed_is_unknown),
		TEST(a_mail_is_repeated_byte_for_byte),
		TEST(who_lost_the_lease_asks_for_nothing),
	};
	return run_tests("evidence", tests, N(tests));
}
