#include "mailproc/base/config_key.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define KEY_URL                                                       \
	"https://community.instructure.com/en/kb/articles/"           \
	"662901-how-do-i-manage-api-access-tokens-in-my-user-account" \
	"#view-token-status-activate-link"

#define AUP "Responsible and Acceptable Use of Electronic Resources"

#define FIELD_SECTION "field_"

static const char one_line[] = "one line of text";
static const char https[] = "an https:// address";
static const char a_word[] =
    "words: letters, with single blanks between, at most 60 bytes,";
static const char path[] = "the path of a file";

static const struct key_word profiles[] = {
	{ "top", TRUST_TOP },
	{ "below", TRUST_BELOW },
	{ "m365", TRUST_M365 },
	{ NULL, 0 },
};

static const struct key_word grades[] = {
	{ "dmarc", GRADE_DMARC },
	{ "dkim", GRADE_DKIM },
	{ "internal", GRADE_INTERNAL },
	{ NULL, 0 },
};

static const struct key_word people[] = {
	{ "student", STANDING_STUDENT },
	{ "ta", STANDING_TA },
	{ "staff", STANDING_STAFF },
	{ "faculty", STANDING_FACULTY },
	{ "unknown", STANDING_UNKNOWN },
	{ NULL, 0 },
};

/* A sponsor answers for somebody else, so an unknown person cannot be one. */
static const struct key_word known_people[] = {
	{ "student", STANDING_STUDENT },
	{ "ta", STANDING_TA },
	{ "staff", STANDING_STAFF },
	{ "faculty", STANDING_FACULTY },
	{ NULL, 0 },
};

static const struct key_word handovers[] = {
	{ "sealed", HANDOVER_SEALED },
	{ "regenerate", HANDOVER_REGENERATE },
	{ "none", HANDOVER_NONE },
	{ NULL, 0 },
};

/* clang-format off */
#define TEXT(section, name, field, fallback, check, expected) \
	{ section, name, KEY_TEXT, AT(field), fallback, check, expected, NULL, 0, 0 }
#define LIST(section, name, field, fallback, check, expected) \
	{ section, name, KEY_LIST, AT(field), fallback, check, expected, NULL, 0, 0 }
#define FLAG(section, name, field, fallback) \
	{ section, name, KEY_FLAG, AT(field), fallback, NULL, NULL, NULL, 0, 0 }
#define NUMBER(section, name, field, fallback, low, high) \
	{ section, name, KEY_NUMBER, AT(field), fallback, NULL, NULL, NULL, low, high }
#define SIZE(section, name, field, fallback, low, high) \
	{ section, name, KEY_SIZE, AT(field), fallback, NULL, NULL, NULL, low, high }
#define DAYS(section, name, field, fallback) \
	{ section, name, KEY_DAYS, AT(field), fallback, NULL, NULL, NULL, 1, 365 }
#define WORD(section, name, field, fallback, words) \
	{ section, name, KEY_WORD, AT(field), fallback, NULL, NULL, words, 0, 0 }
#define WORDS(section, name, field, fallback, words) \
	{ section, name, KEY_WORDS, AT(field), fallback, NULL, NULL, words, 0, 0 }

#define ROLE(section, standing) \
	NUMBER(section, "token_days_max", role[standing].token_days_max, "0", 0, 3660), \
	NUMBER(section, "approvals", role[standing].approvals, "1", 1, 2), \
	TEXT(section, "risk", role[standing].risk, "", check_line, one_line)

#define QUESTION(section, n) \
	TEXT(section, "label", words.question[n].label, "", check_label, "a few words, at most 50 bytes, without : and =,"), \
	FLAG(section, "required", words.question[n].required, "false"), \
	TEXT(section, "pattern", words.question[n].pattern, "", check_pattern, "a regular expression of at most 200 bytes"), \
	TEXT(section, "hint", words.question[n].hint, "", check_pattern, "one line of text, at most 200 bytes")

static const struct config_key keys[] = {
    TEXT("", "address", address, NULL, check_our_address, "one mail address, without a plus sign"),
    TEXT("", "help_desk", help_desk, "", check_help_desk, "an address, or a name and an <address>"),
    TEXT("", "organisation", organisation, "", check_line, one_line),
    LIST("", "domains", domains, NULL, check_domain, "mail domains"),
    LIST("", "admins", admins, NULL, check_address, "mail addresses"),
    TEXT("", "state", state, "/var/lib/mailproc/state.db", check_line, path),
    TEXT("", "templates", templates, "", check_line, "the path of a folder"),
    FLAG("", "plus_addressing", plus_addressing, "true"),

    WORD("trust", "profile", trust.profile, "top", profiles),
    TEXT("trust", "authserv_id", trust.authserv_id, "", check_authserv,
	"the name our own mail server stamps (not localhost, OpenDKIM or OpenDMARC, which anybody's may be)"),
    WORDS("trust", "accept", trust.accept, "dmarc", grades),
    FLAG("trust", "require_dkim", trust.require_dkim, "false"),
    FLAG("trust", "require_key", trust.require_key, "true"),

    WORDS("policy", "may_request", policy.may_request, "student ta staff faculty", people),
    WORDS("policy", "needs_sponsor", policy.needs_sponsor, "student ta unknown", people),
    WORDS("policy", "may_sponsor", policy.may_sponsor, "faculty", known_people),
    NUMBER("policy", "open_requests", policy.open_requests, "3", 1, 1000),
    NUMBER("policy", "token_days", policy.token_days, "90", 1, 3660),
    NUMBER("policy", "token_days_max", policy.token_days_max, "120", 1, 3660),
    NUMBER("policy", "sponsor_tokens_max", policy.sponsor_tokens_max, "0", 0, 10000),
    TEXT("policy", "policy_name", policy.policy_name, AUP, check_line, one_line),
    TEXT("policy", "policy_url", policy.policy_url, "", check_https, https),

    ROLE("role_student", STANDING_STUDENT),
    ROLE("role_ta", STANDING_TA),
    ROLE("role_staff", STANDING_STAFF),
    ROLE("role_faculty", STANDING_FACULTY),
    ROLE("role_unknown", STANDING_UNKNOWN),

    TEXT("time", "zone", time.zone, "America/New_York", check_zone,
	"a time zone that this machine knows (a file below /usr/share/zoneinfo), as in \"America/New_York\""),
    TEXT("time", "holidays", time.holidays, "", check_line, path),
    NUMBER("time", "review_days", time.review_days, "5", 1, 365),
    DAYS("time", "sponsor_remind", time.sponsor_remind, "2 4"),
    NUMBER("time", "sponsor_give_up", time.sponsor_give_up, "10", 1, 365),
    NUMBER("time", "answer_give_up", time.answer_give_up, "10", 1, 365),
    DAYS("time", "review_remind", time.review_remind, "3 4"),
    NUMBER("time", "activate_remind", time.activate_remind, "5", 1, 365),
    NUMBER("time", "activate_give_up", time.activate_give_up, "20", 1, 365),
    DAYS("time", "expiry_warn", time.expiry_warn, "14 3"),
    NUMBER("time", "review_tokens_after", time.review_tokens_after, "365", 0, 3660),
    NUMBER("time", "review_tokens_give_up", time.review_tokens_give_up, "10", 1, 365),
    NUMBER("time", "digest_hour", time.digest_hour, "8", 0, 23),

    TEXT("canvas", "url", canvas.url, "", check_canvas_url, "an https:// address without a path (http:// on loopback only)"),
    TEXT("canvas", "token_file", canvas.token_file, "", check_line, path),
    TEXT("canvas", "account", canvas.account, "self", check_account, "\"self\" or the id of an account"),
    FLAG("canvas", "directory", canvas.directory, "false"),
    NUMBER("canvas", "timeout", canvas.timeout, "20", 1, 300),

    TEXT("", "backend", backend, "canvas", check_backend, "\"canvas\" or \"manual\""),
    WORD("", "handover", handover, "sealed", handovers),
    TEXT("", "tag", tag, "CT", check_tag, "1 to 16 letters, digits or hyphens"),
    TEXT("", "unlock_url", unlock_url, "", check_https, https),
    TEXT("", "activate_url", activate_url, KEY_URL, check_https, https),
    TEXT("", "transport", transport, "smtp", check_transport, "\"smtp\", \"sendmail\" or \"maildir\""),

    TEXT("smtp", "url", smtp.url, "smtp://localhost:587", check_smtp_url, "an smtp:// or smtps:// address"),
    TEXT("smtp", "user", smtp.user, "", check_line, one_line),
    TEXT("smtp", "password_file", smtp.password_file, "", check_line, path),
    NUMBER("smtp", "timeout", smtp.timeout, "60", 1, 60),
    LIST("sendmail", "command", sendmail_command, "/usr/sbin/sendmail -i", check_line, "a program's path and its arguments"),
    TEXT("maildir", "path", maildir_path, "", check_line, "the path of a Maildir"),

    TEXT("imap", "url", imap.url, "", check_imap_url, "an imap:// or imaps:// address"),
    TEXT("imap", "user", imap.user, "", check_line, one_line),
    TEXT("imap", "password_file", imap.password_file, "", check_line, path),
    TEXT("imap", "folder", imap.folder, "INBOX", check_line, "a folder"),
    TEXT("imap", "processed", imap.processed, "Processed", check_line, "a folder"),
    TEXT("imap", "unprocessed", imap.unprocessed, "Unprocessed", check_line, "a folder"),

    TEXT("oauth", "token_url", oauth.token_url, "", check_https, https),
    TEXT("oauth", "client_id", oauth.client_id, "", check_line, one_line),
    TEXT("oauth", "client_secret_file", oauth.client_secret_file, "", check_line, path),
    TEXT("oauth", "scope", oauth.scope, "", check_line, one_line),
    TEXT("oauth", "service_account_file", oauth.service_account_file, "", check_line, path),

    SIZE("limits", "message", limits.message, "10M", 1 << 10, 100 << 20),
    NUMBER("limits", "answers_per_person_hour", limits.answers_per_person_hour, "3", 0, 100000),
    NUMBER("limits", "answers_per_person_day", limits.answers_per_person_day, "10", 0, 100000),
    NUMBER("limits", "answers_per_request_hour", limits.answers_per_request_hour, "0", 0, 100000),
    NUMBER("limits", "mails_per_hour", limits.mails_per_hour, "200", 1, 100000),
    NUMBER("limits", "keep_raw_days", limits.keep_raw_days, "30", 0, 3660),

    LIST("words", "confirm", words.confirm, "", check_word, a_word),
    LIST("words", "decline", words.decline, "", check_word, a_word),
    LIST("words", "approve", words.approve, "", check_word, a_word),
    LIST("words", "deny", words.deny, "", check_word, a_word),
    LIST("words", "cancel", words.cancel, "", check_word, a_word),
    LIST("words", "status", words.status, "", check_word, a_word),
    LIST("words", "help", words.help, "", check_word, a_word),
    LIST("words", "banner", words.banner, "", check_banner, "words that no own line holds, 8 to 200 bytes"),

    QUESTION("field_1", 0),
    QUESTION("field_2", 1),
    QUESTION("field_3", 2),
    QUESTION("field_4", 3),
    QUESTION("field_5", 4),
    QUESTION("field_6", 5),
    QUESTION("field_7", 6),
    QUESTION("field_8", 7),
    { .name = NULL },
};
/* clang-format on */

_Static_assert(sizeof keys / sizeof keys[0] <= KEYS_MAX, "raise KEYS_MAX");

const struct config_key *
config_keys(void)
{
	return keys;
}

const struct config_key *
config_key_at(size_t offset)
{
	const struct config_key *k = keys;

	while (k->name != NULL && k->offset != offset)
		k++;
	return k;
}

const char *
config_section(const struct config_place *place, const char *section,
    char out[SECTION_SIZE])
{
	char *sign;

	snprintf(out, SECTION_SIZE, "%s", section);
	if ((sign = strchr(out, '_')) == NULL)
		return out;
	*sign = ' ';
	if (strncmp(section, FIELD_SECTION, strlen(FIELD_SECTION)) == 0)
		snprintf(sign + 1, (size_t)(out + SECTION_SIZE - sign - 1),
		    "%s", place->title[sign[1] - '1']);
	return out;
}

const struct question *
key_question(const struct config_key *key, const struct config *c)
{
	if (strncmp(key->section, FIELD_SECTION, strlen(FIELD_SECTION)) != 0)
		return NULL;
	return &c->words.question[key->section[strlen(FIELD_SECTION)] - '1'];
}

enum status
config_wrong(const struct config_place *place, const struct config_key *key,
    struct err *err, const char *fmt, ...)
{
	int line = place->line[key - keys];
	char text[sizeof err->text], section[SECTION_SIZE];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return err_set(err, ERR_CONFIG, "%s:%d: %s%s%s: %s", place->path,
	    line != 0 ? line : place->last,
	    config_section(place, key->section, section),
	    key->section[0] == '\0' ? "" : ".", key->name, text);
}
