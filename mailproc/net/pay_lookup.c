#include <string.h>

#include "mailproc/net/making.h"
#include "state/fields.h"

/* Who Canvas says they are, where the directory is silent. */
static enum status
look_up_sponsor(struct worker *w, const struct request *r, struct err *err)
{
	struct store *st = w->engine->store;
	struct canvas_person found;
	struct person p;
	enum status rc;

	person_init(&p);
	rc = person_obtain(st, r->field[FIELD_SPONSOR], "", &p, err);
	if (rc == OK && p.standing == STANDING_UNKNOWN) {
		rc = w->backend->owner(&w->canvas, &p, &found, err);
		if (rc == OK && !found.teaches)
			rc = err_set(err, ERR_INPUT,
			    "%s does not teach in Canvas", p.address);
		if (rc == OK) {
			p.standing = STANDING_FACULTY;
			string_set(&p.name, found.name);
			rc = person_put(st, &p, &(bool){ false }, err);
		}
	}
	person_free(&p);
	return rc;
}

enum status
pay_lookup(struct worker *w, const struct debt *d, struct err *err)
{
	struct act found = { .on = EV_FOUND,
		.request = d->request,
		.text = "",
		.message_id = "" };
	struct act no = { .on = EV_NOT_FOUND,
		.request = d->request,
		.message_id = "" };
	struct making m;
	enum status rc;

	making_init(&m);
	if ((rc = making_load(w, d, &m, err)) != OK ||
	    (rc = worker_tried(w, d, err)) != OK)
		goto out;
	rc = w->backend->owner(&w->canvas, &m.owner, &m.canvas, err);
	if (rc == OK && sponsor_needed(w->engine->config, &m.owner)) {
		no.sponsor_wrong = true;
		rc = look_up_sponsor(w, &m.request, err);
	}
	if (rc == OK)
		rc = worker_result(w, d, &found, err);
	else if (rc == ERR_INPUT)
		rc = making_impossible(w, d, &no, err);
out:
	making_forget(&m);
	return rc;
}
