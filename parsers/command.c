/*
 * command - the grammar of interface.md section 6.
 *
 * A command is a whole line.  Doubt never decides: a line that only looks like
 * one is told apart from what is none, and voids what stands beside it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mailproc/base/text.h"
#include "parsers/grammar.h"
#include "parsers/parser.h"
#include "parsers/words.h"

/* The commands of one message while they are read. */
struct reader {
	struct facts *facts;
	struct lexicon lexicon;
	bool over; /* there was one more than we take */
};

/*
 * Blanks of Unicode become one kind; what shows nothing vanishes.  False if
 * only the beginning of the line fits.
 */
static bool
plain_line(const char *s, size_t len, char out[LINE_MAX_BYTES])
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		size_t skip = unicode_blank(s + i, len - i);

		if (n + 1 >= LINE_MAX_BYTES) {
			out[n] = '\0';
			return false;
		}
		if (skip > 0) {
			out[n++] = ' ';
			i += skip - 1;
		} else if ((skip = unicode_nothing(s + i, len - i)) > 0)
			i += skip - 1;
		else
			out[n++] = s[i] == '\t' || s[i] == '\r' ? ' ' : s[i];
	}
	out[n] = '\0';
	return true;
}

/* Some programs write the blanks of a mailto link as plus signs. */
static void
blank_pluses(char *s)
{
	if (strpbrk(s, " @") != NULL)
		return;
	for (; *s != '\0'; s++)
		if (*s == '+')
			*s = ' ';
}

/* Past quotes, stars, dashes and blanks that stand in front of the line. */
static const char *
bare(const char *s)
{
	size_t n;

	while ((n = around(s)) > 0)
		s += n;
	return s;
}

static struct command_fact *
add(struct reader *r, const char *line)
{
	struct facts *f = r->facts;
	struct command_fact *c;

	if (f->ncommands == COMMANDS_MAX) {
		r->over = true;
		return NULL;
	}
	c = &f->command[f->ncommands++];
	c->verb = EV_NONE;
	c->result = RE_OK;
	c->id = 0;
	facts_set(&c->line, line);
	return c;
}

static void
add_parsed(struct reader *r, const struct parsed *p, const char *line)
{
	size_t n = p->nids == 0 ? 1 : p->nids;

	for (size_t i = 0; i < n; i++) {
		struct command_fact *c = add(r, line);

		if (c == NULL)
			return;
		c->verb = p->word->verb;
		c->id = p->nids == 0 ? 0 : p->id[i];
		facts_set(&c->arg, p->arg);
	}
}

static void
add_doubtful(struct reader *r, const char *line, enum reason why,
    const char *suggestion)
{
	struct command_fact *c = add(r, line);

	if (c == NULL)
		return;
	c->result = why;
	facts_set(&c->suggestion, suggestion);
}

static bool
decides(enum event_type verb)
{
	return verb != EV_NONE && !event_informs(verb);
}

/* The last command so far that decides, or NULL. */
static const struct command_fact *
last_decision(const struct facts *f)
{
	for (size_t i = f->ncommands; i > 0; i--)
		if (decides(f->command[i - 1].verb))
			return &f->command[i - 1];
	return NULL;
}

/* A sponsor's answer in words.  Below an answer that says the same it is the
 * comment. */
static bool
read_answer(struct reader *r, const char *line)
{
	enum event_type verb = natural_answer(line);
	const struct command_fact *before = last_decision(r->facts);
	struct command_fact *c;

	if (verb == EV_NONE || (before != NULL && before->verb == verb))
		return false;
	if ((c = add(r, line)) != NULL)
		c->verb = verb;
	return true;
}

/* Does a line that is no command cast doubt on what stands above it? */
static bool
doubtful(struct reader *r, const char *line)
{
	const struct command_fact *c = last_decision(r->facts);

	if (c == NULL && r->facts->ncommands == 0)
		return looks_like_decision(&r->lexicon, line);
	return c != NULL &&
	    unsettles(&r->lexicon, line,
		c->verb == EV_CONFIRM || c->verb == EV_APPROVE);
}

/*
 * One line: a command, a near miss or a doubtful decision are noted.  False if
 * it is none of these: the comment begins.
 */
static bool
read_line(struct reader *r, const char *s, size_t len)
{
	char plain[LINE_MAX_BYTES], suggestion[SUGGESTION_MAX];
	struct parsed p;
	const char *line;
	char quote;
	bool whole;

	whole = plain_line(s, len, plain);
	blank_pluses(plain);
	line = bare(plain);
	quote = line > plain && strchr("\"'`", line[-1]) ? line[-1] : '\0';
	if (whole && grammar_command(&r->lexicon, line, quote, &p)) {
		add_parsed(r, &p, line);
		return true;
	}
	if (whole && read_answer(r, line))
		return true;
	if (begins_field(line))
		return false;
	if (near_miss(&r->lexicon, line, suggestion)) {
		add_doubtful(r, line, RE_UNKNOWN_VERB, suggestion);
		return true;
	}
	if (doubtful(r, line)) {
		add_doubtful(r, line, RE_AMBIGUOUS, "");
		return true;
	}
	return false;
}

/* Two commands that cannot both be meant: an id that is not written may be any.
 */
static bool
contradict(const struct command_fact *a, const struct command_fact *b)
{
	if (!decides(a->verb) || !decides(b->verb) ||
	    (a->id != b->id && a->id != 0 && b->id != 0))
		return false;
	return a->verb != b->verb ||
	    (a->verb == EV_SPONSOR && strcmp(a->arg, b->arg) != 0);
}

/* Two different decisions on one request, or one beside a doubtful line. */
static bool
contradicts(const struct facts *f)
{
	for (size_t i = 0; i < f->ncommands; i++) {
		if (f->command[i].result != RE_OK)
			return true;
		for (size_t k = 0; k < i; k++)
			if (contradict(&f->command[i], &f->command[k]))
				return true;
	}
	return false;
}

static void
void_decisions(struct facts *f)
{
	for (size_t i = 0; i < f->ncommands; i++)
		if (f->command[i].result == RE_OK &&
		    decides(f->command[i].verb))
			f->command[i].result = RE_AMBIGUOUS;
}

static bool
shows_nothing(const char *s, size_t len)
{
	char plain[LINE_MAX_BYTES];

	return plain_line(s, len, plain) && plain[strspn(plain, " ")] == '\0';
}

/* "Re:", "RE[2]:", "AW :": returns what follows one of these, or NULL. */
static const char *
prefix(const char *s, const char *const *list)
{
	for (; *list != NULL; list++) {
		const char *p = s + strlen(*list);

		if (strncasecmp(s, *list, strlen(*list)) != 0)
			continue;
		if (*p == '[' || *p == '(' || *p == '^')
			p += strspn(p, "[(^0123456789)]");
		p = grammar_blanks(p);
		if (*p == ':')
			return p + 1;
		if (strncmp(p, "\uff1a", 3) == 0)
			return p + 3;
	}
	return NULL;
}

/*
 * Past Re: and the like, [External] and our own tag.  NULL if somebody else's
 * mail is forwarded, or if it is the subject of a mail of ours: neither is what
 * this person wrote.
 */
static const char *
bare_subject(const char *s, bool *ours)
{
	static const char *const reply[] = { "re", "aw", "antw", "sv", "vs",
		"ref", "res", "rif", "odp", "ynt", NULL };
	static const char *const forward[] = { "fwd", "fw", "wg", "tr", "rv",
		"enc", "vl", "vb", "doorst", NULL };

	*ours = false;
	for (;;) {
		s = grammar_blanks(s);
		if (*s == '[' && strchr(s, ']') != NULL &&
		    grammar_id(s, &(int64_t){ 0 }) == NULL) {
			*ours = *ours || strncasecmp(s, "[canvas ", 8) == 0;
			s = strchr(s, ']') + 1;
			continue;
		}
		if (prefix(s, forward) != NULL)
			return NULL;
		if (prefix(s, reply) == NULL)
			return s;
		s = prefix(s, reply);
	}
}

static void
read_subject(struct reader *r, const char *subject)
{
	bool ours;
	const char *s = bare_subject(subject, &ours);
	struct facts *f = r->facts;

	if (s == NULL || !read_line(r, s, strlen(s)))
		return;
	/* what we wrote there is no doubt of theirs */
	if (ours && f->ncommands == 1 && f->command[0].result == RE_AMBIGUOUS)
		f->ncommands = 0;
}

void
read_commands(struct facts *f, const char *own, const char *subject)
{
	struct reader r = { .facts = f };
	const char *s = own;
	bool any = false;

	lexicon_fill(&r.lexicon, f->site);
	while (*s != '\0' && !r.over) {
		size_t len = strcspn(s, "\n");

		if (!shows_nothing(s, len)) {
			any = true;
			if (!read_line(&r, s, len))
				break;
		}
		s += len + (s[len] == '\n' ? 1 : 0);
	}
	if (!any)
		read_subject(&r, subject);
	facts_set(&f->comment, s);
	if (r.over || contradicts(f))
		void_decisions(f);
}
