#include "parsers/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/text.h"
#include "mailproc/base/words.h"
#include "parsers/automatic.h"
#include "parsers/html.h"
#include "parsers/message.h"
#include "parsers/parser.h"
#include "parsers/questions.h"

#define WRAPPER_LOOK 600 /* bytes of own text */

static void
set_line(char **slot, const struct buf *raw)
{
	struct buf line = BUF_INIT(SUBJECT_MAX * 4);
	size_t len = raw->len < SUBJECT_MAX ? raw->len : SUBJECT_MAX;

	clean_line(&line, raw->str, len);
	facts_set(slot, line.str);
	buf_free(&line);
}

/* The subject for commands, which want what is invisible as it was written. */
static void
add_subject(struct buf *out, const struct buf *raw)
{
	for (size_t i = 0; i < raw->len; i++) {
		char c =
		    raw->str[i] >= 0 && raw->str[i] < ' ' ? ' ' : raw->str[i];

		if (c != ' ' || out->len > 0)
			buf_addc(out, c);
	}
}

/*
 * What is no address crosses the pipe as "?": it equals none, so that the
 * parent sees that the two readers disagree.
 */
static void
set_from(struct facts *f, const char *from)
{
	snprintf(f->from, sizeof f->from, "%.*s", ADDRESS_MAX, from);
	fold_ascii(f->from);
	for (const char *c = f->from; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~') {
			snprintf(f->from, sizeof f->from, "?");
			break;
		}
}

/* Line ends become LF, joined where the sender's program broke lines. */
static void
add_plain(struct buf *out, const struct body *b)
{
	struct buf lf = BUF_INIT(BODY_MAX);

	for (size_t i = 0; i < b->text.len; i++)
		if (b->text.str[i] != '\r')
			buf_addc(&lf, b->text.str[i]);
		else if (i + 1 == b->text.len || b->text.str[i + 1] != '\n')
			buf_addc(&lf, '\n');
	if (b->flowed)
		unflow(out, &lf, b->delsp);
	else
		buf_add(out, lf.str, lf.len);
	buf_free(&lf);
}

/* One view of the message, as text. */
static void
see(struct buf *out, const struct message *m, enum view view)
{
	for (size_t i = 0; i < m->nbodies; i++) {
		const struct body *b = &m->body[i];

		if ((b->view & view) == 0)
			continue;
		if (out->len > 0 && out->str[out->len - 1] != '\n')
			buf_addc(out, '\n');
		if (b->html)
			html_to_text(out, b->text.str, b->text.len);
		else
			add_plain(out, b);
	}
}

/* Is there a version of its own for the HTML view? */
static bool
two_versions(const struct message *m)
{
	for (size_t i = 0; i < m->nbodies; i++)
		if (m->body[i].view == VIEW_HTML)
			return true;
	return false;
}

static bool
blank(const struct buf *b)
{
	return strspn(b->str, " \t\r\n") >= b->len;
}

/* What one body says, below this subject, into facts of its own. */
static void
read_body(struct facts *f, const struct buf *text, const char *subject)
{
	struct buf own = BUF_INIT(BODY_MAX), cleaned = BUF_INIT(OWN_TEXT_MAX);
	struct buf whole = BUF_INIT(2 * OWN_TEXT_MAX);

	own_text(&own, text, f->site == NULL ? NULL : &f->site->banner,
	    &f->quoted_text);
	/* commands want the blanks and the invisible as they were written */
	read_commands(f, own.str, subject);
	clean_text(&cleaned, own.str,
	    own.len < OWN_TEXT_MAX / 2 ? own.len : OWN_TEXT_MAX / 2);
	facts_set(&f->own_text, cleaned.str);
	clean_text(&whole, text->str,
	    text->len < OWN_TEXT_MAX ? text->len : OWN_TEXT_MAX);
	read_form(f, cleaned.str, &whole);
	read_refs(f, text->str);
	buf_free(&own);
	buf_free(&cleaned);
	buf_free(&whole);
}

/* Is this, as one of f's clear commands, among those of the other view? */
static bool
also_in(const struct command_fact *c, const struct facts *other)
{
	for (size_t i = 0; i < other->ncommands; i++)
		if (other->command[i].result == RE_OK &&
		    other->command[i].verb == c->verb &&
		    other->command[i].id == c->id &&
		    (c->verb != EV_SPONSOR ||
			strcmp(other->command[i].arg, c->arg) == 0))
			return true;
	return false;
}

static bool
all_in(const struct facts *f, const struct facts *other)
{
	for (size_t i = 0; i < f->ncommands; i++)
		if (f->command[i].result == RE_OK &&
		    !also_in(&f->command[i], other))
			return false;
	return true;
}

/* Do text and HTML ask for different things?  Then neither decides. */
static bool
disagree(const struct facts *f, const struct buf *html, const char *subject)
{
	struct facts other;
	bool differ;

	facts_init(&other);
	other.site = f->site;
	facts_set(&other.subject, f->subject);
	read_body(&other, html, subject);
	differ = !all_in(f, &other) || !all_in(&other, f);
	facts_free(&other);
	return differ;
}

/*
 * Text that stands in for one we cannot read: inline PGP, and what services for
 * protected mail write to those who are not theirs.
 */
static bool
is_wrapper(const char *own)
{
	static const char *const words[] = { "-----BEGIN PGP MESSAGE-----",
		"sent you a protected message", "received a protected message",
		"received an encrypted message",
		"sent you an encrypted message",
		"This is a secure, encrypted message", "secure message from",
		"This message was sent securely",
		"to read the message securely",
		"Microsoft Purview Message Encryption",
		"Office 365 Message Encryption",
		"Click here to read your message", NULL };
	size_t look = strlen(own) < WRAPPER_LOOK ? strlen(own) : WRAPPER_LOOK;
	char *begin = xstrndup(own, look);
	bool found = false;

	for (size_t i = 0; words[i] != NULL && !found; i++)
		found = strcasestr(begin, words[i]) != NULL;
	free(begin);
	return found;
}

/*
 * Why the text decides nothing.  What cannot be read may have said the opposite
 * of the subject.
 */
static enum reason
problem(const struct facts *f, const struct message *m)
{
	bool nothing = f->own_text[0] == '\0';

	if ((m->unreadable && nothing) ||
	    (f->ncommands == 0 && is_wrapper(f->own_text)))
		return RE_CRYPTO_UNREADABLE;
	if (m->damaged && nothing)
		return RE_DECODE_DAMAGED;
	if (nothing && f->ncommands == 0 && f->quoted_text)
		return RE_QUOTED_ONLY;
	return RE_OK;
}

/* What machines say of themselves, in the text or in front of it. */
static void
look_for_machines(struct facts *f, const char *raw, size_t len,
    const struct buf *text)
{
	struct header h;
	struct err ignored = ERR_INIT;
	enum reason why;

	if (header_scan(&h, raw, len, &why, &ignored) == OK)
		read_automatic(f, &h, text);
}

enum status
parse(const char *raw, size_t len, struct facts *f, struct err *err)
{
	struct buf text = BUF_INIT(BODY_MAX), html = BUF_INIT(BODY_MAX);
	struct buf subject = BUF_INIT(SUBJECT_MAX);
	struct message m;
	enum status rc;

	questions_use(f->site);
	if ((rc = message_read(&m, raw, len, err)) != OK)
		goto out;
	set_from(f, m.from);
	set_line(&f->from_name, &m.name);
	set_line(&f->subject, &m.subject);
	add_subject(&subject, &m.subject);
	see(&text, &m, VIEW_PLAIN);
	if (two_versions(&m))
		see(&html, &m, VIEW_HTML);
	f->well_formed = m.well_formed;
	read_body(f, blank(&text) ? &html : &text, subject.str);
	f->problem = problem(f, &m);
	if (f->problem == RE_OK && !blank(&text) && !blank(&html) &&
	    disagree(f, &html, subject.str))
		f->problem = RE_AMBIGUOUS;
	f->kind = kind_of(f);
	look_for_machines(f, raw, len, blank(&text) ? &html : &text);
	if (text.full || html.full)
		f->well_formed = false;
out:
	message_free(&m);
	buf_free(&subject);
	buf_free(&text);
	buf_free(&html);
	return rc;
}
