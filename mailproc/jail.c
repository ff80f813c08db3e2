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
child(int out, const char *raw, size_t len, jail_fn fn)
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
	if (fn(raw, len, &f, &err) != OK)
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

/* Everything the child writes, up to the ceiling and the wall limit. */
static bool
collect(int fd, struct buf *out)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t until = now_ms() + WALL_MS, left;

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

static enum status
once(const char *raw, size_t len, jail_fn fn, struct facts *f, bool *died,
    struct err *err)
{
	struct buf record = BUF_INIT(FACTS_WIRE_MAX + (32 << 10));
	struct err nonsense = ERR_INIT;
	int fd[2], status = 0;
	bool whole;
	pid_t pid;

	if (pipe2(fd, O_CLOEXEC) != 0)
		return err_set(err, ERR_RETRY, "pipe: %s", strerror(errno));
	if ((pid = fork()) == 0)
		child(fd[1], raw, len, fn);
	close(fd[1]);
	if (pid < 0) {
		close(fd[0]);
		return err_set(err, ERR_RETRY, "fork: %s", strerror(errno));
	}
	whole = collect(fd[0], &record);
	close(fd[0]);
	if (!whole)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	*died = !whole || !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	if (!*died) {
		facts_free(f);
		*died =
		    facts_unpack(f, record.str, record.len, &nonsense) != OK;
	}
	buf_free(&record);
	return OK;
}

enum status
jail_run(const char *raw, size_t len, jail_fn fn, struct facts *f, bool *died,
    struct err *err)
{
	enum status rc;

	if ((rc = once(raw, len, fn, f, died, err)) != OK || !*died)
		return rc;
	return once(raw, len, fn, f, died, err);
}

enum status
jail_parse(const char *raw, size_t len, struct facts *f, bool *died,
    struct err *err)
{
	return jail_run(raw, len, parse, f, died, err);
}
