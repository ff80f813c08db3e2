#include "parsers/grammar.h"

#include <string.h>
#include <strings.h>

#include "mailproc/base/address.h"
#include "mailproc/base/text.h"
#include "parsers/words.h"

#define FULL_STOP "\u3002" /* of Chinese and Japanese */

static bool
begins_full_stop(const char *p)
{
	return strncmp(p, FULL_STOP, sizeof FULL_STOP - 1) == 0;
}

const char *
grammar_blanks(const char *p)
{
	return p + strspn(p, " *_");
}

const char *
grammar_id(const char *p, int64_t *id)
{
	bool bracket = *p == '[';

	p += bracket ? 1 : 0;
	p += *p == '#' ? 1 : 0;
	if ((p = take_id(p, id)) == NULL)
		return NULL;
	if (bracket && *p++ != ']')
		return NULL;
	/* "12a" is no number, "12.5" neither */
	if (*p == '.' && p[1] >= '0' && p[1] <= '9')
		return NULL;
	return *p == '\0' || strchr(" *_.,:!-", *p) != NULL || around(p) > 0 ||
		begins_full_stop(p) ?
	    p :
	    NULL;
}

/* "12, #13, [14]".  Returns what follows, p if there is none, NULL if there are
 * too many. */
static const char *
take_ids(const char *p, struct parsed *out)
{
	const char *q = p;
	int64_t id;

	while ((q = grammar_id(q, &id)) != NULL) {
		if (out->nids == COMMANDS_MAX)
			return NULL;
		out->id[out->nids++] = id;
		p = q;
		q = grammar_blanks(q);
		if (*q != ',')
			break;
		q = grammar_blanks(q + 1);
	}
	return p;
}

/* Nothing more but what people put behind a line. */
static bool
ends(const char *p)
{
	for (;;) {
		size_t n = around(p);

		if (n == 0 && (*p == '.' || *p == '!'))
			n = 1;
		if (n == 0 && begins_full_stop(p))
			n = 3;
		if (n == 0)
			return *p == '\0';
		p += n;
	}
}

static bool
word_ends(const char *p)
{
	return *p == '\0' || strchr(" :.!,#[", *p) != NULL || around(p) > 0 ||
	    begins_full_stop(p);
}

/* "and 13" behind ids is more of them, or was meant to be. */
static bool
is_more_ids(const char *p)
{
	static const char *const and[] = { "and", "und", "et", "y", "&", "+" };
	int64_t id;

	for (size_t i = 0; i < sizeof and / sizeof and[0]; i++) {
		size_t n = strlen(and[i]);

		if (strncasecmp(p, and[i], n) == 0 &&
		    grammar_id(grammar_blanks(p + n), &id) != NULL)
			return true;
	}
	return grammar_id(p, &id) != NULL;
}

/* Digits that are no id of ours, behind signs: "\"12\"", "0012", wide ones. */
static bool
is_strange_id(const char *p)
{
	/* U+0660, U+06F0, U+FF10: Arabic, Persian and wide zero */
	static const char zero[][4] = { "0", "\u0660", "\u06f0", "\uff10" };

	while (*p != '\0' && strchr(" .,;:!?-\"'`#[(*_/", *p) != NULL)
		p++;
	for (size_t i = 0; i < sizeof zero / sizeof zero[0]; i++) {
		size_t n = strlen(zero[i]) - 1;
		unsigned char last = (unsigned char)zero[i][n];

		if (strncmp(p, zero[i], n) == 0 &&
		    (unsigned char)p[n] >= last &&
		    (unsigned char)p[n] <= last + 9)
			return true;
	}
	return false;
}

/* The text behind ids or a colon, without the quote or stars that close the
 * line.  False if it says nothing. */
static bool
take_text(const char *p, char quote, struct parsed *out)
{
	size_t n;

	p = grammar_blanks(p);
	if (*p != '\0' && strchr(":-,", *p) != NULL)
		p = grammar_blanks(p + 1);
	if (out->nids > 0 ? is_more_ids(p) : is_strange_id(p))
		return false;
	n = strlen(p);
	while (n > 0 &&
	    (strchr(" *_", p[n - 1]) != NULL ||
		(quote != '\0' && p[n - 1] == quote)))
		n--;
	memcpy(out->arg, p, n);
	out->arg[n] = '\0';
	for (size_t i = 0; i < n; i++)
		if (strchr(" .,;:!?-", p[i]) == NULL)
			return true;
	return false;
}

/*
 * The one mailbox at p: "a@b", "<a@b>", "Name <a@b>", or as programs write a
 * linked one, "a@b<mailto:a@b>".
 */
static bool
take_address(const char *p, struct parsed *out)
{
	const char *open = strchr(p, '<');
	size_t n = strcspn(p, "<> ");

	if (open != NULL && memchr(p, '@', (size_t)(open - p)) == NULL) {
		p = open + 1;
		n = strcspn(p, "<> ");
		if (p[n] != '>' || !ends(p + n + 1))
			return false;
	} else if (strncmp(p + n, "<mailto:", 8) == 0) {
		const char *link = p + n + 8;

		if (strncasecmp(link, p, n) != 0 || link[n] != '>' ||
		    !ends(link + n + 1))
			return false;
	} else if (!ends(p + n))
		return false;
	while (n > 0 && strchr(".!,\"'*_", p[n - 1]) != NULL)
		n--;
	memcpy(out->arg, p, n);
	out->arg[n] = '\0';
	fold_ascii(out->arg);
	return address_valid(out->arg, n);
}

/*
 * What stands behind the verb: [#]ID[, ID ...] and, for some verbs, an
 * argument.  False if the line is not exactly that.
 */
static bool
parse_rest(const char *p, char quote, struct parsed *out)
{
	bool colon;

	if (!word_ends(p))
		return false;
	p = grammar_blanks(p);
	/* "Sponsor: address" is a line of the form */
	if ((colon = *p == ':') && out->word->takes == TAKES_ADDRESS)
		return false;
	if ((p = take_ids(grammar_blanks(p + colon), out)) == NULL)
		return false;
	if (out->word->takes == TAKES_ADDRESS)
		return take_address(grammar_blanks(grammar_blanks(p) +
					(*grammar_blanks(p) == ':')),
		    out);
	if (ends(p))
		return true;
	return out->word->takes == TAKES_TEXT && (out->nids > 0 || colon) &&
	    take_text(p, quote, out);
}

bool
grammar_command(const struct lexicon *l, const char *line, char quote,
    struct parsed *out)
{
	const char *furthest = line;

	for (size_t i = 0; i < l->n; i++) {
		const char *p = word_match(line, l->word[i].text);
		struct parsed one = { .word = &l->word[i], .arg = "" };

		if (p == NULL || p <= furthest || !parse_rest(p, quote, &one))
			continue;
		furthest = p;
		*out = one;
	}
	return furthest > line;
}
