#include "templates/compose.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/address.h"
#include "mailproc/base/clock.h"
#include "mailproc/base/hash.h"
#include "mailproc/base/text.h"
#include "templates/buttons.h"
#include "templates/mails.h"
#include "templates/mime.h"
#include "templates/sentences.h"
#include "templates/template.h"

#define TEXT_MAX         (200 << 10)
#define LINE_MAX_WRITTEN 78
#define ID_MAX           (LINE_MAX_WRITTEN - 3) /* " <" and ">" beside it */

/*
 * What tells our words from an answer above them, where a mail program quotes
 * without a mark: docs/own-text.md.
 */
static json_t *
marker(const struct letter *l)
{
	char tag[48], line[72];

	tag_of(l, tag);
	snprintf(line, sizeof line, "- - - - %s - - - -",
	    tag[0] == '\0' ? "[Canvas token]" : tag);
	return json_string(line);
}

/* What the reasons of the trail mean, in sentences. */
static json_t *
trail_of(const struct letter *l)
{
	json_t *trail = json_deep_copy(json_object_get(l->view, "trail")), *row;
	enum reason why;
	size_t i;

	if (trail == NULL)
		return json_array();
	json_array_foreach(trail, i, row)
	{
		const char *name =
		    json_string_value(json_object_get(row, "reason"));

		if (name != NULL && reason_from_name(name, &why))
			json_object_set_new(row, "text",
			    json_string(sentence(why)));
	}
	return trail;
}

/* What a site asks besides, for an empty form. */
static json_t *
questions_of(const struct config *c)
{
	json_t *rows = json_array();

	for (int f = FIELD_EXTRA; f < FIELD_COUNT; f++) {
		const struct question *q =
		    site_question(&c->words, (enum field)f);

		if (q != NULL)
			json_array_append_new(rows,
			    json_pack("{s:s, s:s}", "label", q->label, "hint",
				q->hint));
	}
	return rows;
}

/* What every template may name besides the letter's own view. */
static json_t *
whole_view(const struct config *c, const struct letter *l,
    const struct mail_kind *kind)
{
	json_t *view = json_copy((json_t *)(uintptr_t)l->view);
	json_t *buttons = buttons_of(c, l, kind);
	const char *name = l->to_name[0] == '\0' ? l->to : l->to_name;

	json_object_set_new(view, "trail", trail_of(l));
	json_object_set_new(view, "nothing",
	    json_boolean(json_array_size(json_object_get(view, "requests")) +
		    json_array_size(json_object_get(view, "trail")) ==
		0));
	json_object_set_new(view, "has_buttons",
	    json_boolean(json_array_size(buttons) > 0));
	json_object_set_new(view, "buttons", buttons);
	json_object_set_new(view, "has_fields",
	    json_boolean(json_array_size(json_object_get(view, "fields")) > 0));
	json_object_set_new(view, "marker", marker(l));
	json_object_set_new(view, "form_href", form_href(c, l));
	json_object_set_new(view, "batch_href", batch_href(c, l));
	json_object_set_new(view, "organisation", json_string(c->organisation));
	json_object_set_new(view, "help_desk", json_string(c->help_desk));
	json_object_set_new(view, "address", json_string(c->address));
	json_object_set_new(view, "policy_name",
	    json_string(c->policy.policy_name));
	json_object_set_new(view, "policy_url",
	    json_string(c->policy.policy_url));
	json_object_set_new(view, "review_days",
	    json_integer(c->time.review_days));
	json_object_set_new(view, "activate_url", json_string(c->activate_url));
	json_object_set_new(view, "unlock_url", json_string(c->unlock_url));
	if (json_object_get(view, "token_days_max") == NULL)
		json_object_set_new(view, "token_days_max",
		    json_integer(c->policy.token_days_max));
	json_object_set_new(view, "questions", questions_of(c));
	json_object_set_new(view, "key",
	    l->key == NULL ? json_null() : json_string(l->key));
	json_object_set_new(view, "to_name", json_string(name));
	return view;
}

/* One line, broken at blanks; what goes on of an indented one is indented too.
 */
static void
wrap_line(struct buf *out, const char *s, size_t len)
{
	size_t indent = strspn(s, " "), at = 0;
	bool url = strncmp(s + indent, "https://", 8) == 0;

	while (!url && at + LINE_MAX_WRITTEN < len + (at == 0 ? 0 : indent)) {
		size_t first = at == 0 ? indent + 1 : at + 1;
		size_t cut = at + LINE_MAX_WRITTEN - (at == 0 ? 0 : indent);
		size_t next;

		while (cut > first && s[cut] != ' ')
			cut--;
		if (cut == first)
			break;
		for (next = cut; s[next] == ' ';)
			next++;
		while (s[cut - 1] == ' ')
			cut--;
		buf_add(out, s + at, cut - at);
		if (at == 0 && indent > 0)
			indent += 2;
		buf_addf(out, "\n%*s", (int)indent, "");
		at = next;
	}
	buf_add(out, s + at, len - at);
	buf_addc(out, '\n');
}

/*
 * Long lines are broken, so that the mail reads well everywhere; an URL never
 * is.  Several empty lines, left behind by what was not there, become one.
 */
static void
wrap(struct buf *out, const char *s)
{
	bool empty = true;

	while (*s != '\0') {
		size_t len = strcspn(s, "\n");

		if (len > 0 || !empty)
			wrap_line(out, s, len);
		empty = len == 0;
		s += len + (s[len] == '\n' ? 1 : 0);
	}
}

/* The first line of NAME.txt is the subject, the rest behind an empty line is
 * the text. */
static enum status
split_subject(struct buf *text, const char *name, char subject[512],
    struct err *err)
{
	static const char field[] = "Subject: ";
	struct buf wrapped = BUF_INIT(TEXT_MAX);
	const char *end = strstr(text->str, "\n\n");

	if (strncmp(text->str, field, sizeof field - 1) != 0 || end == NULL ||
	    memchr(text->str, '\n', (size_t)(end - text->str)) != NULL)
		return err_set(err, ERR_CONFIG,
		    "%s.txt:1: expected \"Subject: ...\" and an empty line",
		    name);
	snprintf(subject, 512, "%.*s",
	    (int)(end - text->str - (ptrdiff_t)sizeof field + 1),
	    text->str + sizeof field - 1);
	wrap(&wrapped, end + 2);
	buf_free(text);
	*text = wrapped;
	return OK;
}

static void
write_id(struct buf *out, const char *field, const char *id)
{
	bool fits = strlen(field) + strlen(id) + 4 <= LINE_MAX_WRITTEN;

	/* a line of its own for a long one, none for one longer still */
	if (strlen(id) > ID_MAX)
		return;
	buf_addf(out, "%s:%s<%s>\r\n", field, fits ? " " : "\r\n ", id);
}

static void
write_header(const struct config *c, const struct letter *l,
    const struct mail_kind *kind, const char *subject, struct buf *out)
{
	char from[ADDRESS_MAX + 1], name[200], date[RFC5322_SIZE], tag[48];
	char whole[600];

	answer_address(c, l->key, from);
	snprintf(name, sizeof name, "%.150s Canvas tokens", c->organisation);
	tag_of(l, tag);
	snprintf(whole, sizeof whole, "%s%s%s", tag, tag[0] == '\0' ? "" : " ",
	    subject);
	mime_mailbox(out, "From", name, from);
	mime_mailbox(out, "Reply-To", "", from);
	mime_mailbox(out, "To", l->to_name, l->to);
	mime_field(out, "Subject", whole);
	buf_addf(out, "Date: %s\r\n", clock_rfc5322(l->at, date));
	write_id(out, "Message-ID", l->message_id);
	if (l->in_reply_to != NULL)
		write_id(out, "In-Reply-To", l->in_reply_to);
	if (l->root != NULL)
		write_id(out, "References", l->root);
	if (l->root != NULL && l->in_reply_to != NULL &&
	    strlen(l->in_reply_to) <= ID_MAX)
		buf_addf(out, " <%s>\r\n", l->in_reply_to);
	buf_addf(out,
	    "Auto-Submitted: %s\r\n"
	    "X-Auto-Response-Suppress: OOF, AutoReply\r\n"
	    "X-Loop: %s\r\n"
	    "MIME-Version: 1.0\r\n",
	    kind->replied ? "auto-replied" : "auto-generated", c->address);
}

/* "=_" cannot stand in quoted-printable text, nor our boundary in 7bit text:
 * it is drawn for each mail from its Message-ID. */
static void
write_parts(const struct letter *l, const struct buf *text,
    const struct buf *html, struct buf *out)
{
	char boundary[SHA256_HEX];

	sha256_hex(l->message_id, strlen(l->message_id), boundary);
	boundary[32] = '\0';
	buf_addf(out,
	    "Content-Type: multipart/alternative;\r\n boundary=\"=_%s\"\r\n"
	    "\r\n--=_%s\r\n",
	    boundary, boundary);
	mime_text(out, "text/plain", text);
	buf_addf(out, "--=_%s\r\n", boundary);
	mime_text(out, "text/html", html);
	buf_addf(out, "--=_%s--\r\n", boundary);
}

/*
 * Whatever came into a mail: nothing that changes what a reader sees, and
 * nothing shaped like a Canvas token.
 */
static void
clean_all(struct buf *text)
{
	struct buf cleaned = BUF_INIT(TEXT_MAX);

	clean_text(&cleaned, text->str, text->len);
	buf_free(text);
	*text = cleaned;
}

enum status
compose(void *ctx, const struct letter *letter, struct buf *out,
    struct err *err)
{
	const struct config *c = ((const struct composer *)ctx)->config;
	const struct mail_kind *kind = mail_kind(letter->template);
	const struct template_source src = { c->templates };
	struct buf text = BUF_INIT(TEXT_MAX), html = BUF_INIT(TEXT_MAX);
	char file[80], subject[512];
	json_t *view;
	enum status rc;

	if (kind == NULL)
		return err_set(err, ERR_CONFIG, "there is no mail \"%s\"",
		    letter->template);
	view = whole_view(c, letter, kind);
	snprintf(file, sizeof file, "%s.txt", kind->name);
	if ((rc = template_expand(&src, file, view, &text, err)) != OK ||
	    (rc = split_subject(&text, kind->name, subject, err)) != OK)
		goto out;
	snprintf(file, sizeof file, "%s.html", kind->name);
	if ((rc = template_expand(&src, file, view, &html, err)) != OK)
		goto out;
	clean_all(&text);
	clean_all(&html);
	write_header(c, letter, kind, subject, out);
	write_parts(letter, &text, &html, out);
	if (out->full)
		rc = err_set(err, ERR_CONFIG, "mail \"%s\" is too long",
		    kind->name);
out:
	json_decref(view);
	buf_free(&text);
	buf_free(&html);
	return rc;
}
