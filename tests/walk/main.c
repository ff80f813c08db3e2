/*
 * walk - a walk at random through the life of a desk.
 *
 *	walk BUILD STEPS SECONDS SEED
 *
 * At each step somebody writes; the delivery may be killed, and then the mail
 * server brings the message again; it may come twice; work may run, be killed,
 * or meet a Canvas that fails and a mail folder that is gone; and time passes.
 * After each delivery and each work the model says what has to be true; every
 * so often the faults end, everything is paid, and the whole is looked at.
 * Ends after STEPS, or before when SECONDS (0: any) are over.
 *
 * The same seed makes the same choices; when exactly a kill strikes is chance.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/walk/walk.h"

#define CHAPTER 400 /* steps of one desk */
#define PAGE    25  /* steps until the whole is looked at */
#define HOUR    3600
#define BEGIN   1796137200 /* 2026-12-01 10:00 in New York */

struct tally {
	long steps, deliveries, kills, faults, twice, requests, mails, looks;
};

struct walk {
	struct model model;
	struct seen seen;
	struct chance chance;
	struct tally sum;
	struct buf why;
	bool broken; /* a fault waits */
};

static bool
is_odd(struct walk *w, const char *what)
{
	if (w->why.len == 0)
		return false;
	printf("not ok - step %ld, %s: %s\n%s\n", w->sum.steps, what,
	    w->why.str, town_said());
	return true;
}

/* 0: no kill; else after so many microseconds, mostly while it runs. */
static unsigned
draw_kill(struct walk *w, uint32_t one_in, uint32_t most)
{
	if (chance(&w->chance, one_in) != 0)
		return 0;
	w->sum.kills++;
	return 1 + chance(&w->chance, most);
}

static bool
deliver(struct walk *w, const struct act *a, unsigned kill_after)
{
	int rc = town_deliver(&a->text, w->model.now, kill_after);

	w->sum.deliveries++;
	if (rc != 0 && rc != 75 && !(rc == -1 && kill_after > 0))
		buf_addf(&w->why, "deliver ends with %d", rc);
	return rc == 0;
}

/* The message, until it is taken; what was struck down did all or nothing. */
static bool
bring(struct walk *w, const struct act *a)
{
	struct model *m = &w->model;
	struct expected e;
	bool taken = deliver(w, a, draw_kill(w, 6, 8000));

	model_expect(m, a, &e);
	look_at_state(&w->seen);
	if (!taken && model_same(m, &w->seen)) {
		if (!deliver(w, a, 0))
			buf_adds(&w->why, "it is not taken");
		look_at_state(&w->seen);
	} else if (!taken) {
		model_delivered(m, a, &e, &w->seen, &w->why);
		e = (struct expected){ .mails = NULL };
		if (w->why.len == 0 && !deliver(w, a, 0))
			buf_adds(&w->why, "it is not taken");
		look_at_state(&w->seen);
		if (w->why.len == 0 && !model_same(m, &w->seen))
			buf_adds(&w->why, "it was taken twice");
	}
	if (w->why.len == 0 && e.mails != NULL)
		model_delivered(m, a, &e, &w->seen, &w->why);
	if (a->answers != NULL &&
	    strcmp(a->answers->template, "challenge") == 0)
		m->letter[a->answers - m->letter].used = true;
	return !is_odd(w, event_name(a->on));
}

static bool
bring_again(struct walk *w, const struct act *a)
{
	w->sum.twice++;
	if (!deliver(w, a, 0))
		buf_adds(&w->why, "it is not taken");
	look_at_state(&w->seen);
	if (!model_same(&w->model, &w->seen))
		buf_adds(&w->why, "it did something");
	return !is_odd(w, "the same once more");
}

static bool
work(struct walk *w, bool clock_is_right, unsigned kill_after, int *rc)
{
	*rc = town_work(w->model.now, clock_is_right, kill_after);
	if (*rc != 0 && *rc != 75 && *rc != 78 &&
	    !(*rc == -1 && kill_after > 0))
		buf_addf(&w->why, "work ends with %d", *rc);
	look_at_state(&w->seen);
	if (w->why.len == 0 && model_worked(&w->model, &w->seen, &w->why))
		look_at_mails(&w->model, &w->why);
	return !is_odd(w, "work");
}

/* What was given up, the operator takes up; but no mail that may be out. */
static void
retry(struct walk *w)
{
	for (int i = 1; i <= w->seen.debts; i++)
		if (w->seen.debt[i].state == DEBT_FAILED &&
		    (w->seen.debt[i].kind != DEBT_MAIL ||
			!w->model.letter[i].doubtful))
			town_retry(i, w->model.now);
}

/* The faults end; in time everything is paid. */
static bool
rest(struct walk *w)
{
	struct model *m = &w->model;
	int rc = 75;

	canvas_mend();
	town_break_mail(false);
	for (int i = 0; i < 6 && rc != 0; i++) {
		m->now += 2 * HOUR;
		retry(w);
		if (!work(w, true, 0, &rc))
			return false;
	}
	m->canvas_refuses = false;
	w->sum.looks++;
	if (rc != 0)
		buf_addf(&w->why, "work still ends with %d", rc);
	else if (model_rests(m, &w->seen, &w->why) &&
	    canvas_is_right(&w->seen, &w->why))
		look_at_trail(&w->why);
	return !is_odd(w, "at rest");
}

static void
strike(struct walk *w)
{
	struct chance *c = &w->chance;

	if (chance(c, 10) == 0) {
		canvas_fault(c, &w->model);
		w->sum.faults++;
	}
	if (chance(c, 25) == 0) {
		town_break_mail(true);
		w->sum.faults++;
	} else if (chance(c, 3) == 0)
		town_break_mail(false);
}

/* The owner clicks on a token. */
static void
click(struct walk *w)
{
	struct model *m = &w->model;
	int i = m->requests == 0 ?
	    0 :
	    1 + (int)chance(&w->chance, (uint32_t)m->requests);

	if (i == 0 || m->request[i].state != ST_ISSUED)
		return;
	canvas_activate(i);
	m->request[i].active = true;
}

static void
pass_time(struct walk *w)
{
	static const int64_t steps[] = { 60, 60, 600, HOUR, 5 * HOUR };
	uint32_t luck = chance(&w->chance, 50);
	struct model *m = &w->model;

	m->now += luck == 0 ? (1 + chance(&w->chance, 30)) * DAY :
	    luck < 6        ? DAY :
			      PICK(&w->chance, steps);
}

static bool
step(struct walk *w)
{
	struct chance *c = &w->chance;
	struct act a;
	bool well;
	int rc;

	w->sum.steps++;
	strike(w);
	act_draw(&w->model, c, &a);
	well = bring(w, &a) && (chance(c, 10) != 0 || bring_again(w, &a));
	if (!well)
		printf("%s\n", a.text.str);
	buf_free(&a.text);
	if (well && chance(c, 3) != 0)
		well = work(w, false, draw_kill(w, 8, 60000), &rc);
	if (chance(c, 4) == 0)
		click(w);
	pass_time(w);
	return well;
}

static bool
chapter(struct walk *w, const char *build, long steps, time_t end)
{
	bool well = true;

	memset(&w->model, 0, sizeof w->model);
	w->model.now = BEGIN;
	town_start(build);
	for (long i = 1; well && i <= steps; i++) {
		well = step(w);
		if (well && (i % PAGE == 0 || i == steps))
			well = rest(w);
		if (well && end != 0 && time(NULL) >= end) {
			well = rest(w);
			break;
		}
	}
	w->sum.requests += w->model.requests;
	w->sum.mails += w->model.letters;
	if (getenv("KEEP") == NULL)
		town_stop();
	return well;
}

int
main(int argc, char **argv)
{
	static struct walk w;
	struct tally *t = &w.sum;
	long steps, seconds;
	time_t end;
	bool well = true;

	if (argc != 5)
		return 64;
	steps = strtol(argv[2], NULL, 10);
	seconds = strtol(argv[3], NULL, 10);
	end = seconds > 0 ? time(NULL) + seconds : 0;
	w.chance.state = strtoull(argv[4], NULL, 10) + 1;
	w.why = BUF_INIT(64 << 10);
	printf("walk: seed %s\n", argv[4]);
	while (well && t->steps < steps && (end == 0 || time(NULL) < end)) {
		long left = steps - t->steps;

		well =
		    chapter(&w, argv[1], left < CHAPTER ? left : CHAPTER, end);
		printf("walk: %ld steps\n", t->steps);
		fflush(stdout);
	}
	printf("walk: %ld steps, %ld deliveries, %ld kills, %ld faults, %ld "
	       "repeated, %ld requests, %ld debts, %ld times all looked at\n",
	    t->steps, t->deliveries, t->kills, t->faults, t->twice, t->requests,
	    t->mails, t->looks);
	printf("%ld passed, %d failed\n", t->steps - (well ? 0 : 1),
	    well ? 0 : 1);
	buf_free(&w.why);
	return well ? 0 : 1;
}
