#include "templates/mails.h"

#include <stddef.h>
#include <string.h>

#include "templates/compose.h"

/* clang-format off */
#define MAILS(X)                                                             \
	X("received",          true,  { "Cancel this request", "CANCEL" })   \
	X("missing",           true,  { "Cancel this request", "CANCEL" })   \
	X("sponsor-ask",       false, { "I sponsor it", "CONFIRM" },         \
	                              { "I do not", "DECLINE" })             \
	X("sponsor-thanks",    true,  { "That was not me", "NOTME" })        \
	X("sponsor-confirmed", false, { "Cancel this request", "CANCEL" })   \
	X("sponsor-declined",  false, { NULL, NULL })                        \
	X("sponsor-released",  false, { NULL, NULL })                        \
	X("review",            false, { "Approve", "APPROVE" },              \
	                              { "Deny, with a reason", "DENY" },       \
	                              { "Ask a question", "ASK" })           \
	X("question",          false, { "Cancel this request", "CANCEL" })   \
	X("denied",            false, { NULL, NULL })                        \
	X("status",            true,  { NULL, NULL })                        \
	X("help",              true,  { NULL, NULL })                        \
	X("transcript",        true,  { "That was not me", "NOTME" })        \
	X("challenge",         true,  { "Yes, I wrote it", "YES" },    \
	                              { "No, I did not", "NO" })       \
	X("decided-note",      false, { NULL, NULL })                        \
	X("issued",            false, { "Send it once more", "RESEND" },     \
	                              { "Revoke it", "REVOKE" })             \
	X("issued-note",       false, { "Revoke it", "REVOKE" })             \
	X("problem",           false, { "Approve again", "APPROVE" },        \
	                              { "Deny, with a reason", "DENY" },       \
	                              { "Ask a question", "ASK" })           \
	X("forged",            false, { NULL, NULL })                        \
	X("revoked",           false, { NULL, NULL })                        \
	X("expired",           false, { NULL, NULL })                        \
	X("cancelled",         false, { NULL, NULL })                        \
	X("lapsed",            false, { NULL, NULL })

#define ROW(name, replied, ...) { (name), (replied), { __VA_ARGS__ } },
static const struct mail_kind kinds[] = { MAILS(ROW) };

#define NAME(name, replied, ...) (name),
const char *const mail_names[] = { MAILS(NAME) NULL };
/* clang-format on */

const struct mail_kind *
mail_kind(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}
