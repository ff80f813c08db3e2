#ifndef MAILPROC_BASE_CONFIG_H
#define MAILPROC_BASE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mailproc/base/err.h"
#include "mailproc/base/text.h"
#include "mailproc/base/vocab.h"
#include "mailproc/base/words.h"

/*
 * config - the configuration file, typed and checked; mailproc.conf(5).
 *
 * config.c alone knows libconfuse.  Every value is checked here, so that
 * the rest of the program can rely on it: addresses are valid and lower case,
 * numbers lie in their range, names of variants exist.  Secrets are named by
 * file and not read here.
 */
enum trust_profile { TRUST_TOP, TRUST_BELOW, TRUST_M365 };
enum handover { HANDOVER_SEALED, HANDOVER_REGENERATE, HANDOVER_NONE };

struct trust_config {
	enum trust_profile profile;
	char *authserv_id; /* "" : nothing is trusted; m365 has none */
	unsigned accept;   /* bits 1u << enum grade */
	bool require_dkim;
	bool require_key;
};

struct policy_config {
	unsigned may_request;   /* bits 1u << enum standing */
	unsigned needs_sponsor; /* the same */
	unsigned may_sponsor;   /* the same */
	int open_requests;
	int token_days;
	int token_days_max;
	int sponsor_tokens_max; /* 0: as many as they like */
	char *policy_name;
	char *policy_url;
};

/* What differs from the general policy for people of one standing. */
struct role_config {
	int token_days_max; /* 0: policy.token_days_max */
	int approvals;      /* admins who have to approve: 1 or 2 */
	char *risk;         /* one more sentence about the risks, or "" */
};

#define REMIND_MAX 8

struct days {
	int day[REMIND_MAX];
	int n;
};

struct time_config {
	char *zone;
	char *holidays; /* "" : none */
	int review_days;
	struct days sponsor_remind;
	int sponsor_give_up;
	int answer_give_up; /* of the requester */
	struct days review_remind;
	int activate_remind;
	int activate_give_up;
	struct days expiry_warn;
	int review_tokens_after;   /* calendar days, 0: never */
	int review_tokens_give_up; /* of those who are asked then */
	int digest_hour;           /* of the wall clock */
};

struct canvas_config {
	char *url;
	char *token_file;
	char *account;
	bool directory;
	int timeout; /* seconds */
};

struct smtp_config {
	char *url;
	char *user;
	char *password_file;
	int timeout; /* seconds, for one answer */
};

struct imap_config {
	char *url;
	char *user;
	char *password_file;
	char *folder;
	char *processed;
	char *unprocessed;
};

struct oauth_config {
	char *token_url;
	char *client_id;
	char *client_secret_file;
	char *scope;
	char *service_account_file;
};

struct limits_config {
	size_t message; /* bytes */
	int answers_per_person_hour;
	int answers_per_person_day;
	int answers_per_request_hour; /* 0: four times those of a person */
	int mails_per_hour;
	int keep_raw_days;
};

struct config {
	char *path; /* the file this was read from */
	char *address;
	char *help_desk; /* "Name <address>" or an address */
	char *organisation;
	struct list domains;
	struct list admins;
	char *state;
	char *templates;
	bool plus_addressing;
	struct trust_config trust;
	struct policy_config policy;
	struct role_config role[STANDING_COUNT];
	struct time_config time;
	struct canvas_config canvas;
	char *backend;
	enum handover handover;
	char *tag;
	char *unlock_url;
	char *activate_url;
	char *transport;
	struct smtp_config smtp;
	struct list sendmail_command;
	char *maildir_path;
	struct imap_config imap;
	struct oauth_config oauth;
	struct limits_config limits;
	struct site_words words;
};

/*
 * Read and check the file.  Give: config_free(), also after a failure.
 * ERR_CONFIG, worded "FILE:LINE: key: what was expected", if anything is wrong.
 */
enum status config_read(struct config *out, const char *path, struct err *err);
void config_free(struct config *c);

/*
 * Print every effective value, one "section.key = value" per line, for
 * `mailproc check`.
 */
void config_print(const struct config *c, struct buf *out);

/* The longest life of a token of somebody of this standing, in days. */
int config_days_max(const struct config *c, enum standing standing);

/* Does an admin make the tokens, by hand? */
bool config_manual(const struct config *c);

/*
 * How the secret reaches its owner.  Nobody can seal what the program never
 * sees: by hand, HANDOVER_SEALED counts as HANDOVER_NONE, and `check` says so.
 */
enum handover config_handover(const struct config *c);

/*
 * Read a secret's file into out, without its line end.  ERR_CONFIG if it is
 * not a regular file, belongs to others than us or root, can be read by others
 * than its owner and group, is empty or longer than 4 KiB.  The caller calls
 * buf_wipe().
 */
enum status secret_read(struct buf *out, const char *path, struct err *err);

#endif
