/*
 * canvas_check - may our service account do all this, and for how long?
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mailproc/base/clock.h"
#include "mailproc/net/canvas.h"

#define PATH_SIZE 1200
#define DAY       86400
#define WARN_DAYS 30
#define HINT_SIZE 5 /* of a token's secret Canvas shows so many characters */

static enum status
check_rights(struct backend_ctx *b, line_fn line, void *ctx, struct err *err)
{
	static const char *const rights[] = { "create_access_tokens",
		"update_access_tokens", "delete_access_tokens",
		"view_user_generated_access_tokens", "read_roster" };
	char path[PATH_SIZE] = "";
	struct canvas_call call = { "GET", path, NULL };
	struct buf query = BUF_INIT(PATH_SIZE);
	json_t *doc = NULL;
	enum status rc;

	buf_addf(&query, "/accounts/%s/permissions?",
	    b->config->canvas.account);
	for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++)
		buf_addf(&query, "%spermissions[]=%s", i == 0 ? "" : "&",
		    rights[i]);
	snprintf(path, sizeof path, "%s", query.str);
	buf_free(&query);
	if ((rc = canvas_do(b, &call, &doc, NULL, err)) != OK)
		return rc;
	for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++)
		if (json_is_true(json_object_get(doc, rights[i])))
			line(ctx, "ok", "Canvas right", rights[i], "");
		else
			line(ctx, "fail", "Canvas right", rights[i],
			    "give the service account's role this permission "
			    "in Canvas, Admin > Permissions > Account Roles");
	json_decref(doc);
	return OK;
}

/* Is this row of the list the token we are working with? */
static bool
is_ours(const struct backend_ctx *b, const json_t *token)
{
	const char *hint = canvas_text(token, "visible_token");

	if (hint[0] == '\0')
		hint = canvas_text(token, "token_hint");
	return strlen(hint) >= HINT_SIZE && b->bearer.len >= HINT_SIZE &&
	    strncmp(hint, b->bearer.str, HINT_SIZE) == 0;
}

static void
say_end(const struct backend_ctx *b, const char *ends, line_fn line, void *ctx)
{
	static const char repair[] =
	    "let a Canvas administrator make a new token for the service "
	    "account, and put it into canvas.token_file";
	char detail[80];
	int64_t end, days;

	if (!clock_parse(ends, &end)) {
		line(ctx, "ok", "our token's end", "it has none", "");
		return;
	}
	days = (end - b->now) / DAY;
	snprintf(detail, sizeof detail, "%.20s, in %" PRId64 " days", ends,
	    days);
	line(ctx, days < WARN_DAYS ? "warn" : "ok", "our token's end", detail,
	    days < WARN_DAYS ? repair : "");
}

/* Once it has ended everything stops: said well before that. */
static enum status
check_own_token(struct backend_ctx *b, line_fn line, void *ctx, struct err *err)
{
	json_t *tokens = NULL, *token;
	size_t i;
	bool found = false;
	enum status rc;

	rc = canvas_list(b, "/users/self/user_generated_tokens?per_page=100",
	    &tokens, NULL, err);
	if (rc != OK)
		return rc;
	json_array_foreach(tokens, i, token)
	{
		if (!found && is_ours(b, token)) {
			say_end(b, canvas_text(token, "expires_at"), line, ctx);
			found = true;
		}
	}
	if (!found)
		line(ctx, "warn", "our token's end", "Canvas does not say",
		    "look it up in Canvas, Account > Settings of the service "
		    "account");
	json_decref(tokens);
	return OK;
}

enum status
canvas_check(struct backend_ctx *b, line_fn line, void *ctx, struct err *err)
{
	enum status rc = check_rights(b, line, ctx, err);

	return rc == OK ? check_own_token(b, line, ctx, err) : rc;
}
