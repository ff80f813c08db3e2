#include "mailproc/base/config.h"

#include <stdlib.h>
#include <string.h>

#include <confuse.h>

#include "mailproc/base/config_key.h"
#include "mailproc/base/file.h"

#define FILE_MAX   (1 << 20)
#define VALUES_MAX 1000 /* in one list */

/* config_scan() words the errors; libconfuse has no place to put ours. */
static void
keep_quiet(cfg_t *cfg, const char *fmt, va_list ap)
{
	(void)cfg;
	(void)fmt;
	(void)ap;
}

static bool
is_list(const struct config_key *k)
{
	return k->kind == KEY_LIST || k->kind == KEY_WORDS ||
	    k->kind == KEY_DAYS;
}

/*
 * Every value is text to libconfuse: its own numbers are octal after a zero,
 * and its defaults cannot be told from values.
 */
static cfg_t *
open_parser(void)
{
	cfg_opt_t top[KEYS_MAX], sub[2 * KEYS_MAX], end = CFG_END();
	cfg_opt_t text = CFG_STR("", NULL, CFGF_NODEFAULT);
	cfg_opt_t list = CFG_STR_LIST("", NULL, CFGF_NODEFAULT);
	const struct config_key *k;
	size_t ntop = 0, nsub = 0;
	cfg_t *cfg;

	for (k = config_keys(); k->name != NULL; k++) {
		cfg_opt_t opt = is_list(k) ? list : text;

		opt.name = k->name;
		if (k->section[0] == '\0') {
			top[ntop++] = opt;
			continue;
		}
		if (k == config_keys() ||
		    strcmp(k[-1].section, k->section) != 0) {
			cfg_opt_t section = CFG_SEC("", NULL, CFGF_NONE);

			section.name = k->section;
			section.subopts = &sub[nsub];
			top[ntop++] = section;
		}
		sub[nsub++] = opt;
		if (k[1].name == NULL || strcmp(k[1].section, k->section) != 0)
			sub[nsub++] = end;
	}
	top[ntop] = end;
	if ((cfg = cfg_init(top, CFGF_NONE)) != NULL)
		cfg_set_error_function(cfg, keep_quiet);
	return cfg;
}

static enum status
set(struct config *c, const struct config_key *k,
    const struct config_place *place, const char *const *value, size_t n,
    struct err *err)
{
	char expected[256];

	if (key_set(k, c, value, n))
		return OK;
	return config_wrong(place, k, err, "expected %s",
	    key_expects(k, expected));
}

static enum status
set_from_file(struct config *c, cfg_t *cfg, const struct config_key *k,
    const struct config_place *place, struct err *err)
{
	cfg_t *section =
	    k->section[0] == '\0' ? cfg : cfg_getsec(cfg, k->section);
	cfg_opt_t *opt = cfg_getopt(section, k->name);
	const char *value[VALUES_MAX];
	size_t n = cfg_opt_size(opt);

	if (n > VALUES_MAX)
		return config_wrong(place, k, err, "expected at most %d values",
		    VALUES_MAX);
	for (size_t i = 0; i < n; i++)
		value[i] = cfg_opt_getnstr(opt, (unsigned)i);
	if (n == 0 && !is_list(k))
		return config_wrong(place, k, err, "expected a value");
	return set(c, k, place, value, n, err);
}

static enum status
set_fallback(struct config *c, const struct config_key *k,
    const struct config_place *place, struct err *err)
{
	const char *value[REMIND_MAX];
	char *copy, *rest, *word;
	enum status rc;
	size_t n = 0;

	if (k->fallback == NULL)
		return config_wrong(place, k, err,
		    "expected, there is no default for it");
	rest = copy = xstrdup(k->fallback);
	if (is_list(k))
		while (n < REMIND_MAX && copy[0] != '\0' &&
		    (word = strsep(&rest, " ")) != NULL)
			value[n++] = word;
	else
		value[n++] = copy;
	rc = set(c, k, place, value, n, err);
	free(copy);
	return rc;
}

/* What is best taken from another value where the file says nothing. */
static void
fill_in(struct config *c)
{
	if (c->help_desk[0] == '\0') {
		free(c->help_desk);
		c->help_desk = xstrdup(c->admins.item[0]);
	}
	for (int i = 0; i < STANDING_COUNT; i++)
		if (c->role[i].token_days_max == 0)
			c->role[i].token_days_max = c->policy.token_days_max;
	if (c->organisation[0] == '\0') {
		free(c->organisation);
		c->organisation = xstrdup(c->domains.item[0]);
	}
}

/* Only what stands in the file is asked. */
static void
name_questions(struct config *c, struct config_place *place)
{
	for (int i = 0; i < place->titles; i++) {
		const struct config_key *label =
		    config_key_at(AT(words.question) +
			(size_t)i * sizeof c->words.question[0] +
			offsetof(struct question, label));
		int *line = &place->line[label - config_keys()];

		/* an error about one that is not there names its section */
		*line = *line != 0 ? *line : place->title_line[i];
		c->words.question[i].name = xstrdup(place->title[i]);
		c->words.question[i].line = place->title_line[i];
	}
}

static enum status
parse(struct config *c, char *text, struct config_place *place, struct err *err)
{
	const struct config_key *keys = config_keys(), *k;
	cfg_t *cfg = NULL;
	enum status rc;

	if ((rc = config_scan(text, place, err)) != OK)
		goto out;
	if ((cfg = open_parser()) == NULL) {
		rc = err_set(err, ERR_RETRY, "%s: out of memory", c->path);
		goto out;
	}
	if (cfg_parse_buf(cfg, text) != CFG_SUCCESS) {
		rc = err_set(err, ERR_CONFIG,
		    "%s:%d: libconfuse cannot read it", c->path, cfg->line);
		goto out;
	}
	for (k = keys; k->name != NULL; k++) {
		rc = place->line[k - keys] != 0 ?
		    set_from_file(c, cfg, k, place, err) :
		    set_fallback(c, k, place, err);
		if (rc != OK)
			goto out;
	}
	fill_in(c);
	name_questions(c, place);
	rc = config_whole(c, place, err);
out:
	if (cfg != NULL)
		cfg_free(cfg);
	return rc;
}

enum status
config_read(struct config *out, const char *path, struct err *err)
{
	struct config_place place = { .path = path, .last = 1 };
	struct buf text = BUF_INIT(FILE_MAX);
	struct stat st;
	enum status rc;

	memset(out, 0, sizeof *out);
	out->path = xstrdup(path);
	if ((rc = file_read(&text, path, &st, err)) != OK)
		goto out;
	if ((rc = file_trusted(&st, err)) != OK) {
		err_in(err, rc, "%s", path);
		goto out;
	}
	if (memchr(text.str, '\0', text.len) != NULL) {
		rc = err_set(err, ERR_CONFIG,
		    "%s:1: expected text, not NUL bytes", path);
		goto out;
	}
	rc = text.len == 0 ?
	    err_set(err, ERR_CONFIG,
		"%s:1: address: expected, the file is empty", path) :
	    parse(out, text.str, &place, err);
out:
	buf_free(&text);
	return rc;
}

void
config_free(struct config *c)
{
	for (const struct config_key *k = config_keys(); k->name != NULL; k++)
		key_free(k, c);
	for (int i = 0; i < QUESTIONS_MAX; i++)
		free(c->words.question[i].name);
	free(c->path);
	memset(c, 0, sizeof *c);
}

void
config_print(const struct config *c, struct buf *out)
{
	for (const struct config_key *k = config_keys(); k->name != NULL; k++)
		key_print(k, c, out);
}
