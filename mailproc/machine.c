/*
 * machine - what mail of machines tells us: a mail of ours came back, or
 * somebody is away.  Anybody can forge a bounce; who knows the Message-ID of a
 * mail that we sent can make it count as failed, and nothing more.
 */
#include <stdio.h>
#include <string.h>

#include "mailproc/settle_private.h"
#include "parsers/automatic.h"

#define AWAY_MAX 200
#define NOTE_MAX 1000

/* The Message-IDs that a bounce may be about, the surest first. */
static size_t
candidates(const struct mail *m, char (*out)[MESSAGE_ID_MAX], size_t max)
{
	char answered[ANSWERS_MAX][MESSAGE_ID_MAX];
	size_t n = 0, answers = answered_ids(m, answered, ANSWERS_MAX);

	for (size_t i = 0; i < m->facts.nreturned && n < max; i++)
		snprintf(out[n++], MESSAGE_ID_MAX, "%s", m->facts.returned[i]);
	/* what it answers; the mails before that one arrived */
	if (answers > 0 && n < max)
		memcpy(out[n++], answered[0], MESSAGE_ID_MAX);
	return n;
}

static enum status
take_back(struct case_file *f, const char *id, bool *found, struct err *err)
{
	const char *why = f->mail->facts.diagnostic;
	char note[NOTE_MAX];
	struct debt d;
	enum status rc;
	bool changed;

	debt_init(&d);
	rc = mail_returned(f->engine->store, id,
	    why[0] == '\0' ? "returned" : why, &d, &changed, err);
	*found = d.id != 0;
	if (rc == OK && *found) {
		mail_step(f->mail, "our mail that came back", id,
		    changed ? "failed" : "not sent, or failed before");
		f->judgement->request = d.request;
	}
	if (rc == OK && changed) {
		snprintf(note, sizeof note, "%s to %s was returned: %s",
		    d.template, d.to, why);
		f->changed = true;
		rc = audit_message(f, note, err);
	}
	debt_free(&d);
	return rc;
}

static enum status
note_bounce(struct case_file *f, struct err *err)
{
	char id[RETURNED_MAX + 1][MESSAGE_ID_MAX];
	size_t n = candidates(f->mail, id, RETURNED_MAX + 1);
	enum status rc = OK;
	bool found = false;

	if (!f->mail->facts.failed)
		return OK;
	for (size_t i = 0; i < n && !found && rc == OK; i++)
		rc = take_back(f, id[i], &found, err);
	return rc;
}

/* In the directory, or in a request that has not ended? */
static enum status
is_known(const struct case_file *f, bool *known, struct err *err)
{
	const struct person *p = &f->person;
	enum status rc = OK;
	int n = 0;

	*known =
	    p->standing != STANDING_UNKNOWN || is_admin(f->engine->config, p);
	if (!*known &&
	    (rc = request_count_with(f->engine->store, p->id, &n, err)) == OK)
		*known = n > 0;
	return rc;
}

/* The first line of what it says, else its subject. */
static void
first_line(const struct facts *facts, char out[AWAY_MAX + 1])
{
	const char *s = facts->own_text + strspn(facts->own_text, " \t\n");
	struct buf line = BUF_INIT(AWAY_MAX * 4);
	size_t len;

	if (*s == '\0')
		s = facts->subject;
	len = strcspn(s, "\n");
	if (len > AWAY_MAX)
		for (len = AWAY_MAX; len > 0 && (s[len] & 0xc0) == 0x80; len--)
			;
	clean_line(&line, s, len);
	snprintf(out, AWAY_MAX + 1, "%s",
	    line.len == 0 || line.len > AWAY_MAX ? "away" : line.str);
	buf_free(&line);
}

static enum status
note_away(struct case_file *f, struct err *err)
{
	struct store *st = f->engine->store;
	const struct mail *m = f->mail;
	char line[AWAY_MAX + 1], note[AWAY_MAX + 16], id[1][MESSAGE_ID_MAX];
	enum status rc;
	bool known = false, newly;

	if (!m->accepted || !header_away(&m->header, m->facts.subject))
		return OK;
	rc = person_by_address(st, m->from, &f->person, &known, err);
	if (rc != OK || !known || (rc = is_known(f, &known, err)) != OK ||
	    !known)
		return rc;
	if (answered_ids(m, id, 1) == 1 &&
	    (rc = mail_request(st, id[0], &f->judgement->request, err)) != OK)
		return rc;
	first_line(&m->facts, line);
	mail_step(f->mail, "away", m->from, line);
	snprintf(note, sizeof note, "away: %s", line);
	f->changed = true;
	newly = f->person.away[0] == '\0';
	string_set(&f->person.away, line);
	if ((rc = person_set_away(st, f->person.id, line, err)) != OK ||
	    (rc = audit_message(f, note, err)) != OK)
		return rc;
	return newly ? tell_who_waits(f, err) : OK;
}

enum status
note_machine(struct case_file *f, struct err *err)
{
	enum reason why = f->judgement->reason;

	if (why != RE_NULL_SENDER && why != RE_AUTO_SUBMITTED &&
	    why != RE_AUTO_VENDOR && why != RE_BOUNCE)
		return OK;
	return f->mail->kind == KIND_BOUNCE ? note_bounce(f, err) :
					      note_away(f, err);
}

enum status
note_return(struct case_file *f, struct err *err)
{
	if (!f->mail->accepted || f->person.away[0] == '\0')
		return OK;
	string_set(&f->person.away, "");
	mail_step(f->mail, "away", f->mail->from, "here again");
	return person_set_away(f->engine->store, f->person.id, "", err);
}
