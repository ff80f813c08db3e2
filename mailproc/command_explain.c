#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "mailproc/app.h"
#include "mailproc/pipeline.h"

static json_t *
role_names(unsigned roles)
{
	static const enum role all[] = { ROLE_REQUESTER, ROLE_SPONSOR,
		ROLE_ADMIN, ROLE_DECIDER };
	json_t *names = json_array();

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if ((roles & all[i]) != 0)
			json_array_append_new(names,
			    json_string(role_name(all[i])));
	return names;
}

static json_t *
document(const char *file, const struct mail *m, const struct judgement *j)
{
	json_t *fields = json_object();

	for (int f = 0; f < FIELD_COUNT; f++)
		if (m->facts.field[f][0] != '\0')
			json_object_set_new(fields,
			    site_field_name(m->facts.site, (enum field)f),
			    json_string(m->facts.field[f]));
	return json_pack("{s:s, s:s, s:s, s:s?, s:s, s:o, s:o, s:s, s:s, s:s,"
			 " s:O, s:o, s:O, s:O}",
	    "file", file, "verdict", verdict_name(j->verdict), "reason",
	    reason_name(j->reason), "from", m->from[0] == '\0' ? NULL : m->from,
	    "grade", grade_name(m->grade), "roles", role_names(j->roles),
	    "request", j->request == 0 ? json_null() : json_integer(j->request),
	    "key", key_verdict_name(j->key), "kind", kind_name(m->kind),
	    "own_text", m->facts.own_text, "commands", j->commands, "fields",
	    fields, "steps", m->steps, "mails", j->mails);
}

static void
print_text(const char *file, const struct mail *m, const struct judgement *j)
{
	size_t i;
	json_t *row;

	printf("%s: %s, %s\n", file, verdict_name(j->verdict),
	    reason_name(j->reason));
	if (m->facts.own_text[0] != '\0')
		printf("  own text:\n");
	for (const char *s = m->facts.own_text; *s != '\0';) {
		size_t len = strcspn(s, "\n");

		printf("    | %.*s\n", (int)len, s);
		s += len + (s[len] == '\n' ? 1 : 0);
	}
	json_array_foreach(m->steps, i, row) printf("  %-28s %-30s %s\n",
	    json_string_value(json_object_get(row, "rule")),
	    json_string_value(json_object_get(row, "input")),
	    json_string_value(json_object_get(row, "verdict")));
	json_array_foreach(j->commands, i, row) printf("  command %s: %s\n",
	    json_string_value(json_object_get(row, "verb")),
	    json_string_value(json_object_get(row, "result")));
	json_array_foreach(j->mails, i, row) printf("  mail %s to %s\n",
	    json_string_value(json_object_get(row, "template")),
	    json_string_value(json_object_get(row, "to")));
}

static enum status
explain(struct app *app, const char *file, const struct envelope *env,
    bool json, struct err *err)
{
	struct buf raw = BUF_INIT(READ_MAIL_MAX);
	struct mail m = { .raw = NULL };
	struct judgement j = { .commands = NULL };
	struct message msg = { .envelope = *env, .explain = true };
	json_t *doc;
	enum status rc;

	if ((rc = read_mail(file, &raw, err)) != OK)
		goto out;
	msg.raw = raw.str;
	msg.len = raw.len;
	rc = pipeline_run(&app->engine, &msg, &m, &j, err);
	if (rc == OK && !json)
		print_text(file, &m, &j);
	if (rc == OK && json) {
		doc = document(file, &m, &j);
		json_dumpf(doc, stdout, JSON_COMPACT);
		putchar('\n');
		json_decref(doc);
	}
	mail_free(&m);
	judgement_free(&j);
out:
	buf_free(&raw);
	return rc;
}

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	struct envelope env = { NULL, NULL, true };
	bool json = take_flag(&argc, argv, "--json");
	char *const from_stdin[] = { (char[]){ "-" }, NULL };
	char *const *files;
	enum status rc;
	int c;

	opterr = 0;
	while ((c = getopt(argc, argv, "f:r:")) != -1) {
		if (c == 'f')
			env.sender = optarg;
		else if (c == 'r')
			env.recipient = optarg;
		else
			return usage_error(err, &command_explain);
	}
	if ((rc = app_open(app, err)) != OK)
		return rc;
	files = optind < argc ? argv + optind : from_stdin;
	for (int i = 0; rc == OK && files[i] != NULL; i++)
		rc = explain(app, files[i], &env, json, err);
	return rc;
}

const struct command command_explain = {
	.name = "explain",
	.usage = "[-f SENDER] [-r RECIPIENT] [--json] [FILE...]",
	.summary = "say what would become of messages, rule by rule",
	.run = run,
};
