#include "mailproc/net/jail_check.h"

#include <sys/wait.h>

#include <errno.h>
#include <unistd.h>

#include "mailproc/base/confine.h"

static const struct {
	enum barrier barrier;
	const char *name;
	const char *granted;
	const char *repair;
} rows[] = {
	{ BARRIER_SECCOMP, "jail: seccomp",
	    "the reader of mails has a filter on system calls",
	    "run a kernel with CONFIG_SECCOMP_FILTER, in a container whose "
	    "profile allows it" },
	{ BARRIER_LANDLOCK, "jail: landlock",
	    "the reader of mails has no file, no network, no signal",
	    "run Linux 5.13 or later with \"landlock\" in its lsm= list" },
	{ BARRIER_RLIMITS, "jail: rlimits",
	    "the reader of mails has limits of memory, time and processes",
	    "see which limits our user's session has (ulimit -Ha)" },
};

/* The barriers that stood in a child; how it ended goes back as its status. */
static unsigned
granted(void)
{
	pid_t pid = fork(), got;
	int status = 0;

	if (pid == 0)
		_exit((int)confine(BARRIERS));
	do
		got = pid < 0 ? -1 : waitpid(pid, &status, 0);
	while (got < 0 && pid > 0 && errno == EINTR);
	return got > 0 && WIFEXITED(status) ? (unsigned)WEXITSTATUS(status) : 0;
}

void
jail_check(line_fn line, void *ctx)
{
	unsigned stand = granted();

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (stand & rows[i].barrier)
			line(ctx, "ok", rows[i].name, rows[i].granted, "");
		else
			line(ctx, "warn", rows[i].name,
			    "this kernel does not grant it; the other "
			    "barriers hold",
			    rows[i].repair);
}
