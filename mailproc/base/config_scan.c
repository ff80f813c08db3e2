#include <stdio.h>
#include <string.h>

#include "mailproc/base/config_key.h"

enum token { END, WORD, TEXT, EQUALS, OPEN, CLOSE, COMMA, BAD };

struct scan {
	char *p;
	int line;
	struct config_place *place;
	struct err *err;
	char *from;              /* the first byte of the last token */
	char word[SECTION_SIZE]; /* of the last WORD */
	char section[SECTION_SIZE];
	int section_line; /* 0: not in a section */
	/* as far as they were met: the sections, by their first key */
	const struct config_key *met[KEYS_MAX];
	size_t nmet;
};

/* "FILE:LINE: what: why"; always BAD, so that scanners can return it. */
static enum token
bad(struct scan *s, int line, const char *what, const char *why)
{
	err_set(s->err, ERR_CONFIG, "%s:%d: %s: %s", s->place->path, line, what,
	    why);
	return BAD;
}

static bool
blank_comment(struct scan *s)
{
	int start = s->line;

	if (s->p[0] == '#' || (s->p[0] == '/' && s->p[1] == '/')) {
		while (*s->p != '\n' && *s->p != '\0')
			*s->p++ = ' ';
		return true;
	}
	*s->p++ = ' '; /* the comment's slash and star */
	*s->p++ = ' ';
	while (s->p[0] != '*' || s->p[1] != '/') {
		if (*s->p == '\0') {
			bad(s, start, "comment", "expected */ at its end");
			return false;
		}
		if (*s->p == '\n')
			s->line++;
		else
			*s->p = ' ';
		s->p++;
	}
	*s->p++ = ' ';
	*s->p++ = ' ';
	return true;
}

static bool
skip_space(struct scan *s)
{
	for (;;) {
		s->p += strspn(s->p, " \t\r");
		if (*s->p == '\n') {
			s->line++;
			s->p++;
		} else if (*s->p == '#' ||
		    (*s->p == '/' && s->p[1] != '\0' &&
			strchr("/*", s->p[1]) != NULL)) {
			if (!blank_comment(s))
				return false;
		} else
			return true;
	}
}

/*
 * Text in quotes ends on its line.  Only the quote and the backslash itself
 * can be escaped, which single and double quotes read alike.
 */
static enum token
take_text(struct scan *s)
{
	char quote = *s->p++;

	for (; *s->p != quote; s->p++) {
		if (*s->p == '\n' || *s->p == '\0')
			return bad(s, s->line, "text",
			    "expected a closing quote on this line");
		if (s->p[0] == '$' && s->p[1] == '{')
			return bad(s, s->line, "${",
			    "expected the value itself, variables are not "
			    "replaced");
		if (*s->p != '\\')
			continue;
		s->p++;
		if (*s->p != quote && *s->p != '\\')
			return bad(s, s->line, "\\",
			    "expected a quote or a backslash after it");
	}
	s->p++;
	return TEXT;
}

static enum token
take_word(struct scan *s)
{
	static const char in_words[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789_-.";
	size_t n = strspn(s->p, in_words);

	if (n == 0) {
		char odd[8];

		snprintf(odd, sizeof odd,
		    *s->p > ' ' && *s->p < 0x7f ? "%c" : "\\x%02X",
		    (unsigned char)*s->p);
		return bad(s, s->line, odd,
		    "expected a key, a value or a brace (text stands in "
		    "quotes)");
	}
	snprintf(s->word, sizeof s->word, "%.*s", n < 64 ? (int)n : 63, s->p);
	s->p += n;
	return WORD;
}

static enum token
next(struct scan *s)
{
	static const char signs[] = "={},";
	static const enum token tokens[] = { EQUALS, OPEN, CLOSE, COMMA };
	const char *sign;

	if (!skip_space(s))
		return BAD;
	s->from = s->p;
	if (*s->p == '\0')
		return END;
	if (*s->p == '"' || *s->p == '\'')
		return take_text(s);
	if ((sign = strchr(signs, *s->p)) == NULL)
		return take_word(s);
	s->p++;
	return tokens[sign - signs];
}

static bool
number_or_flag(const struct config_key *k, const char *word)
{
	if (k->kind == KEY_FLAG)
		return strcmp(word, "true") == 0 || strcmp(word, "false") == 0;
	return word[strspn(word, "0123456789")] == '\0' &&
	    (word[0] != '0' || word[1] == '\0');
}

/* One value, as a whole or in a list; t is its token. */
static bool
value_fits(const struct config_key *k, enum token t, const char *word)
{
	bool bare =
	    k->kind == KEY_FLAG || k->kind == KEY_NUMBER || k->kind == KEY_DAYS;

	return bare ? t == WORD && number_or_flag(k, word) : t == TEXT;
}

static enum token
unexpected(struct scan *s, const struct config_key *k)
{
	char expected[256];

	config_wrong(s->place, k, s->err, "expected %s",
	    key_expects(k, expected));
	return BAD;
}

static enum token
take_list(struct scan *s, const struct config_key *k)
{
	enum token t = next(s);

	while (t != CLOSE) {
		if (t == BAD)
			return BAD;
		if (!value_fits(k, t, s->word))
			return unexpected(s, k);
		t = next(s);
		if (t == COMMA)
			t = next(s);
		else if (t != CLOSE && t != BAD) {
			config_wrong(s->place, k, s->err,
			    "expected a comma or the list's closing brace");
			return BAD;
		}
	}
	return CLOSE;
}

static enum token
take_value(struct scan *s, const struct config_key *k)
{
	bool list =
	    k->kind == KEY_LIST || k->kind == KEY_WORDS || k->kind == KEY_DAYS;
	enum token t = next(s);

	if (t == BAD)
		return BAD;
	if (list)
		return t == OPEN ? take_list(s, k) : unexpected(s, k);
	return value_fits(k, t, s->word) ? t : unexpected(s, k);
}

static enum token
take_key(struct scan *s, int line)
{
	const struct config_key *keys = config_keys(), *k = keys;
	int *place;

	while (k->name != NULL &&
	    (strcmp(k->section, s->section) != 0 ||
		strcmp(k->name, s->word) != 0))
		k++;
	if (k->name == NULL) {
		char whole[160], section[SECTION_SIZE];

		snprintf(whole, sizeof whole, "%s%s%s",
		    config_section(s->place, s->section, section),
		    s->section[0] == '\0' ? "" : ".", s->word);
		return bad(s, line, whole,
		    "expected a key that mailproc.conf(5) knows");
	}
	place = &s->place->line[k - keys];
	if (*place != 0) {
		int first = *place;

		*place = line;
		config_wrong(s->place, k, s->err,
		    "expected once, but line %d has it too", first);
		return BAD;
	}
	*place = line;
	return take_value(s, k);
}

static enum token
take_section(struct scan *s, int line)
{
	const struct config_key *k = config_keys();
	char shown[SECTION_SIZE];

	if (s->section_line != 0)
		return bad(s, s->section_line,
		    config_section(s->place, s->section, shown),
		    "expected a closing brace before the next section");
	while (k->name != NULL && strcmp(k->section, s->word) != 0)
		k++;
	if (k->name == NULL)
		return bad(s, line, s->word,
		    "expected a section that mailproc.conf(5) knows");
	for (size_t i = 0; i < s->nmet; i++)
		if (s->met[i] == k)
			return bad(s, line,
			    config_section(s->place, s->word, shown),
			    "expected only one section of this name");
	s->met[s->nmet++] = k;
	memcpy(s->section, s->word, sizeof s->section);
	s->section_line = line;
	return OPEN;
}

/* The name of such a section, without its quotes; "" if it is too long. */
static void
take_title(const struct scan *s, enum token t, char title[TITLE_SIZE])
{
	const char *from = t == TEXT ? s->from + 1 : s->from;
	size_t n = (size_t)(s->p - from) - (t == TEXT ? 1 : 0);

	snprintf(title, TITLE_SIZE, "%.*s", n < TITLE_SIZE ? (int)n : 0, from);
}

/*
 * `role student {`: what libconfuse reads is one word, and blanks behind it, so
 * that lines stay.  head is where it begins.
 */
static enum token
take_titled(struct scan *s, char *head, enum token t, int line)
{
	char kind[sizeof s->word], title[TITLE_SIZE];
	const char *why;

	snprintf(kind, sizeof kind, "%s", s->word);
	take_title(s, t, title);
	if ((t = next(s)) != OPEN || s->line != line)
		return t == BAD ?
		    BAD :
		    bad(s, line, kind,
			"expected its name and { after it, on the same line");
	why = config_title(s->place, kind, title, line, s->word);
	if (why != NULL)
		return bad(s, line, kind, why);
	memset(head, ' ', (size_t)(s->from - head));
	memcpy(head, s->word, strlen(s->word));
	return take_section(s, line);
}

static enum token
take_end(struct scan *s)
{
	char shown[SECTION_SIZE];

	s->place->last = s->line;
	if (s->section_line == 0)
		return END;
	return bad(s, s->section_line,
	    config_section(s->place, s->section, shown),
	    "expected a closing brace, the file ends without one");
}

static enum token
take_close(struct scan *s)
{
	if (s->section_line == 0)
		return bad(s, s->line, "}", "expected no brace here");
	s->section_line = 0;
	s->section[0] = '\0';
	return CLOSE;
}

static enum token
take_named(struct scan *s)
{
	int line = s->line;
	char name[sizeof s->word], *head = s->from;
	enum token t;

	memcpy(name, s->word, sizeof name);
	t = next(s);
	if ((strcmp(name, "role") == 0 || strcmp(name, "field") == 0) &&
	    (t == WORD || t == TEXT)) {
		memcpy(s->word, name, sizeof name);
		return take_titled(s, head, t, line);
	}
	memcpy(s->word, name, sizeof name);
	if (t == EQUALS)
		return take_key(s, line);
	if (t == OPEN && strchr(name, '_') == NULL)
		return take_section(s, line);
	if (t == OPEN)
		return bad(s, line, name,
		    "expected a section that mailproc.conf(5) knows");
	return t == BAD ? BAD : bad(s, line, name, "expected = or { after it");
}

static enum token
take_item(struct scan *s)
{
	enum token t = next(s);

	switch (t) {
	case WORD:
		return take_named(s);
	case CLOSE:
		return take_close(s);
	case END:
		return take_end(s);
	case BAD:
		return BAD;
	case TEXT:
	case EQUALS:
	case OPEN:
	case COMMA:
		break;
	}
	return bad(s, s->line, "value", "expected a key before it");
}

enum status
config_scan(char *text, struct config_place *place, struct err *err)
{
	struct scan s = { .line = 1, .place = place, .err = err };
	enum token t;

	s.p = text;
	do
		t = take_item(&s);
	while (t != END && t != BAD);
	return t == END ? OK : ERR_CONFIG;
}
