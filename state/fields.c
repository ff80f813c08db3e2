#include "state/fields.h"

#include <string.h>

#include "mailproc/base/address.h"
#include "state/until.h"
#include "state/view.h"

void
missing_add(json_t *missing, const char *label, const char *why,
    const char *suggestion)
{
	json_array_append_new(missing,
	    json_pack("{s:s, s:s, s:s?}", "label", label, "why", why,
		"suggestion", suggestion));
}

static const char *
sponsor_wrong(const struct weighing *w, const char *address)
{
	const struct config *c = w->config;
	const struct person *sponsor = w->sponsor;
	unsigned standing;

	if (!address_valid(address, strlen(address)))
		return "the mail address of a faculty member who will answer "
		       "for this";
	if (sponsor != NULL && sponsor->id == w->requester->id)
		return "nobody can sponsor a request of their own";
	if (sponsor == NULL || sponsor->standing == STANDING_UNKNOWN)
		return c->canvas.directory ? NULL :
					     "we do not know this address as a "
					     "faculty member's; please check "
					     "the spelling";
	standing = 1u << sponsor->standing;
	if (sponsor->left || (c->policy.may_sponsor & standing) == 0)
		return "this person may not sponsor requests; please name a "
		       "faculty member";
	if (w->sponsor_full)
		return "this person already sponsors as many tokens as one "
		       "person may; please name another";
	return NULL;
}

bool
sponsor_needed(const struct config *c, const struct person *requester)
{
	return (c->policy.needs_sponsor & 1u << requester->standing) != 0;
}

/* What the site asks besides. */
static void
questions_missing(const struct weighing *w, const struct request *r,
    json_t *missing)
{
	for (int f = FIELD_EXTRA; f < FIELD_COUNT; f++) {
		const struct question *q =
		    site_question(&w->config->words, (enum field)f);
		bool unfit = (w->unfit & 1u << f) != 0;

		if (q == NULL ||
		    !(unfit || (q->required && r->field[f][0] == '\0')))
			continue;
		missing_add(missing, q->label,
		    q->hint[0] != '\0' ? q->hint :
			unfit          ? "this has not the form that is "
					 "asked for" :
					 "",
		    NULL);
	}
}

json_t *
fields_missing(const struct weighing *w, struct request *r)
{
	static const enum field needed[] = { FIELD_PURPOSE, FIELD_USE,
		FIELD_DATA, FIELD_APPLICATION };
	json_t *missing = json_array();
	char buf[WHY_SIZE];
	const char *why;

	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		if (r->field[needed[i]][0] == '\0')
			missing_add(missing, field_label(needed[i]), "", NULL);
	if (r->field[FIELD_UNTIL][0] != '\0' &&
	    (why = until_wrong(
		 config_days_max(w->config, w->requester->standing),
		 r->field[FIELD_UNTIL], w->now, buf)) != NULL) {
		missing_add(missing, field_label(FIELD_UNTIL), why, NULL);
		string_set(&r->field[FIELD_UNTIL], "");
	}
	if (sponsor_needed(w->config, w->requester) &&
	    (why = sponsor_wrong(w, r->field[FIELD_SPONSOR])) != NULL) {
		missing_add(missing, field_label(FIELD_SPONSOR), why, NULL);
		string_set(&r->field[FIELD_SPONSOR], "");
	}
	if (strcmp(r->field[FIELD_AGREE], "I agree") != 0) {
		missing_add(missing, field_label(FIELD_AGREE),
		    "please answer: I agree", NULL);
		string_set(&r->field[FIELD_AGREE], "");
	}
	questions_missing(w, r, missing);
	return missing;
}

void
fields_merge(const struct config *c, struct request *r,
    const char *const *given, json_t *changes)
{
	for (int f = 0; f < FIELD_COUNT; f++) {
		enum field field = (enum field)f;

		if (given[f][0] == '\0' || strcmp(given[f], r->field[f]) == 0)
			continue;
		json_array_append_new(changes,
		    json_pack("{s:s, s:o, s:o}", "label",
			site_field_label(&c->words, field), "before",
			words_json(r->field[f]), "after",
			words_json(given[f])));
		string_set(&r->field[f], given[f]);
	}
}
