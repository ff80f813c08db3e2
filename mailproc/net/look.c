#include <string.h>

#include "mailproc/net/hourglass.h"
#include "mailproc/net/making.h"
#include "state/token.h"

/* The owner has switched it on: an event like any other. */
static enum status
note_active(struct worker *w, int64_t request, struct err *err)
{
	struct act act = { .on = EV_SEEN_ACTIVE,
		.request = request,
		.text = "",
		.message_id = "" };

	return worker_result(w, NULL, &act, err);
}

enum status
look_at_token(struct worker *w, int64_t request, struct err *err)
{
	const struct debt about = { .request = request };
	struct token_list found = { .n = 0 };
	char tag[TAG_SIZE];
	bool active = false;
	struct making m;
	enum status rc;

	making_init(&m);
	token_tag(w->engine->config, request, tag);
	if ((rc = worker_open(w, err)) == OK &&
	    (rc = making_load(w, &about, &m, err)) == OK)
		rc = w->backend->find(&w->canvas, m.owner.canvas_user_id, tag,
		    &found, err);
	for (size_t i = 0; rc == OK && i < found.n; i++)
		active = active ||
		    (strcmp(found.token[i].id, m.request.token.id) == 0 &&
			strcmp(found.token[i].state, "active") == 0);
	if (rc == OK && active)
		rc = note_active(w, request, err);
	making_forget(&m);
	return rc;
}
