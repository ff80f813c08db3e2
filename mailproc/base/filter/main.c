/*
 * filter - writes the system call filter of mailproc/base/confine.c, as C.
 *
 * Runs while mailproc is built: so no delivery pays for composing the filter,
 * and the programs carry it as data, without libseccomp.
 *
 * What is not named here ends the process.  Opening a file fails instead:
 * iconv tries to and goes on without.  (A name to look up is a way to ask
 * whether a file exists, so these are refused as a whole.)
 */
#include <sys/mman.h>

#include <errno.h>
#include <linux/filter.h>
#include <seccomp.h>
#include <stdio.h>
#include <unistd.h>

#include "mailproc/base/confine.h"

#define LENGTH_MAX 4096

/* What malloc, the end of a process and reading the clock need. */
static const int allowed[] = {
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(futex),
	SCMP_SYS(getrandom),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
};

static const int refused[] = {
	SCMP_SYS(open),
	SCMP_SYS(openat),
	SCMP_SYS(stat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(statx),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
};

/* 0, or not if libseccomp refuses a rule. */
static int
compose(scmp_filter_ctx c)
{
	int bad = 0;

	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		bad |= seccomp_rule_add(c, SCMP_ACT_ALLOW, allowed[i], 0);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		bad |=
		    seccomp_rule_add(c, SCMP_ACT_ERRNO(EACCES), refused[i], 0);
	bad |= seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
	    SCMP_A0(SCMP_CMP_EQ, CONFINE_PIPE));
	/* memory, but no file's and none that can be executed */
	bad |= seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
	    SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
	bad |= seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return bad;
}

static int
print(FILE *in)
{
	struct sock_filter row;
	int n = 0;

	puts("#include \"mailproc/base/confine.h\"\n\n"
	     "const struct sock_filter confine_filter[] = {");
	for (; n < LENGTH_MAX && fread(&row, sizeof row, 1, in) == 1; n++)
		printf("\t{ 0x%x, %u, %u, 0x%xu },\n", row.code, row.jt, row.jf,
		    row.k);
	puts("};\n"
	     "const unsigned short confine_filter_len =\n"
	     "    sizeof confine_filter / sizeof confine_filter[0];");
	return n > 0 && n < LENGTH_MAX;
}

int
main(void)
{
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_KILL_PROCESS);
	FILE *program = tmpfile();

	if (c == NULL || program == NULL || compose(c) != 0 ||
	    seccomp_export_bpf(c, fileno(program)) != 0) {
		fputs("filter: libseccomp cannot do it\n", stderr);
		return 1;
	}
	rewind(program);
	return print(program) && fflush(stdout) == 0 ? 0 : 1;
}
