/*
 * bench - runs commands in turn, in shuffled order, each on a fresh copy of one
 * message, and prints medians and their ratio to the first.
 *
 *	bench RUNS FILE NAME=COMMAND...
 *
 * Every "@ID@" in FILE becomes another word of 16 letters in each run, and
 * "@PP@" another number from 1000 to 1999, so that a program which knows its
 * messages and people again has to do its work every time.
 * COMMAND is words between blanks; it is run without a shell.  CPU time is that
 * of the process and everything it waited for.
 */
#include <sys/resource.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "mailproc/base/buf.h"
#include "mailproc/base/err.h"
#include "mailproc/base/file.h"
#include "tests/support/stopwatch.h"

#define RUNS_MAX     10000
#define COMMANDS_MAX 16
#define WORDS_MAX    32
#define MARK_ID      "@ID@"
#define MARK_PERSON  "@PP@"

struct subject {
	const char *name;
	char *word[WORDS_MAX + 1];
	double cpu[RUNS_MAX]; /* milliseconds */
	double wall[RUNS_MAX];
	long memory; /* KiB, the most of all runs */
	int failed;
};

static struct subject subjects[COMMANDS_MAX];
static int nsubjects;

/* The message with fresh words in place of the marks, as a file to read. */
static int
message(const struct buf *text)
{
	static unsigned long long count;
	char id[17], person[5], name[] = "/tmp/mailproc-bench-XXXXXX";
	const char *at = text->str, *end = text->str + text->len;
	int fd = mkstemp(name);

	if (fd < 0)
		return -1;
	unlink(name);
	snprintf(id, sizeof id, "%08llx%08llx", (unsigned long long)getpid(),
	    ++count);
	snprintf(person, sizeof person, "%llu", 1000 + count % 1000);
	while (at < end) {
		const char *mark = memchr(at, '@', (size_t)(end - at));
		const char *fresh = NULL;

		if (mark == NULL)
			mark = end;
		else if (strncmp(mark, MARK_ID, 4) == 0)
			fresh = id;
		else if (strncmp(mark, MARK_PERSON, 4) == 0)
			fresh = person;
		else
			mark++;
		if (write(fd, at, (size_t)(mark - at)) < 0 ||
		    (fresh != NULL && write(fd, fresh, strlen(fresh)) < 0))
			return -1;
		at = fresh != NULL ? mark + 4 : mark;
	}
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void
run(struct subject *s, int i, const struct buf *text)
{
	struct timespec start;
	struct rusage used;
	int status, in = message(text);
	pid_t pid;

	if (in < 0) {
		perror("bench");
		exit(1);
	}
	clock_gettime(CLOCK_MONOTONIC, &start);
	if ((pid = vfork()) == 0) {
		dup2(in, 0);
		execv(s->word[0], s->word);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &used) < 0) {
		perror("bench");
		exit(1);
	}
	s->wall[i] = ms_since(&start);
	s->cpu[i] = ms_of(used.ru_utime) + ms_of(used.ru_stime);
	if (used.ru_maxrss > s->memory)
		s->memory = used.ru_maxrss;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		s->failed++;
	close(in);
}

static int
by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
median(double *v, int n)
{
	qsort(v, (size_t)n, sizeof *v, by_size);
	return v[n / 2];
}

static void
print(int runs)
{
	double cpu = 0, wall = 0;

	printf("%-12s %9s %6s %9s %6s %9s\n", "", "cpu ms", "ratio", "wall ms",
	    "ratio", "KiB");
	for (int k = 0; k < nsubjects; k++) {
		struct subject *s = &subjects[k];
		double c = median(s->cpu, runs), w = median(s->wall, runs);

		if (k == 0) {
			cpu = c;
			wall = w;
		}
		printf("%-12s %9.2f %6.2f %9.2f %6.2f %9ld", s->name, c,
		    c / cpu, w, w / wall, s->memory);
		if (s->failed)
			printf("  %d of %d runs failed", s->failed, runs);
		putchar('\n');
	}
}

static int
parse_command(struct subject *s, char *arg)
{
	char *eq = strchr(arg, '='), *save = NULL;
	int n = 0;

	if (eq == NULL)
		return -1;
	*eq = '\0';
	s->name = arg;
	for (char *w = strtok_r(eq + 1, " ", &save); w != NULL && n < WORDS_MAX;
	     w = strtok_r(NULL, " ", &save))
		s->word[n++] = w;
	return n > 0 ? 0 : -1;
}

int
main(int argc, char **argv)
{
	struct buf text = BUF_INIT(64 << 20);
	struct err err = ERR_INIT;
	struct stat st;
	int runs = argc > 3 ? (int)strtol(argv[1], NULL, 10) : 0;
	int failed = 0;

	for (int i = 3; i < argc && nsubjects < COMMANDS_MAX; i++)
		if (parse_command(&subjects[nsubjects++], argv[i]) != 0)
			runs = 0;
	if (runs < 1 || runs > RUNS_MAX) {
		fprintf(stderr, "usage: bench RUNS FILE NAME=COMMAND...\n");
		return 64;
	}
	if (file_read(&text, argv[2], &st, &err) != OK) {
		fprintf(stderr, "bench: %s\n", err.text);
		return 1;
	}
	srand(1);
	for (int i = 0; i < runs; i++) {
		int first = rand() % nsubjects;

		for (int k = 0; k < nsubjects; k++)
			run(&subjects[(first + k) % nsubjects], i, &text);
	}
	print(runs);
	for (int k = 0; k < nsubjects; k++)
		failed += subjects[k].failed;
	buf_free(&text);
	return failed > 0;
}
