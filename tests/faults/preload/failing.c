#include "tests/faults/preload/failing.h"

#include <sys/mman.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

/* glibc's own, under the names that cannot be taken from it */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);

static struct failing *shared;
static int process;
static long calls;

static void
on_fork(void)
{
	process = 1;
	calls = 0;
}

__attribute__((constructor)) static void
begin(void)
{
	const char *path = getenv("FAILING");
	int fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
	void *map;

	if (fd < 0)
		return;
	map = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
	    0);
	close(fd);
	pthread_atfork(NULL, NULL, on_fork);
	if (map != MAP_FAILED)
		shared = map;
}

static bool
fails(void)
{
	struct failing *f = shared;

	if (f == NULL)
		return false;
	calls++;
	if (calls > f->calls[process])
		f->calls[process] = calls;
	if (process != f->process || f->nth == 0 || calls < f->nth ||
	    (!f->persistent && (calls > f->nth || f->hits > 0)))
		return false;
	f->hits++;
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t size)
{
	return fails() ? NULL : __libc_realloc(p, size);
}
