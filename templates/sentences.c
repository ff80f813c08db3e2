#include "templates/sentences.h"

#include <stddef.h>

/* A table in the shape of a switch, so that -Wswitch finds a hole. */
/* NOLINTBEGIN(readability-function-size) */
const char *
sentence(enum reason r)
{
	switch (r) {
	case RE_OK:
		return "Done.";
	case RE_NOT_ALLOWED:
		return "There is no such request that you may do this to.";
	case RE_WRONG_STATE:
		return "This cannot be done to the request as it stands now.";
	case RE_ALREADY_DONE:
		return "This was already done; nothing has changed.";
	case RE_NO_KEY:
		return "Nothing has changed: a decision has to be an answer to "
		       "the mail that asked you for it. Please open that mail, "
		       "press Reply, and send your command again.";
	case RE_KEY_FOREIGN:
		return "Nothing has changed: the reference in your mail was "
		       "not made for you, or was damaged on its way. Please "
		       "answer the mail that we sent to you yourself.";
	case RE_KEY_SPENT:
		return "Nothing has changed: the mail you answered has already "
		       "been decided on.";
	case RE_KEY_STALE:
		return "Nothing has changed: the mail you answered is out of "
		       "date. Please answer the newest one.";
	case RE_KEY_SEVERAL:
		return "Nothing has changed: your mail carries references of "
		       "several of our mails. Please answer one of them at a "
		       "time.";
	case RE_ID_MISMATCH:
		return "Nothing has changed: the number you wrote is not the "
		       "one of the mail you answered.";
	case RE_AMBIGUOUS:
		return "Nothing has changed: we could not be sure what you "
		       "mean. Please write one command with the request's "
		       "number, alone on the first line.";
	case RE_UNKNOWN_VERB:
		return "Nothing has changed: this is no command that we know.";
	case RE_NO_COMMAND:
		return "Nothing has changed: we found no command in your mail. "
		       "It has to stand alone on the first line.";
	case RE_QUOTED_ONLY:
		return "Nothing has changed: your mail holds only text that it "
		       "quotes. Please write the command above it.";
	case RE_MISSING_FIELDS:
		return "Something is still missing.";
	case RE_CRYPTO_UNREADABLE:
		return "Nothing has changed: your mail is encrypted or wrapped "
		       "in a way that we cannot read. Please send it as plain "
		       "mail.";
	case RE_DECODE_DAMAGED:
		return "Nothing has changed: your mail arrived damaged. Please "
		       "send it again as plain text.";
	case RE_NULL_SENDER:
	case RE_AUTO_SUBMITTED:
	case RE_AUTO_VENDOR:
	case RE_BOUNCE:
	case RE_LIST:
	case RE_LOOP:
	case RE_AUTH_FAIL:
	case RE_NOT_IN_DOMAINS:
	case RE_DUPLICATE:
	case RE_MALFORMED:
	case RE_FROM_UNUSABLE:
	case RE_TOO_BIG:
	case RE_PARSER_DIED:
	case RE_AUTH_NONE:
	case RE_RATE_LIMIT:
	case RE_COUNT:
		break;
	}
	return "Nothing has changed.";
}
/* NOLINTEND(readability-function-size) */

const char *
done_sentence(enum event_type on, enum state to)
{
	static const struct {
		enum event_type on;
		enum state to;
		const char *text;
	} done[] = {
		{ EV_APPROVE, ST_APPROVED,
		    "Done: the request is approved. Its owner and its sponsor "
		    "are told when the token is made." },
		{ EV_DENY, ST_DENIED,
		    "Done: the request is denied. The requester, and the "
		    "sponsor if there is one, are told." },
		{ EV_ASK, ST_QUESTION,
		    "Done: the requester is asked. Until the answer the clock "
		    "of what we promised stands still." },
		{ EV_REVOKE, ST_REVOKED,
		    "Done: the token is revoked, and deleted in Canvas." },
	};

	for (size_t i = 0; i < sizeof done / sizeof done[0]; i++)
		if (done[i].on == on && done[i].to == to)
			return done[i].text;
	return sentence(RE_OK);
}
