#ifndef MAILPROC_NET_STRAY_H
#define MAILPROC_NET_STRAY_H

#include "mailproc/net/office.h"

/*
 * stray - tokens in Canvas that bear our tag, held against the state.
 *
 * A state that was put back from a backup does not know what was made since.
 */

/* The number in a purpose that begins with our tag, "[CT-42] ..."; 0: none. */
int64_t tagged_number(const struct config *c, const char *purpose);

/* What the state makes of one token. */
enum standing_of_token {
	TOKEN_KNOWN,  /* the live token of its request */
	TOKEN_OWED,   /* to be deleted: that is in the outbox */
	TOKEN_LOST,   /* of a request that can take it over */
	TOKEN_STRANGE /* of no request that can */
};

/* why: for people, with what the state says; request: its number, or 0. */
struct stray {
	enum standing_of_token is;
	int64_t request;
	char why[160];
};

enum status stray_judge(struct office *o, const struct person *owner,
    const struct made_token *t, struct stray *out, struct err *err);

/*
 * All live tokens of somebody that bear the tag of this desk, whatever the
 * number, the first TOKENS_MAX of them; user_id gets the account in Canvas.
 * ERR_INPUT if Canvas does not know the person.
 */
enum status stray_list(struct office *o, const struct person *p,
    char user_id[24], struct token_list *out, struct err *err);

/* `check --canvas`: every token of everybody whom the state knows. */
void stray_check(struct office *o, line_fn line, void *ctx);

#endif
