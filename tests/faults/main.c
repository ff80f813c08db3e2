/*
 * faults - the desk struck at every point there is, repaired, and compared with
 * one that knew no fault.
 *
 *	faults FOLDER PORT NOW LATER kill|errno|malloc|power [SAMPLE SEED]
 *	faults FOLDER PORT NOW LATER kill|errno|malloc|power part I/N
 *	faults FOLDER PORT NOW LATER kill|errno|malloc|power at PATTERN
 *
 * tests/faults.sh makes the folder.  With SAMPLE only so many points are tried,
 * drawn by SEED; a part is every Nth, from the Ith; a pattern (a shell's) is of
 * names as "not ok" prints them.  Prints the points tried, and "N passed, N
 * failed".
 */
#include <ctype.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/faults/points.h"
#include "tests/support/reply.h"

#define STORIES 5

static const char *const kinds[] = { "kill", "errno", "malloc", "power" };

struct tally {
	enum means kind;
	long passed, failed, missed;
};

/* Which of all points. */
struct choice {
	long first, every;
	const char *pattern; /* NULL: any */
	long seen;
};

static bool
chosen(struct choice *c, const struct story *p, const struct point *at)
{
	char name[160];

	point_name(p, at, name);
	return c->seen++ % c->every == c->first % c->every &&
	    (c->pattern == NULL || fnmatch(c->pattern, name, 0) == 0);
}

static void
try(const struct scene *s, const struct story *p, const struct point *at,
    struct tally *sum)
{
	struct buf why = BUF_INIT(64 << 10);
	char name[160];
	bool struck, well = story_try(s, p, at, &struck, &why);

	point_name(p, at, name);
	sum->missed += struck ? 0 : 1;
	if (well)
		sum->passed++;
	else {
		sum->failed++;
		printf("not ok - %s %s: %s\n", kinds[sum->kind], name, why.str);
		fflush(stdout);
	}
	buf_free(&why);
}

static void
try_all(const struct scene *s, const struct story *p, struct choice *c,
    struct tally *sum)
{
	long failed = sum->failed, all = sum->passed + failed;

	for (size_t i = 0; i < p->n; i++)
		if (chosen(c, p, &p->point[i]))
			try(s, p, &p->point[i], sum);
	printf("%s %s: %ld of %zu points, %ld failed\n", kinds[sum->kind],
	    p->start.name, sum->passed + sum->failed - all, p->n,
	    sum->failed - failed);
	fflush(stdout);
}

static void
try_some(const struct scene *s, const struct story *p, long sample,
    const char *seed, struct tally *sum)
{
	struct chance c = { strtoull(seed, NULL, 10) + 1 };
	size_t all = 0;

	for (int i = 0; i < STORIES; i++)
		all += p[i].n;
	for (long k = 0; k < sample; k++) {
		size_t n = chance(&c, (uint32_t)all);
		int i = 0;

		while (n >= p[i].n)
			n -= p[i++].n;
		try(s, &p[i], &p[i].point[n], sum);
	}
	printf("%s: %ld of %zu points, seed %s\n", kinds[sum->kind], sample,
	    all, seed);
}

/* From where the part before has led, with one message more. */
static void
begin_work(const struct scene *s, struct story *p, const char *name,
    const struct story *before, const char *message)
{
	char path[512];

	scene_restore(s, &before->start);
	if (before->start.work ? scene_work(s, s->now) != 0 :
				 scene_deliver(s, before->start.input) != 0)
		abort();
	snprintf(path, sizeof path, "%s/%s", s->folder, message);
	if (message[0] != '\0' && scene_deliver(s, path) != 0)
		abort();
	p->start.name = name;
	p->start.work = true;
	snprintf(p->start.input, sizeof p->start.input, "/dev/null");
	scene_keep(s, "", &p->start);
}

static void
begin(const struct scene *s, struct story p[STORIES])
{
	static const char *const messages[] = { "request", "confirm",
		"approve" };

	for (int i = 0; i < 3; i++) {
		p[i].start.name = messages[i];
		snprintf(p[i].start.input, sizeof p[i].start.input,
		    "%s/%s/in.eml", s->folder, messages[i]);
		scene_keep(s, messages[i], &p[i].start);
	}
	begin_work(s, &p[3], "make and send", &p[2], "");
	begin_work(s, &p[4], "delete and send", &p[3], "revoke.eml");
}

static bool
choose(struct choice *c, const char *how, const char *which)
{
	if (strcmp(how, "at") == 0)
		c->pattern = which;
	else if (strcmp(how, "part") != 0 ||
	    sscanf(which, "%ld/%ld", &c->first, &c->every) != 2)
		return false;
	return c->every > 0;
}

int
main(int argc, char **argv)
{
	static struct story p[STORIES];
	static struct scene s;
	struct tally sum = { .kind = BY_KILL };
	struct choice which = { .first = 0, .every = 1 };
	bool some = argc == 8 && isdigit((unsigned char)argv[6][0]);

	if ((argc != 6 && argc != 8) ||
	    (argc == 8 && !some && !choose(&which, argv[6], argv[7])))
		return 64;
	while (strcmp(kinds[sum.kind], argv[5]) != 0)
		if (sum.kind++ == BY_POWER)
			return 64;
	scene_start(&s, argv[1], argv[3], argv[4],
	    (int)strtol(argv[2], NULL, 10));
	begin(&s, p);
	for (int i = 0; i < STORIES; i++) {
		story_prepare(&s, &p[i], sum.kind);
		if (!some)
			try_all(&s, &p[i], &which, &sum);
	}
	if (some)
		try_some(&s, p, strtol(argv[6], NULL, 10), argv[7], &sum);
	printf("%s: %ld points tried, %ld of them not reached\n",
	    kinds[sum.kind], sum.passed + sum.failed, sum.missed);
	printf("%ld passed, %ld failed\n", sum.passed, sum.failed);
	for (int i = 0; i < STORIES; i++)
		story_free(&p[i]);
	scene_stop(&s);
	return sum.failed == 0 ? 0 : 1;
}
