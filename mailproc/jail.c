#include "mailproc/jail.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "mailproc/base/confine.h"
#include "parsers/charset_open.h"
#include "parsers/parse.h"

#define WALL_MS 2000
/* Exit status of a child: a charset, by its number; beyond sysexits(3). */
#define WANTS              128
#define CHARSETS_OF_A_MAIL 6 /* from modules; more are not read */

/* Nothing but the pipe, under the number that confine() knows. */
static void
keep_only(int out)
{
	if (out != CONFINE_PIPE)
		dup2(out, CONFINE_PIPE);
	close(0);
	close(1);
	close(2);
	close_range(CONFINE_PIPE + 1, ~0u, 0);
}

/* The modules that this child has loaded: bits, by number of the charset. */
static uint64_t loaded;

/* In the child: one more is needed.  If it was loaded, the machine has none. */
static void
ask_for_charset(int number)
{
	if ((loaded & (uint64_t)1 << number) == 0 &&
	    __builtin_popcountll(loaded) < CHARSETS_OF_A_MAIL)
		_exit(WANTS + number);
}

static void
load_charsets(uint64_t wanted)
{
	for (int i = 0; i < CHARSETS_MAX; i++)
		if (wanted & (uint64_t)1 << i)
			charset_load(i);
	loaded = wanted;
	charset_absent = ask_for_charset;
}

/* One process: what it is told, and what became of it. */
struct attempt {
	const struct jail *jail;
	const char *raw;
	size_t len;
	int64_t until;
	uint64_t charsets; /* that are loaded for it */
	bool died;
	int wants; /* a charset more, or -1 */
};

/* The child: bytes in, a record out, and nothing else within reach. */
static _Noreturn void
child(int out, pid_t parent, const struct attempt *a)
{
	struct buf record = BUF_INIT(FACTS_WIRE_MAX);
	struct err err = ERR_INIT;
	struct facts f;
	size_t done = 0;

	keep_only(out);
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != parent)
		_exit(1);
	load_charsets(a->charsets);
	confine(BARRIERS & ~a->jail->without);
	facts_init(&f);
	f.site = a->jail->site;
	if (a->jail->fn(a->raw, a->len, &f, &err) != OK)
		_exit(1);
	facts_pack(&record, &f);
	while (!record.full && done < record.len) {
		ssize_t n =
		    write(CONFINE_PIPE, record.str + done, record.len - done);

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
 * stay.  SIGCHLD is blocked, so that none is missed.  Its exit status, or -1.
 */
static int
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
	return got == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The parent's side of one a. */
static void
listen_to(pid_t pid, int fd, struct attempt *a, struct facts *f)
{
	struct buf record = BUF_INIT(FACTS_WIRE_MAX + (32 << 10));
	struct err nonsense = ERR_INIT;
	bool whole = collect(fd, a->until, &record);
	int end;

	close(fd);
	end = await(pid, whole ? a->until : 0);
	a->died = end != 0 || !whole;
	a->wants =
	    end >= WANTS && end < WANTS + CHARSETS_MAX ? end - WANTS : -1;
	if (!a->died) {
		facts_free(f);
		a->died =
		    facts_unpack(f, record.str, record.len, &nonsense) != OK;
	}
	buf_free(&record);
}

static enum status
once(struct attempt *a, struct facts *f, struct err *err)
{
	sigset_t chld, before;
	pid_t parent = getpid();
	int fd[2];
	pid_t pid;

	if (pipe2(fd, O_CLOEXEC) != 0)
		return err_set(err, ERR_RETRY, "pipe: %s", strerror(errno));
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, &before);
	if ((pid = fork()) == 0) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		child(fd[1], parent, a);
	}
	if (pid < 0)
		err_set(err, ERR_RETRY, "fork: %s", strerror(errno));
	close(fd[1]);
	if (pid < 0)
		close(fd[0]);
	else
		listen_to(pid, fd[0], a, f);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return pid < 0 ? ERR_RETRY : OK;
}

/*
 * Another try with one charset more?  What has taken over a child can ask for
 * one, too: it gets a module of the C library, and not many.
 */
static bool
one_charset_more(struct attempt *a)
{
	uint64_t bit = a->wants < 0 ? 0 : (uint64_t)1 << a->wants;

	if (bit == 0 || (a->charsets & bit) ||
	    __builtin_popcountll(a->charsets) == CHARSETS_OF_A_MAIL)
		return false;
	a->charsets |= bit;
	return true;
}

enum status
jail_run(const struct jail *jail, const char *raw, size_t len, struct facts *f,
    bool *died, struct err *err)
{
	int64_t now = now_ms();
	struct attempt a = { .jail = jail,
		.raw = raw,
		.len = len,
		.until = now + jail->wall_ms * 3 / 4 };
	enum status rc;

	do
		rc = once(&a, f, err);
	while (rc == OK && a.died && one_charset_more(&a));
	if (rc == OK && a.died) {
		a.until = now + jail->wall_ms;
		rc = once(&a, f, err);
	}
	*died = a.died;
	return rc;
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
