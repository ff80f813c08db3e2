#include "mailproc/base/confine.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

/*
 * Of these 48 MB come from the parent, message, code and libraries included:
 * so both together stay below 64 MB.  A parser that wants more ends
 * (parsers/memory.c).
 */
#define MEMORY_MAX  (48ul << 20)
#define STACK_MAX   (1ul << 20)
#define CPU_SECONDS 2

/*
 * linux/landlock.h knows what its own kernel knew; the numbers of later ones
 * are in the kernel's documentation, userspace-api/landlock.rst.
 */
struct ruleset {
	uint64_t files;
	uint64_t tcp;    /* ABI 4 */
	uint64_t scoped; /* ABI 6 */
};
static const struct {
	long abi;
	struct ruleset more;
} by_abi[] = {
	{ 1, { (1 << 13) - 1, 0, 0 } }, /* execute, read, write, make, remove */
	{ 2, { 1 << 13, 0, 0 } },       /* link or rename elsewhere */
	{ 3, { 1 << 14, 0, 0 } },       /* truncate */
	{ 4, { 0, 3, 0 } },             /* bind, connect */
	{ 5, { 1 << 15, 0, 0 } },       /* ioctl on devices */
	{ 6, { 0, 0, 3 } },             /* abstract sockets, signals */
};

/* All that this kernel can take away, and no rule that gives any back. */
static bool
landlock(void)
{
	struct ruleset all = { 0, 0, 0 };
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	long fd;
	bool done;

	for (size_t i = 0; i < sizeof by_abi / sizeof *by_abi; i++) {
		if (by_abi[i].abi > abi)
			break;
		all.files |= by_abi[i].more.files;
		all.tcp |= by_abi[i].more.tcp;
		all.scoped |= by_abi[i].more.scoped;
	}
	if (abi < 1 ||
	    (fd = syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0)) <
		0)
		return false;
	done = syscall(SYS_landlock_restrict_self, fd, 0) == 0;
	close((int)fd);
	return done;
}

static bool
rlimits(void)
{
	static const struct {
		__rlimit_resource_t what;
		rlim_t value;
	} limits[] = {
		{ RLIMIT_CORE, 0 },
		{ RLIMIT_CPU, CPU_SECONDS },
		{ RLIMIT_FSIZE, 0 },
		{ RLIMIT_NOFILE, 0 },
		{ RLIMIT_NPROC, 0 },
		{ RLIMIT_STACK, STACK_MAX },
#ifndef __SANITIZE_ADDRESS__ /* whose shadow needs terabytes of it */
		{ RLIMIT_AS, MEMORY_MAX },
#endif
	};
	bool all = true;

	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		struct rlimit r = { limits[i].value, limits[i].value };

		all &= setrlimit(limits[i].what, &r) == 0;
	}
	return all;
}

static bool
seccomp(void)
{
#ifdef __SANITIZE_ADDRESS__ /* which looks at itself by files */
	return false;
#else
	/* the kernel only reads it */
	struct sock_fprog program = { confine_filter_len,
		(struct sock_filter *)(uintptr_t)confine_filter };

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
#endif
}

unsigned
confine(unsigned which)
{
	unsigned stand = 0;

	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return 0;
	/* in this order: Landlock needs a descriptor, limits need calls */
	if ((which & BARRIER_LANDLOCK) && landlock())
		stand |= BARRIER_LANDLOCK;
	if ((which & BARRIER_RLIMITS) && rlimits())
		stand |= BARRIER_RLIMITS;
	if ((which & BARRIER_SECCOMP) && seccomp())
		stand |= BARRIER_SECCOMP;
	return stand;
}
