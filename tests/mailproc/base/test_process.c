/*
 * What a program of ours makes of a start in bad company: in a process of its
 * own, which says what it found.
 */
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/process.h"
#include "tests/test.h"

static void
spoil(void)
{
	setenv("GCONV_PATH", "/tmp", 1);
	setenv("SSLKEYLOGFILE", "/tmp/keys", 1);
	setenv("https_proxy", "http://evil.example", 1);
	setenv("SQLITE_TMPDIR", "/tmp", 1);
	setenv("MAILPROC_CONFIG", "/etc/some.conf", 1);
	umask(0);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_DFL);
	close(0);
	close(2);
	dup2(1, 50);
}

static int
environment_is_new(void)
{
	int n = 0;

	while (environ[n] != NULL)
		n++;
	return n == 3 && strcmp(getenv("PATH"), "/usr/bin:/bin") == 0 &&
	    strcmp(getenv("LC_ALL"), "C") == 0 &&
	    strcmp(getenv("MAILPROC_CONFIG"), "/etc/some.conf") == 0;
}

static int
descriptors_are_there(void)
{
	return fcntl(0, F_GETFD) == 0 && fcntl(1, F_GETFD) == 0 &&
	    fcntl(2, F_GETFD) == 0 && fcntl(3, F_GETFD) < 0 &&
	    fcntl(50, F_GETFD) == FD_CLOEXEC;
}

static int
nobody_looks_in(void)
{
	struct rlimit core;

	return getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0 &&
	    prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 && umask(0) == 077;
}

static int
signals_are_ours(void)
{
	return signal(SIGCHLD, SIG_DFL) == SIG_DFL &&
	    signal(SIGPIPE, SIG_DFL) == SIG_IGN &&
	    signal(SIGXFSZ, SIG_DFL) == SIG_IGN;
}

/* What was closed is no empty message. */
static int
no_input_cannot_be_read(void)
{
	char c;

	return read(STDIN_FILENO, &c, 1) == -1 && errno == EBADF;
}

/* The status of a process that promised `first`, then `second`, and got it. */
static int
ends_with(int first, int second, int signal_number)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		sigset_t all;

		sigfillset(&all);
		sigprocmask(SIG_SETMASK, &all, NULL);
		process_promise(first, 100);
		if (second != first)
			process_answer(second);
		raise(signal_number);
		_exit(1);
	}
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ?
	    WEXITSTATUS(status) :
	    -1;
}

static int
a_promise_is_kept(void)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT, SIGALRM,
		SIGUSR1, SIGUSR2, SIGXCPU };

	for (size_t i = 0; i < N(signals); i++)
		if (ends_with(75, 75, signals[i]) != 75 ||
		    ends_with(75, 0, signals[i]) != 0)
			return 0;
	return 1;
}

static int
an_earlier_alarm_stays(void)
{
	unsigned earlier, later;

	alarm(50);
	process_promise(75, 100);
	earlier = alarm(1000);
	process_promise(75, 100);
	later = alarm(0);
	return earlier > 0 && earlier <= 50 && later > 50 && later <= 100;
}

static int
rest_is_closed(void)
{
	process_close_rest();
	return fcntl(50, F_GETFD) < 0 && fcntl(2, F_GETFD) == 0;
}

static struct row {
	const char *name;
	int (*good)(void);
} cases[] = {
	{ "environment_is_new", environment_is_new },
	{ "descriptors_are_there", descriptors_are_there },
	{ "nobody_looks_in", nobody_looks_in },
	{ "signals_are_ours", signals_are_ours },
	{ "rest_is_closed", rest_is_closed },
	{ "no_input_cannot_be_read", no_input_cannot_be_read },
	{ "a_promise_is_kept", a_promise_is_kept },
	{ "an_earlier_alarm_stays", an_earlier_alarm_stays },
};

static void
check(void **state)
{
	const struct row *row = *state;
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		close_range(3, ~0u, 0);
		spoil();
		process_settle();
		_exit(row->good() ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int
main(void)
{
	struct CMUnitTest tests[N(cases)];

	TEST_CASES(tests, cases, check);
	return run_tests("process", tests, N(tests));
}
