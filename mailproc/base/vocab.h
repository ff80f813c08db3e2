#ifndef MAILPROC_BASE_VOCAB_H
#define MAILPROC_BASE_VOCAB_H

#include <stdbool.h>

/*
 * vocab - the words everybody shares.
 *
 * One line is one word: its enum and the name it has in mails, log, database,
 * JSON and on the command line.  Nothing else in the program spells these
 * words out.
 */

/* What a request can be.  From ST_DENIED on it has ended and never changes. */
#define STATES(X)                      \
	X(ST_NONE, "none")             \
	X(ST_INCOMPLETE, "incomplete") \
	X(ST_CHECKING, "checking")     \
	X(ST_SPONSOR, "sponsor")       \
	X(ST_REVIEW, "review")         \
	X(ST_QUESTION, "question")     \
	X(ST_APPROVED, "approved")     \
	X(ST_ISSUED, "issued")         \
	X(ST_ACTIVE, "active")         \
	X(ST_DENIED, "denied")         \
	X(ST_DECLINED, "declined")     \
	X(ST_CANCELLED, "cancelled")   \
	X(ST_LAPSED, "lapsed")         \
	X(ST_EXPIRED, "expired")       \
	X(ST_REVOKED, "revoked")

/*
 * What can happen to a request.  The names in capitals are also the verbs
 * people write (interface.md section 6); the others come from forms and
 * from mailproc itself.
 */
#define EVENTS(X)                                  \
	X(EV_NONE, "message")                      \
	X(EV_REQUEST, "request")                   \
	X(EV_ANSWER, "answer")                     \
	X(EV_EDIT, "edit")                         \
	X(EV_FOUND, "found")                       \
	X(EV_NOT_FOUND, "not_found")               \
	X(EV_TOKEN_MADE, "token_made")             \
	X(EV_TOKEN_IMPOSSIBLE, "token_impossible") \
	X(EV_TOKEN_ADOPTED, "token_adopted")       \
	X(EV_SEEN_ACTIVE, "seen_active")           \
	X(EV_TOKEN_CHANGED, "token_changed")       \
	X(EV_TOKEN_GONE, "token_gone")             \
	X(EV_REPLACED, "replaced")                 \
	X(EV_REMIND, "remind")                     \
	X(EV_OVERDUE, "overdue")                   \
	X(EV_STILL_USED, "still_used")             \
	X(EV_KEEP, "keep")                         \
	X(EV_UNANSWERED, "unanswered")             \
	X(EV_SPONSOR_LEFT, "sponsor_left")         \
	X(EV_END_NEAR, "end_near")                 \
	X(EV_END_DATE, "end_date")                 \
	X(EV_TIME_UP, "time_up")                   \
	X(EV_CONFIRM, "CONFIRM")                   \
	X(EV_DECLINE, "DECLINE")                   \
	X(EV_SPONSOR, "SPONSOR")                   \
	X(EV_APPROVE, "APPROVE")                   \
	X(EV_DENY, "DENY")                         \
	X(EV_ASK, "ASK")                           \
	X(EV_DONE, "DONE")                         \
	X(EV_NOTME, "NOTME")                       \
	X(EV_CANCEL, "CANCEL")                     \
	X(EV_RENEW, "RENEW")                       \
	X(EV_RESEND, "RESEND")                     \
	X(EV_REVOKE, "REVOKE")                     \
	X(EV_STATUS, "STATUS")                     \
	X(EV_HELP, "HELP")                         \
	X(EV_LIST, "LIST")                         \
	X(EV_WHY, "WHY")

/* What somebody is to one request: a set, one person can be several. */
#define ROLES(X)                          \
	X(ROLE_REQUESTER, "requester", 1) \
	X(ROLE_SPONSOR, "sponsor", 2)     \
	X(ROLE_ADMIN, "admin", 4)         \
	X(ROLE_DECIDER, "decider", 8)     \
	X(ROLE_MAILPROC, "mailproc", 16)  \
	X(ROLE_ANYBODY, "anybody", 32)

/* What somebody is at the college, by the directory. */
#define STANDINGS(X)                   \
	X(STANDING_UNKNOWN, "unknown") \
	X(STANDING_STUDENT, "student") \
	X(STANDING_TA, "ta")           \
	X(STANDING_STAFF, "staff")     \
	X(STANDING_FACULTY, "faculty")

/* How sure we are who wrote a message; interface.md section 7. */
#define GRADES(X)                     \
	X(GRADE_NONE, "none")         \
	X(GRADE_FAIL, "fail")         \
	X(GRADE_DMARC, "dmarc")       \
	X(GRADE_DKIM, "dkim")         \
	X(GRADE_INTERNAL, "internal") \
	X(GRADE_CHALLENGE, "challenge")

/* What the mail says about its key; interface.md section 3. */
#define KEYS(X)                   \
	X(KEY_NONE, "none")       \
	X(KEY_GOOD, "good")       \
	X(KEY_SPENT, "spent")     \
	X(KEY_STALE, "stale")     \
	X(KEY_FOREIGN, "foreign") \
	X(KEY_SEVERAL, "several")

/* What becomes of a message. */
#define VERDICTS(X)                 \
	X(VERDICT_ACT, "act")       \
	X(VERDICT_ANSWER, "answer") \
	X(VERDICT_REFUSE, "refuse") \
	X(VERDICT_HOLD, "hold")     \
	X(VERDICT_IGNORE, "ignore")

/* Why: stable words, each with its consequence; interface.md section 3. */
#define REASONS(X)                                                   \
	X(RE_OK, "OK", VERDICT_ACT)                                  \
	X(RE_NULL_SENDER, "NULL_SENDER", VERDICT_IGNORE)             \
	X(RE_AUTO_SUBMITTED, "AUTO_SUBMITTED", VERDICT_IGNORE)       \
	X(RE_AUTO_VENDOR, "AUTO_VENDOR", VERDICT_IGNORE)             \
	X(RE_BOUNCE, "BOUNCE", VERDICT_IGNORE)                       \
	X(RE_LIST, "LIST", VERDICT_IGNORE)                           \
	X(RE_LOOP, "LOOP", VERDICT_IGNORE)                           \
	X(RE_AUTH_FAIL, "AUTH_FAIL", VERDICT_IGNORE)                 \
	X(RE_NOT_IN_DOMAINS, "NOT_IN_DOMAINS", VERDICT_IGNORE)       \
	X(RE_DUPLICATE, "DUPLICATE", VERDICT_IGNORE)                 \
	X(RE_MALFORMED, "MALFORMED", VERDICT_HOLD)                   \
	X(RE_FROM_UNUSABLE, "FROM_UNUSABLE", VERDICT_HOLD)           \
	X(RE_TOO_BIG, "TOO_BIG", VERDICT_HOLD)                       \
	X(RE_PARSER_DIED, "PARSER_DIED", VERDICT_HOLD)               \
	X(RE_AUTH_NONE, "AUTH_NONE", VERDICT_HOLD)                   \
	X(RE_NOT_ALLOWED, "NOT_ALLOWED", VERDICT_REFUSE)             \
	X(RE_WRONG_STATE, "WRONG_STATE", VERDICT_REFUSE)             \
	X(RE_ALREADY_DONE, "ALREADY_DONE", VERDICT_REFUSE)           \
	X(RE_NO_KEY, "NO_KEY", VERDICT_REFUSE)                       \
	X(RE_KEY_FOREIGN, "KEY_FOREIGN", VERDICT_REFUSE)             \
	X(RE_KEY_SPENT, "KEY_SPENT", VERDICT_REFUSE)                 \
	X(RE_KEY_STALE, "KEY_STALE", VERDICT_REFUSE)                 \
	X(RE_KEY_SEVERAL, "KEY_SEVERAL", VERDICT_REFUSE)             \
	X(RE_ID_MISMATCH, "ID_MISMATCH", VERDICT_REFUSE)             \
	X(RE_AMBIGUOUS, "AMBIGUOUS", VERDICT_REFUSE)                 \
	X(RE_UNKNOWN_VERB, "UNKNOWN_VERB", VERDICT_REFUSE)           \
	X(RE_NO_COMMAND, "NO_COMMAND", VERDICT_REFUSE)               \
	X(RE_QUOTED_ONLY, "QUOTED_ONLY", VERDICT_REFUSE)             \
	X(RE_MISSING_FIELDS, "MISSING_FIELDS", VERDICT_REFUSE)       \
	X(RE_CRYPTO_UNREADABLE, "CRYPTO_UNREADABLE", VERDICT_REFUSE) \
	X(RE_DECODE_DAMAGED, "DECODE_DAMAGED", VERDICT_REFUSE)       \
	X(RE_RATE_LIMIT, "RATE_LIMIT", VERDICT_REFUSE)

/* What kind of message the parser saw. */
#define KINDS(X)                       \
	X(KIND_NONE, "none")           \
	X(KIND_REQUEST, "request")     \
	X(KIND_COMMAND, "command")     \
	X(KIND_AUTOMATIC, "automatic") \
	X(KIND_BOUNCE, "bounce")       \
	X(KIND_LIST, "list")           \
	X(KIND_OTHER, "other")

/* The fields of a request, with the label the form has for them. */
#define FIELDS(X)                                                    \
	X(FIELD_PURPOSE, "purpose", "Purpose")                       \
	X(FIELD_USE, "use", "Intended use")                          \
	X(FIELD_DATA, "data", "Data and courses")                    \
	X(FIELD_APPLICATION, "application", "Application or vendor") \
	X(FIELD_UNTIL, "until", "Needed until")                      \
	X(FIELD_SPONSOR, "sponsor", "Sponsor")                       \
	X(FIELD_AGREE, "agree", "Agreement to the policy")

/*
 * And those a site asks for besides, in the order of its configuration: their
 * names and labels stand there (mailproc/base/words.h).
 */
#define QUESTIONS(X)                             \
	X(FIELD_EXTRA, "extra_1", "Question 1")  \
	X(FIELD_EXTRA2, "extra_2", "Question 2") \
	X(FIELD_EXTRA3, "extra_3", "Question 3") \
	X(FIELD_EXTRA4, "extra_4", "Question 4") \
	X(FIELD_EXTRA5, "extra_5", "Question 5") \
	X(FIELD_EXTRA6, "extra_6", "Question 6") \
	X(FIELD_EXTRA7, "extra_7", "Question 7") \
	X(FIELD_EXTRA8, "extra_8", "Question 8")

/* What we owe to the world. */
#define DEBTS(X)                 \
	X(DEBT_MAIL, "mail")     \
	X(DEBT_TOKEN, "token")   \
	X(DEBT_DELETE, "delete") \
	X(DEBT_LOOKUP, "lookup") \
	X(DEBT_PURPOSE, "purpose")

#define DEBT_STATES(X)             \
	X(DEBT_PLANNED, "planned") \
	X(DEBT_TRIED, "tried")     \
	X(DEBT_UNKNOWN, "unknown") \
	X(DEBT_FAILED, "failed")   \
	X(DEBT_DONE, "done")

#define WORD_ENUM(e, name)        e,
#define WORD_ENUM3(e, name, more) e,
#define ROLE_ENUM(e, name, bit)   e = (bit),

#define QUESTIONS_MAX 8

enum state { STATES(WORD_ENUM) ST_COUNT };
enum event_type { EVENTS(WORD_ENUM) EV_COUNT };
enum role { ROLES(ROLE_ENUM) };
enum standing { STANDINGS(WORD_ENUM) STANDING_COUNT };
enum grade { GRADES(WORD_ENUM) GRADE_COUNT };
enum key_verdict { KEYS(WORD_ENUM) KEY_COUNT };
enum verdict { VERDICTS(WORD_ENUM) VERDICT_COUNT };
enum reason { REASONS(WORD_ENUM3) RE_COUNT };
enum kind { KINDS(WORD_ENUM) KIND_COUNT };
enum field { FIELDS(WORD_ENUM3) QUESTIONS(WORD_ENUM3) FIELD_COUNT };
enum debt_kind { DEBTS(WORD_ENUM) DEBT_KIND_COUNT };
enum debt_state { DEBT_STATES(WORD_ENUM) DEBT_STATE_COUNT };

/* Enum to name.  The strings are static. */
const char *state_name(enum state word);
const char *event_name(enum event_type word);
const char *role_name(enum role r); /* one bit */
const char *standing_name(enum standing word);
const char *grade_name(enum grade word);
const char *key_verdict_name(enum key_verdict word);
const char *verdict_name(enum verdict word);
const char *reason_name(enum reason word);
const char *kind_name(enum kind word);
const char *field_name(enum field word);
const char *field_label(enum field word);
const char *debt_kind_name(enum debt_kind word);
const char *debt_state_name(enum debt_state word);

/* Name to enum, exact bytes.  False if there is no such word. */
bool state_from_name(const char *name, enum state *out);
bool event_from_name(const char *name, enum event_type *out);
bool standing_from_name(const char *name, enum standing *out);
bool grade_from_name(const char *name, enum grade *out);
bool reason_from_name(const char *name, enum reason *out);
bool debt_kind_from_name(const char *name, enum debt_kind *out);
bool debt_state_from_name(const char *name, enum debt_state *out);

/* What a reason leads to, where the reason alone decides it. */
enum verdict reason_verdict(enum reason r);

/* Does this verb only ask?  Every other one decides or changes something. */
bool event_informs(enum event_type on);

/* True from ST_DENIED on: nothing changes such a request any more. */
bool state_ended(enum state s);

#endif
