/*
 * canvas_owner - who may own a token, by the Canvas API: Users, Admins,
 * Enrollments.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mailproc/net/canvas.h"
#include "mailproc/net/http.h"

#define PATH_SIZE 1200

/* Is this exactly the person: login where the directory has one, else mailbox?
 */
static bool
is_person(const json_t *user, const struct person *p)
{
	const char *email = canvas_text(user, "email");

	if (p->canvas_login[0] != '\0')
		return strcasecmp(canvas_text(user, "login_id"),
			   p->canvas_login) == 0;
	return strcasecmp(email, p->address) == 0 ||
	    list_has(&p->aliases, email);
}

/* The search finds substrings: compare every one of them exactly. */
enum status
canvas_look_up(struct backend_ctx *b, const struct person *p,
    struct canvas_person *out, struct err *err)
{
	const char *term =
	    p->canvas_login[0] != '\0' ? p->canvas_login : p->address;
	struct buf path = BUF_INIT(PATH_SIZE);
	json_t *users = NULL, *user;
	char id[24];
	size_t i;
	int hits = 0;
	enum status rc;

	buf_addf(&path,
	    "/accounts/%s/users?per_page=100&include[]=email"
	    "&search_term=",
	    b->config->canvas.account);
	url_encode(&path, term);
	rc = canvas_list(b, path.str, &users, NULL, err);
	buf_free(&path);
	if (rc != OK)
		return rc;
	json_array_foreach(users, i, user)
	{
		/* a page that comes twice makes no second person */
		if (!is_person(user, p) || !canvas_id(user, "id", id) ||
		    strcmp(id, out->user_id) == 0 ||
		    strcmp(canvas_text(user, "workflow_state"), "deleted") == 0)
			continue;
		hits++;
		memcpy(out->user_id, id, sizeof id);
		snprintf(out->name, sizeof out->name, "%s",
		    canvas_text(user, "name"));
	}
	json_decref(users);
	if (hits != 1)
		return err_set(err, ERR_INPUT,
		    "Canvas has %s user with the %s \"%s\"",
		    hits == 0 ? "no" : "more than one",
		    p->canvas_login[0] != '\0' ? "login" : "address", term);
	return OK;
}

static enum status
refuse_ourselves(struct backend_ctx *b, const char *user_id, struct err *err)
{
	struct canvas_call call = { "GET", "/users/self", NULL };
	json_t *self = NULL;
	char id[24];
	enum status rc;

	if ((rc = canvas_do(b, &call, &self, NULL, err)) != OK)
		return rc == ERR_UNKNOWN ? ERR_RETRY : rc;
	if (!canvas_id(self, "id", id))
		rc = err_set(err, ERR_RETRY, "Canvas: /users/self has no id");
	else if (strcmp(id, user_id) == 0)
		rc = err_set(err, ERR_INPUT,
		    "the owner is the service account itself: its token would "
		    "be live at once");
	json_decref(self);
	return rc;
}

static enum status
refuse_admins(struct backend_ctx *b, const char *user_id, struct err *err)
{
	char path[PATH_SIZE];
	json_t *admins = NULL;
	enum status rc;

	snprintf(path, sizeof path,
	    "/accounts/%s/admins?per_page=100&user_id[]=%s",
	    b->config->canvas.account, user_id);
	if ((rc = canvas_list(b, path, &admins, NULL, err)) != OK)
		return rc;
	if (json_array_size(admins) > 0)
		rc = err_set(err, ERR_INPUT,
		    "the owner is a Canvas administrator, who gets no token "
		    "from here");
	json_decref(admins);
	return rc;
}

static enum status
look_at_teaching(struct backend_ctx *b, struct canvas_person *out,
    struct err *err)
{
	char path[PATH_SIZE];
	json_t *rows = NULL;
	enum status rc;

	snprintf(path, sizeof path,
	    "/users/%s/enrollments?per_page=100&type[]=TeacherEnrollment"
	    "&state[]=active",
	    out->user_id);
	if ((rc = canvas_list(b, path, &rows, NULL, err)) != OK)
		return rc;
	out->teaches = json_array_size(rows) > 0;
	json_decref(rows);
	return OK;
}

enum status
canvas_owner(struct backend_ctx *b, const struct person *p,
    struct canvas_person *out, struct err *err)
{
	enum status rc;

	*out = (struct canvas_person){ .teaches = false };
	if ((rc = canvas_look_up(b, p, out, err)) != OK ||
	    (rc = refuse_ourselves(b, out->user_id, err)) != OK ||
	    (rc = refuse_admins(b, out->user_id, err)) != OK)
		return rc;
	return b->config->canvas.directory ? look_at_teaching(b, out, err) : OK;
}
