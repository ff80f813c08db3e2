/*
 * Who never activates a token is told so only after a look at Canvas, and one
 * look in vain is enough for all.
 */
#include <string.h>

#include "mailproc/net/hourglass.h"
#include "tests/support/works.h"
#include "tests/test.h"

#define DAY 86400

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

/* Every day until then, so that the clock is no surprise. */
static void
turn(int days)
{
	struct err said;

	for (int i = 1; i <= days; i++) {
		w.engine.now = WORKS_NOW + i * DAY;
		w.worker.unpaid = 0;
		assert_int_equal(hourglass_turn(&w.worker, &said, &w.err), OK);
		assert_string_equal(said.text, "");
	}
}

static void
a_pending_token_is_reminded_of(void **state)
{
	struct made_token t;
	int64_t id = works_issued(&w, &t);

	(void)state;
	turn(12);
	assert_int_equal(works_state(&w, id), ST_ISSUED);
	assert_int_equal(works_mails(&w, "activate-reminder"), 1);
}

static void
an_active_one_is_seen_instead(void **state)
{
	struct made_token t;
	int64_t id = works_issued(&w, &t);

	(void)state;
	works_activate(&w, t.id);
	turn(12);
	assert_int_equal(works_state(&w, id), ST_ACTIVE);
	assert_int_equal(works_mails(&w, "activate-reminder"), 0);
}

static void
one_look_in_vain_is_enough(void **state)
{
	struct made_token t;
	struct err said;
	int64_t id = works_issued(&w, &t);

	(void)state;
	standin_arm(w.canvas, FAULT_502_HTML, NULL, 100);
	turn(9);
	assert_int_equal(w.worker.unpaid, 1);
	assert_int_equal(hourglass_turn(&w.worker, &said, &w.err), OK);
	assert_int_equal(w.worker.unpaid, 1);
	assert_int_equal(works_mails(&w, "activate-reminder"), 0);
	assert_int_equal(works_state(&w, id), ST_ISSUED);
}

/* Canvas is away over both deadlines: they come late, in order, none is lost.
 */
static void
away_for_weeks_loses_no_deadline(void **state)
{
	struct made_token t;
	int64_t id = works_issued(&w, &t);

	(void)state;
	standin_arm(w.canvas, FAULT_502_HTML, NULL, 9999);
	turn(40);
	assert_int_equal(works_mails(&w, "activate-reminder"), 0);
	assert_int_equal(works_state(&w, id), ST_ISSUED);
	standin_arm(w.canvas, FAULT_NONE, NULL, 0);
	turn(41);
	assert_int_equal(works_state(&w, id), ST_LAPSED);
	assert_int_equal(works_mails(&w, "activate-reminder"), 0);
	assert_int_equal(works_mails(&w, "lapsed"), 2);
	assert_int_equal(works_run(&w, 41 * DAY), OK);
	assert_int_equal(standin_live_tokens(w.canvas, "101"), 0);
}

/* Our own credential refused is told once, and asked after now and then. */
static void
refused_it_waits(void **state)
{
	struct made_token t;
	struct err said;
	int64_t id = works_issued(&w, &t);
	int asked;

	(void)state;
	standin_arm(w.canvas, FAULT_EXPIRED_401, NULL, 9999);
	turn(8);
	asked = standin_counters(w.canvas).requests;
	for (int minute = 0; minute < 60; minute++) {
		w.engine.now += 60;
		assert_int_equal(hourglass_turn(&w.worker, &said, &w.err), OK);
	}
	assert_in_range(standin_counters(w.canvas).requests, asked + 3,
	    asked + 9);
	assert_int_equal(works_audited(&w, "canvas_stopped"), 1);
	assert_int_equal(works_mails(&w, "activate-reminder"), 0);
	standin_arm(w.canvas, FAULT_NONE, NULL, 0);
	w.engine.now += 900;
	assert_int_equal(hourglass_turn(&w.worker, &said, &w.err), OK);
	assert_int_equal(works_mails(&w, "activate-reminder"), 1);
	assert_int_equal(works_audited(&w, "canvas_resumed"), 1);
	assert_int_equal(works_state(&w, id), ST_ISSUED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_pending_token_is_reminded_of,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(an_active_one_is_seen_instead,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(one_look_in_vain_is_enough,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(
		    away_for_weeks_loses_no_deadline, setup, teardown),
		cmocka_unit_test_setup_teardown(refused_it_waits, setup,
		    teardown),
	};

	return run_tests("hourglass", tests, N(tests));
}
