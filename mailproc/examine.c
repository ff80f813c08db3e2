#include <stdio.h>
#include <string.h>

#include "mailproc/base/rule.h"
#include "mailproc/jail.h"
#include "mailproc/mail.h"
#include "mailproc/trust.h"
#include "parsers/automatic.h"
#include "parsers/prescan.h"

static void
ends(struct mail *m, const char *rule, const char *input, enum reason why)
{
	mail_step(m, rule, input, reason_name(why));
	if (m->reason == RE_OK)
		m->reason = why;
}

/* "<local@domain>" or "local@domain" without its brackets; "" if longer. */
static void
copy_address(const char *s, size_t len, char out[ADDRESS_MAX + 1])
{
	while (len > 0 && (*s == ' ' || *s == '<')) {
		s++;
		len--;
	}
	while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '>'))
		len--;
	if (len > ADDRESS_MAX)
		len = 0;
	memcpy(out, s, len);
	out[len] = '\0';
	fold_ascii(out);
}

struct envelope
envelope_of(const struct message_row *row)
{
	return (struct envelope){
		.sender = row->sender[0] == '\0' ? NULL : row->sender,
		.recipient = row->to[0] == '\0' ? NULL : row->to,
		.fetched = row->fetched,
	};
}

/* What stands on the envelope, which belongs to the message whatever it is. */
static void
take_envelope(struct mail *m, const struct envelope *env)
{
	m->fetched = env->fetched;
	m->sender_known = env->sender != NULL;
	if (env->sender != NULL)
		copy_address(env->sender, strlen(env->sender), m->sender);
	if (env->recipient != NULL)
		copy_address(env->recipient, strlen(env->recipient),
		    m->recipient);
}

/*
 * Who the mail server says sent it: -f, else the Return-Path field on top, else
 * the mbox line.
 */
static void
find_sender(struct mail *m)
{
	const struct header *h = &m->header;
	char value[ADDRESS_MAX + 3];
	int i = header_find(h, "Return-Path", 0);

	if (m->sender_known)
		return;
	m->sender_known = true;
	if (i == 0 && header_value(&h->field[0], value, sizeof value))
		copy_address(value, strlen(value), m->sender);
	else if (h->mbox_sender != NULL)
		copy_address(h->mbox_sender, h->mbox_sender_len, m->sender);
	else
		m->sender_known = false;
}

static void
find_message_id(struct mail *m)
{
	char value[MESSAGE_ID_MAX + 2];
	int i = header_find(&m->header, "Message-ID", 0);
	size_t len;

	if (i < 0 || !header_value(&m->header.field[i], value, sizeof value))
		return;
	len = strlen(value);
	/* only what RFC 5322 allows is ever copied into a mail of ours */
	if (len < 5 || value[0] != '<' || value[len - 1] != '>' ||
	    strchr(value, '@') == NULL)
		return;
	for (size_t k = 1; k < len - 1; k++)
		if (value[k] <= ' ' || value[k] >= 0x7f || value[k] == '<' ||
		    value[k] == '>')
			return;
	memcpy(m->message_id, value + 1, len - 2);
	m->message_id[len - 2] = '\0';
}

/* Without Message-ID the subject, which may be all that a mail says. */
static void
add_name(const struct mail *m, struct buf *text)
{
	int i = header_find(&m->header, "Subject", 0);

	if (m->message_id[0] != '\0' || i < 0)
		buf_addf(text, "%s\n", m->message_id);
	else
		buf_add(text, m->header.field[i].value,
		    m->header.field[i].value_len);
}

/*
 * What makes it the same message: Message-ID, From and body, line ends and
 * trailing empty lines aside; trace fields change on the way.
 */
static void
digest_text(struct mail *m)
{
	const char *body = m->header.start + m->header.body;
	size_t len = m->header.len - m->header.body, n = 0;
	struct buf text = BUF_INIT(m->len + MESSAGE_ID_MAX + ADDRESS_MAX + 16);

	add_name(m, &text);
	buf_addf(&text, "%s\n", m->from);
	while (len > 0 && (body[len - 1] == '\n' || body[len - 1] == '\r'))
		len--;
	while (n < len) {
		const char *line = body + n;
		const char *end = memchr(line, '\n', len - n);
		size_t size = end == NULL ? len - n : (size_t)(end - line);

		n += size + 1;
		if (size > 0 && line[size - 1] == '\r')
			size--;
		buf_add(&text, line, size);
		buf_addc(&text, '\n');
	}
	sha256_hex(text.str, text.len, m->digest);
	buf_free(&text);
}

/* Where From cannot be read, nothing less than all bytes. */
static void
find_digest(struct mail *m)
{
	if (m->from[0] == '\0')
		sha256_hex(m->raw, m->len, m->digest);
	else
		digest_text(m);
}

/*
 * Microsoft 365 vouches for what lies in its own mailbox: anything that a mail
 * server hands over could have been stamped by anybody.
 */
static enum grade
find_grade(const struct config *c, const struct envelope *env, struct mail *m,
    char why[256])
{
	if (rule(M_FETCHED) && c->trust.profile == TRUST_M365 &&
	    !env->fetched) {
		snprintf(why, 256,
		    "profile m365 is for mail that was fetched from the "
		    "mailbox");
		return GRADE_NONE;
	}
	return trust_grade(&c->trust, &m->header, m->from, why);
}

static void
examine_sender(const struct config *c, const struct envelope *env,
    struct mail *m)
{
	const char *domain = address_domain(m->from);
	char why[256] = "";

	m->grade = find_grade(c, env, m, why);
	m->accepted = trust_accepts(&c->trust, m->grade);
	mail_step(m, "grade", why, grade_name(m->grade));
	if (!list_has(&c->domains, domain) && !list_has(&c->admins, m->from))
		ends(m, "domains", domain, RE_NOT_IN_DOMAINS);
	else
		mail_step(m, "domains", domain, "OK");
	if (m->grade == GRADE_FAIL)
		ends(m, "accepted grade", "fail", RE_AUTH_FAIL);
	else
		mail_step(m, "accepted grade", grade_name(m->grade),
		    m->accepted ? "yes" : "no");
}

/* Which kind a mail with this mark of a machine is. */
static enum kind
machine_kind(const struct header *h, enum reason why)
{
	if (header_bounce(h))
		return KIND_BOUNCE;
	return why == RE_LIST ? KIND_LIST : KIND_AUTOMATIC;
}

/*
 * A message that the child does not get to see is of a kind too: what its
 * header says, and a postmaster returns mail.
 */
static void
guess_kind(const struct config *c, struct mail *m)
{
	enum reason why = header_automatic(&m->header, NULL, c->address);

	if (header_postmaster(&m->header))
		m->kind = KIND_BOUNCE;
	else
		m->kind =
		    why == RE_OK ? KIND_OTHER : machine_kind(&m->header, why);
}

/* May the child see it: never, only to explain what is refused, yes. */
enum sight { UNSEEN, EXPLAINED, SEEN };

/* A header that is refused, within the limits that keep the child safe. */
static enum sight
sight_of_refused(const struct header *h)
{
	struct err err = ERR_INIT;

	return h->n < HEADER_FIELDS && h->body < HEADER_MAX &&
		prescan(h, &err) == OK ?
	    EXPLAINED :
	    UNSEEN;
}

/* The header, by the parent, over the raw bytes. */
static enum sight
examine_header(const struct config *c, const struct envelope *env,
    struct mail *m)
{
	struct err err = ERR_INIT;
	enum reason why = RE_OK;
	enum sight sight;
	char count[32];

	take_envelope(m, env);
	snprintf(count, sizeof count, "%zu bytes", m->len);
	if (m->len > c->limits.message) {
		ends(m, "limits.message", count, RE_TOO_BIG);
		find_digest(m);
		return UNSEEN;
	}
	mail_step(m, "limits.message", count, "OK");
	if (header_scan(&m->header, m->raw, m->len, &why, &err) != OK) {
		ends(m, "F1 header", err.text, why);
		find_digest(m);
		header_scan_loosely(&m->header, m->raw, m->len);
		guess_kind(c, m);
		sight = sight_of_refused(&m->header);
		m->header.n = 0; /* nothing else may rest on it */
		return sight;
	}
	snprintf(count, sizeof count, "%zu fields", m->header.n);
	mail_step(m, "F1 header", count, "OK");
	find_sender(m);
	mail_step(m, "envelope sender", m->sender,
	    !m->sender_known         ? "not known" :
		m->sender[0] == '\0' ? "the null sender" :
				       "OK");
	find_message_id(m);
	mail_step(m, "Message-ID", m->message_id,
	    m->message_id[0] == '\0' ? "none that can be used" : "OK");
	why = header_automatic(&m->header, m->sender_known ? m->sender : NULL,
	    c->address);
	if (why != RE_OK) {
		ends(m, "automatic", "header", why);
		m->kind = machine_kind(&m->header, why);
	}
	if (header_from(&m->header, m->from, &why, &err) != OK)
		ends(m, "F2 From, F4 once", err.text, why);
	else {
		mail_step(m, "F2 From", m->from, "OK");
		examine_sender(c, env, m);
	}
	find_digest(m);
	if (prescan(&m->header, &err) != OK) {
		ends(m, "prescan", err.text, RE_MALFORMED);
		if (m->kind == KIND_NONE)
			guess_kind(c, m);
		return UNSEEN;
	}
	mail_step(m, "prescan", "structure of the message", "OK");
	return SEEN;
}

/*
 * The text may say what the header does not.  The child's word is enough: it
 * only takes power away, and comes before what From says.
 */
static void
second_look(struct mail *m)
{
	enum reason says = m->facts.automatic;

	if (says != RE_BOUNCE && says != RE_AUTO_VENDOR)
		return;
	mail_step(m, "automatic, by its text", m->facts.subject,
	    reason_name(says));
	if (m->reason == RE_OK || m->reason == RE_NOT_IN_DOMAINS ||
	    m->reason == RE_FROM_UNUSABLE)
		m->reason = says;
	if (says == RE_BOUNCE && m->kind != KIND_LIST)
		m->kind = KIND_BOUNCE;
	else if (m->kind == KIND_NONE)
		m->kind = KIND_AUTOMATIC;
}

static enum status
examine_text(const struct config *c, struct mail *m, struct err *err)
{
	enum status rc;
	bool died;

	m->facts.site = &c->words;
	rc = jail_parse(m->header.start, m->header.len, &m->facts, &died, err);
	m->facts.site = &c->words; /* what the child said is another's */
	if (rc != OK)
		return rc;
	if (died)
		ends(m, "parser", "child process", RE_PARSER_DIED);
	else if (rule(BOTH) && m->from[0] != '\0' &&
	    !address_equal(m->facts.from, m->from))
		ends(m, "both readers agree on From", m->facts.from,
		    RE_FROM_UNUSABLE);
	second_look(m);
	if (m->kind == KIND_NONE)
		m->kind = m->facts.kind;
	steps_of_text(m);
	return OK;
}

/* Need the text be looked at?  Not of what ends here, whatever it says. */
static bool
wants_text(const struct mail *m)
{
	return m->reason != RE_LIST && m->reason != RE_LOOP &&
	    m->reason != RE_AUTH_FAIL;
}

void
mail_init(struct mail *m, const char *raw, size_t len, bool noted)
{
	memset(m, 0, sizeof *m);
	m->raw = raw;
	m->len = len;
	m->steps = noted ? json_array() : NULL;
	facts_init(&m->facts);
}

enum status
examine(const struct config *c, const struct envelope *env, bool thorough,
    struct mail *m, struct err *err)
{
	enum sight sight = examine_header(c, env, m);

	if (sight == UNSEEN ||
	    (!thorough && (sight == EXPLAINED || !wants_text(m))))
		return OK;
	if (sight == EXPLAINED && m->kind == KIND_OTHER)
		m->kind = KIND_NONE; /* its text may say more */
	return examine_text(c, m, err);
}

void
mail_free(struct mail *m)
{
	facts_free(&m->facts);
	json_decref(m->steps);
	m->steps = NULL;
}
