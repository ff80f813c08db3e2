#include "mailproc/base/process.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "mailproc/base/text.h"

#define KEPT "MAILPROC_CONFIG"

static void
clean_environment(void)
{
	static char path[] = "PATH=/usr/bin:/bin", locale[] = "LC_ALL=C";
	static char kept[sizeof KEPT + PATH_MAX];
	static char *clean[] = { path, locale, NULL, NULL };
	const char *value = getenv(KEPT);

	/* one that is too long names no file that could be opened */
	if (value != NULL) {
		snprintf(kept, sizeof kept, KEPT "=%s", value);
		clean[2] = kept;
	}
	environ = clean;
}

/* Set before a handler looks at them. */
static volatile sig_atomic_t answer;
static pid_t caller;

static void
on_signal(int number)
{
	(void)number;
	_exit(answer);
}

/* There is no core: these words are all that anybody gets to know. */
static void
on_fault(int number)
{
	static const char words[] = "mailproc: ended by a fault of its own\n";

	(void)number;
	if (write(STDERR_FILENO, words, sizeof words - 1) < 0)
		_exit(answer);
	_exit(answer);
}

void
process_answer(int status)
{
	answer = status;
}

bool
process_orphaned(void)
{
	/* its descriptors are closed a moment before */
	const struct timespec moment = { 0, 50000000 };

	nanosleep(&moment, NULL);
	return getppid() != caller;
}

static void catch (const int *signals, size_t n, void (*handler)(int))
{
	static char stack[16 << 10]; /* ours may be what is used up */
	static const stack_t other = { .ss_sp = stack,
		.ss_size = sizeof stack };
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_ONSTACK };

#ifdef __SANITIZE_ADDRESS__ /* which has its own to say about a fault */
	if (handler == on_fault)
		return;
#endif
	sigaltstack(&other, NULL);
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < n; i++)
		sigaction(signals[i], &sa, NULL);
}

void
process_promise(int status, unsigned seconds)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM,
		SIGALRM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF, SIGXCPU, SIGIO,
		SIGPWR, SIGSTKFLT };
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT,
		SIGSYS, SIGTRAP };
	unsigned left;
	sigset_t none;

	process_answer(status);
	caller = getppid();
	catch (signals, sizeof signals / sizeof signals[0], on_signal);
	catch (faults, sizeof faults / sizeof faults[0], on_fault);
	left = alarm(0);
	alarm(left != 0 && left < seconds ? left : seconds);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

void
process_settle(void)
{
	static const struct rlimit none = { 0, 0 };
	int fd;

	/* nobody's input is not an empty one: it cannot be read */
	if (fcntl(STDIN_FILENO, F_GETFD) < 0)
		open("/dev/null", O_WRONLY | O_NOCTTY);
	while ((fd = open("/dev/null", O_RDWR | O_NOCTTY)) >= 0 && fd <= 2)
		;
	if (fd > 2)
		close(fd);
	close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	umask(077);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	clean_environment();
	/* a document without one of its parts would be judged as whole */
	json_set_alloc_funcs(xmalloc, free);
}

void
process_close_rest(void)
{
	close_range(3, ~0u, 0);
}
