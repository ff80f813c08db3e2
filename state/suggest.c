#include "state/suggest.h"

#include <string.h>

#include "mailproc/base/address.h"
#include "state/fields.h"
#include "state/until.h"

static json_t *
row_of(const struct table *t, enum field f)
{
	size_t i;
	json_t *row;

	json_array_foreach(t->missing, i, row)
	{
		const json_t *label = json_object_get(row, "label");

		if (strcmp(json_string_value(label), field_label(f)) == 0)
			return row;
	}
	return NULL;
}

/* The next of the words that a blank separates; false at the end. */
static bool
next_word(const char **list, char *out, size_t size)
{
	size_t len = strcspn(*list, " ");

	if (len == 0 || len >= size)
		return false;
	memcpy(out, *list, len);
	out[len] = '\0';
	*list += len + ((*list)[len] == ' ' ? 1 : 0);
	return true;
}

/* Could this be the address of a sponsor?  sure: the directory says so. */
static enum status
weigh_address(struct engine *e, const struct table *t, const char *address,
    bool *may, bool *sure, struct err *err)
{
	const struct config *c = e->config;
	char extension[ADDRESS_MAX + 1];
	struct person p;
	enum status rc;
	bool found;

	*may = *sure = false;
	if (address_is_ours(address, c->address, extension))
		return OK;
	person_init(&p);
	rc = person_by_address(e->store, address, &p, &found, err);
	if (rc == OK && found && p.id != t->requester.id && !p.left)
		*sure = (c->policy.may_sponsor & 1u << p.standing) != 0;
	*may = *sure ||
	    (c->canvas.directory && p.id != t->requester.id &&
		p.standing == STANDING_UNKNOWN &&
		list_has(&c->domains, address_domain(address)));
	person_free(&p);
	return rc;
}

static enum status
suggest_sponsor(struct engine *e, const struct act *act, struct table *t,
    struct err *err)
{
	json_t *row = row_of(t, FIELD_SPONSOR);
	char address[ADDRESS_MAX + 1], best[ADDRESS_MAX + 1] = "";
	const char *list = act->addresses;
	int known = 0, others = 0;
	enum status rc;
	bool may, sure;

	while (row != NULL && next_word(&list, address, sizeof address)) {
		if ((rc = weigh_address(e, t, address, &may, &sure, err)) != OK)
			return rc;
		if (sure || (may && known == 0))
			memcpy(best, address, sizeof best);
		known += sure ? 1 : 0;
		others += may && !sure ? 1 : 0;
	}
	if (known == 1 || (known == 0 && others == 1))
		json_object_set_new(row, "suggestion", json_string(best));
	return OK;
}

static bool
gave_no_field(const struct act *act)
{
	for (int f = 0; act->field != NULL && f < FIELD_COUNT; f++)
		if (act->field[f][0] != '\0')
			return false;
	return true;
}

/* A day that the text names is asked about, although none need be given. */
static void
suggest_until(struct engine *e, const struct act *act, struct table *t)
{
	char day[ADDRESS_MAX + 1], best[ADDRESS_MAX + 1] = "", why[WHY_SIZE];
	const char *list = act->dates;
	int days = config_days_max(e->config, t->requester.standing), n = 0;

	if (t->request.field[FIELD_UNTIL][0] != '\0' ||
	    row_of(t, FIELD_UNTIL) != NULL || !gave_no_field(act))
		return;
	while (next_word(&list, day, sizeof day))
		if (until_wrong(days, day, e->now, why) == NULL) {
			memcpy(best, day, sizeof best);
			n++;
		}
	if (n == 1)
		missing_add(t->missing, field_label(FIELD_UNTIL), "", best);
}

enum status
suggest(struct engine *e, const struct act *act, struct table *t,
    struct err *err)
{
	if (json_array_size(t->missing) == 0 || act->addresses == NULL ||
	    act->dates == NULL)
		return OK;
	suggest_until(e, act, t);
	return suggest_sponsor(e, act, t, err);
}
