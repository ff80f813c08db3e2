#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <sysexits.h>
#include <syslog.h>
#include <unistd.h>

#include "mailproc/app.h"
#include "mailproc/base/log.h"
#include "mailproc/base/process.h"
#include "mailproc/pipeline.h"

#define CHUNK     (64 << 10)
#define WORK_TIME 20         /* seconds for --work */
#define INPUT_MAX (1u << 30) /* no message; an input without an end */

/*
 * Everything there is, so that the writing end never sees a broken pipe; what
 * lies beyond the limit is counted and dropped.
 */
static enum status
read_message(int fd, size_t limit, struct buf *out, struct err *err)
{
	static char chunk[CHUNK];
	size_t total = 0;
	ssize_t n;

	while ((n = read(fd, chunk, sizeof chunk)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, ERR_RETRY, "standard input: %s",
			    strerror(errno));
		if ((total += (size_t)n) > INPUT_MAX)
			return err_set(err, ERR_RETRY,
			    "standard input has no end");
		if (out->len <= limit)
			buf_add(out, chunk, (size_t)n);
	}
	if (out->full)
		return err_set(err, ERR_RETRY, "out of memory");
	return OK;
}

/*
 * A mail server ends the last line.  If it does not, and is gone, it was killed
 * while it wrote, and will bring all of it.
 */
static enum status
look_at_end(const struct buf *raw, struct err *err)
{
	if (raw->len == 0 || raw->str[raw->len - 1] == '\n' ||
	    isatty(STDIN_FILENO) || !process_orphaned())
		return OK;
	return err_set(err, ERR_RETRY,
	    "standard input is cut off, and who wrote it is gone");
}

/* Of a message that is too big only its beginning is kept. */
static size_t
kept(const struct config *c, size_t len)
{
	return len > c->limits.message ? c->limits.message + 1 : len;
}

static void
log_judgement(const struct mail *m, const struct judgement *j)
{
	char from[LOG_VALUE_MAX], id[LOG_VALUE_MAX];

	log_line(LOG_INFO,
	    "event=message verdict=%s reason=%s req=%lld from=%s grade=%s "
	    "msgid=%s",
	    verdict_name(j->verdict), reason_name(j->reason),
	    (long long)j->request, log_value(m->from, from),
	    grade_name(m->grade), log_value(m->message_id, id));
}

static enum status
deliver(struct app *app, const struct envelope *env, struct err *err)
{
	struct buf raw = BUF_INIT(0);
	struct mail m = { .raw = NULL };
	struct judgement j = { .commands = NULL };
	struct message msg = { .envelope = *env };
	struct err unread = ERR_INIT;
	enum status rc = app_open(app, err);
	size_t limit = rc == OK ? app->config.limits.message : 0;

	/* all of it, come what may: no sender is left with a broken pipe */
	raw.max = limit + 2 * CHUNK;
	if ((read_message(STDIN_FILENO, limit, &raw, &unread) != OK ||
		look_at_end(&raw, &unread) != OK) &&
	    rc == OK) {
		*err = unread;
		rc = ERR_RETRY;
	}
	if (rc != OK)
		goto out;
	msg.raw = raw.str;
	msg.len = kept(&app->config, raw.len);
	if ((rc = pipeline_run(&app->engine, &msg, &m, &j, err)) == OK)
		log_judgement(&m, &j);
	mail_free(&m);
	judgement_free(&j);
out:
	buf_free(&raw);
	return rc;
}

static const struct option options[] = {
	{ "fetched", no_argument, NULL, 'F' },
	{ "work", no_argument, NULL, 'w' },
	{ NULL, 0, NULL, 0 },
};

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	struct envelope env = { NULL, NULL, false };
	struct err ignored = ERR_INIT;
	bool work = false;
	enum status rc;
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "f:r:", options, NULL)) != -1) {
		if (c == 'f')
			env.sender = optarg;
		else if (c == 'r')
			env.recipient = optarg;
		else if (c == 'F')
			env.fetched = true;
		else if (c == 'w')
			work = true;
		else
			return usage_error(err, &command_deliver);
	}
	/* a mailbox knows no envelope, and a mail server that gives one must
	 * not vouch for a mailbox */
	if (optind != argc ||
	    (env.fetched && (env.sender != NULL || env.recipient != NULL)))
		return usage_error(err, &command_deliver);
	if ((rc = deliver(app, &env, err)) != OK)
		return rc;
	/* it is dealt with, whatever becomes of us now */
	process_answer(EX_OK);
	if (work)
		net_run(app, "work", WORK_TIME, &ignored);
	return rc;
}

const struct command command_deliver = {
	.name = "deliver",
	.usage = "[-f SENDER] [-r RECIPIENT] [--fetched] [--work]",
	.summary = "deal with the message on standard input",
	.run = run,
};
