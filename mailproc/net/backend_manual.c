#include <stdio.h>
#include <string.h>

#include "mailproc/net/backend.h"

/*
 * An administrator makes the token by hand and answers DONE: there is nobody to
 * ask, and no debt to make one is ever owed (state/apply.c).
 */
static enum status
open_manual(struct backend_ctx *b, struct err *err)
{
	(void)b;
	(void)err;
	return OK;
}

static enum status
owner(struct backend_ctx *b, const struct person *p, struct canvas_person *out,
    struct err *err)
{
	(void)b;
	(void)err;
	*out = (struct canvas_person){ .user_id = "" };
	snprintf(out->name, sizeof out->name, "%s", p->name);
	return OK;
}

static enum status
find(struct backend_ctx *b, const char *user_id, const char *tag,
    struct token_list *out, struct err *err)
{
	(void)b;
	(void)user_id;
	(void)tag;
	(void)err;
	out->n = 0;
	return OK;
}

static enum status
create(struct backend_ctx *b, struct made_token *want, struct buf *secret,
    bool *wrong_expiry, struct err *err)
{
	(void)b;
	(void)want;
	(void)secret;
	*wrong_expiry = false;
	return err_set(err, ERR_RETRY,
	    "tokens are made by hand here; waiting for an admin's DONE");
}

static enum status
remove_token(struct backend_ctx *b, const char *user_id, const char *token_id,
    struct err *err)
{
	(void)b;
	(void)user_id;
	return err_set(err, ERR_RETRY,
	    "tokens are changed by hand here: token %s", token_id);
}

static enum status
rename_token(struct backend_ctx *b, const char *user_id, const char *token_id,
    const char *purpose, struct err *err)
{
	(void)purpose;
	return remove_token(b, user_id, token_id, err);
}

static enum status
check(struct backend_ctx *b, line_fn line, void *ctx, struct err *err)
{
	(void)b;
	(void)err;
	line(ctx, "ok", "Canvas", "tokens are made by hand", "");
	return OK;
}

const struct backend backend_manual = {
	.name = "manual",
	.by_hand = true,
	.open = open_manual,
	.owner = owner,
	.look_up = owner,
	.find = find,
	.get = NULL,
	.rename = rename_token,
	.create = create,
	.regenerate = create,
	.remove = remove_token,
	.check = check,
};
