#include "parsers/parse.h"

#include <stdio.h>
#include <string.h>

#include "mailproc/base/text.h"
#include "parsers/html.h"
#include "parsers/message.h"
#include "parsers/parser.h"

static void
set_line(char **slot, const struct buf *raw)
{
	struct buf line = BUF_INIT(SUBJECT_MAX * 4);
	size_t len = raw->len < SUBJECT_MAX ? raw->len : SUBJECT_MAX;

	clean_line(&line, raw->str, len);
	facts_set(slot, line.str);
	buf_free(&line);
}

/* Line ends become LF, joined where the sender's program broke lines. */
static void
plain_text(struct buf *out, const struct message *m)
{
	struct buf lf = BUF_INIT(BODY_MAX);

	for (size_t i = 0; i < m->text.len; i++)
		if (m->text.str[i] != '\r' || i + 1 == m->text.len ||
		    m->text.str[i + 1] != '\n')
			buf_addc(&lf, m->text.str[i]);
	if (m->flowed)
		unflow(out, &lf, m->delsp);
	else
		buf_add(out, lf.str, lf.len);
	buf_free(&lf);
}

static bool
blank(const struct buf *b)
{
	return strspn(b->str, " \t\r\n") >= b->len;
}

/* What one body says, into facts of its own. */
static void
read_body(struct facts *f, const struct buf *text)
{
	struct buf own = BUF_INIT(BODY_MAX), cleaned = BUF_INIT(OWN_TEXT_MAX);

	own_text(&own, text, &f->quoted_text);
	/* commands want the blanks and the invisible as they were written */
	read_commands(f, own.str, f->subject);
	clean_text(&cleaned, own.str,
	    own.len < OWN_TEXT_MAX / 2 ? own.len : OWN_TEXT_MAX / 2);
	facts_set(&f->own_text, cleaned.str);
	read_form(f, cleaned.str);
	read_refs(f, text->str);
	buf_free(&own);
	buf_free(&cleaned);
}

static bool
same_commands(const struct facts *a, const struct facts *b)
{
	if (a->ncommands != b->ncommands)
		return false;
	for (size_t i = 0; i < a->ncommands; i++)
		if (a->command[i].verb != b->command[i].verb ||
		    a->command[i].id != b->command[i].id ||
		    a->command[i].result != b->command[i].result ||
		    (a->command[i].verb == EV_SPONSOR &&
			strcmp(a->command[i].arg, b->command[i].arg) != 0))
			return false;
	return true;
}

/* Do text and HTML say different things?  Then neither decides. */
static bool
disagree(const struct facts *f, const struct buf *html)
{
	struct facts other;
	bool differ;

	if (f->ncommands == 0)
		return false;
	facts_init(&other);
	other.site = f->site;
	facts_set(&other.subject, f->subject);
	read_body(&other, html);
	differ = !same_commands(f, &other);
	facts_free(&other);
	return differ;
}

static enum reason
problem(const struct facts *f, const struct message *m)
{
	bool nothing = f->own_text[0] == '\0' && f->ncommands == 0;

	if (m->unreadable && nothing)
		return RE_CRYPTO_UNREADABLE;
	if (m->damaged && nothing)
		return RE_DECODE_DAMAGED;
	if (nothing && f->quoted_text)
		return RE_QUOTED_ONLY;
	return RE_OK;
}

enum status
parse(const char *raw, size_t len, struct facts *f, struct err *err)
{
	struct buf text = BUF_INIT(BODY_MAX), html = BUF_INIT(BODY_MAX);
	struct message m;
	enum status rc;

	if ((rc = message_read(&m, raw, len, err)) != OK)
		goto out;
	snprintf(f->from, sizeof f->from, "%.*s", ADDRESS_MAX, m.from);
	fold_ascii(f->from);
	set_line(&f->from_name, &m.name);
	set_line(&f->subject, &m.subject);
	plain_text(&text, &m);
	html_to_text(&html, m.html.str, m.html.len);
	f->well_formed = m.well_formed;
	read_body(f, blank(&text) ? &html : &text);
	f->problem = problem(f, &m);
	if (f->problem == RE_OK && !blank(&text) && !blank(&html) &&
	    disagree(f, &html))
		f->problem = RE_AMBIGUOUS;
	f->kind = kind_of(f);
	if (text.full || html.full)
		f->well_formed = false;
out:
	message_free(&m);
	buf_free(&text);
	buf_free(&html);
	return rc;
}
