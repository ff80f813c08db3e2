#include "mailproc/trust.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mailproc/base/address.h"
#include "mailproc/base/rule.h"
#include "mailproc/results.h"

static const char results_name[] = "Authentication-Results";
static const char exchange[] = "X-MS-Exchange-Organization-";
static const char auth_as[] = "X-MS-Exchange-Organization-AuthAs";

/* What the counted instances said so far. */
struct finding {
	const struct trust_config *t;
	const char *domain; /* of From */
	int instances;
	int dmarc;              /* results of this method */
	bool dmarc_fail;        /* one of them */
	bool dmarc_pass;        /* the last of them */
	char from[RESULT_NAME]; /* header.from of the last */
	char said[RESULT_WORD]; /* the last's result */
	bool dkim;              /* a pass for exactly our domain */
};

__attribute__((format(printf, 3, 4))) static enum grade
because(char why[256], enum grade g, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, 256, fmt, ap);
	va_end(ap);
	for (; *why != '\0'; why++) /* what stands before an @ may be quoted */
		if (*why < ' ' || *why > '~')
			*why = '?';
	return g;
}

static bool
named(const struct header_field *f, const char *name)
{
	return f->name_len == strlen(name) &&
	    strncasecmp(f->name, name, f->name_len) == 0;
}

/* Rule R7: no other field, whatever it is derived from. */
static bool
has_results(const struct header_field *f)
{
	size_t n = sizeof results_name - 1;

	if (!rule(R7) && f->name_len > n)
		return strncasecmp(f->name + f->name_len - n, results_name,
			   n) == 0;
	return named(f, results_name);
}

/*
 * header.d is the signing domain.  Where only header.i is told (Gmail), what
 * follows its @ is the signing domain or below it, so equality is safe.
 */
static bool
signed_by(const struct result *r, const char *domain)
{
	const char *at;

	if (!rule(R5_SIGNER))
		return true;
	if (r->domain[0] != '\0')
		return strcasecmp(r->domain, domain) == 0;
	at = strrchr(r->agent, '@');
	return at != NULL && strcasecmp(at + 1, domain) == 0;
}

static void
count_result(struct finding *found, const struct result *r)
{
	bool pass = rule(R5_PASS) ? strcasecmp(r->value, "pass") == 0 :
				    strcasestr(r->value, "pass") != NULL;

	if (rule(R3_METHOD) && r->other_version)
		return;
	if (strcasecmp(r->method, "dkim") == 0) {
		if (pass && signed_by(r, found->domain))
			found->dkim = true;
		return;
	}
	if (strcasecmp(r->method, "dmarc") != 0)
		return;
	found->dmarc++;
	found->dmarc_pass = pass;
	if (strcasecmp(r->value, "fail") == 0)
		found->dmarc_fail = true;
	memcpy(found->from, r->from, sizeof found->from);
	memcpy(found->said, r->value, sizeof found->said);
}

enum instance { OURS, FOREIGN, UNREADABLE };

static enum instance
count_results(struct finding *found, struct results *r)
{
	struct result result;
	enum results_got got;

	found->instances++;
	while ((got = results_next(r, &result)) == RESULT)
		count_result(found, &result);
	return got == RESULTS_END || !rule(R4_ERROR) ? OURS : UNREADABLE;
}

static enum instance
count_instance(struct finding *found, const struct header_field *f)
{
	struct results r;

	if (rule(R8_SIZE) && f->value_len > HEADER_FIELD_MAX)
		return UNREADABLE;
	if (found->t->profile == TRUST_M365) {
		results_open_nameless(&r, f->value, f->value_len);
		return count_results(found, &r);
	}
	if (!results_open(&r, f->value, f->value_len))
		return UNREADABLE;
	if (rule(R2) && strcasecmp(r.id, found->t->authserv_id) != 0)
		return FOREIGN;
	if (rule(R3_FIELD) && r.other_version)
		return UNREADABLE;
	return count_results(found, &r);
}

/*
 * Rule R1: are we still where our server's results are?  top: above the first
 * Received, of which our own server adds everything; other filters of it may
 * use other names.  below: the first of the mail and those that follow it
 * without anything between.  m365: the first alone.
 */
static bool
counts(const struct finding *found, const struct header *h, size_t i)
{
	switch (found->t->profile) {
	case TRUST_TOP:
		return !named(&h->field[i], "Received") || !rule(R1_ABOVE);
	case TRUST_BELOW:
		return found->instances == 0 || has_results(&h->field[i]) ||
		    !rule(R1_ADJACENT);
	case TRUST_M365:
		return found->instances == 0 || !rule(M_FIRST);
	}
	return false;
}

static bool
collect(struct finding *found, const struct header *h, char why[256])
{
	for (size_t i = 0; i < h->n && counts(found, h, i); i++) {
		if (!has_results(&h->field[i]))
			continue;
		switch (count_instance(found, &h->field[i])) {
		case OURS:
			continue;
		case UNREADABLE:
			because(why, GRADE_NONE,
			    "field %zu has results that cannot be read", i + 1);
			return false;
		case FOREIGN:
			break;
		}
		if (found->instances == 0 && rule(R1_FIRST)) {
			because(why, GRADE_NONE,
			    "the first results are not of %s",
			    found->t->authserv_id);
			return false;
		}
		if (found->t->profile == TRUST_BELOW && rule(R1_FIRST))
			break;
	}
	if (found->instances == 0)
		because(why, GRADE_NONE, "no results of %s%s",
		    found->t->authserv_id,
		    found->t->profile == TRUST_TOP ?
			" above the first Received" :
			"");
	return found->instances != 0;
}

/* Does a field that only Exchange may write occur twice? */
static bool
exchange_twice(const struct header *h)
{
	size_t n = sizeof exchange - 1;

	for (size_t i = 0; i < h->n; i++) {
		const struct header_field *f = &h->field[i];

		if (f->name_len <= n || strncasecmp(f->name, exchange, n) != 0)
			continue;
		for (size_t k = i + 1; k < h->n; k++)
			if (h->field[k].name_len == f->name_len &&
			    strncasecmp(h->field[k].name, f->name,
				f->name_len) == 0)
				return true;
	}
	return false;
}

/* Mail within one tenant of Microsoft 365, which carries no results. */
static enum grade
judge_internal(const struct header *h, char why[256])
{
	char value[32];
	int i = header_find(h, auth_as, 0);

	if (i < 0)
		return because(why, GRADE_NONE, "neither results nor %s",
		    auth_as);
	if (rule(M_ONCE) && exchange_twice(h))
		return because(why, GRADE_NONE, "a field %s... occurs twice",
		    exchange);
	if (!header_value(&h->field[i], value, sizeof value) ||
	    (rule(M_EXACT) ? strcmp(value, "Internal") != 0 :
			     strncmp(value, "Internal", 8) != 0))
		return because(why, GRADE_NONE, "%s is not Internal", auth_as);
	return because(why, GRADE_INTERNAL, "%s: Internal", auth_as);
}

static bool
has_any_results(const struct header *h)
{
	for (size_t i = 0; i < h->n; i++)
		if (has_results(&h->field[i]))
			return true;
	return false;
}

/* Rule R5 where there is a dmarc result. */
static enum grade
judge_dmarc(const struct finding *found, char why[256])
{
	if (rule(R5_ONE) && found->dmarc > 1)
		return because(why, GRADE_FAIL, "%d dmarc results",
		    found->dmarc);
	if (found->dmarc_fail)
		return because(why, GRADE_FAIL, "dmarc=fail");
	if (!found->dmarc_pass)
		return because(why, GRADE_NONE, "dmarc=%s is no pass",
		    found->said);
	if (found->from[0] == '\0')
		return because(why, GRADE_NONE,
		    "dmarc=pass does not say for whom");
	if (rule(R5_FROM) && strcasecmp(found->from, found->domain) != 0)
		return because(why, GRADE_FAIL,
		    "dmarc=pass is for %.100s, From is %.100s", found->from,
		    found->domain);
	if (rule(R5_DKIM) && found->t->require_dkim && !found->dkim)
		return because(why, GRADE_NONE,
		    "dmarc=pass, but no dkim=pass of %.100s (require_dkim)",
		    found->domain);
	return because(why, GRADE_DMARC, "dmarc=pass for %.100s",
	    found->domain);
}

enum grade
trust_grade(const struct trust_config *t, const struct header *h,
    const char *from, char why[256])
{
	struct finding found = { .t = t, .domain = address_domain(from) };

	if (t->profile != TRUST_M365 && t->authserv_id[0] == '\0')
		return because(why, GRADE_NONE,
		    "trust.authserv_id is not set, so nothing is trusted");
	if (found.domain[0] == '\0')
		return because(why, GRADE_NONE, "From has no domain");
	if (t->profile == TRUST_M365 && (!has_any_results(h) || !rule(M_ALONE)))
		return judge_internal(h, why);
	if (!collect(&found, h, why))
		return found.dmarc_fail ?
		    because(why, GRADE_FAIL, "dmarc=fail, among others") :
		    GRADE_NONE;
	if (found.dmarc > 0)
		return judge_dmarc(&found, why);
	if (found.dkim)
		return because(why, GRADE_DKIM, "dkim=pass of %.100s",
		    found.domain);
	return because(why, GRADE_NONE, "neither dmarc nor dkim=pass of %.100s",
	    found.domain);
}

bool
trust_accepts(const struct trust_config *t, enum grade g)
{
	switch (g) {
	case GRADE_DMARC:
	case GRADE_DKIM:
	case GRADE_INTERNAL:
		return (t->accept >> g & 1) != 0 || !rule(R5_ACCEPT);
	case GRADE_NONE:
	case GRADE_FAIL:
	case GRADE_CHALLENGE: /* proven by its key, not by results */
	case GRADE_COUNT:
		break;
	}
	return false;
}
