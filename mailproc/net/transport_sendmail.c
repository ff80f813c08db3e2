#include <sys/ioctl.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "mailproc/net/transport.h"

#define ARGS_MAX   32
#define TIME_LIMIT 60 /* seconds */
#define NAP        10 /* milliseconds between two looks at the program */

/* Nothing of our own environment goes along; no shell is ever involved. */
static char *const environment[] = { (char[]){ "PATH=/usr/sbin:/usr/bin:"
					       "/sbin:/bin" },
	(char[]){ "LC_ALL=C" }, (char[]){ "TZ=UTC0" }, NULL };

static char from_option[] = "-f";
static char null_sender[] = "<>";
static char end_of_options[] = "--";

static enum status
arguments(const struct config *c, const struct debt *mail, char **argv,
    struct err *err)
{
	const struct list *command = &c->sendmail_command;
	size_t n = 0;

	if (command->n == 0 || command->n > ARGS_MAX - 5)
		return err_set(err, ERR_CONFIG,
		    "sendmail.command: 1 to 27 words");
	while (n < command->n) {
		argv[n] = command->item[n];
		n++;
	}
	argv[n++] = from_option;
	argv[n++] = mail->sender[0] == '\0' ? null_sender : mail->sender;
	argv[n++] = end_of_options;
	argv[n++] = mail->to;
	argv[n] = NULL;
	return OK;
}

static enum status
start(char **argv, int from, pid_t *pid, struct err *err)
{
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t attr;
	sigset_t defaults;
	int rc;

	if (argv[0] == NULL)
		return err_set(err, ERR_CONFIG, "sendmail.command: empty");
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, from, STDIN_FILENO);
	posix_spawn_file_actions_addopen(&fa, STDOUT_FILENO, "/dev/null",
	    O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&fa, STDERR_FILENO, "/dev/null",
	    O_WRONLY, 0);
	posix_spawnattr_init(&attr);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	sigaddset(&defaults, SIGXFSZ);
	posix_spawnattr_setsigdefault(&attr, &defaults);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	rc = posix_spawn(pid, argv[0], &fa, &attr, argv, environment);
	posix_spawn_file_actions_destroy(&fa);
	posix_spawnattr_destroy(&attr);
	if (rc != 0)
		return err_set(err, ERR_CONFIG, "%s: %s", argv[0],
		    strerror(rc));
	return OK;
}

/* sendmail wants LF on standard input. */
static void
lf_only(const struct debt *mail, struct buf *out)
{
	for (size_t i = 0; i < mail->body_len; i++)
		if (mail->body[i] != '\r' || i + 1 == mail->body_len ||
		    mail->body[i + 1] != '\n')
			buf_addc(out, mail->body[i]);
}

/* The program at work, and the pipe that it reads from. */
struct run {
	pid_t pid;
	int in;      /* the program's end, kept to see what is left unread */
	int out;     /* our end, -1 once all is written */
	size_t done; /* bytes written */
	int status;  /* as waitpid() has it */
	bool late;
	bool lost; /* nobody can say how it ended */
};

/* Write what the pipe takes; the whole mail is ended by closing it. */
static void
feed(struct run *r, const struct buf *text)
{
	struct pollfd p = { .fd = r->out, .events = POLLOUT };
	ssize_t n = 0;

	if (poll(&p, 1, NAP) == 1)
		n = write(r->out, text->str + r->done, text->len - r->done);
	if (n > 0)
		r->done += (size_t)n;
	if (r->done == text->len) {
		close(r->out);
		r->out = -1;
	}
}

/* Seconds that no change of the clock touches. */
static time_t
passed(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* Feed it until it ends; it is killed when that takes too long. */
static void
serve(struct run *r, const struct buf *text)
{
	const struct timespec nap = { 0, NAP * 1000000L };
	time_t until = passed() + TIME_LIMIT;
	pid_t ended = 0;

	while (ended == 0) {
		if (r->out >= 0)
			feed(r, text);
		else
			nanosleep(&nap, NULL);
		ended = waitpid(r->pid, &r->status, WNOHANG);
		if (ended == 0 && !r->late && passed() > until) {
			r->late = true;
			kill(r->pid, SIGKILL);
		}
	}
	r->lost = ended < 0;
	if (r->out >= 0)
		close(r->out);
}

/* What was not read was not taken, whatever the exit status says. */
static bool
read_all(const struct run *r, const struct buf *text)
{
	int left = 0;

	return r->done == text->len && ioctl(r->in, FIONREAD, &left) == 0 &&
	    left == 0;
}

static enum status
judge_code(int code, const char *program, struct err *err)
{
	switch (code) {
	case EX_OK:
		return OK;
	case EX_USAGE:
	case EX_UNAVAILABLE:
	case EX_NOPERM:
	case EX_CONFIG:
		return err_set(err, ERR_CONFIG, "%s: exit status %d", program,
		    code);
	case EX_DATAERR:
	case EX_NOUSER:
	case EX_NOHOST:
		return err_set(err, ERR_INPUT, "%s refuses it: exit status %d",
		    program, code);
	default:
		return err_set(err, ERR_RETRY, "%s: exit status %d", program,
		    code);
	}
}

static enum status
judge(const struct run *r, const struct buf *text, const char *program,
    struct err *err)
{
	if (r->late)
		return err_set(err, ERR_UNKNOWN, "%s: no end within %d s",
		    program, TIME_LIMIT);
	if (r->lost)
		return err_set(err, ERR_UNKNOWN, "%s: its end was not seen",
		    program);
	if (!WIFEXITED(r->status))
		return err_set(err, ERR_UNKNOWN, "%s: killed by signal %d",
		    program, WTERMSIG(r->status));
	if (WEXITSTATUS(r->status) == EX_OK && !read_all(r, text))
		return err_set(err, ERR_UNKNOWN,
		    "%s: ended well, but did not read the whole mail", program);
	return judge_code(WEXITSTATUS(r->status), program, err);
}

static enum status
run(char **argv, const struct buf *text, struct err *err)
{
	struct run r = { .late = false };
	enum status rc;
	int fd[2];

	if (pipe2(fd, O_CLOEXEC) != 0)
		return err_set(err, ERR_RETRY, "pipe: %s", strerror(errno));
	r.in = fd[0];
	r.out = fd[1];
	if ((rc = start(argv, r.in, &r.pid, err)) == OK) {
		fcntl(r.out, F_SETFL, O_NONBLOCK);
		serve(&r, text);
		rc = judge(&r, text, argv[0], err);
	} else
		close(r.out);
	close(r.in);
	return rc;
}

static enum status
send_mail(const struct config *c, const struct debt *mail, int64_t now,
    bool *closed, struct err *err)
{
	struct buf text = BUF_INIT(mail->body_len + 1);
	char *argv[ARGS_MAX] = { NULL };
	enum status rc;

	(void)now;
	if ((rc = transport_envelope(mail, err)) != OK ||
	    (rc = arguments(c, mail, argv, err)) != OK)
		goto out;
	lf_only(mail, &text);
	rc = text.full ? err_set(err, ERR_RETRY, "out of memory") :
			 run(argv, &text, err);
	*closed = rc == ERR_CONFIG;
out:
	buf_free(&text);
	return rc;
}

static enum status
check(const struct config *c, char detail[256], struct err *err)
{
	const char *program =
	    c->sendmail_command.n == 0 ? "" : c->sendmail_command.item[0];

	if (access(program, X_OK) != 0)
		return err_set(err, ERR_CONFIG, "%s: %s", program,
		    strerror(errno));
	snprintf(detail, 256, "%.200s can be run", program);
	return OK;
}

const struct transport transport_sendmail = {
	.name = "sendmail",
	.send = send_mail,
	.check = check,
};
