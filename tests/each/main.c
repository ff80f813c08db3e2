/*
 * each - runs a command once for each file named on standard input, and prints
 * a JSON line for each: what it printed, how it ended, what it cost.
 *
 *	each COMMAND... <FILES
 *
 * The file's name becomes the command's last argument.  A command that takes
 * longer than TIMEOUT is killed.
 */
#include <sys/resource.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "mailproc/base/buf.h"
#include "tests/support/stopwatch.h"

#define TIMEOUT    20 /* seconds */
#define WORDS_MAX  32
#define OUTPUT_MAX (16 << 20)

static pid_t
start(char **word, int out)
{
	pid_t pid = fork();
	int null;

	if (pid != 0)
		return pid;
	null = open("/dev/null", O_RDWR);
	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	alarm(TIMEOUT); /* survives the exec */
	execv(word[0], word);
	_exit(127);
}

static void
read_all(int fd, struct buf *out)
{
	ssize_t n = 1;

	while (n > 0 && buf_room(out, 64 << 10)) {
		n = read(fd, out->str + out->len, 64 << 10);
		out->len += n > 0 ? (size_t)n : 0;
	}
}

static void
run(char **word, int words, char *file)
{
	struct buf text = BUF_INIT(OUTPUT_MAX);
	struct rusage use;
	struct timespec begun;
	json_t *doc, *out;
	int fd[2], status = 0;
	double ms;
	pid_t pid;

	word[words] = file;
	clock_gettime(CLOCK_MONOTONIC, &begun);
	if (pipe2(fd, O_CLOEXEC) != 0 || (pid = start(word, fd[1])) < 0)
		exit(1);
	close(fd[1]);
	read_all(fd[0], &text);
	close(fd[0]);
	if (wait4(pid, &status, 0, &use) != pid)
		exit(1);
	ms = ms_since(&begun);
	out = json_loadb(text.str, text.len, 0, NULL);
	doc = json_pack("{s:s, s:i, s:i, s:f, s:f, s:i, s:o}", "file", file,
	    "exit", WIFEXITED(status) ? WEXITSTATUS(status) : -1, "signal",
	    WIFSIGNALED(status) ? WTERMSIG(status) : 0, "ms", ms, "cpu",
	    ms_of(use.ru_utime) + ms_of(use.ru_stime), "kib",
	    (int)use.ru_maxrss, "out", out == NULL ? json_null() : out);
	json_dumpf(doc, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(doc);
	buf_free(&text);
}

int
main(int argc, char **argv)
{
	char *word[WORDS_MAX + 2] = { NULL };
	char line[4096];

	if (argc < 2 || argc > WORDS_MAX)
		return 64;
	memcpy(word, argv + 1, (size_t)(argc - 1) * sizeof *word);
	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		run(word, argc - 1, line);
	}
	return 0;
}
