/*
 * town - a desk in a scratch folder: its programs, and what they left.
 */
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/clock.h"
#include "mailproc/base/file.h"
#include "tests/walk/walk.h"

#define TIMEOUT  60 /* seconds */
#define MAIL_MAX (1 << 20)

const struct people people[PEOPLE] = {
	[STU] = { "Stu Dent", "stu@campus.example", "student" },
	[TA] = { "T. Assistant", "ta@campus.example", "ta" },
	[STAFF] = { "Staff Member", "staff@campus.example", "staff" },
	[PROF] = { "Prof Essor", "prof@campus.example", "faculty" },
	[BIG] = { "Zoe Big", "big@campus.example", "faculty" },
	[ADMIN] = { "Ad Min", "admin@campus.example", "staff" },
	[BOSS] = { "Bo Ss", "boss@campus.example", "staff" },
};

static char folder[64], desk[256], conf[128], state[128], said[4096];

static void
must(bool well, const char *what)
{
	if (well)
		return;
	fprintf(stderr, "walk: %s: %s\n", what, strerror(errno));
	abort();
}

static void
put_file(const char *name, const char *text, size_t len)
{
	char path[128];
	int fd;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	must(fd >= 0 && write(fd, text, len) == (ssize_t)len, path);
	close(fd);
}

/* ------------------------------------------------------------ its programs */

static _Noreturn void
child(char *const *argv)
{
	char in[128], log[128];
	int from, to;

	snprintf(in, sizeof in, "%s/in", folder);
	snprintf(log, sizeof log, "%s/log", folder);
	from = open(in, O_RDONLY | O_CLOEXEC);
	to = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (from < 0 || to < 0 || dup2(from, 0) < 0 || dup2(to, 1) < 0 ||
	    dup2(to, 2) < 0)
		_exit(126);
	setpgid(0, 0);
	alarm(TIMEOUT);
	execv(argv[0], argv);
	_exit(127);
}

/* Wait for it, and for whoever outlives it. */
static int
finish(pid_t pid)
{
	int status, exit = -1;
	pid_t gone;

	while ((gone = waitpid(-1, &status, 0)) > 0 || errno == EINTR)
		if (gone == pid)
			exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return exit;
}

static int
run(const char *const *words, int64_t now, unsigned kill_after)
{
	char *argv[16], at[RFC3339_SIZE];
	const char *first[] = { desk, "-c", conf, "--now", at };
	int n = 0;
	pid_t pid;

	clock_rfc3339(now, at);
	for (size_t i = 0; i < sizeof first / sizeof first[0]; i++)
		argv[n++] = (char *)(uintptr_t)first[i];
	for (; *words != NULL; words++)
		argv[n++] = (char *)(uintptr_t)*words;
	argv[n] = NULL;
	pid = fork();
	must(pid >= 0, "fork");
	if (pid == 0)
		child(argv);
	setpgid(pid, pid);
	if (kill_after > 0) {
		usleep(kill_after);
		kill(-pid, SIGKILL);
	}
	return finish(pid);
}

int
town_deliver(const struct buf *text, int64_t now, unsigned kill_after)
{
	static const char *const words[] = { "deliver", NULL };

	put_file("in", text->str, text->len);
	return run(words, now, kill_after);
}

int
town_work(int64_t now, bool clock_is_right, unsigned kill_after)
{
	const char *const words[] = { "work",
		clock_is_right ? "--clock-is-right" : NULL, NULL };

	return run(words, now, kill_after);
}

void
town_retry(int debt, int64_t now)
{
	char number[16];
	const char *const words[] = { "retry", number, NULL };

	snprintf(number, sizeof number, "%d", debt);
	must(run(words, now, 0) == 0, town_said());
}

const char *
town_said(void)
{
	struct buf text = BUF_INIT(MAIL_MAX);
	struct err err = ERR_INIT;
	struct stat st;
	char path[128];

	snprintf(path, sizeof path, "%s/log", folder);
	if (file_read(&text, path, &st, &err) != OK)
		buf_adds(&text, "nothing");
	snprintf(said, sizeof said, "%s", text.str);
	buf_free(&text);
	return said;
}

/* --------------------------------------------------------- begin and end */

static void
configure(int port)
{
	struct buf b = BUF_INIT(8192);

	buf_addf(&b,
	    "address = \"canvas-tokens@campus.example\"\n"
	    "help_desk = \"help@campus.example\"\norganisation = \"Campus\"\n"
	    "domains = {\"campus.example\"}\n"
	    "admins = {\"admin@campus.example\", \"boss@campus.example\"}\n"
	    "unlock_url = \"https://it.campus.example/unlock.html\"\n"
	    "policy { policy_url = \"https://campus.example/aup\"\n"
	    "open_requests = %d }\n"
	    "trust { authserv_id = \"mx.campus.example\" }\n"
	    "limits { answers_per_person_hour = 100000\n"
	    "answers_per_person_day = 100000 mails_per_hour = 100000 }\n"
	    "transport = \"maildir\"\nmaildir { path = \"%s/mail\" }\n"
	    "state = \"%s\"\n"
	    "canvas { url = \"http://127.0.0.1:%d\" timeout = 5\n"
	    "token_file = \"%s/token\" }\n",
	    OPEN_MAX, folder, state, port, folder);
	put_file("mailproc.conf", b.str, b.len);
	buf_reset(&b);
	buf_adds(&b, "email,name,role,canvas_login,aliases\n");
	for (int i = 0; i < PEOPLE; i++)
		buf_addf(&b, "%s,%s,%s,%.*s,\n", people[i].address,
		    people[i].name, people[i].role,
		    i == BOSS ? 0 : (int)strcspn(people[i].address, "@"),
		    people[i].address);
	put_file("people.csv", b.str, b.len);
	buf_free(&b);
}

void
town_start(const char *build)
{
	static const char token[] = "service-token-of-the-walk";
	const char *import[] = { "people", "import", NULL, NULL };
	const char *const init[] = { "init", NULL };
	bool memory = access("/dev/shm", W_OK) == 0;
	char csv[128];

	umask(077);
	must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0, "prctl");
	snprintf(folder, sizeof folder, "%s/mailproc-walk-XXXXXX",
	    memory ? "/dev/shm" : "/tmp");
	must(mkdtemp(folder) != NULL, folder);
	snprintf(desk, sizeof desk, "%s/bin/mailproc", build);
	snprintf(conf, sizeof conf, "%s/mailproc.conf", folder);
	snprintf(state, sizeof state, "%s/state.db", folder);
	snprintf(csv, sizeof csv, "%s/people.csv", folder);
	put_file("token", token, sizeof token - 1);
	put_file("in", "", 0);
	configure(canvas_start(token));
	import[2] = csv;
	must(run(init, 0, 0) == 0 && run(import, 0, 0) == 0, town_said());
	look_begin(folder);
}

static void
remove_all(const char *path)
{
	struct dirent *e;
	DIR *dir = opendir(path);
	char below[512];

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		snprintf(below, sizeof below, "%s/%s", path, e->d_name);
		if (unlink(below) != 0)
			remove_all(below);
	}
	if (dir != NULL)
		closedir(dir);
	rmdir(path);
}

void
town_stop(void)
{
	canvas_stop();
	remove_all(folder);
}

/* The folder of the mails is none any more. */
void
town_break_mail(bool broken)
{
	char mail[128], away[128];
	struct stat st;

	snprintf(mail, sizeof mail, "%s/mail", folder);
	snprintf(away, sizeof away, "%s/mail.away", folder);
	if (broken && stat(mail, &st) == 0 && S_ISDIR(st.st_mode)) {
		must(rename(mail, away) == 0, away);
		put_file("mail", "", 0);
	} else if (!broken && access(away, F_OK) == 0)
		must(unlink(mail) == 0 && rename(away, mail) == 0, mail);
}
