#include "tests/faults/tracer.h"

#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TIMEOUT 60 /* seconds */
#define OPTIONS                                                             \
	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | \
	    PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)

/* One process of the tree. */
struct tracee {
	pid_t pid;
	bool begun;   /* its first exec is over, or it is a fork */
	bool in_main; /* behind the loader */
	int failing;  /* the errno that its call is to end with */
	bool gone;
};

struct run {
	const struct strike *fault;
	struct trace *out;
	struct tracee t[64];
	int n;
};

static void
must(bool well)
{
	if (!well)
		abort();
}

static _Noreturn void
child(char *const *argv, const char *input, const char *log, bool traced)
{
	int in = open(input, O_RDONLY | O_CLOEXEC);
	int to = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (in < 0 || to < 0 || dup2(in, 0) < 0 || dup2(to, 1) < 0 ||
	    dup2(to, 2) < 0 || (traced && ptrace(PTRACE_TRACEME, 0, 0, 0) != 0))
		_exit(126);
	alarm(TIMEOUT); /* survives the exec */
	if (traced)
		raise(SIGSTOP);
	execv(argv[0], argv);
	_exit(127);
}

static struct tracee *
tracee(struct run *r, pid_t pid)
{
	struct tracee *t;

	for (int i = 0; i < r->n; i++)
		if (r->t[i].pid == pid && !r->t[i].gone)
			return &r->t[i];
	must(r->n < (int)(sizeof r->t / sizeof r->t[0]));
	t = &r->t[r->n++];
	/* a fork begins in the middle of its parent's program */
	*t = (struct tracee){ .pid = pid,
		.begun = r->n > 1,
		.in_main = r->n > 1 };
	return t;
}

#if defined(__x86_64__)
/* The call becomes none; its end gets this value. */
static void
skip_call(pid_t pid)
{
	struct user_regs_struct regs;

	must(ptrace(PTRACE_GETREGS, pid, 0, &regs) == 0);
	regs.orig_rax = (unsigned long long)-1;
	must(ptrace(PTRACE_SETREGS, pid, 0, &regs) == 0);
}

static void
set_result(pid_t pid, long value)
{
	struct user_regs_struct regs;

	must(ptrace(PTRACE_GETREGS, pid, 0, &regs) == 0);
	regs.rax = (unsigned long long)value;
	must(ptrace(PTRACE_SETREGS, pid, 0, &regs) == 0);
}
#elif defined(__aarch64__)
static void
skip_call(pid_t pid)
{
	int none = -1;
	struct iovec v = { &none, sizeof none };

	must(ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &v) == 0);
}

static void
set_result(pid_t pid, long value)
{
	struct user_regs_struct regs;
	struct iovec v = { &regs, sizeof regs };

	must(ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &v) == 0);
	regs.regs[0] = (unsigned long long)value;
	must(ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &v) == 0);
}
#else
#error "tests/faults/tracer.c: no registers of this machine"
#endif

/* The first thing main() does is to open /dev/null (base/process.c). */
static bool
opens_null(pid_t pid, const struct __ptrace_syscall_info *call)
{
	char text[sizeof "/dev/null"] = "";
	struct iovec to = { text, sizeof text };
	struct iovec from = { (void *)(uintptr_t)call->entry.args[1],
		sizeof text };

	return call->entry.nr == SYS_openat &&
	    process_vm_readv(pid, &to, 1, &from, 1, 0) == sizeof text &&
	    memcmp(text, "/dev/null", sizeof text) == 0;
}

/*
 * Chance in a program (keys, addresses) moves its calls by one or two: what is
 * to fail is a call of its kind, and not the one that happens to be there.
 */
static bool
is_struck(const struct strike *f, const struct trace *t, long n,
    const struct __ptrace_syscall_info *call)
{
	if (f->error == 0)
		return n == f->nth;
	return !t->hit && n >= f->nth && (long)call->entry.nr == f->nr;
}

static void
at_entry(struct run *r, struct tracee *t,
    const struct __ptrace_syscall_info *call)
{
	int which = (int)(t - r->t);
	const struct strike *f = r->fault;
	long n;

	if (!t->begun || which >= TRACER_PROCESSES)
		return;
	t->in_main = t->in_main || opens_null(t->pid, call);
	n = ++r->out->calls[which];
	if (n <= TRACER_CALLS)
		r->out->nr[which][n - 1] =
		    t->in_main ? (long)call->entry.nr : -1;
	if (which == 0 && f->disk != NULL && n <= TRACER_CALLS)
		r->out->unsure[n - 1] = f->disk->unsure;
	if (which != f->process || !is_struck(f, r->out, n, call)) {
		if (which == 0 && f->disk != NULL)
			disk_see(f->disk, t->pid, call);
		return;
	}
	/* a talk over a network is not the same twice: this is another call
	 * than the one that was to fail, and it has no such failure */
	if (f->error != 0 && call->entry.nr == SYS_brk)
		return;
	r->out->hit = true;
	if (f->error == 0)
		kill(t->pid, SIGKILL);
	else {
		skip_call(t->pid);
		t->failing = f->error;
	}
}

static void
at_call(struct run *r, struct tracee *t)
{
	struct __ptrace_syscall_info call;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, t->pid, sizeof call, &call) <= 0)
		return; /* killed meanwhile */
	if (call.op == PTRACE_SYSCALL_INFO_ENTRY)
		at_entry(r, t, &call);
	else if (call.op == PTRACE_SYSCALL_INFO_EXIT && t->failing != 0) {
		set_result(t->pid, -(long)t->failing);
		t->failing = 0;
	}
}

static void
note_end(struct trace *out, int status)
{
	out->exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	out->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void
at_end(struct run *r, struct tracee *t, int status)
{
	t->gone = true;
	if (t == &r->t[0])
		note_end(r->out, status);
}

/* What the tracee is to get when it goes on. */
static int
at_stop(struct run *r, struct tracee *t, int status)
{
	int sig = WSTOPSIG(status);

	if (sig == (SIGTRAP | 0x80)) {
		at_call(r, t);
		return 0;
	}
	if (status >> 16 == PTRACE_EVENT_EXEC) {
		t->begun = true;
		t->in_main = false;
	}
	return status >> 16 != 0 || sig == SIGSTOP || sig == SIGTRAP ? 0 : sig;
}

void
tracer_run(char *const *argv, const char *input, const char *log,
    const struct strike *f, struct trace *out)
{
	struct run r = { .fault = f, .out = out };
	int status;
	pid_t pid = fork();

	memset(out, 0, sizeof *out);
	if (pid == 0)
		child(argv, input, log, true);
	must(pid > 0 && waitpid(pid, &status, 0) == pid && WIFSTOPPED(status) &&
	    ptrace(PTRACE_SETOPTIONS, pid, 0, OPTIONS) == 0);
	tracee(&r, pid);
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		struct tracee *t = tracee(&r, pid);

		if (WIFSTOPPED(status))
			ptrace(PTRACE_SYSCALL, pid, 0, at_stop(&r, t, status));
		else
			at_end(&r, t, status);
	}
	must(errno == ECHILD);
}

void
tracer_leave(char *const *argv, const char *input, const char *log,
    struct trace *out)
{
	pid_t pid, first;
	int status;

	/* whoever outlives the first one is waited for too */
	must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0);
	out->exit = out->signal = 0;
	out->hit = false;
	if ((first = fork()) == 0)
		child(argv, input, log, false);
	must(first > 0);
	while ((pid = waitpid(-1, &status, 0)) > 0)
		if (pid == first)
			note_end(out, status);
	must(errno == ECHILD);
}
