#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "mailproc/app.h"
#include "mailproc/base/clock.h"
#include "mailproc/base/log.h"
#include "mailproc/base/process.h"
#include "parsers/questions.h"

#define DEFAULT_CONFIG "/etc/mailproc/mailproc.conf"
/* Seconds for one message: less than any mail server gives us. */
#define DELIVER_TIME 100

/*
 * A row without a function is a command of mailproc-net, the program that talks
 * to the world; it is executed in our place.
 */
static const struct command command_work = { .name = "work",
	.usage = "[--watch | --clock-is-right]",
	.summary = "reminders and deadlines, mails, tokens" };
static const struct command command_check = { .name = "check",
	.usage = "[--canvas | --probe [FILE]] [--json]",
	.summary = "is everything configured, reachable and allowed?" };
static const struct command command_token = { .name = "token",
	.usage = "adopt|delete ID ADDR | number N",
	.summary = "tokens in Canvas that the state does not know" };
static const struct command command_unseal = { .name = "unseal",
	.usage = "[BLOB]",
	.summary = "open a sealed token with its unlock code" };

static const struct command *const commands[] = {
	&command_init,
	&command_deliver,
	&command_work,
	&command_explain,
	&command_replay,
	&command_list,
	&command_show,
	&command_log,
	&command_audit,
	&command_held,
	&command_people,
	&command_outbox,
	&command_retry,
	&command_stats,
	&command_report,
	&command_purge,
	&command_backup,
	&command_check,
	&command_token,
	&command_unseal,
};

static int
help(FILE *to, int rc)
{
	fputs("usage: mailproc [-c FILE] [-v] [--now TIME] COMMAND ...\n\n",
	    to);
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		fprintf(to, "  %-8s %-38s %s\n", commands[i]->name,
		    commands[i]->usage, commands[i]->summary);
	fputs("\nConfiguration: -c, else $MAILPROC_CONFIG, else " DEFAULT_CONFIG
	      ".\nEvery listing takes --json. The manual: man mailproc.\n",
	    to);
	return rc;
}

static int
command_help(const struct command *c)
{
	printf("usage: mailproc %s %s\n\n%s\n", c->name, c->usage, c->summary);
	return EX_OK;
}

static const struct command *
find(const char *name)
{
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

/* check --probe looks at a mail, and that the other program never does. */
static bool
has_probe(char *const *argv)
{
	for (; *argv != NULL; argv++)
		if (strcmp(*argv, "--probe") == 0)
			return true;
	return false;
}

/*
 * Nor does it know what a form may be: whether the site's own questions can be
 * asked is seen here.  All else that is wrong is its to say.
 */
static bool
can_ask(const struct app *app, struct err *err)
{
	struct config config;
	struct err its_own = ERR_INIT;
	bool can = config_read(&config, app->config_path, &its_own) != OK ||
	    questions_check(&config.words, app->config_path, err) == OK;

	config_free(&config);
	return can;
}

enum { OPT_NOW = 256, OPT_VERSION };

static const struct option options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "help", no_argument, NULL, 'h' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "now", required_argument, NULL, OPT_NOW },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

/* -1: go on; else the exit status. */
static int
read_options(struct app *app, int argc, char **argv)
{
	int c;

	/* The + stops at the command, so that it can have its own options. */
	while ((c = getopt_long(argc, argv, "+c:hv", options, NULL)) != -1) {
		switch (c) {
		case 'c':
			app->config_path = optarg;
			break;
		case 'v':
			app->verbose = true;
			break;
		case OPT_NOW:
			app->now_text = optarg;
			break;
		case OPT_VERSION:
			printf("mailproc %s\n", MAILPROC_VERSION);
			return EX_OK;
		case 'h':
			return help(stdout, EX_OK);
		default:
			return help(stderr, EX_USAGE);
		}
	}
	if (app->now_text == NULL)
		app->now = clock_now();
	else if (!clock_parse(app->now_text, &app->now)) {
		fprintf(stderr,
		    "mailproc: --now: \"%s\" is no time like "
		    "2026-11-23T08:00:00Z\n",
		    app->now_text);
		return EX_USAGE;
	}
	return -1;
}

/*
 * deliver ends with 0 or 75 and nothing else, whatever happens: any other
 * status would make a mail server bounce the message.
 */
static int
exit_status(const struct command *c, enum status rc, const struct err *err)
{
	bool usage =
	    rc == ERR_INPUT && strncmp(err->text, USAGE, strlen(USAGE)) == 0;

	if (c == &command_deliver && !isatty(STDIN_FILENO))
		return rc == OK ? EX_OK : EX_TEMPFAIL;
	return usage ? EX_USAGE : status_exit(rc);
}

static int
run(struct app *app, const struct command *c, int argc, char **argv)
{
	struct err err = ERR_INIT;
	enum status rc;

	if (argc > 1 &&
	    (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return command_help(c);
	rc = c->run(app, argc, argv, &err);
	app_close(app);
	if (rc == OK && fflush(stdout) != 0)
		rc = err_set(&err, ERR_RETRY, "standard output: %s",
		    strerror(errno));
	if (rc != OK && err.text[0] != '\0') {
		if (c == &command_deliver)
			log_line(3, "deliver: %s", err.text);
		fprintf(stderr, "mailproc %s: %s\n", c->name, err.text);
	}
	return exit_status(c, rc, &err);
}

int
main(int argc, char **argv)
{
	struct app app = { .config_path = NULL };
	struct err err = ERR_INIT;
	const struct command *c;
	int rc;

	process_settle();
	app.config_path = getenv("MAILPROC_CONFIG");
	if (app.config_path == NULL || app.config_path[0] == '\0')
		app.config_path = DEFAULT_CONFIG;
	if ((rc = read_options(&app, argc, argv)) >= 0)
		return rc == EX_USAGE && !isatty(STDIN_FILENO) &&
			optind < argc && strcmp(argv[optind], "deliver") == 0 ?
		    EX_TEMPFAIL :
		    rc;
	if (optind == argc || (c = find(argv[optind])) == NULL) {
		if (optind < argc)
			fprintf(stderr, "mailproc: no command \"%s\"\n\n",
			    argv[optind]);
		return help(stderr, EX_USAGE);
	}
	if (c == &command_check && has_probe(argv + optind))
		c = &command_probe;
	if (c->run == NULL) {
		if (c == &command_check && !can_ask(&app, &err)) {
			fprintf(stderr, "mailproc check: %s\n", err.text);
			return EX_CONFIG;
		}
		net_exec(argv, &err);
		fprintf(stderr, "mailproc %s: %s\n", c->name, err.text);
		return EX_CONFIG;
	}
	if (c == &command_deliver) {
		process_close_rest();
		if (!isatty(STDIN_FILENO))
			process_promise(EX_TEMPFAIL, DELIVER_TIME);
	}
	argc -= optind;
	argv += optind;
	optind = 0; /* glibc: start over */
	return run(&app, c, argc, argv);
}
