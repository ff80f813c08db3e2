/*
 * A strange mail is a pair of files: mail/NAME.eml and mail/NAME.expect, which
 * is written by hand.  Each line of an .expect is "name: value":
 *
 *	scan		ok, or the reason why the header is refused
 *	sender		(an input) the envelope sender; "" is the null sender
 *	author		the one mailbox in From, or the reason why there is none
 *	automatic	OK, or which mark of a machine it carries
 *	prescan		ok or refused
 *	subject, name, own, comment	text; \n is a line end
 *	kind, problem	words of vocab.h
 *	well_formed	yes or no
 *	command		VERB ID RESULT, one line each, all of them, or "none"
 *	field NAME	a field of a request; fields not named are empty
 *	quoted NAME	the same of the quoted part; only what is
 *			named is looked at
 *	addresses	that the own text names
 *	dates		that the own text names
 *	machine		OK, or what its text says it is
 *	failed		yes: a bounce, it will not be delivered
 *	diagnostic	and why
 *	returned	a Message-ID that it names, one line each, or "none"
 *	ref		a key on a "Ref:" line, one line each, all of them
 */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/file.h"
#include "parsers/header.h"
#include "parsers/parse.h"
#include "parsers/prescan.h"
#include "tests/test.h"

#define FOLDER   "tests/parsers/mail"
#define OURS     "canvas-tokens@campus.example"
#define MAIL_MAX (8 << 20)

struct looked_at {
	struct buf raw;
	struct header header;
	bool scanned;
	enum reason why;
	char author[ADDRESS_MAX + 64];
	const char *sender;
	struct facts facts;
	bool parsed;
	int facts_named;
	bool fields_named[FIELD_COUNT];
	size_t commands_named, refs_named, returned_named;
};

static void
read_file(struct buf *out, const char *name, const char *end)
{
	struct err err = ERR_INIT;
	struct stat st;
	char path[512];

	snprintf(path, sizeof path, FOLDER "/%s%s", name, end);
	*out = BUF_INIT(MAIL_MAX);
	if (file_read(out, path, &st, &err) != OK)
		fail_msg("%s", err.text);
}

/* Whatever the child found, the parent can read. */
static void
crosses_the_pipe(const struct facts *f)
{
	struct buf wire = BUF_INIT(FACTS_WIRE_MAX);
	struct err err = ERR_INIT;
	struct facts back;

	facts_pack(&wire, f);
	if (facts_unpack(&back, wire.str, wire.len, &err) != OK)
		fail_msg("%s", err.text);
	assert_string_equal(back.from, f->from);
	facts_free(&back);
	buf_free(&wire);
}

static void
look(struct looked_at *l, const char *name)
{
	struct err err = ERR_INIT;
	enum reason why = RE_OK;

	read_file(&l->raw, name, ".eml");
	facts_init(&l->facts);
	l->scanned = header_scan(&l->header, l->raw.str, l->raw.len, &l->why,
			 &err) == OK;
	if (!l->scanned)
		return;
	if (header_from(&l->header, l->author, &why, &err) != OK)
		snprintf(l->author, sizeof l->author, "%s", reason_name(why));
	l->parsed =
	    parse(l->header.start, l->header.len, &l->facts, &err) == OK;
	if (l->parsed)
		crosses_the_pipe(&l->facts);
}

static void
is(const char *what, const char *got, const char *want)
{
	if (strcmp(got, want) != 0)
		fail_msg("%s is \"%s\", not \"%s\"", what, got, want);
}

static void
is_text(const char *what, const char *got, const char *want)
{
	struct buf text = BUF_INIT(MAIL_MAX);

	for (; *want != '\0'; want++)
		if (want[0] == '\\' && want[1] == 'n') {
			buf_addc(&text, '\n');
			want++;
		} else
			buf_addc(&text, *want);
	is(what, got, text.str);
	buf_free(&text);
}

static void
check_command(struct looked_at *l, const char *want)
{
	const struct command_fact *c = &l->facts.command[l->commands_named];
	char got[200];

	if (strcmp(want, "none") == 0) {
		assert_int_equal(l->facts.ncommands, 0);
		return;
	}
	if (l->commands_named++ >= l->facts.ncommands)
		fail_msg("no command %zu", l->commands_named);
	snprintf(got, sizeof got, "%s %" PRId64 " %s", event_name(c->verb),
	    c->id, reason_name(c->result));
	is("command", got, want);
}

static void
check_returned(struct looked_at *l, const char *want)
{
	if (strcmp(want, "none") == 0)
		assert_int_equal(l->facts.nreturned, 0);
	else if (l->returned_named >= l->facts.nreturned)
		fail_msg("no Message-ID %zu", l->returned_named + 1);
	else
		is("returned", l->facts.returned[l->returned_named++], want);
}

static bool
check_text(struct looked_at *l, const char *name, const char *want)
{
	const struct {
		const char *name;
		const char *got;
	} texts[] = { { "subject", l->facts.subject },
		{ "name", l->facts.from_name }, { "own", l->facts.own_text },
		{ "comment", l->facts.comment },
		{ "addresses", l->facts.addresses },
		{ "dates", l->facts.dates },
		{ "kind", kind_name(l->facts.kind) },
		{ "problem", reason_name(l->facts.problem) },
		{ "well_formed", l->facts.well_formed ? "yes" : "no" },
		{ "machine", reason_name(l->facts.automatic) },
		{ "failed", l->facts.failed ? "yes" : "no" },
		{ "diagnostic", l->facts.diagnostic } };

	for (size_t i = 0; i < N(texts); i++)
		if (strcmp(name, texts[i].name) == 0) {
			assert_true(l->parsed);
			is_text(name, texts[i].got, want);
			return true;
		}
	return false;
}

static bool
check_field(struct looked_at *l, const char *name, const char *want)
{
	bool quoted = strncmp(name, "quoted ", 7) == 0;

	if (!quoted && strncmp(name, "field ", 6) != 0)
		return false;
	name += quoted ? 7 : 6;
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (strcmp(name, field_name((enum field)i)) != 0)
			continue;
		is_text(name, quoted ? l->facts.quoted[i] : l->facts.field[i],
		    want);
		l->fields_named[i] = l->fields_named[i] || !quoted;
		return true;
	}
	return false;
}

static bool
check_header(struct looked_at *l, const char *name, const char *want)
{
	struct err err = ERR_INIT;

	if (strcmp(name, "scan") == 0)
		is(name, l->scanned ? "ok" : reason_name(l->why), want);
	else if (strcmp(name, "author") == 0)
		is(name, l->author, want);
	else if (strcmp(name, "automatic") == 0)
		is(name,
		    reason_name(header_automatic(&l->header, l->sender, OURS)),
		    want);
	else if (strcmp(name, "prescan") == 0)
		is(name, prescan(&l->header, &err) == OK ? "ok" : "refused",
		    want);
	else
		return false;
	return true;
}

static void
check_line(struct looked_at *l, const char *name, const char *want)
{
	l->facts_named++;
	if (strcmp(name, "sender") == 0) {
		l->sender = want;
		l->facts_named--;
	} else if (strcmp(name, "command") == 0)
		check_command(l, want);
	else if (strcmp(name, "returned") == 0)
		check_returned(l, want);
	else if (strcmp(name, "ref") == 0) {
		if (l->refs_named >= l->facts.nrefs)
			fail_msg("no ref %zu", l->refs_named + 1);
		is("ref", l->facts.ref[l->refs_named++], want);
	} else if (!check_header(l, name, want) && !check_text(l, name, want) &&
	    !check_field(l, name, want))
		fail_msg("nothing is called \"%s\"", name);
}

/* What an .expect does not name is not there. */
static void
check_rest(const struct looked_at *l)
{
	if (l->facts_named < 2)
		fail_msg("an .expect names two facts at least");
	if (l->commands_named > 0)
		assert_int_equal(l->facts.ncommands, l->commands_named);
	if (l->returned_named > 0)
		assert_int_equal(l->facts.nreturned, l->returned_named);
	if (l->refs_named > 0)
		assert_int_equal(l->facts.nrefs, l->refs_named);
	for (int i = 0; i < FIELD_COUNT; i++)
		if (l->parsed && l->facts.kind == KIND_REQUEST &&
		    !l->fields_named[i] && l->facts.field[i][0] != '\0')
			fail_msg("field %s is \"%s\"",
			    field_name((enum field)i), l->facts.field[i]);
}

static void
a_mail(void **state)
{
	struct looked_at l = { .parsed = false };
	struct buf expect;
	char *line, *save = NULL;

	look(&l, *state);
	read_file(&expect, *state, ".expect");
	for (line = strtok_r(expect.str, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		char *colon = strchr(line, ':');

		if (colon == NULL)
			fail_msg("no colon in \"%s\"", line);
		*colon = '\0';
		check_line(&l, line, colon + 1 + strspn(colon + 1, " "));
	}
	check_rest(&l);
	facts_free(&l.facts);
	buf_free(&l.raw);
	buf_free(&expect);
}

static int
is_eml(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 4 && strcmp(d->d_name + n - 4, ".eml") == 0;
}

int
main(void)
{
	struct dirent **found = NULL;
	int n = scandir(FOLDER, &found, is_eml, alphasort), failed;
	struct CMUnitTest *tests = calloc(n > 0 ? (size_t)n : 1, sizeof *tests);

	if (n <= 0)
		return 1;
	for (int i = 0; i < n; i++) {
		found[i]->d_name[strlen(found[i]->d_name) - 4] = '\0';
		tests[i] = (struct CMUnitTest){ .name = found[i]->d_name,
			.test_func = a_mail,
			.initial_state = found[i]->d_name };
	}
	failed = _cmocka_run_group_tests("mail", tests, (size_t)n, NULL, NULL);
	while (n-- > 0)
		free(found[n]);
	free(found);
	free(tests);
	return failed;
}
