#include "mailproc/base/process.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <jansson.h>

#include "mailproc/base/text.h"

#define KEPT "MAILPROC_CONFIG"

static void
clean_environment(void)
{
	static char path[] = "PATH=/usr/bin:/bin", locale[] = "LC_ALL=C";
	static char kept[sizeof KEPT + PATH_MAX];
	static char *clean[] = { path, locale, NULL, NULL };
	const char *value = getenv(KEPT);

	/* one that is too long names no file that could be opened */
	if (value != NULL) {
		snprintf(kept, sizeof kept, KEPT "=%s", value);
		clean[2] = kept;
	}
	environ = clean;
}

void
process_settle(void)
{
	static const struct rlimit none = { 0, 0 };
	int fd;

	while ((fd = open("/dev/null", O_RDWR | O_NOCTTY)) >= 0 && fd <= 2)
		;
	if (fd > 2)
		close(fd);
	close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	umask(077);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	clean_environment();
	/* a document without one of its parts would be judged as whole */
	json_set_alloc_funcs(xmalloc, free);
}

void
process_close_rest(void)
{
	close_range(3, ~0u, 0);
}
