#include <sys/stat.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "mailproc/base/clock.h"
#include "mailproc/net/debts_check.h"
#include "mailproc/net/holidays_file.h"
#include "mailproc/net/jail_check.h"
#include "mailproc/net/office.h"
#include "mailproc/net/policy_check.h"
#include "mailproc/net/stray.h"
#include "mailproc/net/transport.h"
#include "state/jump.h"
#include "templates/template.h"

struct report {
	json_t *rows;
	int failed;
};

static void
line(void *ctx, const char *result, const char *what, const char *detail,
    const char *repair)
{
	struct report *r = ctx;

	json_array_append_new(r->rows,
	    json_pack("{s:s, s:s, s:s, s:s}", "check", what, "result", result,
		"detail", detail, "repair", repair));
	if (strcmp(result, "fail") == 0)
		r->failed++;
}

static void
check_trust(const struct config *c, struct report *r)
{
	if (c->trust.profile == TRUST_M365) {
		if (c->imap.url[0] == '\0')
			line(r, "warn", "trust",
			    "profile m365 trusts only what `fetch` reads, and "
			    "imap.url is not set",
			    "set section imap, or another trust.profile");
		else
			line(r, "ok", "trust", "profile m365", "");
	} else if (c->trust.authserv_id[0] == '\0')
		line(r, "warn", "trust", "nobody's mail is trusted",
		    "set trust.authserv_id to the name your mail server stamps "
		    "into Authentication-Results: `mailproc check --probe "
		    "FILE` shows it");
	else
		line(r, "ok", "trust", c->trust.authserv_id, "");
}

/* Who makes the token, and how its secret reaches its owner. */
static void
check_handover(const struct config *c, struct report *r)
{
	bool manual = config_manual(c);

	if (manual && c->handover == HANDOVER_SEALED)
		line(r, "warn", "hand-over",
		    "backend manual never sees the token, so it cannot be "
		    "sealed: hand-over none is used",
		    "set handover = \"none\" (the administrator hands it over) "
		    "or \"regenerate\" (its owner may regenerate in Canvas)");
	else if (!manual && c->handover == HANDOVER_NONE)
		line(r, "warn", "hand-over",
		    "none: the token is made, and nobody gets to see it",
		    "set handover = \"sealed\", or have an administrator "
		    "regenerate each token in Canvas and hand it over");
	else
		line(r, "ok", "hand-over",
		    c->handover == HANDOVER_SEALED         ? "sealed" :
			c->handover == HANDOVER_REGENERATE ? "regenerate" :
							     "none",
		    "");
}

static void
check_config(const struct office *o, struct report *r)
{
	char detail[300];

	snprintf(detail, sizeof detail, "%.250s is complete", o->config_path);
	line(r, "ok", "configuration", detail, "");
	check_trust(&o->config, r);
	check_handover(&o->config, r);
}

/* Reads the file into the state, as `work` does. */
static void
check_holidays(struct office *o, struct report *r)
{
	const char *path = o->config.time.holidays;
	struct err err = ERR_INIT;
	char text[300];
	int days = 0;

	if (o->store == NULL)
		return; /* said above */
	if (holidays_refresh(o->store, &o->config, o->now, &days, &err) != OK) {
		line(r, "fail", "holidays", err.text,
		    "mend the file, or set time.holidays = \"\"; until then "
		    "the days that were read last count");
		return;
	}
	if (path[0] == '\0') {
		line(r, "ok", "holidays", "none; only weekends are free", "");
		return;
	}
	snprintf(text, sizeof text,
	    "%.200s covers %d working days of this year", path, days);
	line(r, days > 0 ? "ok" : "warn", "holidays", text,
	    days > 0 ? "" : "get a calendar that has this year's holidays");
}

/* Loop, flood or a busy day: the operator looks which. */
static void
check_fuse(struct office *o, struct report *r)
{
	int limit = o->config.limits.mails_per_hour;
	struct err err = ERR_INIT;
	int64_t sent = 0, waiting = 0;
	bool full = false;
	char text[200];

	if (mails_sent(o->store, o->now - 3600, o->now, &sent, &err) != OK ||
	    mails_waiting(o->store, o->now, &waiting, &err) != OK ||
	    mails_put_full(o->store, limit, o->now - 3600, o->now, &full,
		&err) != OK)
		line(r, "fail", "mails per hour", err.text,
		    "mend what the line \"state\" says");
	else if (full || (sent >= limit && waiting > 0)) {
		snprintf(text, sizeof text,
		    "%lld sent in the last hour, the limit is %d: %lld wait, "
		    "and answers that report no change are left out",
		    (long long)sent, limit, (long long)waiting);
		line(r, "warn", "mails per hour", text,
		    "see with `mailproc log` and `mailproc outbox` who writes "
		    "so much; if nobody loops, raise limits.mails_per_hour and "
		    "run `mailproc work`");
	} else {
		snprintf(text, sizeof text, "%lld of %d in the last hour",
		    (long long)sent, limit);
		line(r, "ok", "mails per hour", text, "");
	}
}

static void
check_state(struct office *o, struct report *r)
{
	struct err err = ERR_INIT;
	struct stat st;
	char text[160];
	int schema = 0;
	struct audit_report trail;

	if (stat(o->config.state, &st) == 0 && (st.st_mode & 077) != 0)
		line(r, "fail", "state file mode",
		    "others than its owner can read it", "chmod 600 it");
	if (store_open(&o->store, o->config.state, &err) != OK ||
	    store_check(o->store, &schema, &err) != OK) {
		line(r, "fail", "state", err.text,
		    "run `mailproc init` once, or give us read and write "
		    "access to the file and its folder");
		return;
	}
	snprintf(text, sizeof text, "sound, schema %d", schema);
	line(r, "ok", "state", text, "");
	if (audit_verify(o->store, NULL, &trail, &err) != OK)
		line(r, "fail", "audit trail", err.text,
		    "compare with a backup: somebody changed the trail");
	else {
		snprintf(text, sizeof text, "%lld rows, unbroken",
		    (long long)trail.head.count);
		line(r, "ok", "audit trail", text, "");
	}
	debts_check(o->store, o->now, line, r);
	check_fuse(o, r);
}

/* A jump that `work` met and that nobody has explained. */
static void
check_clock(struct office *o, struct report *r)
{
	char from[RFC3339_SIZE], to[RFC3339_SIZE], text[120];
	struct err err = ERR_INIT;
	struct clock_row row;

	if (o->store == NULL)
		return;
	if (clock_load(o->store, &row, &err) != OK)
		line(r, "fail", "clock", err.text, "see `state` above");
	else if (row.jumped_from == 0)
		line(r, "ok", "clock", "no jump", "");
	else {
		clock_rfc3339(row.jumped_from, from);
		clock_rfc3339(row.jumped_to, to);
		snprintf(text, sizeof text,
		    "it jumped from %s to %s; no token is deleted", from, to);
		line(r, "fail", "clock", text,
		    "set the clock, or run `mailproc work --clock-is-right`");
	}
}

static void
check_templates(const struct office *o, struct report *r)
{
	struct template_source src = { o->config.templates };
	struct err err = ERR_INIT;
	struct stat st;

	if (src.dir[0] != '\0' &&
	    (stat(src.dir, &st) != 0 || !S_ISDIR(st.st_mode))) {
		line(r, "fail", "templates", "the site's folder is not there",
		    "create the folder, or set templates = \"\"");
		return;
	}
	for (size_t i = 0; mail_names[i] != NULL; i++)
		if (template_check(&src, mail_names[i], &err) != OK) {
			line(r, "fail", "templates", err.text,
			    "mend or remove the site's own template");
			return;
		}
	line(r, "ok", "templates", "every mail can be composed", "");
}

static void
check_transport(const struct office *o, struct report *r)
{
	const struct transport *t = transport_named(o->config.transport);
	struct err err = ERR_INIT;
	char detail[256] = "";

	if (t->check(&o->config, detail, &err) != OK)
		line(r, "fail", "transport", err.text,
		    "see the transport's section in mailproc.conf(5)");
	else
		line(r, "ok", "transport", detail, "");
}

static void
check_backend(struct office *o, struct report *r)
{
	const struct backend *b = backend_named(o->config.backend);
	struct backend_ctx ctx = { .config = &o->config,
		.bearer = BUF_INIT(4096),
		.now = o->now };
	struct err err = ERR_INIT;
	bool answers =
	    b->open(&ctx, &err) == OK && b->check(&ctx, line, r, &err) == OK;

	if (!answers)
		line(r, "fail", "Canvas", err.text,
		    "check canvas.url, canvas.token_file and the rights of "
		    "the service account");
	buf_wipe(&ctx.bearer);
	if (o->store != NULL)
		pause_check(o->store, answers, line, r);
}

static void
print_text(const struct config *c, const struct report *r)
{
	struct buf values = BUF_INIT(64 << 10);
	json_t *row;
	size_t i;

	if (c != NULL) {
		config_print(c, &values);
		fputs(values.str, stdout);
		putchar('\n');
	}
	buf_free(&values);
	json_array_foreach(r->rows, i, row)
	{
		const char *repair =
		    json_string_value(json_object_get(row, "repair"));

		printf("%-4s %-18s %s\n",
		    json_string_value(json_object_get(row, "result")),
		    json_string_value(json_object_get(row, "check")),
		    json_string_value(json_object_get(row, "detail")));
		if (repair[0] != '\0')
			printf("     %-18s -> %s\n", "", repair);
	}
}

/* Everything that has to be right for the desk to work. */
static enum status
check_all(struct office *o, struct report *r, struct err *err)
{
	enum status rc = office_configure(o, err);

	if (rc != OK)
		return rc;
	check_config(o, r);
	check_state(o, r);
	policy_check(&o->config, o->store, line, r);
	check_holidays(o, r);
	check_clock(o, r);
	check_templates(o, r);
	jail_check(line, r);
	check_transport(o, r);
	check_backend(o, r);
	return OK;
}

/* Only what Canvas has, against what the state says. */
static enum status
check_canvas(struct office *o, struct report *r, struct err *err)
{
	enum status rc = office_open(o, err);

	if (rc == OK)
		stray_check(o, line, r);
	return rc;
}

static bool
take(int argc, char **argv, const char *flag)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], flag) == 0)
			return true;
	return false;
}

int
net_check(struct office *o, int argc, char **argv)
{
	struct report r = { json_array(), 0 };
	struct err err = ERR_INIT;
	bool json = take(argc, argv, "--json");
	bool canvas = take(argc, argv, "--canvas");
	enum status rc;

	if (argc != 1 + json + canvas) {
		fputs("usage: mailproc check [--canvas] [--json]\n", stderr);
		json_decref(r.rows);
		return EX_USAGE;
	}
	rc = canvas ? check_canvas(o, &r, &err) : check_all(o, &r, &err);
	if (rc != OK)
		fprintf(stderr, "mailproc check: %s\n", err.text);
	else if (json) {
		json_dumpf(r.rows, stdout, JSON_INDENT(2));
		putchar('\n');
	} else
		print_text(canvas ? NULL : &o->config, &r);
	json_decref(r.rows);
	return rc != OK ? status_exit(rc) : r.failed > 0 ? 1 : EX_OK;
}
