/*
 * probe - what does our mail server really stamp?  Reads a mail that the
 * operator sent to our address: which results stand where, which settings of
 * section trust would accept it, and what the present ones say.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mailproc/app.h"
#include "mailproc/base/address.h"
#include "mailproc/base/config_key.h"
#include "mailproc/results.h"
#include "mailproc/trust.h"

static const char results_name[] = "Authentication-Results";
static const char exchange_name[] = "X-MS-Exchange-Organization-AuthAs";

struct probe {
	struct header header;
	char from[ADDRESS_MAX + 1];
	json_t *fields;   /* what stands where */
	json_t *settings; /* which of them could be configured */
};

static const char *
profile_name(enum trust_profile p)
{
	static const char *const names[] = { "top", "below", "m365" };

	return names[p];
}

static bool
is_named(const struct header_field *f, const char *name)
{
	return f->name_len == strlen(name) &&
	    strncasecmp(f->name, name, f->name_len) == 0;
}

static const char *
word(const json_t *row, const char *name)
{
	return json_string_value(json_object_get(row, name));
}

/* What a mail says is cleaned before anybody reads it. */
static json_t *
cleaned(const char *s)
{
	struct buf line = BUF_INIT(8 * RESULT_NAME);
	json_t *text;

	clean_line(&line, s, strlen(s));
	text = json_string(line.str);
	buf_free(&line);
	return text == NULL ? json_string("") : text;
}

static json_t *
result_text(const struct result *r)
{
	const char *said[][2] = { { " header.from=", r->from },
		{ " header.d=", r->domain }, { " header.i=", r->agent } };
	struct buf line = BUF_INIT(4 * RESULT_NAME);
	json_t *text;

	buf_addf(&line, "%s=%s", r->method, r->value);
	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
		if (said[i][1][0] != '\0')
			buf_addf(&line, "%s%s", said[i][0], said[i][1]);
	text = cleaned(line.str);
	buf_free(&line);
	return text;
}

/* One field, with a name in front or as Microsoft writes it. */
static json_t *
read_results(const struct header_field *f, char id[RESULT_NAME], bool *whole)
{
	json_t *list = json_array();
	struct results r;
	struct result result;
	enum results_got got;

	id[0] = '\0';
	if (results_open(&r, f->value, f->value_len))
		memcpy(id, r.id, RESULT_NAME);
	else
		results_open_nameless(&r, f->value, f->value_len);
	while ((got = results_next(&r, &result)) == RESULT)
		json_array_append_new(list, result_text(&result));
	*whole = got == RESULTS_END && !r.other_version;
	return list;
}

static bool
has_setting(const struct probe *p, const char *profile, const char *id)
{
	for (size_t i = 0; i < json_array_size(p->settings); i++) {
		const json_t *row = json_array_get(p->settings, i);

		if (strcmp(word(row, "profile"), profile) == 0 &&
		    strcasecmp(word(row, "authserv_id"), id) == 0)
			return true;
	}
	return false;
}

/* What this mail would be worth with these settings. */
static void
add_setting(struct probe *p, enum trust_profile profile, char *id)
{
	struct trust_config t = { .profile = profile,
		.authserv_id = id,
		.accept = ~0u };
	char why[256] = "", valid[RESULT_NAME];
	enum grade g;

	snprintf(valid, sizeof valid, "%s", id);
	if (has_setting(p, profile_name(profile), id) ||
	    (profile != TRUST_M365 && !check_authserv(valid)))
		return;
	g = trust_grade(&t, &p->header, p->from, why);
	json_array_append_new(p->settings,
	    json_pack("{s:s, s:s, s:s, s:b, s:o}", "profile",
		profile_name(profile), "authserv_id", id, "grade",
		grade_name(g), "accepts", trust_accepts(&t, g), "why",
		cleaned(why)));
}

static void
add_field(struct probe *p, size_t i, bool above, bool first)
{
	char id[RESULT_NAME];
	bool whole;
	json_t *results = read_results(&p->header.field[i], id, &whole);

	json_array_append_new(p->fields,
	    json_pack("{s:i, s:s, s:b, s:s, s:b, s:o}", "field", (int)i + 1,
		"name", results_name, "above_received", above, "authserv_id",
		id, "readable", whole, "results", results));
	if (id[0] == '\0' && first)
		add_setting(p, TRUST_M365, id);
	if (id[0] != '\0' && above)
		add_setting(p, TRUST_TOP, id);
	if (id[0] != '\0' && first)
		add_setting(p, TRUST_BELOW, id);
}

static void
add_mark(struct probe *p, size_t i, bool above)
{
	char value[64];

	header_value(&p->header.field[i], value, sizeof value);
	json_array_append_new(p->fields,
	    json_pack("{s:i, s:s, s:b, s:s, s:b, s:[o]}", "field", (int)i + 1,
		"name", exchange_name, "above_received", above, "authserv_id",
		"", "readable", true, "results", cleaned(value)));
}

static void
look(struct probe *p)
{
	bool above = true, first = true, mark = false;
	char none[] = "";

	for (size_t i = 0; i < p->header.n; i++) {
		const struct header_field *f = &p->header.field[i];

		above = above && !is_named(f, "Received");
		if (is_named(f, results_name)) {
			add_field(p, i, above, first);
			first = false;
		} else if (is_named(f, exchange_name)) {
			add_mark(p, i, above);
			mark = true;
		}
	}
	if (first && mark)
		add_setting(p, TRUST_M365, none);
}

static void
print_fields(const json_t *fields)
{
	json_t *row, *text;
	size_t i, k;

	if (json_array_size(fields) == 0)
		puts("The mail server stamped no results.");
	json_array_foreach(fields, i, row)
	{
		const char *id = word(row, "authserv_id");

		printf("field %lld, %s the first Received: %s",
		    (long long)json_integer_value(
			json_object_get(row, "field")),
		    json_is_true(json_object_get(row, "above_received")) ?
			"above" :
			"below",
		    word(row, "name"));
		printf("%s%s%s\n", id[0] == '\0' ? "" : " of ", id,
		    json_is_true(json_object_get(row, "readable")) ?
			"" :
			", which cannot be read");
		json_array_foreach(json_object_get(row, "results"), k, text)
		    printf("    %s\n", json_string_value(text));
	}
}

static void
print_setting(const json_t *row)
{
	const char *id = word(row, "authserv_id");

	printf("  profile = \"%s\"%s%s%s: %s, %s\n", word(row, "profile"),
	    id[0] == '\0' ? "" : "  authserv_id = \"", id,
	    id[0] == '\0' ? "" : "\"", word(row, "grade"), word(row, "why"));
}

static void
print_text(const char *file, const json_t *doc)
{
	json_t *row, *settings = json_object_get(doc, "settings");
	size_t i;

	printf("%s: from %s\n", file, word(doc, "from"));
	print_fields(json_object_get(doc, "fields"));
	if (json_array_size(settings) > 0)
		puts("What section trust could say (only our own server's name "
		     "may be trusted):");
	json_array_foreach(settings, i, row) print_setting(row);
	row = json_object_get(doc, "configured");
	puts("What it says:");
	print_setting(row);
	puts(json_is_true(json_object_get(row, "accepts")) ?
		"Mail like this is accepted." :
		"Mail like this is not accepted.");
}

static enum status
report(const struct config *c, const char *file, struct probe *p, bool json,
    struct err *err)
{
	char why[256] = "";
	enum grade g = trust_grade(&c->trust, &p->header, p->from, why);
	bool accepts = trust_accepts(&c->trust, g);
	enum status rc = OK;
	json_t *doc;

	look(p);
	doc = json_pack("{s:s, s:s, s:O, s:O, s:{s:s, s:s, s:s, s:b, s:o}}",
	    "file", file, "from", p->from, "fields", p->fields, "settings",
	    p->settings, "configured", "profile",
	    profile_name(c->trust.profile), "authserv_id", c->trust.authserv_id,
	    "grade", grade_name(g), "accepts", accepts, "why", cleaned(why));
	if (json)
		rc = print_json(doc, err);
	else
		print_text(file, doc);
	json_decref(doc);
	if (rc == OK && !accepts)
		rc = err_set(err, ERR_INPUT, "%s is not accepted: %s, %s", file,
		    grade_name(g), why);
	return rc;
}

static enum status
probe(struct app *app, const char *file, bool json, struct err *err)
{
	struct buf raw = BUF_INIT(READ_MAIL_MAX);
	struct probe p = { .fields = json_array(), .settings = json_array() };
	enum reason why;
	enum status rc;

	if ((rc = config_read(&app->config, app->config_path, err)) == OK &&
	    (rc = read_mail(file, &raw, err)) == OK &&
	    (rc = header_scan(&p.header, raw.str, raw.len, &why, err)) == OK &&
	    (rc = header_from(&p.header, p.from, &why, err)) == OK)
		rc = report(&app->config, file, &p, json, err);
	json_decref(p.fields);
	json_decref(p.settings);
	buf_free(&raw);
	return rc;
}

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	bool json = take_flag(&argc, argv, "--json");

	take_flag(&argc, argv, "--probe");
	if (argc > 2)
		return usage_error(err, &command_probe);
	return probe(app, argc == 2 ? argv[1] : "-", json, err);
}

const struct command command_probe = {
	.name = "check",
	.usage = "--probe [FILE] [--json]",
	.summary = "what did our mail server stamp on this mail?",
	.run = run,
};
