/*
 * mailproc-net - everything that talks to the world.  `mailproc` executes it
 * for the commands below, so that a delivery starts without libcurl and the
 * process that reads strangers' bytes never holds a secret.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "mailproc/base/clock.h"
#include "mailproc/base/process.h"
#include "mailproc/net/office.h"

#define DEFAULT_CONFIG "/etc/mailproc/mailproc.conf"

static const struct {
	const char *name;
	const char *usage;
	const char *text;
	int (*run)(struct office *o, int argc, char **argv);
} commands[] = {
	{ "work", "[--watch | --clock-is-right]",
	    "What time has brought, then debts: send mails, make and delete "
	    "tokens.\n--watch: stay, and react within a second to a new "
	    "commit.\n--clock-is-right: after a jump of the clock, delete "
	    "again what has ended.",
	    net_work },
	{ "check", "[--canvas] [--json]",
	    "Configuration, files, state, transport and Canvas rights; each "
	    "line ok, warn\nor fail with the exact repair.  Exit 1 if a line "
	    "fails.\n--canvas: instead, the tokens in Canvas that bear our "
	    "tag, held against the state.",
	    net_check },
	{ "token", "adopt ID ADDRESS | delete ID ADDRESS | number N",
	    "What `check --canvas` offers, for tokens that the state does not "
	    "know.\nadopt: its request takes it over.  delete: the next "
	    "`work` deletes it.\nnumber: request numbers up to N are taken.",
	    net_token },
	{ "unseal", "[BLOB]",
	    "Open a sealed token.  The blob is the argument or the first line "
	    "of standard\ninput; the unlock code is asked on the terminal, "
	    "else the next line.",
	    net_unseal },
};

enum { OPT_NOW = 256 };

static const struct option options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "now", required_argument, NULL, OPT_NOW },
	{ NULL, 0, NULL, 0 },
};

static int
usage(void)
{
	fputs("usage: mailproc [-c FILE] [-v] [--now TIME] "
	      "work | check | token | unseal ...\n",
	    stderr);
	return EX_USAGE;
}

static int
read_options(struct office *o, int argc, char **argv)
{
	int c;

	o->now = clock_now();
	while ((c = getopt_long(argc, argv, "+c:v", options, NULL)) != -1) {
		if (c == 'c')
			o->config_path = optarg;
		else if (c == 'v')
			o->verbose = true;
		else if (c == OPT_NOW && clock_parse(optarg, &o->now))
			o->now_text = optarg;
		else
			return usage();
	}
	return -1;
}

int
main(int argc, char **argv)
{
	struct office o = { .config_path = NULL };
	int rc;

	process_settle();
	o.config_path = getenv("MAILPROC_CONFIG");
	if (o.config_path == NULL || o.config_path[0] == '\0')
		o.config_path = DEFAULT_CONFIG;
	if ((rc = read_options(&o, argc, argv)) >= 0)
		return rc;
	argc -= optind;
	argv += optind;
	optind = 0; /* glibc: start over */
	for (size_t i = 0; argc > 0 && i < sizeof commands / sizeof *commands;
	     i++) {
		if (strcmp(commands[i].name, argv[0]) != 0)
			continue;
		if (argc > 1 && strcmp(argv[1], "--help") == 0) {
			printf("usage: mailproc %s %s\n\n%s\n",
			    commands[i].name, commands[i].usage,
			    commands[i].text);
			return EX_OK;
		}
		rc = commands[i].run(&o, argc, argv);
		office_close(&o);
		return rc;
	}
	return usage();
}
