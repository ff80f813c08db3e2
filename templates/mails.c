#include "templates/mails.h"

#include <stddef.h>
#include <string.h>

#include "templates/compose.h"

/* clang-format off */
#define MAILS(X)                                                             \
	X("received",          true,  { "Cancel this request", "CANCEL" })   \
	X("missing",           true,  { "Cancel this request", "CANCEL" })   \
	X("sponsor-ask",       false, { "Sponsor this request", "CONFIRM" }, \
	                              { "Do not sponsor it", "DECLINE" })    \
	X("sponsor-reminder",  false, { "Sponsor this request", "CONFIRM" }, \
	                              { "Do not sponsor it", "DECLINE" })    \
	X("sponsor-thanks",    true,  { "That was not me", "NOTME" })        \
	X("sponsor-confirmed", false, { "Cancel this request", "CANCEL" })   \
	X("sponsor-declined",  false, { NULL, NULL })                        \
	X("sponsor-released",  false, { NULL, NULL })                        \
	X("review",            false, { "Approve this request", "APPROVE" }, \
	                              { "Deny, with a reason", "DENY" },       \
	                              { "Ask a question", "ASK" })           \
	X("review-reminder",   false, { "Approve this request", "APPROVE" }, \
	                              { "Deny, with a reason", "DENY" },     \
	                              { "Ask a question", "ASK" })           \
	X("overdue",           false, { "Approve this request", "APPROVE" }, \
	                              { "Deny, with a reason", "DENY" },     \
	                              { "Ask a question", "ASK" })           \
	X("question",          false, { "Cancel this request", "CANCEL" })   \
	X("denied",            false, { NULL, NULL })                        \
	X("status",            true,  { NULL, NULL })                        \
	X("help",              true,  { NULL, NULL })                        \
	X("transcript",        true,  { NULL, NULL })                        \
	X("challenge",         true,  { "Yes, I wrote it", "YES" },          \
	                              { "No, I did not", "NO" })             \
	X("decided-note",      false, { NULL, NULL })                        \
	X("issued",            false, { "Send it once more", "RESEND" },     \
	                              { "Revoke it", "REVOKE" })             \
	X("activate-reminder", false, { "Send it once more", "RESEND" },     \
	                              { "Revoke it", "REVOKE" })             \
	X("expiry-warning",    false, { "Renew it", "RENEW" },               \
	                              { "Revoke it", "REVOKE" })             \
	X("issued-note",       false, { "Revoke it", "REVOKE" })             \
	X("problem",           false, { "Approve again", "APPROVE" },        \
	                              { "Deny, with a reason", "DENY" },       \
	                              { "Ask a question", "ASK" })           \
	X("token-review",      false, { "It is still used", "CONFIRM" },     \
	                              { "Revoke it", "REVOKE" })             \
	X("sponsor-left",      false, { "Cancel this request", "CANCEL" })   \
	X("revoke-list",       false, { NULL, NULL })                        \
	X("token-changed",     false, { "Revoke it", "REVOKE" })             \
	X("forged",            false, { NULL, NULL })                        \
	X("digest",            false, { NULL, NULL })                        \
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

const char *
offer_label(const char *verb)
{
	static const struct button offers[] = {
		{ "Sponsor this request", "CONFIRM" },
		{ "Do not sponsor it", "DECLINE" },
		{ "Approve this request", "APPROVE" },
		{ "Deny it, with a reason", "DENY" },
		{ "Ask a question about it", "ASK" },
		{ "It is done in Canvas", "DONE" },
		{ "Send it once more", "RESEND" },
		{ "Revoke the token", "REVOKE" },
		{ "Cancel this request", "CANCEL" },
		{ "Renew the token", "RENEW" },
		{ "That was not me", "NOTME" },
		{ "How does it stand?", "STATUS" },
		{ "Why this answer?", "WHY" },
		{ "What can I write?", "HELP" },
	};

	for (size_t i = 0; i < sizeof offers / sizeof offers[0]; i++)
		if (strcmp(offers[i].verb, verb) == 0)
			return offers[i].label;
	return NULL;
}
