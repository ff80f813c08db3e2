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

#include "mailproc/base/address.h"
#include "mailproc/net/transport.h"

#define ARGS_MAX   32
#define TIME_LIMIT 60 /* seconds */

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

	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, from, STDIN_FILENO);
	posix_spawn_file_actions_addopen(&fa, STDOUT_FILENO, "/dev/null",
	    O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&fa, STDERR_FILENO, "/dev/null",
	    O_WRONLY, 0);
	posix_spawnattr_init(&attr);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
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

/* False if the other side does not read for so long. */
static bool
feed(int fd, const struct buf *text, time_t until)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	size_t done = 0;

	while (done < text->len) {
		ssize_t n;

		if (poll(&p, 1, 1000) == 0 && time(NULL) > until)
			return false;
		n = write(fd, text->str + done, text->len - done);
		if (n < 0 && (errno == EINTR || errno == EAGAIN)) {
			if (time(NULL) > until)
				return false;
			continue;
		}
		if (n < 0)
			return errno == EPIPE; /* its exit status tells */
		done += (size_t)n;
	}
	return true;
}

static int
wait_for(pid_t pid, time_t until, bool *late)
{
	const struct timespec nap = { 0, 10000000 };
	int status = 0;

	*late = false;
	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (time(NULL) > until && !*late) {
			*late = true;
			kill(pid, SIGKILL);
		}
		nanosleep(&nap, NULL);
	}
	return status;
}

static enum status
judge(int status, bool late, const char *program, struct err *err)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	if (late)
		return err_set(err, ERR_UNKNOWN, "%s: no end within %d s",
		    program, TIME_LIMIT);
	if (code < 0)
		return err_set(err, ERR_UNKNOWN, "%s: killed by signal %d",
		    program, WTERMSIG(status));
	switch (code) {
	case EX_OK:
		return OK;
	case EX_USAGE:
	case EX_UNAVAILABLE:
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
send_mail(const struct config *c, const struct debt *mail, int64_t now,
    struct err *err)
{
	struct buf text = BUF_INIT(mail->body_len + 1);
	char *argv[ARGS_MAX] = { NULL };
	time_t until = time(NULL) + TIME_LIMIT;
	enum status rc;
	int fd[2], status;
	pid_t pid;
	bool late;

	(void)now;
	if (!address_valid(mail->to, strlen(mail->to)))
		return err_set(err, ERR_INPUT, "not a mail address");
	if ((rc = arguments(c, mail, argv, err)) != OK || argv[0] == NULL)
		return rc;
	if (pipe2(fd, O_CLOEXEC) != 0)
		return err_set(err, ERR_RETRY, "pipe: %s", strerror(errno));
	rc = start(argv, fd[0], &pid, err);
	close(fd[0]);
	if (rc == OK) {
		fcntl(fd[1], F_SETFL, O_NONBLOCK);
		lf_only(mail, &text);
		feed(fd[1], &text, until);
		close(fd[1]);
		status = wait_for(pid, until, &late);
		rc = judge(status, late, argv[0], err);
	} else
		close(fd[1]);
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
