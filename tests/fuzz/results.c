/*
 * The value of an Authentication-Results field, and what a mail is worth that
 * carries it.
 */
#include "mailproc/results.h"

#include <stdlib.h>
#include <string.h>

#include "mailproc/trust.h"
#include "tests/fuzz/fuzz.h"

static bool
domain_is_plain(const char *s)
{
	const char *at = strrchr(s, '@');

	for (s = at == NULL ? s : at + 1; *s != '\0'; s++)
		if (*s <= ' ' || *s >= 0x7f ||
		    strchr("\"\\;()<>,'/", *s) != NULL)
			return false;
	return true;
}

/* How many results; -1 if it is not well-formed to its end. */
static int
count(const char *s, size_t len, bool nameless)
{
	struct results r;
	struct result result;
	enum results_got got;
	int n = 0;

	if (nameless)
		results_open_nameless(&r, s, len);
	else if (!results_open(&r, s, len))
		return -1;
	while ((got = results_next(&r, &result)) == RESULT) {
		MUST((size_t)++n <= len);
		MUST(strlen(result.method) < RESULT_WORD);
		MUST(result.method[0] != '\0' && result.value[0] != '\0');
		MUST(domain_is_plain(result.from));
		MUST(domain_is_plain(result.domain));
		MUST(domain_is_plain(result.agent));
	}
	MUST(results_next(&r, &result) == got);
	return got == RESULTS_END ? n : -1;
}

/* Inside a comment or a quoted string there are no results. */
static void
stays_inside(const char *s, size_t len)
{
	struct buf comment = BUF_INIT(3 * GROWN_MAX);
	struct buf quoted = BUF_INIT(3 * GROWN_MAX);
	int n;

	buf_adds(&comment, "mx.test; spf=none (");
	buf_adds(&quoted, "mx.test; spf=none reason=\"");
	for (size_t i = 0; i < len; i++) {
		if (strchr("()\\\"", s[i]) != NULL && s[i] != '\0') {
			buf_addc(&comment, '\\');
			buf_addc(&quoted, '\\');
		}
		buf_addc(&comment, s[i]);
		buf_addc(&quoted, s[i]);
	}
	buf_addc(&comment, ')');
	buf_addc(&quoted, '"');
	n = count(comment.str, comment.len, false);
	MUST(n == 1 || n == -1);
	MUST(count(quoted.str, quoted.len, false) == n);
	buf_free(&comment);
	buf_free(&quoted);
}

/* It is worth nothing to anybody but the domain it names, and nothing at all
 * below the first Received. */
static void
is_worth(const char *s, size_t len)
{
	char id[] = "mx.test", why[256];
	struct trust_config t = { .authserv_id = id };
	struct header_field f[2] = { { "Authentication-Results", 22, s, len },
		{ "Received", 8, "x", 1 } };
	static struct header h;
	enum grade g;

	h.n = 2;
	memcpy(h.field, f, sizeof f);
	g = trust_grade(&t, &h, "a@uni.test", why);
	MUST(g != GRADE_DMARC || memmem(s, len, ";", 1) != NULL);
	if (g == GRADE_DMARC || g == GRADE_DKIM) {
		enum grade other = trust_grade(&t, &h, "a@un.test", why);

		for (const char *p = why; *p != '\0'; p++)
			MUST(*p >= ' ' && *p <= '~');

		MUST(other == GRADE_FAIL || other == GRADE_NONE ||
		    other == GRADE_DKIM);
		MUST(count(s, len, false) > 0);
	}
	h.field[0] = f[1];
	h.field[1] = f[0];
	MUST(trust_grade(&t, &h, "a@uni.test", why) == GRADE_NONE);
}

void
fuzz_one(const char *s, size_t len)
{
	count(s, len, false);
	count(s, len, true);
	stays_inside(s, len);
	if (len <= HEADER_FIELD_MAX)
		is_worth(s, len);
}
