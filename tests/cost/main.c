/*
 * cost - runs a command with our standard input and prints how it ended: its
 * exit status, or "killed"; the most memory, in KiB, that it or a process of
 *its own held; and the time, in ms, for which they kept a processor busy.
 *
 *	cost SECONDS COMMAND... <FILE
 *
 * It is killed after so many seconds.
 */
#include <sys/resource.h>
#include <sys/wait.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static long
ms(struct timeval t)
{
	return (long)t.tv_sec * 1000 + (long)t.tv_usec / 1000;
}

int
main(int argc, char **argv)
{
	struct rusage use;
	int status = 0;
	pid_t pid;

	if (argc < 3)
		return 64;
	if ((pid = fork()) == 0) {
		alarm((unsigned)strtoul(argv[1], NULL, 10));
		execv(argv[2], argv + 2);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &use) != pid)
		return 1;
	if (WIFEXITED(status))
		printf("%d", WEXITSTATUS(status));
	else
		printf("killed");
	printf(" %ld %ld\n", use.ru_maxrss,
	    ms(use.ru_utime) + ms(use.ru_stime));
	return 0;
}
