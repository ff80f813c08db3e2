#include "mailproc/app.h"

#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/log.h"
#include "parsers/questions.h"
#include "state/calendar.h"

enum status
app_open(struct app *app, struct err *err)
{
	enum status rc;

	if (app->verbose)
		log_to_stderr();
	if ((rc = config_read(&app->config, app->config_path, err)) != OK ||
	    (rc = questions_check(&app->config.words, app->config_path, err)) !=
		OK ||
	    (rc = calendar_zone(app->config.time.zone, err)) != OK ||
	    (rc = store_open(&app->store, app->config.state, err)) != OK)
		return rc;
	store_ask(app->store, &app->config.words);
	app->composer.config = &app->config;
	app->engine = (struct engine){ .store = app->store,
		.config = &app->config,
		.compose = compose,
		.composer = &app->composer,
		.now = app->now };
	return OK;
}

void
app_close(struct app *app)
{
	store_close(app->store);
	config_free(&app->config);
	app->store = NULL;
}

enum status
usage_error(struct err *err, const struct command *c)
{
	return err_set(err, ERR_INPUT, USAGE "mailproc %s %s", c->name,
	    c->usage);
}

enum status
print_json(const json_t *doc, struct err *err)
{
	if (json_dumpf(doc, stdout, JSON_INDENT(2)) != 0 ||
	    putchar('\n') == EOF)
		return err_set(err, ERR_RETRY, "standard output: %s",
		    strerror(errno));
	return OK;
}

bool
take_flag(int *argc, char **argv, const char *flag)
{
	for (int i = 1; i < *argc; i++) {
		if (strcmp(argv[i], flag) != 0)
			continue;
		for (int k = i; k < *argc; k++)
			argv[k] = argv[k + 1];
		(*argc)--;
		return true;
	}
	return false;
}

enum status
read_mail(const char *path, struct buf *out, struct err *err)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = 1;

	if (fd < 0)
		return err_set(err, ERR_INPUT, "%s: %s", path, strerror(errno));
	while (n > 0 && buf_room(out, 64 << 10)) {
		n = read(fd, out->str + out->len, 64 << 10);
		if (n > 0)
			out->len += (size_t)n;
	}
	if (!is_stdin)
		close(fd);
	if (n < 0 || out->full)
		return err_set(err, ERR_INPUT, "%s: cannot be read", path);
	return OK;
}

/* mailproc-net lies in ../libexec/ beside us, or where it was installed. */
static bool
net_path(char *out, size_t size)
{
	static const char name[] = "/libexec/mailproc-net";
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	for (int up = 0; n > 0 && up < 2; up++) {
		self[n] = '\0';
		char *slash = strrchr(self, '/');

		if (slash == NULL)
			break;
		*slash = '\0';
		n = slash - self;
	}
	if (n > 0 && (size_t)n + sizeof name <= size) {
		memcpy(out, self, (size_t)n);
		memcpy(out + n, name, sizeof name);
		if (access(out, X_OK) == 0)
			return true;
	}
	snprintf(out, size, "%s", MAILPROC_NET);
	return access(out, X_OK) == 0;
}

enum status
net_exec(char *const *argv, struct err *err)
{
	char path[PATH_MAX];

	if (net_path(path, sizeof path))
		execv(path, argv);
	return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
}

/*
 * What it meets has no effect on us: a debt that could not be paid stays owed.
 */
enum status
net_run(struct app *app, const char *command, int seconds, struct err *err)
{
	char *argv[8];
	int n = 0, status;
	pid_t pid;

	argv[n++] = xstrdup("mailproc");
	argv[n++] = xstrdup("-c");
	argv[n++] = xstrdup(app->config_path);
	if (app->now_text != NULL) {
		argv[n++] = xstrdup("--now");
		argv[n++] = xstrdup(app->now_text);
	}
	argv[n++] = xstrdup(command);
	argv[n] = NULL;
	if ((pid = fork()) == 0) {
		alarm((unsigned)seconds); /* survives the exec */
		net_exec(argv, err);
		_exit(127);
	}
	for (int i = 0; i < n; i++)
		free(argv[i]);
	if (pid < 0)
		return err_set(err, ERR_RETRY, "fork: %s", strerror(errno));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return OK;
}
