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
#include "parsers/parser.h"
#include "parsers/words.h"

#define LINE_MAX_BYTES 2000

/* Blanks of Unicode become one kind; what shows nothing vanishes. */
static bool
plain_line(const char *s, size_t len, char out[LINE_MAX_BYTES], bool *ascii)
{
	size_t n = 0;

	*ascii = true;
	for (size_t i = 0; i < len; i++) {
		size_t skip = unicode_blank(s + i, len - i);

		if (n + 1 >= LINE_MAX_BYTES)
			return false;
		if (skip > 0) {
			out[n++] = ' ';
			i += skip - 1;
		} else if ((skip = unicode_nothing(s + i, len - i)) > 0)
			i += skip - 1;
		else {
			*ascii = *ascii && (unsigned char)s[i] < 0x80;
			out[n++] = s[i] == '\t' ? ' ' : s[i];
		}
	}
	out[n] = '\0';
	return true;
}

/* Stars, underscores and blanks that editors put around a line. */
static char *
bare(char *s)
{
	size_t n;

	s += strspn(s, " *_");
	n = strlen(s);
	while (n > 0 && strchr(" *_", s[n - 1]) != NULL)
		n--;
	s[n] = '\0';
	return s;
}

struct parsed {
	const struct word *word;
	int64_t id[COMMANDS_MAX];
	size_t nids;
	const char *rest; /* what follows ids, or an argument; "" */
};

static const char *
blanks(const char *p)
{
	return p + strspn(p, " ");
}

/* "12", "#12", "[12]", "12, 13 and #14" is not.  Returns what follows. */
static const char *
take_ids(const char *p, struct parsed *out)
{
	const char *q = p;

	for (;;) {
		bool bracket = *q == '[';
		int64_t id;

		if (bracket)
			q++;
		if (*q == '#')
			q++;
		if ((q = take_id(q, &id)) == NULL || (bracket && *q++ != ']') ||
		    out->nids == COMMANDS_MAX)
			return out->nids == 0 ? p : NULL;
		out->id[out->nids++] = id;
		p = q;
		q = blanks(q);
		if (*q != ',')
			return p;
		q = blanks(q + 1);
	}
}

/* Nothing more, or only a full stop or an exclamation mark. */
static bool
ends(const char *p)
{
	p = blanks(p);
	if (*p == '.' || *p == '!')
		p++;
	return *blanks(p) == '\0';
}

static bool
word_ends(char c)
{
	return c == '\0' || strchr(" :.!,#[", c) != NULL;
}

/*
 * VERB [#]ID[, ID ...] and, for some verbs, an argument.  False if the line is
 * not exactly that.
 */
static bool
parse_command(const char *line, const struct word *w, struct parsed *out)
{
	const char *p = line + strlen(w->text);

	*out = (struct parsed){ .word = w, .rest = "" };
	if (!word_ends(*p))
		return false;
	/* "Sponsor: address" is a line of the form */
	if (w->takes == TAKES_ADDRESS && *blanks(p) == ':')
		return false;
	p = blanks(p);
	if (*p == ':')
		p = blanks(p + 1);
	if (w->takes == TAKES_ADDRESS) {
		/* an id may stand before the address */
		const char *q = take_ids(p, out);

		if (q == NULL)
			return false;
		q = blanks(q + (*q == ':' ? 1 : 0));
		out->rest = q;
		return *q != '\0';
	}
	if ((p = take_ids(p, out)) == NULL)
		return false;
	if (ends(p))
		return true;
	if (w->takes != TAKES_TEXT)
		return false;
	/* same line after the id, or after a colon */
	if (out->nids == 0 && p[-1] != ' ' && *p != ':')
		return false;
	p = blanks(p);
	if (*p == ':' || *p == '-' || *p == ',')
		p = blanks(p + 1);
	out->rest = p;
	return true;
}

static bool
find_command(const char *line, struct parsed *out)
{
	for (size_t i = 0; i < words_count; i++) {
		size_t n = strlen(words[i].text);

		if (strncasecmp(line, words[i].text, n) == 0 &&
		    parse_command(line, &words[i], out))
			return true;
	}
	return false;
}

static struct command_fact *
add(struct facts *f, const char *line)
{
	struct command_fact *c;

	if (f->ncommands == COMMANDS_MAX)
		return NULL;
	c = &f->command[f->ncommands++];
	c->verb = EV_NONE;
	c->result = RE_OK;
	c->id = 0;
	facts_set(&c->line, line);
	return c;
}

static void
add_parsed(struct facts *f, const struct parsed *p, const char *line)
{
	size_t n = p->nids == 0 ? 1 : p->nids;

	for (size_t i = 0; i < n; i++) {
		struct command_fact *c = add(f, line);

		if (c == NULL)
			return;
		c->verb = p->word->verb;
		c->id = p->nids == 0 ? 0 : p->id[i];
		facts_set(&c->arg, p->rest);
	}
}

static void
add_doubtful(struct facts *f, const char *line, enum reason why,
    const char *suggestion)
{
	struct command_fact *c = add(f, line);

	if (c == NULL)
		return;
	c->result = why;
	facts_set(&c->suggestion, suggestion);
}

/*
 * One line: a command, a near miss or a doubtful decision are noted.  False if
 * it is none of these: the comment begins.
 */
static bool
read_line(struct facts *f, const char *s, size_t len)
{
	char plain[LINE_MAX_BYTES], suggestion[SUGGESTION_MAX];
	struct parsed p;
	const char *line;
	bool ascii;

	if (!plain_line(s, len, plain, &ascii))
		return false;
	line = bare(plain);
	if (find_command(line, &p) && (ascii || p.rest[0] != '\0')) {
		add_parsed(f, &p, line);
		return true;
	}
	if (begins_field(line))
		return false;
	if (looks_like_decision(line)) {
		add_doubtful(f, line, RE_AMBIGUOUS, "");
		return true;
	}
	if (near_miss(line, suggestion)) {
		add_doubtful(f, line, RE_UNKNOWN_VERB, suggestion);
		return true;
	}
	return false;
}

static bool
decides(enum event_type verb)
{
	return verb != EV_NONE && verb != EV_STATUS && verb != EV_HELP &&
	    verb != EV_LIST && verb != EV_WHY;
}

/* Two different decisions on one request, or one beside a doubtful line. */
static bool
contradicts(const struct facts *f)
{
	for (size_t i = 0; i < f->ncommands; i++) {
		const struct command_fact *a = &f->command[i];

		if (a->result != RE_OK)
			return true;
		for (size_t k = 0; k < i; k++)
			if (decides(a->verb) && decides(f->command[k].verb) &&
			    a->verb != f->command[k].verb &&
			    a->id == f->command[k].id)
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

/* Past Re:, Fwd:, [External] and our own tag. */
static const char *
bare_subject(const char *s)
{
	static const char *const prefixes[] = { "re:", "fwd:", "fw:", "aw:",
		"wg:", "antw:", "sv:", "tr:" };

	for (;;) {
		size_t i = 0;

		s = blanks(s);
		if (*s == '[' && strchr(s, ']') != NULL &&
		    take_id(s + 1, &(int64_t){ 0 }) == NULL) {
			s = strchr(s, ']') + 1;
			continue;
		}
		while (i < sizeof prefixes / sizeof prefixes[0] &&
		    strncasecmp(s, prefixes[i], strlen(prefixes[i])) != 0)
			i++;
		if (i == sizeof prefixes / sizeof prefixes[0])
			return s;
		s += strlen(prefixes[i]);
	}
}

void
read_commands(struct facts *f, const char *own, const char *subject)
{
	const char *s = own;

	if (*own == '\0') {
		s = bare_subject(subject);
		read_line(f, s, strlen(s));
		s = "";
	}
	while (*s != '\0') {
		size_t len = strcspn(s, "\n");
		bool blank = strspn(s, " \t\r") >= len;

		if (f->ncommands == COMMANDS_MAX && !blank) {
			void_decisions(f); /* more than we take */
			break;
		}
		if (!blank && !read_line(f, s, len))
			break;
		s += len + (s[len] == '\n' ? 1 : 0);
	}
	facts_set(&f->comment, s);
	if (contradicts(f))
		void_decisions(f);
}
