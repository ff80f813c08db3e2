#include <string.h>
#include <unistd.h>

#include "mailproc/base/address.h"
#include "mailproc/base/config_key.h"
#include "mailproc/base/hash.h"

#define SUBMISSION ":587"

#define WRONG(field, ...) \
	config_wrong(place, config_key_at(AT(field)), err, __VA_ARGS__)

static enum status
check_people(const struct config *c, const struct config_place *place,
    struct err *err)
{
	char key[KEY_LENGTH + 1] = "", with_key[ADDRESS_MAX + 1];

	memset(key, 'k', KEY_LENGTH);
	if (c->plus_addressing && !address_extend(c->address, key, with_key))
		return WRONG(address,
		    "expected an address short enough for \"+\" and %d more "
		    "characters, or plus_addressing = false",
		    KEY_LENGTH);
	if (list_has(&c->admins, c->address))
		return WRONG(admins,
		    "expected other addresses than our own, %s", c->address);
	if (strstr(c->help_desk, c->address) != NULL)
		return WRONG(help_desk,
		    "expected another address than our own, %s", c->address);
	return OK;
}

/* Microsoft 365 stamps no name, and nobody else knows "internal". */
static enum status
check_trust(const struct config *c, const struct config_place *place,
    struct err *err)
{
	bool m365 = c->trust.profile == TRUST_M365;

	if (m365 && c->trust.authserv_id[0] != '\0')
		return WRONG(trust.authserv_id,
		    "expected none, because profile is m365");
	if (!m365 && (c->trust.accept & 1u << GRADE_INTERNAL) != 0)
		return WRONG(trust.accept,
		    "expected \"internal\" with profile = \"m365\" only");
	return OK;
}

static enum status
check_days(const struct config *c, const struct config_place *place,
    struct err *err)
{
	if (c->policy.token_days > c->policy.token_days_max)
		return WRONG(policy.token_days,
		    "expected at most token_days_max, which is %d",
		    c->policy.token_days_max);
	if (c->time.activate_remind >= c->time.activate_give_up)
		return WRONG(time.activate_remind,
		    "expected less than activate_give_up, which is %d",
		    c->time.activate_give_up);
	for (int i = 0; i < c->time.sponsor_remind.n; i++)
		if (c->time.sponsor_remind.day[i] >= c->time.sponsor_give_up)
			return WRONG(time.sponsor_remind,
			    "expected days before sponsor_give_up, which is "
			    "%d",
			    c->time.sponsor_give_up);
	return OK;
}

bool
config_manual(const struct config *c)
{
	return strcmp(c->backend, "manual") == 0;
}

enum handover
config_handover(const struct config *c)
{
	return config_manual(c) && c->handover == HANDOVER_SEALED ?
	    HANDOVER_NONE :
	    c->handover;
}

int
config_days_max(const struct config *c, enum standing standing)
{
	int of_role = c->role[standing].token_days_max;

	return of_role > 0 ? of_role : c->policy.token_days_max;
}

/* A policy that no request could meet. */
static enum status
check_policy(const struct config *c, const struct config_place *place,
    struct err *err)
{
	if (c->policy.needs_sponsor != 0 && c->policy.may_sponsor == 0)
		return WRONG(policy.may_sponsor,
		    "expected somebody, because needs_sponsor names people "
		    "who need a sponsor");
	for (size_t i = 0; i < STANDING_COUNT; i++) {
		size_t at = AT(role) + i * sizeof c->role[0];

		if (c->role[i].token_days_max > c->policy.token_days_max)
			return config_wrong(place,
			    config_key_at(at +
				offsetof(struct role_config, token_days_max)),
			    err,
			    "expected at most policy.token_days_max, "
			    "which is %d",
			    c->policy.token_days_max);
		if ((size_t)c->role[i].approvals > c->admins.n)
			return config_wrong(place,
			    config_key_at(
				at + offsetof(struct role_config, approvals)),
			    err,
			    "expected at most one per admin, and there "
			    "is %zu",
			    c->admins.n);
	}
	return OK;
}

/* A question needs words to ask it with. */
static enum status
check_questions(const struct config *c, const struct config_place *place,
    struct err *err)
{
	for (int i = 0; i < place->titles; i++)
		if (c->words.question[i].label[0] == '\0')
			return config_wrong(place,
			    config_key_at(AT(words.question) +
				(size_t)i * sizeof c->words.question[0] +
				offsetof(struct question, label)),
			    err, "expected, a field needs one");
	return OK;
}

/* Who makes the token, and how it is handed over. */
static enum status
check_backend_needs(const struct config *c, const struct config_place *place,
    struct err *err)
{
	if (strchr(c->unlock_url, '#') != NULL)
		return WRONG(unlock_url,
		    "expected no #: the sealed token follows one");
	if (config_manual(c) && c->canvas.directory)
		return WRONG(canvas.directory,
		    "expected false, because backend is manual: nobody asks "
		    "Canvas then");
	if (config_manual(c))
		return OK;
	if (c->canvas.url[0] == '\0')
		return WRONG(canvas.url, "expected, because backend is canvas");
	if (c->canvas.token_file[0] == '\0')
		return WRONG(canvas.token_file,
		    "expected, because backend is canvas");
	if (c->handover == HANDOVER_SEALED && c->unlock_url[0] == '\0')
		return WRONG(unlock_url,
		    "expected, because handover is sealed");
	return OK;
}

/* smtp:// on the submission port starts TLS before it logs in. */
static bool
url_is_safe(const char *url)
{
	const char *host = url + strlen("smtp://");
	const char *port = host + strcspn(host, ":/");
	size_t n = strlen(SUBMISSION);

	return strncmp(url, "smtps://", 8) == 0 || url_is_loopback(url) ||
	    (strncmp(port, SUBMISSION, n) == 0 &&
		(port[n] == '\0' || port[n] == '/'));
}

static enum status
check_smtp(const struct config *c, const struct config_place *place,
    struct err *err)
{
	bool oauth = c->oauth.token_url[0] != '\0' ||
	    c->oauth.service_account_file[0] != '\0';

	if (c->smtp.user[0] == '\0')
		return OK;
	if (!url_is_safe(c->smtp.url))
		return WRONG(smtp.user,
		    "expected none without TLS: smtps://, smtp:// with port "
		    "587, or loopback");
	if (c->smtp.password_file[0] == '\0' && !oauth)
		return WRONG(smtp.user,
		    "expected a password_file, or section oauth, with it");
	return OK;
}

static enum status
check_transport_needs(const struct config *c, const struct config_place *place,
    struct err *err)
{
	if (strcmp(c->transport, "smtp") == 0)
		return check_smtp(c, place, err);
	if (strcmp(c->transport, "maildir") == 0 && c->maildir_path[0] == '\0')
		return WRONG(maildir_path,
		    "expected, because transport is maildir");
	if (strcmp(c->transport, "sendmail") == 0 &&
	    c->sendmail_command.item[0][0] != '/')
		return WRONG(sendmail_command,
		    "expected a whole path, from / on, as its first part");
	return OK;
}

static enum status
check_oauth(const struct config *c, const struct config_place *place,
    struct err *err)
{
	if (c->oauth.token_url[0] == '\0' ||
	    c->oauth.service_account_file[0] != '\0')
		return OK;
	if (c->oauth.client_id[0] == '\0')
		return WRONG(oauth.client_id, "expected, to use token_url");
	if (c->oauth.client_secret_file[0] == '\0')
		return WRONG(oauth.client_secret_file,
		    "expected, to use token_url");
	return OK;
}

/* Has another of the site's lists this word? */
static bool
is_elsewhere(const struct config *c, const struct list *own, const char *word)
{
	const struct list *lists[] = { &c->words.confirm, &c->words.decline,
		&c->words.approve, &c->words.deny, &c->words.cancel,
		&c->words.status, &c->words.help };

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		for (size_t k = 0; lists[i] != own && k < lists[i]->n; k++) {
			const char *rest = word_match(word, lists[i]->item[k]);

			if (rest != NULL && *rest == '\0')
				return true;
		}
	return false;
}

static enum status
check_word_list(const struct config *c, const struct config_place *place,
    size_t offset, enum event_type verb, struct err *err)
{
	const struct list *list =
	    (const struct list *)(const void *)((const char *)c + offset);
	const struct config_key *key = config_key_at(offset);

	if (list->n > SITE_WORDS_MAX)
		return config_wrong(place, key, err,
		    "expected at most %d words", SITE_WORDS_MAX);
	for (size_t i = 0; i < list->n; i++) {
		const char *word = list->item[i];
		const struct word *taken = word_taken(word, verb);

		if (taken != NULL)
			return config_wrong(place, key, err,
			    "expected another word than \"%s\", which means "
			    "%s",
			    word, event_name(taken->verb));
		if (is_elsewhere(c, list, word))
			return config_wrong(place, key, err,
			    "expected \"%s\" in one list only", word);
	}
	return OK;
}

/* One word has one meaning. */
static enum status
check_words(const struct config *c, const struct config_place *place,
    struct err *err)
{
	static const struct {
		size_t offset;
		enum event_type verb;
	} lists[] = {
		{ AT(words.confirm), EV_CONFIRM },
		{ AT(words.decline), EV_DECLINE },
		{ AT(words.approve), EV_APPROVE },
		{ AT(words.deny), EV_DENY },
		{ AT(words.cancel), EV_CANCEL },
		{ AT(words.status), EV_STATUS },
		{ AT(words.help), EV_HELP },
	};
	enum status rc = OK;

	for (size_t i = 0; i < sizeof lists / sizeof lists[0] && rc == OK; i++)
		rc = check_word_list(c, place, lists[i].offset, lists[i].verb,
		    err);
	return rc;
}

enum status
config_whole(const struct config *c, const struct config_place *place,
    struct err *err)
{
	static enum status (*const checks[])(const struct config *,
	    const struct config_place *, struct err *) = { check_people,
		check_trust, check_days, check_policy, check_questions,
		check_backend_needs, check_transport_needs, check_oauth,
		check_words };
	enum status rc = OK;

	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
		if ((rc = checks[i](c, place, err)) != OK)
			break;
	return rc;
}
