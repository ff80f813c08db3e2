#include "tests/faults/points.h"

#include <sys/syscall.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "tests/faults/sound.h"

static void
add(struct story *p, const struct point *at)
{
	/* powers of two */
	if ((p->n & (p->n - 1)) == 0) {
		size_t room = p->n == 0 ? 1 : 2 * p->n;

		p->point = realloc(p->point, room * sizeof *p->point);
		if (p->point == NULL)
			abort();
	}
	p->point[p->n++] = *at;
}

/*
 * Cannot fail, or leaves the C library no way to say so: with these it ends the
 * program itself.  A brk() that fails says so by the old break, not by an
 * errno; what follows from it is the business of the allocations.
 */
static const long sure[] = { SYS_exit_group, SYS_exit, SYS_rt_sigreturn,
	SYS_futex, SYS_getpid, SYS_getppid, SYS_gettid, SYS_geteuid, SYS_getuid,
	SYS_getegid, SYS_getgid, SYS_umask, SYS_brk };

/* What waits, what makes a descriptor, what takes room on the disk. */
static const long waits[] = { SYS_openat, SYS_read, SYS_pread64, SYS_write,
	SYS_pwrite64, SYS_fsync, SYS_fdatasync, SYS_ftruncate, SYS_fcntl,
	SYS_ppoll, SYS_connect, SYS_sendto, SYS_recvfrom, SYS_wait4,
	SYS_rt_sigtimedwait, SYS_getrandom, SYS_clock_nanosleep,
#ifdef SYS_poll
	SYS_poll,
#endif
	SYS_fallocate };
static const long opens[] = { SYS_openat, SYS_pipe2, SYS_socket, SYS_socketpair,
#ifdef SYS_open
	SYS_open, SYS_pipe,
#endif
	SYS_fcntl };
static const long stores[] = { SYS_openat, SYS_write, SYS_pwrite64, SYS_fsync,
	SYS_fdatasync, SYS_ftruncate, SYS_fallocate,
#ifdef SYS_mkdir
	SYS_mkdir, SYS_rename, SYS_unlink,
#endif
	SYS_mkdirat, SYS_renameat };

#define AMONG(nr, list) among((nr), (list), sizeof(list) / sizeof((list)[0]))

static bool
among(long nr, const long *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == nr)
			return true;
	return false;
}

static bool
can_fail(long nr, int error)
{
	if (nr < 0 || AMONG(nr, sure))
		return false;
	if (error == EINTR)
		return AMONG(nr, waits);
	if (error == EMFILE)
		return AMONG(nr, opens);
	if (error == ENOSPC)
		return AMONG(nr, stores);
	return true; /* EIO, ENOMEM */
}

static void
add_errors(struct story *p, const struct trace *t, int process, long nth)
{
	static const int errors[] = { EIO, ENOMEM, ENOSPC, EINTR, EMFILE };

	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
		struct point at = { .kind = BY_ERRNO,
			.call = { .process = process,
			    .nth = nth,
			    .error = errors[i] } };

		if (nth > TRACER_CALLS)
			return;
		at.call.nr = t->nr[process][nth - 1];
		if (can_fail(at.call.nr, errors[i]))
			add(p, &at);
	}
}

static void
find_calls(struct story *p, const struct trace *t, enum means kind)
{
	for (int i = 0; i < TRACER_PROCESSES; i++)
		for (long n = 1; n <= t->calls[i]; n++) {
			struct point at = { .kind = kind,
				.call = { .process = i, .nth = n } };

			if (kind == BY_KILL)
				add(p, &at);
			else
				add_errors(p, t, i, n);
		}
}

/* Everywhere that it matters, and what the disk keeps in many ways. */
#define LUCKS 16

static void
find_failures(struct story *p, const struct trace *t)
{
	for (long n = 1; n <= t->calls[0] + 1; n++) {
		if (n <= t->calls[0] &&
		    (n > TRACER_CALLS || t->unsure[n - 1] == 0))
			continue;
		for (int luck = 1; luck <= LUCKS; luck++) {
			struct point at = { .kind = BY_POWER,
				.call = { .process = 0, .nth = n },
				.luck = luck };

			add(p, &at);
		}
	}
}

static void
find_allocations(const struct scene *s, struct story *p)
{
	struct failing none = { .nth = 0 };
	struct trace t;

	scene_restore(s, &p->start);
	scene_starve(s, &p->start, &none, &t);
	none = *s->shortage;
	for (int i = 0; i < 2; i++)
		for (long n = 1; n <= none.calls[i]; n++)
			for (int k = 0; k < 2; k++) {
				struct point at = { .kind = BY_MALLOC,
					.memory = { i, n, k == 1, { 0 }, 0 } };

				add(p, &at);
			}
}

void
story_prepare(const struct scene *s, struct story *p, enum means kind)
{
	static struct disk disk;
	static const struct strike none = { .process = -1, .disk = &disk };
	static struct trace t;

	scene_restore(s, &p->start);
	scene_look(s, &p->before);
	disk_begin(&disk, s->folder);
	scene_run(s, &p->start, &none, &t);
	disk_end(&disk);
	scene_look(s, &p->after);
	if (t.exit != 0 || scene_work(s, s->later) != 0)
		abort();
	scene_look(s, &p->end);
	if (kind == BY_MALLOC)
		find_allocations(s, p);
	else if (kind == BY_POWER)
		find_failures(p, &t);
	else
		find_calls(p, &t, kind);
}

void
story_free(struct story *p)
{
	snapshot_free(&p->start);
	sight_free(&p->before);
	sight_free(&p->after);
	sight_free(&p->end);
	free(p->point);
}

void
point_name(const struct story *p, const struct point *at, char out[160])
{
	bool memory = at->kind == BY_MALLOC;
	int process = memory ? at->memory.process : at->call.process;
	long n = memory ? at->memory.nth : at->call.nth;

	if (at->kind == BY_POWER) {
		snprintf(out, 160, "%s: call %ld, luck %d", p->start.name, n,
		    at->luck);
		return;
	}
	snprintf(out, 160, "%s: process %d, %s %ld, %s", p->start.name, process,
	    memory ? "allocation" : "call", n,
	    memory ? at->memory.persistent ? "and all after" : "once" :
		at->call.error == 0 ? "killed" :
				      strerrorname_np(at->call.error));
}

/* What a mail server may get to see.  A kill is one's own. */
static bool
ends_well(const struct story *p, const struct point *at, const struct trace *t,
    struct buf *why)
{
	bool killed = (at->kind == BY_KILL || at->kind == BY_POWER) &&
	    at->call.process == 0;

	if ((killed && t->signal == SIGKILL) || t->exit == EX_OK ||
	    t->exit == EX_TEMPFAIL || (p->start.work && t->exit == EX_CONFIG))
		return true;
	buf_addf(why, "ended with status %d, signal %d", t->exit, t->signal);
	return false;
}

/*
 * A parser that died twice has its message set aside, and nothing else has
 * changed: what it could not read is not judged.
 */
static bool
set_aside(const struct story *p, const struct point *at,
    const struct sight *now)
{
	return at->kind == BY_MALLOC && at->memory.process == 1 &&
	    at->memory.persistent && !p->start.work &&
	    strstr(now->text.str, "PARSER_DIED") != NULL && now->unbroken;
}

/* All of it or nothing. */
static bool
is_whole(const struct story *p, const struct sight *now, struct buf *why)
{
	if (p->start.work || strcmp(now->text.str, p->before.text.str) == 0 ||
	    strcmp(now->text.str, p->after.text.str) == 0)
		return true;
	buf_adds(why, "half of it is done");
	return false;
}

static bool
repair(const struct scene *s, const struct story *p, const struct trace *t,
    struct buf *why)
{
	int rc;

	if (!p->start.work && t->exit != EX_OK &&
	    (rc = scene_deliver(s, p->start.input)) != 0)
		buf_addf(why, "the same message again ends with %d", rc);
	else if ((rc = scene_work(s, s->later)) != 0)
		buf_addf(why, "the next work ends with %d", rc);
	return why->len == 0;
}

/* The command, and the power fails; what is found then is sound. */
static bool
fail_power(const struct scene *s, const struct story *p, const struct point *at,
    struct trace *t, struct buf *why)
{
	static struct disk disk;
	struct strike call = at->call;
	struct chance c = { (uint64_t)at->call.nth * 64 + (uint64_t)at->luck };

	disk_begin(&disk, s->folder);
	call.disk = &disk;
	scene_run(s, &p->start, &call, t);
	disk_fail(&disk, &c);
	disk_end(&disk);
	return state_is_sound(s->folder, why);
}

bool
story_try(const struct scene *s, const struct story *p, const struct point *at,
    bool *struck, struct buf *why)
{
	static struct trace t;
	struct sight now;
	bool well;

	scene_restore(s, &p->start);
	if (at->kind == BY_MALLOC)
		scene_starve(s, &p->start, &at->memory, &t);
	else if (at->kind != BY_POWER)
		scene_run(s, &p->start, &at->call, &t);
	else if (!fail_power(s, p, at, &t, why))
		return false;
	*struck = t.hit || at->kind == BY_POWER;
	scene_look(s, &now);
	well = ends_well(p, at, &t, why) &&
	    (set_aside(p, at, &now) ||
		(is_whole(p, &now, why) && repair(s, p, &t, why) &&
		    judge(s, &p->end, &now, why)));
	sight_free(&now);
	return well;
}
