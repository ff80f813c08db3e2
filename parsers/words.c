#include "parsers/words.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mailproc/base/text.h"

/* clang-format off */
const struct word words[] = {
	{ "yes, i confirm", EV_CONFIRM, TAKES_NOTHING },
	{ "i confirm",      EV_CONFIRM, TAKES_NOTHING },
	{ "confirmed",      EV_CONFIRM, TAKES_NOTHING },
	{ "confirm",        EV_CONFIRM, TAKES_NOTHING },
	{ "yes",            EV_CONFIRM, TAKES_NOTHING },
	{ "approve",        EV_APPROVE, TAKES_NOTHING },
	{ "deny",           EV_DENY,    TAKES_TEXT },
	{ "decline",        EV_DECLINE, TAKES_TEXT },
	{ "i decline",      EV_DECLINE, TAKES_TEXT },
	{ "reject",         EV_DECLINE, TAKES_TEXT },
	{ "no",             EV_DECLINE, TAKES_NOTHING },
	{ "ask",            EV_ASK,     TAKES_TEXT },
	{ "revoke",         EV_REVOKE,  TAKES_NOTHING },
	{ "done",           EV_DONE,    TAKES_NOTHING },
	{ "status",         EV_STATUS,  TAKES_NOTHING },
	{ "list",           EV_LIST,    TAKES_NOTHING },
	{ "help",           EV_HELP,    TAKES_NOTHING },
	{ "why",            EV_WHY,     TAKES_NOTHING },
	{ "notme",          EV_NOTME,   TAKES_NOTHING },
	{ "cancel",         EV_CANCEL,  TAKES_NOTHING },
	{ "renew",          EV_RENEW,   TAKES_NOTHING },
	{ "resend",         EV_RESEND,  TAKES_NOTHING },
	{ "sponsor",        EV_SPONSOR, TAKES_ADDRESS },
	{ "sponsor",        EV_CONFIRM, TAKES_NOTHING },
};
/* clang-format on */

const size_t words_count = sizeof words / sizeof words[0];

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
	static const char *const list[] = { "\xc2\xa0", "\xe2\x80\xaf",
		"\xe3\x80\x80", NULL };

	/* U+2000 to U+200A */
	if (len >= 3 && memcmp(s, "\xe2\x80", 2) == 0 &&
	    (unsigned char)s[2] >= 0x80 && (unsigned char)s[2] <= 0x8a)
		return 3;
	return one_of(s, len, list);
}

size_t
unicode_nothing(const char *s, size_t len)
{
	static const char *const list[] = { "\xe2\x80\x8b", "\xe2\x80\x8c",
		"\xe2\x80\x8d", "\xe2\x81\xa0", "\xef\xbb\xbf", NULL };

	return one_of(s, len, list);
}

static size_t
letters(const char *s)
{
	return strspn(s,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

static bool
is_decision_word(const char *s, size_t len)
{
	static const char *const list[] = { "approve", "approved", "deny",
		"denied", "confirm", "confirmed", "decline", "declined",
		"reject", "rejected", "revoke", "cancel", "disapprove",
		"disallow", "notme" };

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
		if (strlen(list[i]) == len && strncasecmp(s, list[i], len) == 0)
			return true;
	return false;
}

/* Words of everyday speech that decide only where a line begins with them. */
static bool
is_plain_answer(const char *s, size_t len)
{
	static const char *const list[] = { "yes", "no", "ok", "okay" };

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
		if (strlen(list[i]) == len && strncasecmp(s, list[i], len) == 0)
			return true;
	return false;
}

/*
 * Any of the first six words is a word of decision, but the line as a whole is
 * no command.
 */
bool
looks_like_decision(const char *line)
{
	const char *s = line;

	for (int i = 0; i < 6 && *s != '\0'; i++) {
		size_t n = letters(s);

		if (n > 0 &&
		    (is_decision_word(s, n) ||
			(i == 0 && is_plain_answer(s, n))))
			return true;
		s += n;
		s += strcspn(s,
		    "abcdefghijklmnopqrstuvwxyz"
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	}
	return false;
}

/* Edit distance of two short words, case aside, neighbours swapped is one. */
static size_t
distance(const char *a, size_t n, const char *b, size_t m)
{
	size_t row[3][16];

	if (n > 14 || m > 14)
		return 99;
	for (size_t j = 0; j <= m; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *now = row[i % 3], *above = row[(i + 2) % 3];

		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			char x = (char)(a[i - 1] | 0x20);
			char y = (char)(b[j - 1] | 0x20);
			size_t best = above[j - 1] + (x == y ? 0 : 1);

			if (above[j] + 1 < best)
				best = above[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && x == (b[j - 2] | 0x20) &&
			    (a[i - 2] | 0x20) == y &&
			    row[(i + 1) % 3][j - 2] + 1 < best)
				best = row[(i + 1) % 3][j - 2] + 1;
			now[j] = best;
		}
	}
	return row[n % 3][m];
}

bool
near_miss(const char *line, char suggestion[SUGGESTION_MAX])
{
	size_t n = letters(line);
	const char *p = line + n + strspn(line + n, " :#[");
	int64_t id = 0;
	const char *after = take_id(p, &id);

	if (n < 3 || (after == NULL && line[n] != '\0') ||
	    (after != NULL && after[strspn(after, "] .!")] != '\0'))
		return false;
	for (size_t i = 0; i < words_count; i++) {
		size_t m = strlen(words[i].text), d;

		if (m != letters(words[i].text) || m < 4)
			continue;
		d = distance(line, n, words[i].text, m);
		if (d == 0 || d > (m > 5 ? 2u : 1u))
			continue;
		if (after != NULL)
			snprintf(suggestion, SUGGESTION_MAX, "%s %lld",
			    event_name(words[i].verb), (long long)id);
		else
			snprintf(suggestion, SUGGESTION_MAX, "%s",
			    event_name(words[i].verb));
		return true;
	}
	return false;
}
