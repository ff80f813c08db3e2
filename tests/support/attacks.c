#include "tests/support/attacks.h"

#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/confine.h"

#define MUCH (1ul << 30)

static bool
opens(const struct victim *v, const char *name, int flags)
{
	char path[300];

	snprintf(path, sizeof path, "%s/%s", v->folder, name);
	return open(path, flags, 0600) >= 0;
}

static bool
reads_state(const struct victim *v)
{
	return opens(v, "victim", O_RDONLY);
}

static bool
writes_state(const struct victim *v)
{
	return opens(v, "victim", O_WRONLY);
}

static bool
makes_file(const struct victim *v)
{
	return opens(v, "loot", O_WRONLY | O_CREAT);
}

static bool
reads_passwords(const struct victim *v)
{
	(void)v;
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool
removes_state(const struct victim *v)
{
	char path[300];

	snprintf(path, sizeof path, "%s/spare", v->folder);
	return unlink(path) == 0;
}

static bool
looks_for_files(const struct victim *v)
{
	struct stat st;

	return stat(v->folder, &st) == 0;
}

static bool
connects(const struct victim *v)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)v->port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0;
}

static bool
forks(const struct victim *v)
{
	pid_t pid = fork();

	(void)v;
	if (pid == 0)
		_exit(0);
	return pid > 0;
}

/* A command that leaves its mark behind. */
static bool
executes(const struct victim *v)
{
	char path[300];

	snprintf(path, sizeof path, "%s/loot", v->folder);
	execl("/usr/bin/touch", "touch", path, (char *)NULL);
	return false;
}

static bool
signals_parent(const struct victim *v)
{
	return kill(v->parent, SIGUSR1) == 0;
}

static bool
traces_parent(const struct victim *v)
{
	return ptrace(PTRACE_SEIZE, v->parent, NULL, NULL) == 0;
}

static bool
reads_parent(const struct victim *v)
{
	char here[16];
	struct iovec to = { here, sizeof here };
	/* the parent has this at the same place */
	struct iovec from = { (void *)(uintptr_t)attacks, sizeof here };

	return process_vm_readv(v->parent, &to, 1, &from, 1, 0) > 0;
}

static bool
takes_memory(const struct victim *v)
{
	char *p = malloc(MUCH);

	(void)v;
	for (size_t i = 0; p != NULL && i < MUCH; i += 4096)
		((volatile char *)p)[i] = 1;
	return p != NULL;
}

static bool
makes_code(const struct victim *v)
{
	(void)v;
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool
lifts_limits(const struct victim *v)
{
	struct rlimit r = { 100, 100 };

	(void)v;
	return setrlimit(RLIMIT_NOFILE, &r) == 0 &&
	    open("/dev/null", O_RDONLY) >= 0;
}

static bool
loops(const struct victim *v)
{
	static volatile unsigned n;

	(void)v;
	for (;;)
		n++;
	return true;
}

/* The record is whole, but the pipe stays open in somebody else's hands. */
static bool
leaves_a_grandchild(const struct victim *v)
{
	pid_t pid = fork();

	(void)v;
	if (pid == 0) {
		setsid();
		sleep(20);
		_exit(0);
	}
	return pid > 0;
}

#define L BARRIER_LANDLOCK
#define R BARRIER_RLIMITS
#ifdef __SANITIZE_ADDRESS__ /* where confine.c leaves these out */
#define S 0
#define M 0
#else
#define S BARRIER_SECCOMP
#define M BARRIER_RLIMITS
#endif
/* clang-format off */
const struct attack attacks[] = {
	{ "reads_state", reads_state, L | R | S, L | R | S },
	{ "writes_state", writes_state, L | R | S, L | R | S },
	{ "makes_file", makes_file, L | R | S, L | R | S },
	{ "reads_passwords", reads_passwords, L | R | S, L | R | S },
	{ "removes_state", removes_state, L | S, L | S },
	{ "looks_for_files", looks_for_files, S, S },
	{ "connects", connects, L | R | S, L | R | S },
	{ "forks", forks, R | S, S },
	{ "executes", executes, L | S, L | S },
	{ "signals_parent", signals_parent, L | S, L | S },
	{ "traces_parent", traces_parent, L | S, L | S },
	{ "reads_parent", reads_parent, L | S, L | S },
	{ "takes_memory", takes_memory, M, M },
	{ "makes_code", makes_code, S, S },
	{ "lifts_limits", lifts_limits, L | R | S, L | S },
	{ "loops", loops, 0, 0 },
	{ "leaves_a_grandchild", leaves_a_grandchild, R | S, S },
};
/* clang-format on */
const int nattacks = sizeof attacks / sizeof attacks[0];

const struct attack *
attack_find(const char *name)
{
	for (int i = 0; i < nattacks; i++)
		if (strcmp(attacks[i].name, name) == 0)
			return &attacks[i];
	return NULL;
}
