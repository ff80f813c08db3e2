/*
 * automatic - mail from machines, by its header alone (security.md section
 * 4.1).  X-Auto-Response-Suppress is no such mark: people's mail carries it.
 */
#include "parsers/automatic.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mailproc/base/address.h"
#include "mailproc/base/text.h"
#include "parsers/machines.h"

#define VALUE_MAX    1000
#define RECEIVED_MAX 100
#define OUR_IDS      "mailproc."

/* What Precedence begins with. */
static const char *const to_many[] = { "bulk", "list", "junk", NULL };
static const char *const auto_reply[] = { "auto_reply", "auto-reply", NULL };

static bool
value_of(const struct header *h, const char *name, char out[VALUE_MAX])
{
	int i = header_find(h, name, 0);

	out[0] = '\0';
	return i >= 0 && header_value(&h->field[i], out, VALUE_MAX);
}

static bool
any_field(const struct header *h, const char *const *names)
{
	for (; *names != NULL; names++)
		if (header_find(h, *names, 0) >= 0)
			return true;
	return false;
}

/* Does Content-Type, or what Exchange calls the class, begin with one? */
static bool
any_type(const struct header *h, const char *const *types)
{
	char value[VALUE_MAX];

	value_of(h, "Content-Type", value);
	if (any_begins(value, types))
		return true;
	value_of(h, "Content-Class", value);
	return any_begins(value, types);
}

/* Drop comments and parameters: "no (human); x=y" says "no". */
static void
keyword(const char *value, char *out, size_t size)
{
	size_t n = 0;
	int depth = 0;

	for (; *value != '\0' && *value != ';'; value++) {
		if (*value == '(')
			depth++;
		else if (*value == ')' && depth > 0)
			depth--;
		else if (depth == 0 && *value != ' ' && n + 1 < size)
			out[n++] = *value;
	}
	out[n] = '\0';
}

static bool
auto_submitted(const struct header *h)
{
	char value[VALUE_MAX], word[VALUE_MAX];

	for (int i = header_find(h, "Auto-Submitted", 0); i >= 0;
	     i = header_find(h, "Auto-Submitted", i + 1)) {
		header_value(&h->field[i], value, sizeof value);
		keyword(value, word, sizeof word);
		if (strcasecmp(word, "no") != 0)
			return true;
	}
	return false;
}

/* Who From says it is: what stands in the last brackets, and the name. */
struct author {
	char mailbox[VALUE_MAX];
	char name[VALUE_MAX];
	bool nobody; /* there are brackets, and nothing in them */
};

static void
read_author(const struct header *h, struct author *a)
{
	char value[VALUE_MAX], *open, *close;

	value_of(h, "From", value);
	a->name[0] = '\0';
	a->nobody = false;
	if ((open = strrchr(value, '<')) == NULL) {
		memcpy(a->mailbox, value, sizeof value);
		return;
	}
	*open++ = '\0';
	if ((close = strchr(open, '>')) != NULL)
		*close = '\0';
	snprintf(a->mailbox, sizeof a->mailbox, "%s", open);
	snprintf(a->name, sizeof a->name, "%s", value + strspn(value, "\" "));
	a->nobody = open[0] == '\0';
}

static bool
is_postmaster(const struct author *a)
{
	return strncasecmp(a->mailbox, "postmaster", 10) == 0;
}

/*
 * A mail system by its name.  A postmaster who gives a name of his own may be a
 * person; From without any mailbox, but with such a name, is no person's.
 */
static bool
mail_system(const struct author *a)
{
	if (any_begins(a->mailbox, bounce_senders))
		return true;
	if (strcasecmp(a->mailbox, "mailer-daemon") == 0 ||
	    strncasecmp(a->name, "mail delivery s", 15) == 0 ||
	    strncasecmp(a->name, "mailer-daemon", 13) == 0)
		return true;
	if (a->name[0] == '\0')
		return is_postmaster(a);
	return (is_postmaster(a) || a->nobody) &&
	    any_begins(a->name, bounce_names);
}

static bool
bounce(const struct header *h, const struct author *a)
{
	char subject[VALUE_MAX];

	value_of(h, "Subject", subject);
	return any_type(h, bounce_types) || any_field(h, bounce_fields) ||
	    mail_system(a) || says_reason(subject_says(subject)) == RE_BOUNCE;
}

bool
header_bounce(const struct header *h)
{
	struct author a;

	read_author(h, &a);
	return bounce(h, &a);
}

bool
header_postmaster(const struct header *h)
{
	struct author a;

	read_author(h, &a);
	return is_postmaster(&a);
}

bool
header_is_multipart(const struct header *h)
{
	char value[VALUE_MAX];

	value_of(h, "Content-Type", value);
	return strncasecmp(value, "multipart/", 10) == 0;
}

/* The envelope sender of list software: RFC 5230 section 4.6. */
static bool
list_sender(const char *address)
{
	return any_begins(address, list_senders) ||
	    strcasestr(address, "-request@") != NULL;
}

static bool
list_mail(const struct header *h, const struct author *a, const char *sender)
{
	return any_field(h, list_fields) || list_sender(a->mailbox) ||
	    list_sender(sender) || strcasestr(sender, "-bounces@") != NULL ||
	    strcasestr(sender, "-bounces+") != NULL;
}

static bool
precedence(const struct header *h, const char *const *words)
{
	char value[VALUE_MAX];

	value_of(h, "Precedence", value);
	return any_begins(value, words);
}

/* Of Feedback-ID only that of web mail stands in what people write. */
static bool
fed_back(const struct header *h)
{
	char value[VALUE_MAX];
	int i = header_find(h, "Feedback-ID", 0);

	return i >= 0 &&
	    (!value_of(h, "Feedback-ID", value) ||
		strncasecmp(value, "webmail:", 8) != 0);
}

static bool
vendor_mark(const struct header *h, const struct author *a)
{
	char value[VALUE_MAX];

	value_of(h, "Subject", value);
	return any_field(h, vendor_fields) || fed_back(h) ||
	    precedence(h, auto_reply) ||
	    says_reason(subject_says(value)) == RE_AUTO_VENDOR ||
	    any_begins(a->mailbox, vendor_senders) || any_type(h, vendor_types);
}

bool
header_away(const struct header *h, const char *subject)
{
	struct author a;
	char value[VALUE_MAX], word[VALUE_MAX];

	read_author(h, &a);
	if (bounce(h, &a) || any_field(h, list_fields) ||
	    any_type(h, vendor_types))
		return false;
	value_of(h, "Auto-Submitted", value);
	keyword(value, word, sizeof word);
	return strcasecmp(word, "auto-replied") == 0 ||
	    precedence(h, auto_reply) || any_field(h, away_fields) ||
	    subject_says(subject) == SAYS_AWAY;
}

/* Our own mail come back. */
static bool
loop(const struct header *h, const char *from, const char *ours)
{
	char value[VALUE_MAX], extension[ADDRESS_MAX + 1];
	int delivered = 0;

	if (from[0] != '\0' && address_is_ours(from, ours, extension))
		return true;
	value_of(h, "Message-ID", value);
	if (strncasecmp(value, "<" OUR_IDS, strlen("<" OUR_IDS)) == 0 &&
	    strcasestr(value, address_domain(ours)) != NULL)
		return true;
	value_of(h, "X-Loop", value);
	if (value[0] != '\0' && strcasestr(value, ours) != NULL)
		return true;
	for (int i = header_find(h, "Delivered-To", 0); i >= 0;
	     i = header_find(h, "Delivered-To", i + 1)) {
		header_value(&h->field[i], value, sizeof value);
		delivered += address_is_ours(value, ours, extension) ? 1 : 0;
	}
	return delivered > 1 || header_count(h, "Received") > RECEIVED_MAX;
}

/* The null sender, also as mail servers spell it that cannot leave it out. */
static bool
null_sender(const char *s)
{
	return s[0] == '\0' || strcmp(s, "<>") == 0 || strcmp(s, "< >") == 0 ||
	    strstr(s, "#@[]") != NULL || strcasecmp(s, "mailer-daemon") == 0 ||
	    strncasecmp(s, "mailer-daemon@", 14) == 0 ||
	    strncasecmp(s, "<mailer-daemon@", 15) == 0;
}

enum reason
header_automatic(const struct header *h, const char *sender, const char *ours)
{
	struct author a;
	char path[VALUE_MAX];

	read_author(h, &a);
	if (sender != NULL && null_sender(sender))
		return RE_NULL_SENDER;
	if (value_of(h, "Return-Path", path) && null_sender(path))
		return RE_NULL_SENDER;
	if (sender == NULL)
		sender = path + strspn(path, "<");
	if (loop(h, a.mailbox, ours))
		return RE_LOOP;
	if (bounce(h, &a))
		return RE_BOUNCE;
	if (auto_submitted(h))
		return RE_AUTO_SUBMITTED;
	if (list_mail(h, &a, sender))
		return RE_LIST;
	if (vendor_mark(h, &a))
		return RE_AUTO_VENDOR;
	return precedence(h, to_many) ? RE_LIST : RE_OK;
}
