#include "parsers/words.h"

#include <stdio.h>
#include <string.h>

#include "mailproc/base/letters.h"
#include "mailproc/base/text.h"

#define FIRST_WORDS 6  /* of a line, that are looked at for a decision */
#define SLIP_MAX    15 /* letters of a word that may be a slip */

static size_t
one_of(const char *s, size_t len, const char *const *list)
{
	for (; *list != NULL; list++) {
		size_t n = strlen(*list);

		if (n <= len && memcmp(s, *list, n) == 0)
			return n;
	}
	return 0;
}

size_t
unicode_blank(const char *s, size_t len)
{
	uint32_t c;
	size_t n = utf8_take(s, len, &c);

	return n > 0 && unicode_space(c) ? n : 0;
}

size_t
unicode_nothing(const char *s, size_t len)
{
	static const char *const list[] = { "\xe2\x80\x8b", "\xe2\x80\x8c",
		"\xe2\x80\x8d", "\xe2\x81\xa0", "\xef\xbb\xbf", NULL };

	return one_of(s, len, list);
}

size_t
around(const char *s)
{
	static const char *const list[] = { " ", "*", "_", "-", "\"", "'", "`",
		"\u2018", "\u2019", "\u201a", "\u201c", "\u201d", "\u201e",
		"\u2039", "\u203a", "\xc2\xab", "\xc2\xbb", "\u2010", "\u2011",
		"\u2012", "\u2013", "\u2014", "\u2015", "\u2212", NULL };

	return one_of(s, strlen(s), list);
}

/* Past the word (or what is none) at s, and what stands before the next. */
static const char *
next_word(const char *s)
{
	struct letters l = { .p = s };
	const char *p = s;

	while (*p != '\0' && letter_is(letter_next(&l)))
		p = l.p;
	while (*p != '\0') {
		l = (struct letters){ .p = p };
		if (letter_is(letter_next(&l)))
			break;
		p = l.p;
	}
	return p;
}

static bool
begins_one(const char *line, const char *const *list)
{
	for (; *list != NULL; list++)
		if (word_match(line, *list) != NULL)
			return true;
	return false;
}

static bool
holds_one(const char *line, const char *const *list)
{
	for (; *line != '\0'; line = next_word(line))
		if (begins_one(line, list))
			return true;
	return false;
}

/* Words that decide only where a line begins with them: "no" is in any text. */
static bool
everyday(const char *word)
{
	static const char *const list[] = { "yes", "no", "ja", "nein", "oui",
		"non", "si", "sí", NULL };

	return begins_one(word, list);
}

bool
begins_answer(const struct lexicon *l, const char *line)
{
	static const char *const more[] = { "ok", "okay", "yep", "yeah", "yup",
		"nope", "sure", NULL };

	for (size_t i = 0; i < l->n; i++)
		if (everyday(l->word[i].text) &&
		    word_match(line, l->word[i].text) != NULL)
			return true;
	return begins_one(line, more);
}

static bool
strong(enum event_type verb)
{
	return verb == EV_CONFIRM || verb == EV_DECLINE || verb == EV_APPROVE ||
	    verb == EV_DENY || verb == EV_REVOKE || verb == EV_CANCEL ||
	    verb == EV_NOTME;
}

/* For or against: +1, -1; 0 if this word decides nothing. */
static int
leaning(const struct lexicon *l, const char *s)
{
	static const char *const yes[] = { "approved", NULL };
	static const char *const no[] = { "denied", "declined", "rejected",
		"revoked", "cancelled", "canceled", "disapprove", "disapproved",
		"disallow", "disallowed", NULL };

	if (begins_one(s, yes))
		return 1;
	if (begins_one(s, no))
		return -1;
	for (size_t i = 0; i < l->n; i++) {
		const struct word *w = &l->word[i];

		if (strong(w->verb) && !everyday(w->text) &&
		    strcmp(w->text, "sponsor") != 0 &&
		    word_match(s, w->text) != NULL)
			return w->verb == EV_CONFIRM || w->verb == EV_APPROVE ?
			    1 :
			    -1;
	}
	return 0;
}

/* "RENEW 12 please": any verb with a number behind it. */
static bool
begins_numbered(const struct lexicon *l, const char *line)
{
	int64_t id;

	for (size_t i = 0; i < l->n; i++) {
		const char *p = word_match(line, l->word[i].text);

		if (p != NULL && take_id(p + strspn(p, " :#[*_"), &id) != NULL)
			return true;
	}
	return false;
}

/* Any of the first words decides, but the line as a whole is no command. */
bool
looks_like_decision(const struct lexicon *l, const char *line)
{
	const char *s = line;

	if (begins_answer(l, line) || begins_numbered(l, line))
		return true;
	for (int i = 0; i < FIRST_WORDS && *s != '\0'; i++) {
		if (leaning(l, s) != 0)
			return true;
		s = next_word(s);
	}
	return false;
}

bool
unsettles(const struct lexicon *l, const char *line, bool for_it)
{
	static const char *const hedge[] = { "but", "unless", "except",
		"provided", "only", "aber", "nur", "mais", "sauf", "seulement",
		"pero", "solo", "excepto", NULL };
	static const char *const negation[] = { "not", "t", "dont", "cannot",
		"cant", "wont", "never", "wait", "nicht", "kein", "keine",
		"pas", "jamais", "nunca", NULL };
	static const char *const no[] = { "no", "nope", "nein", "non", NULL };
	int lean = 0, seen = 0;
	bool negated;

	if (begins_one(line, hedge))
		return true;
	negated = holds_one(line, negation) || begins_one(line, no);
	for (const char *s = line; *s != '\0' && seen < FIRST_WORDS;
	     s = next_word(s), seen++)
		if (lean == 0)
			lean = leaning(l, s);
	if (lean == 0 && !begins_answer(l, line))
		return false;
	if (for_it)
		return negated || lean < 0;
	return !negated && lean >= 0;
}

/* The letters of a word as they are compared; how many, 0 if too many. */
static size_t
spell(const char *s, const char **after, uint32_t out[SLIP_MAX])
{
	struct letters l = { .p = s };
	size_t n = 0;
	uint32_t c;

	*after = s;
	while (letter_is(c = letter_next(&l))) {
		if (n == SLIP_MAX)
			return 0;
		out[n++] = c;
		*after = l.p;
	}
	return n;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Edit distance of two short words; neighbours swapped is one. */
static size_t
distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
	size_t row[3][SLIP_MAX + 1];

	for (size_t j = 0; j <= m; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *now = row[i % 3], *above = row[(i + 2) % 3];

		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t best =
			    above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);

			best = least(best, above[j] + 1);
			best = least(best, now[j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				best = least(best, row[(i + 1) % 3][j - 2] + 1);
			now[j] = best;
		}
	}
	return row[n % 3][m];
}

/* The verb whose word differs least, if little enough. */
static enum event_type
nearest(const struct lexicon *l, const uint32_t *slip, size_t n)
{
	enum event_type found = EV_NONE;
	size_t best = 3;

	for (size_t i = 0; i < l->n; i++) {
		uint32_t word[SLIP_MAX];
		const char *end;
		size_t m = spell(l->word[i].text, &end, word), d;

		if (m < 4 || *end != '\0')
			continue;
		/* 0: the word is right, what is around its id is not */
		d = distance(slip, n, word, m);
		if (d <= (m > 5 ? 2u : 1u) && d < best) {
			best = d;
			found = l->word[i].verb;
		}
	}
	return found;
}

bool
near_miss(const struct lexicon *l, const char *line,
    char suggestion[SUGGESTION_MAX])
{
	uint32_t slip[SLIP_MAX];
	const char *end, *after;
	size_t n = spell(line, &end, slip);
	enum event_type verb;
	int64_t id = 0;

	after = take_id(end + strspn(end, " :#[*_"), &id);
	if (n < 3 || (after == NULL && end[strspn(end, " .!*_")] != '\0') ||
	    (after != NULL && after[strspn(after, "] .!*_\"'")] != '\0'))
		return false;
	if ((verb = nearest(l, slip, n)) == EV_NONE)
		return false;
	if (after != NULL)
		snprintf(suggestion, SUGGESTION_MAX, "%s %lld",
		    event_name(verb), (long long)id);
	else
		snprintf(suggestion, SUGGESTION_MAX, "%s", event_name(verb));
	return true;
}
