#ifndef MAILPROC_APP_H
#define MAILPROC_APP_H

#include "mailproc/base/config.h"
#include "state/apply.h"
#include "templates/compose.h"

/*
 * app - what a subcommand has at hand, and the table of subcommands.
 */
struct app {
	const char *config_path;
	const char *now_text; /* --now, or NULL */
	int64_t now;
	bool verbose;
	struct config config; /* app_open() */
	struct store *store;  /* the same */
	struct composer composer;
	struct engine engine;
};

/* Read the configuration, set the zone, open the state. */
enum status app_open(struct app *app, struct err *err);
void app_close(struct app *app);

struct command {
	const char *name;
	const char *usage; /* after the name */
	const char *summary;
	enum status (
	    *run)(struct app *app, int argc, char **argv, struct err *err);
};

/* A row that mailproc-net runs has no run(). */
extern const struct command command_init;
extern const struct command command_deliver;
extern const struct command command_explain;
extern const struct command command_list;
extern const struct command command_show;
extern const struct command command_log;
extern const struct command command_audit;
extern const struct command command_held;
extern const struct command command_people;
extern const struct command command_outbox;
extern const struct command command_retry;
extern const struct command command_purge;
extern const struct command command_report;
extern const struct command command_stats;
extern const struct command command_replay;
extern const struct command command_backup;
extern const struct command command_probe; /* check --probe */

/*
 * A command line that makes no sense: ERR_INPUT with this prefix is exit 64.
 */
#define USAGE "usage: "
enum status usage_error(struct err *err, const struct command *c);

/* Print a JSON document and a newline on standard output. */
enum status print_json(const json_t *doc, struct err *err);

/* Read a message: "-" is standard input. */
#define READ_MAIL_MAX (64 << 20)
enum status read_mail(const char *path, struct buf *out, struct err *err);

/* Is this option among argv?  It is taken out. */
bool take_flag(int *argc, char **argv, const char *flag);

/*
 * Replace this process by mailproc-net; or run it and wait, at most `seconds`.
 */
enum status net_exec(char *const *argv, struct err *err);
enum status net_run(struct app *app, const char *command, int seconds,
    struct err *err);

#endif
