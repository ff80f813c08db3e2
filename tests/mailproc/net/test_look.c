/*
 * What a look at Canvas is worth: nothing about a request that somebody has
 * changed meanwhile, and a token that no list shows is asked for by its id.
 */
#include <stdio.h>
#include <string.h>

#include "mailproc/net/look.h"
#include "state/upkeep.h"
#include "tests/support/works.h"
#include "tests/test.h"

static struct works w;

static int
setup(void **state)
{
	(void)state;
	works_start(&w);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	works_stop(&w);
	return 0;
}

static int64_t
version_of(int64_t id)
{
	struct request r = works_look(&w, id);
	int64_t version = r.version;

	request_free(&r);
	return version;
}

static void
a_look_from_before_a_change_is_worth_nothing(void **state)
{
	struct made_token t;
	int64_t id = works_issued(&w, &t), before = version_of(id);
	struct look gone = { .request = id, .version = before, .tag = "[CT-" };

	(void)state;
	works_says(&w, id, EV_RESEND);
	assert_int_equal(works_run(&w, 0), OK);
	assert_int_equal(works_state(&w, id), ST_ISSUED);
	assert_int_not_equal(version_of(id), before);
	assert_int_equal(upkeep_seen(&w.engine, &gone, &w.err), OK);
	assert_int_equal(works_state(&w, id), ST_ISSUED);
	gone.version = version_of(id);
	assert_int_equal(upkeep_seen(&w.engine, &gone, &w.err), OK);
	assert_int_equal(works_state(&w, id), ST_REVOKED);
	assert_int_equal(works_mails(&w, "revoked"), 3);
}

static void
only_a_clear_no_means_gone(void **state)
{
	static const enum fault doubts[] = { FAULT_DROP_BEFORE, FAULT_502_HTML,
		FAULT_THROTTLE_403, FAULT_FORBIDDEN_403, FAULT_EXPIRED_401 };
	struct made_token t;
	int64_t id = works_issued(&w, &t);
	char path[64];

	(void)state;
	snprintf(path, sizeof path, "/tokens/%s", t.id);
	assert_int_equal(
	    works_call(&w, "DELETE", "/api/v1/users/101/tokens/", "nobody's"),
	    401);
	assert_int_equal(
	    w.worker.backend->remove(&w.worker.canvas, "101", t.id, &w.err),
	    OK);
	for (size_t i = 0; i < N(doubts); i++) {
		char where[80];

		snprintf(where, sizeof where, "GET %s", path);
		standin_arm(w.canvas, doubts[i], where, 1);
		assert_int_not_equal(look_at_token(&w.worker, id, &w.err), OK);
		assert_int_equal(works_state(&w, id), ST_ISSUED);
	}
	assert_int_equal(look_at_token(&w.worker, id, &w.err), OK);
	assert_int_equal(works_state(&w, id), ST_REVOKED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_look_from_before_a_change_is_worth_nothing, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(only_a_clear_no_means_gone,
		    setup, teardown),
	};

	return run_tests("look", tests, N(tests));
}
