/*
 * backend_canvas - tokens made through the Canvas API: Access Tokens.
 */
#include <stdio.h>
#include <string.h>

#include "mailproc/base/clock.h"
#include "mailproc/net/canvas.h"
#include "mailproc/net/http.h"

#define PATH_SIZE 1200

static enum status
open_canvas(struct backend_ctx *b, struct err *err)
{
	return secret_read(&b->bearer, b->config->canvas.token_file, err);
}

static void
read_token(const json_t *doc, struct made_token *t)
{
	t->expires_at = 0;
	t->used_at = 0;
	canvas_id(doc, "id", t->id);
	snprintf(t->purpose, sizeof t->purpose, "%s",
	    canvas_text(doc, "purpose"));
	snprintf(t->state, sizeof t->state, "%s",
	    canvas_text(doc, "workflow_state"));
	clock_parse(canvas_text(doc, "expires_at"), &t->expires_at);
	clock_parse(canvas_text(doc, "last_used_at"), &t->used_at);
}

static enum status
find(struct backend_ctx *b, const char *user_id, const char *tag,
    struct token_list *out, struct err *err)
{
	char path[PATH_SIZE];
	json_t *tokens = NULL, *doc;
	size_t i;
	enum status rc;
	long code;

	out->n = 0;
	snprintf(path, sizeof path,
	    "/users/%s/user_generated_tokens?per_page=100", user_id);
	rc = canvas_list(b, path, &tokens, &code, err);
	/* whom Canvas no longer knows has no token */
	if (rc == ERR_INPUT && code == 404)
		return OK;
	if (rc != OK)
		return rc;
	json_array_foreach(tokens, i, doc)
	{
		struct made_token *t = &out->token[out->n];

		if (out->n == TOKENS_MAX ||
		    strncmp(canvas_text(doc, "purpose"), tag, strlen(tag)) !=
			0 ||
		    strcmp(canvas_text(doc, "workflow_state"), "deleted") == 0)
			continue;
		read_token(doc, t);
		snprintf(t->user_id, sizeof t->user_id, "%s", user_id);
		out->n++;
	}
	json_decref(tokens);
	return OK;
}

/* The list says who may look, so 404 is about the token. */
static enum status
get_token(struct backend_ctx *b, const char *user_id, const char *token_id,
    struct made_token *out, bool *gone, struct err *err)
{
	char path[PATH_SIZE], id[24];
	struct canvas_call call = { "GET", path, NULL };
	json_t *doc = NULL;
	enum status rc;
	long code;

	*gone = false;
	snprintf(path, sizeof path, "/users/%s/tokens/%s", user_id, token_id);
	rc = canvas_do(b, &call, &doc, &code, err);
	if (code == 404) {
		*gone = true;
		rc = OK;
	} else if (rc == OK &&
	    (!canvas_id(doc, "id", id) || strcmp(id, token_id) != 0))
		rc = err_set(err, ERR_RETRY, "Canvas: %s is no token", path);
	else if (rc == OK) {
		read_token(doc, out);
		snprintf(out->user_id, sizeof out->user_id, "%s", user_id);
		*gone = strcmp(out->state, "deleted") == 0;
	}
	json_decref(doc);
	return rc == ERR_UNKNOWN ? ERR_RETRY : rc;
}

static enum status
rename_token(struct backend_ctx *b, const char *user_id, const char *token_id,
    const char *purpose, struct err *err)
{
	struct buf form = BUF_INIT(4096);
	char path[PATH_SIZE];
	struct canvas_call call = { "PUT", path, NULL };
	json_t *doc = NULL;
	enum status rc;
	long code;

	snprintf(path, sizeof path, "/users/%s/tokens/%s", user_id, token_id);
	buf_adds(&form, "token%5Bpurpose%5D=");
	url_encode(&form, purpose);
	call.form = form.str;
	rc = canvas_do(b, &call, &doc, &code, err);
	json_decref(doc);
	buf_free(&form);
	return code == 404 ? OK : rc;
}

static enum status
remove_token(struct backend_ctx *b, const char *user_id, const char *token_id,
    struct err *err)
{
	char path[PATH_SIZE];
	struct canvas_call call = { "DELETE", path, NULL };
	json_t *doc = NULL;
	enum status rc;
	long code;

	snprintf(path, sizeof path, "/users/%s/tokens/%s", user_id, token_id);
	rc = canvas_do(b, &call, &doc, &code, err);
	json_decref(doc);
	/* what is gone already is what we wanted; twice does no harm */
	if (rc == ERR_INPUT && code == 404)
		return OK;
	return rc == OK ? OK : rc == ERR_CONFIG ? ERR_CONFIG : ERR_RETRY;
}

/* The secret stands in visible_token, or in token as the documents have it; a
 * value that ends in dots is only a hint. */
static bool
take_secret(const json_t *doc, struct buf *secret)
{
	const char *s = canvas_text(doc, "visible_token");
	size_t len;

	if (s[0] == '\0')
		s = canvas_text(doc, "token");
	len = strlen(s);
	if (len == 0 || (len >= 3 && strcmp(s + len - 3, "...") == 0))
		return false;
	buf_adds(secret, s);
	return !secret->full;
}

/* Overwrite the secret inside the document before it is freed. */
static void
wipe(json_t *doc)
{
	static const char *const keys[] = { "visible_token", "token" };

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		json_t *value = json_object_get(doc, keys[i]);
		const char *s = json_string_value(value);

		if (s != NULL)
			explicit_bzero((char *)(uintptr_t)s, strlen(s));
	}
	json_decref(doc);
}

static enum status
judge_made(struct backend_ctx *b, const json_t *doc, struct made_token *t,
    struct buf *secret, bool *wrong_expiry, struct err *err)
{
	int64_t wanted = t->expires_at;
	struct err ignored = ERR_INIT;

	read_token(doc, t);
	if (t->id[0] == '\0' || !take_secret(doc, secret))
		return err_set(err, ERR_UNKNOWN,
		    "Canvas made a token and did not say its secret");
	if (t->expires_at != wanted) {
		*wrong_expiry = true;
		remove_token(b, t->user_id, t->id, &ignored);
		return err_set(err, ERR_RETRY,
		    "Canvas gave the token another end than was asked for; it "
		    "was deleted");
	}
	if (strcmp(t->state, "pending") != 0) {
		remove_token(b, t->user_id, t->id, &ignored);
		return err_set(err, ERR_INPUT,
		    "Canvas made the token live at once; it was deleted");
	}
	return OK;
}

/* Asked for with this form, and judged.  The purpose is what we asked for. */
static enum status
ask_for_token(struct backend_ctx *b, const struct canvas_call *call,
    struct made_token *want, struct buf *secret, bool *wrong_expiry,
    struct err *err)
{
	char asked[256];
	json_t *doc = NULL;
	enum status rc;
	long code;

	*wrong_expiry = false;
	snprintf(asked, sizeof asked, "%s", want->purpose);
	if ((rc = canvas_do(b, call, &doc, &code, err)) == OK)
		rc = judge_made(b, doc, want, secret, wrong_expiry, err);
	else if (code == 404 && strcmp(call->method, "PUT") == 0)
		rc = ERR_RETRY;
	snprintf(want->purpose, sizeof want->purpose, "%s", asked);
	explicit_bzero(asked, sizeof asked);
	wipe(doc);
	return rc;
}

static enum status
create(struct backend_ctx *b, struct made_token *want, struct buf *secret,
    bool *wrong_expiry, struct err *err)
{
	struct buf form = BUF_INIT(4096);
	char path[PATH_SIZE], at[RFC3339_SIZE];
	struct canvas_call call = { "POST", path, NULL };
	enum status rc;

	snprintf(path, sizeof path, "/users/%s/tokens", want->user_id);
	buf_adds(&form, "token%5Bpurpose%5D=");
	url_encode(&form, want->purpose);
	buf_adds(&form, "&token%5Bexpires_at%5D=");
	url_encode(&form, clock_rfc3339(want->expires_at, at));
	call.form = form.str;
	rc = ask_for_token(b, &call, want, secret, wrong_expiry, err);
	buf_wipe(&form);
	return rc;
}

/* What is not sent stays as it is: Canvas changes nothing else. */
static enum status
regenerate(struct backend_ctx *b, struct made_token *want, struct buf *secret,
    bool *wrong_expiry, struct err *err)
{
	struct buf form = BUF_INIT(4096);
	char path[PATH_SIZE];
	struct canvas_call call = { "PUT", path, NULL };
	enum status rc;

	snprintf(path, sizeof path, "/users/%s/tokens/%s", want->user_id,
	    want->id);
	buf_adds(&form, "token%5Bpurpose%5D=");
	url_encode(&form, want->purpose);
	buf_adds(&form, "&token%5Bregenerate%5D=1");
	call.form = form.str;
	rc = ask_for_token(b, &call, want, secret, wrong_expiry, err);
	buf_wipe(&form);
	return rc;
}

const struct backend backend_canvas = {
	.name = "canvas",
	.open = open_canvas,
	.owner = canvas_owner,
	.look_up = canvas_look_up,
	.find = find,
	.get = get_token,
	.rename = rename_token,
	.create = create,
	.regenerate = regenerate,
	.remove = remove_token,
	.check = canvas_check,
};
