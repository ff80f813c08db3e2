#include "mailproc/trust.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mailproc/base/address.h"
#include "mailproc/results.h"

static const char field_name_of_results[] = "Authentication-Results";

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
	return g;
}

static bool
named(const struct header_field *f, const char *name)
{
	return f->name_len == strlen(name) &&
	    strncasecmp(f->name, name, f->name_len) == 0;
}

/*
 * header.d is the signing domain.  Where only header.i is told (Gmail), what
 * follows its @ is the signing domain or below it, so equality is safe.
 */
static bool
signed_by(const struct result *r, const char *domain)
{
	const char *at;

	if (r->domain[0] != '\0')
		return strcasecmp(r->domain, domain) == 0;
	at = strrchr(r->agent, '@');
	return at != NULL && strcasecmp(at + 1, domain) == 0;
}

static void
count_result(struct finding *found, const struct result *r)
{
	bool pass = strcasecmp(r->value, "pass") == 0;

	if (r->other_version)
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
count_instance(struct finding *found, const struct header_field *f)
{
	struct results r;
	struct result result;
	enum results_got got;

	if (f->value_len > HEADER_FIELD_MAX ||
	    !results_open(&r, f->value, f->value_len))
		return UNREADABLE;
	if (strcasecmp(r.id, found->t->authserv_id) != 0)
		return FOREIGN;
	if (r.other_version)
		return UNREADABLE;
	found->instances++;
	while ((got = results_next(&r, &result)) == RESULT)
		count_result(found, &result);
	return got == RESULTS_END ? OURS : UNREADABLE;
}

/*
 * Rule R1.  top: those above the first Received, of which our own server adds
 * everything; other filters of it may use other names.  below: the first of
 * the mail and those that follow it without anything between.
 */
static bool
counts(const struct finding *found, const struct header *h, size_t i)
{
	if (found->t->profile == TRUST_TOP)
		return !named(&h->field[i], "Received");
	return found->instances == 0 ||
	    named(&h->field[i], field_name_of_results);
}

static bool
collect(struct finding *found, const struct header *h, char why[256])
{
	for (size_t i = 0; i < h->n && counts(found, h, i); i++) {
		if (!named(&h->field[i], field_name_of_results))
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
		if (found->instances == 0) {
			because(why, GRADE_NONE,
			    "the first results are not of %s",
			    found->t->authserv_id);
			return false;
		}
		if (found->t->profile == TRUST_BELOW)
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

/* Rule R5 where there is a dmarc result. */
static enum grade
judge_dmarc(const struct finding *found, char why[256])
{
	if (found->dmarc > 1)
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
	if (strcasecmp(found->from, found->domain) != 0)
		return because(why, GRADE_FAIL,
		    "dmarc=pass is for %.100s, From is %.100s", found->from,
		    found->domain);
	if (found->t->require_dkim && !found->dkim)
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

	if (t->authserv_id[0] == '\0')
		return because(why, GRADE_NONE,
		    "trust.authserv_id is not set, so nothing is trusted");
	if (found.domain[0] == '\0')
		return because(why, GRADE_NONE, "From has no domain");
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
		return (t->accept >> g & 1) != 0;
	case GRADE_NONE:
	case GRADE_FAIL:
	case GRADE_CHALLENGE: /* proven by its key, not by results */
	case GRADE_COUNT:
		break;
	}
	return false;
}
