/*
 * What a child can do wrong, in every way: the parent stays what it was, and
 * gets an ordinary answer.
 */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/confine.h"
#include "mailproc/base/text.h"
#include "mailproc/jail.h"
#include "tests/test.h"

#define PIPE   CONFINE_PIPE
#define SHORT  300   /* ms: for a child that begins and will not end */
#define LONG   20000 /* ms: for a child that ends by itself */
#define NOBODY 65534

struct row {
	const char *name;
	void (*how)(struct facts *f);
	int wall_ms;
	int starts; /* of a child */
	bool died;
};
static const struct row *row; /* of this test, also for its child */
static int *starts;           /* shared with the children */

static void
send_bytes(const char *s, size_t len)
{
	while (len > 0) {
		ssize_t n = write(PIPE, s, len);

		if (n <= 0)
			_exit(9);
		s += n;
		len -= (size_t)n;
	}
}

/* A good record, or the beginning of one. */
static void
send_record(struct facts *f, bool half)
{
	struct buf record = BUF_INIT(FACTS_WIRE_MAX);

	facts_set(&f->subject, "of the child");
	facts_pack(&record, f);
	send_bytes(record.str, half ? record.len / 2 : record.len);
	buf_free(&record);
}

/* A sanitizer that catches the signal would only make the test slow. */
static void
by_signal(int number)
{
	signal(number, SIG_DFL);
	raise(number);
}

static void
stay(struct facts *f)
{
	(void)f;
	signal(SIGTERM, SIG_IGN);
	for (;;)
		pause();
}

static void
is_well(struct facts *f)
{
	facts_set(&f->subject, "of the child");
}

/* Nearly all that fits into a record. */
static void
says_much(struct facts *f)
{
	static char text[OWN_TEXT_MAX + 1];

	memset(text, 'x', OWN_TEXT_MAX);
	facts_set(&f->own_text, text);
	facts_set(&f->comment, text);
	f->ncommands = COMMANDS_MAX;
	text[ARG_MAX] = '\0';
	for (int i = 0; i < COMMANDS_MAX; i++) {
		facts_set(&f->command[i].arg, text);
		facts_set(&f->command[i].line, text);
	}
	is_well(f);
}

static void
dies_once(struct facts *f)
{
	if (*starts == 1)
		raise(SIGKILL);
	is_well(f);
}

static void
aborts(struct facts *f)
{
	(void)f;
	by_signal(SIGABRT);
}

static void
faults(struct facts *f)
{
	(void)f;
	by_signal(SIGSEGV);
}

static void
is_killed(struct facts *f)
{
	(void)f;
	raise(SIGKILL);
}

static void
exits_3(struct facts *f)
{
	(void)f;
	_exit(3);
}

static void
says_nothing(struct facts *f)
{
	(void)f;
	_exit(0);
}

static void
says_nonsense(struct facts *f)
{
	(void)f;
	send_bytes("nonsense", 8);
	_exit(0);
}

static void
says_half(struct facts *f)
{
	send_record(f, true);
	_exit(0);
}

static void
says_half_and_dies(struct facts *f)
{
	send_record(f, true);
	raise(SIGKILL);
}

static void
says_all_and_exits_3(struct facts *f)
{
	send_record(f, false);
	_exit(3);
}

static void
says_all_and_faults(struct facts *f)
{
	send_record(f, false);
	by_signal(SIGSEGV);
}

static void
says_a_byte_more(struct facts *f)
{
	send_record(f, false);
	send_bytes("x", 1);
	_exit(0);
}

static void
says_it_twice(struct facts *f)
{
	send_record(f, false);
	send_record(f, false);
	_exit(0);
}

static void
never_stops_talking(struct facts *f)
{
	static const char much[64 << 10];

	(void)f;
	for (;;)
		send_bytes(much, sizeof much);
}

/* Which is none of the statuses that ask for a charset. */
static void
runs_out_of_memory(struct facts *f)
{
	(void)f;
	out_of_memory();
}

static void
loops(struct facts *f)
{
	static volatile unsigned n;

	(void)f;
	for (;;)
		n++;
}

static void
says_half_and_stays(struct facts *f)
{
	send_record(f, true);
	stay(f);
}

static void
says_all_and_stays(struct facts *f)
{
	send_record(f, false);
	stay(f);
}

static void
hangs_up_and_stays(struct facts *f)
{
	send_record(f, false);
	close(PIPE);
	stay(f);
}

/* clang-format off */
static struct row cases[] = {
	{ "is_well", is_well, LONG, 1, false },
	{ "says_much", says_much, LONG, 1, false },
	{ "dies_once", dies_once, LONG, 2, false },
	{ "aborts", aborts, LONG, 2, true },
	{ "faults", faults, LONG, 2, true },
	{ "is_killed", is_killed, LONG, 2, true },
	{ "exits_3", exits_3, LONG, 2, true },
	{ "says_nothing", says_nothing, LONG, 2, true },
	{ "says_nonsense", says_nonsense, LONG, 2, true },
	{ "says_half", says_half, LONG, 2, true },
	{ "says_half_and_dies", says_half_and_dies, LONG, 2, true },
	{ "says_all_and_exits_3", says_all_and_exits_3, LONG, 2, true },
	{ "says_all_and_faults", says_all_and_faults, LONG, 2, true },
	{ "says_a_byte_more", says_a_byte_more, LONG, 2, true },
	{ "says_it_twice", says_it_twice, LONG, 2, true },
	{ "never_stops_talking", never_stops_talking, LONG, 2, true },
	{ "runs_out_of_memory", runs_out_of_memory, LONG, 2, true },
	{ "hangs", stay, SHORT, 2, true },
	{ "loops", loops, SHORT, 2, true },
	{ "says_half_and_stays", says_half_and_stays, SHORT, 2, true },
	{ "says_all_and_stays", says_all_and_stays, SHORT, 2, true },
	{ "hangs_up_and_stays", hangs_up_and_stays, SHORT, 2, true },
};
/* clang-format on */

static enum status
in_child(const char *raw, size_t len, struct facts *f, struct err *err)
{
	if (len != 4 || memcmp(raw, "mail", 4) != 0)
		return err_set(err, ERR_INPUT, "not the bytes of the parent");
	++*starts;
	row->how(f);
	return OK;
}

static int
open_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

static void
no_child_is_left(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void
check(void **state)
{
	/* without the filter a child can do more */
	struct jail jail = { .fn = in_child, .without = BARRIER_SECCOMP };
	int before = open_descriptors();
	struct err err = ERR_INIT;
	sigset_t mask;
	struct facts f;
	bool died;

	row = *state;
	jail.wall_ms = row->wall_ms;
	died = !row->died;
	*starts = 0;
	facts_init(&f);
	assert_int_equal(jail_run(&jail, "mail", 4, &f, &died, &err), OK);
	assert_int_equal(died, row->died);
	assert_int_equal(*starts, row->starts);
	assert_string_equal(f.subject, died ? "" : "of the child");
	assert_int_equal(f.ncommands, row->how == says_much ? COMMANDS_MAX : 0);
	facts_free(&f);
	assert_int_equal(open_descriptors(), before);
	no_child_is_left();
	sigprocmask(SIG_BLOCK, NULL, &mask);
	assert_false(sigismember(&mask, SIGCHLD));
}

/* The child says what it finds around itself. */
static void
looks_around(struct facts *f)
{
	struct rlimit core, size, cpu, files, children;
	char text[200];
	int n = 0;

	for (int fd = 0; fd < 1024; fd++)
		n += fcntl(fd, F_GETFD) >= 0 ? 1 : 0;
	getrlimit(RLIMIT_CORE, &core);
	getrlimit(RLIMIT_FSIZE, &size);
	getrlimit(RLIMIT_CPU, &cpu);
	getrlimit(RLIMIT_NOFILE, &files);
	getrlimit(RLIMIT_NPROC, &children);
	snprintf(text, sizeof text,
	    "descriptors %d%s of %ld, children %ld, core %ld, file %ld, "
	    "cpu %ld, no new rights %d, dumpable %d",
	    n, fcntl(PIPE, F_GETFD) >= 0 ? " (the pipe)" : "",
	    (long)files.rlim_max, (long)children.rlim_max, (long)core.rlim_max,
	    (long)size.rlim_max, (long)cpu.rlim_max,
	    prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0),
	    prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
	facts_set(&f->subject, text);
}

static void
has_a_pipe_and_nothing_else(void **state)
{
	static const struct row curious = { .how = looks_around };
	static const struct jail jail = { .fn = in_child,
		.wall_ms = LONG,
		.without = BARRIER_SECCOMP };
	int fd = open("/dev/null", O_RDONLY); /* is there for the child too */
	struct err err = ERR_INIT;
	struct facts f;
	bool died = true;

	(void)state;
	row = &curious;
	facts_init(&f);
	assert_int_equal(jail_run(&jail, "mail", 4, &f, &died, &err), OK);
	close(fd);
	assert_false(died);
	assert_string_equal(f.subject,
	    "descriptors 1 (the pipe) of 0, children 0, core 0, file 0, "
	    "cpu 2, no new rights 1, dumpable 0");
	facts_free(&f);
}

/* In a process of its own, where something that a child needs is missing. */
static int
without(int what)
{
	static const struct jail jail = { .fn = in_child, .wall_ms = LONG };
	struct rlimit none = { 0, 0 };
	struct err err = ERR_INIT;
	struct facts f;
	enum status rc;
	bool died = false;
	int status = -1, before;
	pid_t pid = fork();

	if (pid != 0) {
		assert_int_equal(waitpid(pid, &status, 0), pid);
		return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	}
	/* no limit of processes holds for root */
	if (what == RLIMIT_NPROC && geteuid() == 0 && setuid(NOBODY) != 0)
		_exit(77);
	facts_init(&f);
	before = open_descriptors();
	setrlimit((__rlimit_resource_t)what, &none);
	rc = jail_run(&jail, "mail", 4, &f, &died, &err);
	if (what == RLIMIT_NPROC && open_descriptors() != before)
		_exit(2);
	_exit(rc == ERR_RETRY && err.text[0] != '\0' &&
		    waitpid(-1, NULL, WNOHANG) < 0 ?
		0 :
		1);
}

static void
a_child_that_cannot_start_is_a_reason_to_come_again(void **state)
{
	static const struct row well = { .how = is_well };

	(void)state;
	row = &well;
	assert_int_equal(without(RLIMIT_NOFILE), 0);
	assert_int_equal(without(RLIMIT_NPROC), 0);
	assert_int_equal(*starts, 0);
}

/* The real one, with a real mail. */
static void
parses(void **state)
{
	static const char mail[] = "From: stu@campus.example\n"
				   "Subject: hello\n\nSTATUS 12\n";
	struct err err = ERR_INIT;
	struct facts f;
	bool died = true;

	(void)state;
	facts_init(&f);
	assert_int_equal(jail_parse(mail, sizeof mail - 1, &f, &died, &err),
	    OK);
	assert_false(died);
	assert_string_equal(f.subject, "hello");
	assert_int_equal(f.ncommands, 1);
	assert_int_equal(f.command[0].verb, EV_STATUS);
	assert_int_equal(f.command[0].id, 12);
	facts_free(&f);
	no_child_is_left();
}

int
main(void)
{
	struct CMUnitTest rows[N(cases)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_child_that_cannot_start_is_a_reason_to_come_again),
		cmocka_unit_test(has_a_pipe_and_nothing_else),
		cmocka_unit_test(parses),
	};

	starts = mmap(NULL, sizeof *starts, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (starts == MAP_FAILED)
		return 1;
	TEST_CASES(rows, cases, check);
	return run_tests("jail", tests, N(tests)) +
	    run_tests("jail, whatever its child does", rows, N(rows));
}
