#include "mailproc/jail.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "mailproc/base/clock.h"
#include "parsers/parse.h"

#define WALL_MS     2000
#define CPU_SECONDS 2
#define MEMORY_MAX  (512ul << 20) /* room enough never to make malloc fail */

static void
limit(int what, rlim_t value)
{
	struct rlimit r = { value, value };

	setrlimit(what, &r);
}

/* The child: bytes in, a record out, and nothing else within reach. */
static _Noreturn void
child(int out, const char *raw, size_t len, const struct jail *jail)
{
	struct buf record = BUF_INIT(FACTS_WIRE_MAX);
	struct err err = ERR_INIT;
	struct facts f;
	size_t done = 0;

	if (out != 3) {
		dup2(out, 3);
		out = 3;
	}
	close(0);
	close(1);
	close(2);
	close_range(4, ~0u, 0);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, CPU_SECONDS);
#ifndef __SANITIZE_ADDRESS__ /* whose shadow needs terabytes of it */
	limit(RLIMIT_AS, MEMORY_MAX);
#endif
	limit(RLIMIT_FSIZE, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	facts_init(&f);
	f.site = jail->site;
	if (jail->fn(raw, len, &f, &err) != OK)
		_exit(1);
	facts_pack(&record, &f);
	while (!record.full && done < record.len) {
		ssize_t n = write(out, record.str + done, record.len - done);

		if (n <= 0)
			_exit(1);
		done += (size_t)n;
	}
	_exit(record.full ? 1 : 0);
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Everything the child writes, up to the ceiling and until that time. */
static bool
collect(int fd, int64_t until, struct buf *out)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t left;

	while ((left = until - now_ms()) > 0) {
		ssize_t n;

		if (poll(&p, 1, (int)left) <= 0)
			continue;
		if (!buf_room(out, 16 << 10))
			return false;
		n = read(fd, out->str + out->len, 16 << 10);
		if (n == 0)
			return true;
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			out->len += (size_t)n;
	}
	return false;
}

/*
 * Until the child has ended by itself; one that is too late is killed.  A
 * closed pipe is no end: what a stranger may have taken over can close it and
 * stay.  SIGCHLD is blocked, so that none is missed.  True: exit 0.
 */
static bool
await(pid_t pid, int64_t until)
{
	int status = 0;
	sigset_t chld;
	int64_t left;
	pid_t got;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	while ((got = waitpid(pid, &status, WNOHANG)) == 0 &&
	    (left = until - now_ms()) > 0) {
		struct timespec t = { left / 1000, left % 1000 * 1000000 };

		sigtimedwait(&chld, NULL, &t);
	}
	if (got == 0) {
		kill(pid, SIGKILL);
		while ((got = waitpid(pid, &status, 0)) < 0 && errno == EINTR)
			;
	}
	return got == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* The parent's side of one try. */
static void
listen_to(pid_t pid, int fd, int wall_ms, struct facts *f, bool *died)
{
	struct buf record = BUF_INIT(FACTS_WIRE_MAX + (32 << 10));
	struct err nonsense = ERR_INIT;
	int64_t until = now_ms() + wall_ms;
	bool whole = collect(fd, until, &record);

	close(fd);
	*died = !await(pid, whole ? until : 0) || !whole;
	if (!*died) {
		facts_free(f);
		*died =
		    facts_unpack(f, record.str, record.len, &nonsense) != OK;
	}
	buf_free(&record);
}

static enum status
once(const struct jail *jail, const char *raw, size_t len, struct facts *f,
    bool *died, struct err *err)
{
	sigset_t chld, before;
	int fd[2];
	pid_t pid;

	if (pipe2(fd, O_CLOEXEC) != 0)
		return err_set(err, ERR_RETRY, "pipe: %s", strerror(errno));
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, &before);
	if ((pid = fork()) == 0) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		child(fd[1], raw, len, jail);
	}
	if (pid < 0)
		err_set(err, ERR_RETRY, "fork: %s", strerror(errno));
	close(fd[1]);
	if (pid < 0)
		close(fd[0]);
	else
		listen_to(pid, fd[0], jail->wall_ms, f, died);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return pid < 0 ? ERR_RETRY : OK;
}

enum status
jail_run(const struct jail *jail, const char *raw, size_t len, struct facts *f,
    bool *died, struct err *err)
{
	enum status rc;

	if ((rc = once(jail, raw, len, f, died, err)) != OK || !*died)
		return rc;
	return once(jail, raw, len, f, died, err);
}

enum status
jail_parse(const char *raw, size_t len, struct facts *f, bool *died,
    struct err *err)
{
	const struct jail jail = { .fn = parse,
		.wall_ms = WALL_MS,
		.site = f->site };

	return jail_run(&jail, raw, len, f, died, err);
}
