#include "parsers/message.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libetpan/libetpan.h>

#include "mailproc/base/text.h"
#include "parsers/charset.h"
#include "parsers/encoded.h"
#include "parsers/part.h"
#include "parsers/transfer.h"

#define DEPTH_MAX     20
#define BOUNDARY_ROOM 100
/* bytes of one part: no charset has text of BODY_MAX in more */
#define DECODED_MAX (4 * BODY_MAX)

/*
 * In place of libetpan 1.9.4's function of this name, which copies SIZE_MAX
 * bytes when the boundary is a single double quote (upstream fixed it in July
 * 2026).  The Makefile weakens the archive's symbol.
 */
/* NOLINTNEXTLINE(readability-redundant-declaration) */
char *mailmime_extract_boundary(struct mailmime_content *content_type);

char *
mailmime_extract_boundary(struct mailmime_content *content_type)
{
	const char *value = NULL;
	size_t len;

	if (content_type == NULL || content_type->ct_parameters == NULL)
		return NULL;
	for (clistiter *i = clist_begin(content_type->ct_parameters);
	     i != NULL && value == NULL; i = clist_next(i)) {
		const struct mailmime_parameter *p = clist_content(i);

		if (strcasecmp(p->pa_name, "boundary") == 0)
			value = p->pa_value;
	}
	if (value == NULL)
		return NULL;
	len = strlen(value);
	if (len >= 2 && value[0] == '"' && value[len - 1] == '"') {
		value++;
		len -= 2;
	}
	return xstrndup(value, len);
}

/*
 * libetpan opens an iconv for every encoded word it meets; what it asks for
 * goes through our own conversion instead.
 */
static int
convert(const char *to, const char *from, const char *s, size_t len, char *out,
    size_t *out_len)
{
	struct buf utf8 = BUF_INIT(*out_len);

	(void)to;
	charset_to_utf8(&utf8, from, s, len);
	/* an error would make it free the result twice */
	memcpy(out, utf8.str, utf8.len);
	*out_len = utf8.len;
	buf_free(&utf8);
	return MAIL_CHARCONV_NO_ERROR;
}

static void
read_from(struct message *m, const struct mailimf_fields *fields)
{
	const struct mailimf_mailbox *mb;

	for (clistiter *i = fields == NULL ? NULL :
					     clist_begin(fields->fld_list);
	     i != NULL && m->from[0] == '\0'; i = clist_next(i)) {
		const struct mailimf_field *f = clist_content(i);
		clistiter *first;

		if (f->fld_type != MAILIMF_FIELD_FROM)
			continue;
		first = clist_begin(f->fld_data.fld_from->frm_mb_list->mb_list);
		if (first == NULL)
			continue;
		mb = clist_content(first);
		snprintf(m->from, sizeof m->from, "%s", mb->mb_addr_spec);
	}
}

/* What people see of the header; identity is judged by the parent. */
static void
read_header(struct message *m, const char *raw, size_t len)
{
	size_t n;
	const char *value = part_field(raw, len, "Subject", 0, &n);

	if (value != NULL) {
		for (; n > 0 && (*value == ' ' || *value == '\t'); n--)
			value++;
		encoded_to_utf8(&m->subject, value, n);
	}
	if ((value = part_field(raw, len, "From", 0, &n)) != NULL)
		encoded_name(&m->name, value, n);
}

static bool
is_multipart(const struct part *p)
{
	return strncmp(p->type, "multipart/", 10) == 0;
}

/* No Content-Type at all is text/plain (RFC 2045 section 5.2), and so is one
 * that makes no sense. */
static bool
is_text(const struct part *p)
{
	return strchr(p->type, '/') == NULL ||
	    strncmp(p->type, "text/", 5) == 0 || is_multipart(p);
}

/* Types that hold a message nobody but its reader can open. */
static bool
is_unreadable(const struct part *p)
{
	static const char *const subtypes[] = { "pkcs7-mime", "x-pkcs7-mime",
		"ms-tnef", "x-microsoft-rpmsg-message", "encrypted",
		"pgp-encrypted", "vnd.ms-tnef" };
	const char *subtype = strchr(p->type, '/');

	if (strcasecmp(p->file.str, "winmail.dat") == 0 ||
	    strcasecmp(p->file.str, "message.rpmsg") == 0)
		return true;
	for (size_t i = 0; i < sizeof subtypes / sizeof subtypes[0]; i++)
		if (subtype != NULL && strcmp(subtype + 1, subtypes[i]) == 0)
			return true;
	return false;
}

static void
add_text(struct message *m, const struct part *p, const char *s, size_t len)
{
	char label[CHARSET_LABEL_MAX] = "";
	struct body *b;

	if (m->nbodies == BODIES_MAX) {
		m->well_formed = false;
		return;
	}
	b = &m->body[m->nbodies++];
	*b = (struct body){ .text = BUF_INIT(BODY_MAX),
		.view = VIEW_BOTH,
		.html = strcmp(p->type, "text/html") == 0,
		.flowed = p->flowed,
		.delsp = p->delsp };
	if (b->html && !charset_known(p->charset))
		charset_of_html(s, len, label);
	if (!charset_to_utf8(&b->text, label[0] != '\0' ? label : p->charset, s,
		len))
		m->damaged = true;
	if (b->text.full)
		m->well_formed = false;
	/* it ends no text and no word: something stands behind it */
	for (size_t i = 0; i < b->text.len; i++)
		if (b->text.str[i] == '\0')
			b->text.str[i] = ' ';
}

static void
read_text(struct message *m, const struct part *p, const char *s, size_t len)
{
	struct buf decoded = BUF_INIT(DECODED_MAX);

	if (strcmp(p->encoding, "base64") == 0) {
		if (!transfer_base64(&decoded, s, len))
			m->damaged = true;
		add_text(m, p, decoded.str, decoded.len);
	} else if (strcmp(p->encoding, "quoted-printable") == 0) {
		if (!transfer_quoted_printable(&decoded, s, len))
			m->damaged = true;
		add_text(m, p, decoded.str, decoded.len);
	} else
		add_text(m, p, s, len);
	if (decoded.full)
		m->well_formed = false;
	buf_free(&decoded);
}

static void
read_single(struct message *m, const struct mailmime *mime)
{
	const struct mailmime_data *d = mime->mm_data.mm_single;
	const char *header = mime->mm_mime_start, *s;
	struct part p;

	if (d == NULL || d->dt_type != MAILMIME_DATA_TEXT)
		return;
	s = d->dt_data.dt_text.dt_data;
	/* a part may have no header at all */
	part_read(&p, header, s > header ? (size_t)(s - header) : 0);
	/* a multipart that libetpan could not take apart is read as it is */
	if (p.doubled || is_multipart(&p))
		m->well_formed = false;
	if (is_unreadable(&p))
		m->unreadable = true;
	else if (is_text(&p) && p.file.len == 0 &&
	    strcmp(p.disposition, "attachment") != 0)
		read_text(m, &p, s, d->dt_data.dt_text.dt_length);
	part_free(&p);
}

/*
 * Is the last boundary of this multipart there?  libetpan takes what it finds;
 * a decision needs all of it.
 */
static bool
closed(const struct mailmime *part)
{
	char *boundary = mailmime_extract_boundary(part->mm_content_type);
	char mark[80];
	bool found = false;

	if (boundary != NULL &&
	    (size_t)snprintf(mark, sizeof mark, "\n--%s--", boundary) <
		sizeof mark)
		found = part->mm_length > 0 &&
		    memmem(part->mm_mime_start, part->mm_length, mark,
			strlen(mark)) != NULL;
	free(boundary);
	return found;
}

static void walk(struct message *m, const struct mailmime *part, int depth);

static void
walk_list(struct message *m, clist *list, int depth)
{
	for (clistiter *i = list == NULL ? NULL : clist_begin(list); i != NULL;
	     i = clist_next(i))
		walk(m, clist_content(i), depth + 1);
}

static size_t
without_line_ends(const char *s, size_t len)
{
	while (len > 0 && (s[len - 1] == '\n' || s[len - 1] == '\r'))
		len--;
	return len;
}

/*
 * libetpan finds no part at all in a multipart that ends within one.  The last
 * boundary put where it is missing, it finds them all.
 */
static void
walk_unclosed(struct message *m, const struct mailmime *part, int depth)
{
	char *boundary = mailmime_extract_boundary(part->mm_content_type);
	const char *start = part->mm_mime_start;
	struct buf whole = BUF_INIT(part->mm_length + BOUNDARY_ROOM);
	struct buf mark = BUF_INIT(BOUNDARY_ROOM);
	struct mailmime *root = NULL, *mime;
	size_t at = 0, len = part->mm_length;
	bool begun;

	if (boundary == NULL)
		return;
	buf_addf(&mark, "\n--%s", boundary);
	begun = memmem(start, len, mark.str, mark.len) != NULL;
	/* an empty part at the end would make it lose all others */
	len = without_line_ends(start, len);
	if (len > mark.len &&
	    memcmp(start + len - mark.len, mark.str, mark.len) == 0)
		len = without_line_ends(start, len - mark.len);
	buf_free(&mark);
	buf_add(&whole, start, len);
	buf_addf(&whole, "\n\n--%s--\n", boundary);
	free(boundary);
	if (begun && !whole.full &&
	    mailmime_parse(whole.str, whole.len, &at, &root) ==
		MAILIMF_NO_ERROR &&
	    root != NULL && root->mm_type == MAILMIME_MESSAGE &&
	    (mime = root->mm_data.mm_message.mm_msg_mime) != NULL &&
	    mime->mm_type == MAILMIME_MULTIPLE)
		walk_list(m, mime->mm_data.mm_multipart.mm_mp_list, depth);
	if (root != NULL)
		mailmime_free(root);
	buf_free(&whole);
}

/*
 * The parts of a multipart/alternative from `first` on: each is one version,
 * if there are versions of both kinds.
 */
static void
part_versions(struct message *m, size_t first)
{
	bool plain = false, html = false;

	for (size_t i = first; i < m->nbodies; i++) {
		html = html || m->body[i].html;
		plain = plain || !m->body[i].html;
	}
	for (size_t i = first; i < m->nbodies && plain && html; i++)
		m->body[i].view = m->body[i].html ? VIEW_HTML : VIEW_PLAIN;
}

static void
walk_children(struct message *m, const struct mailmime *part, int depth)
{
	clist *list = part->mm_data.mm_multipart.mm_mp_list;
	size_t first = m->nbodies;
	bool whole = closed(part);
	struct part p;

	part_read(&p, part->mm_mime_start, part->mm_length);
	if (is_unreadable(&p))
		m->unreadable = true;
	if (p.doubled || !whole)
		m->well_formed = false;
	if (!whole && (list == NULL || clist_begin(list) == NULL))
		walk_unclosed(m, part, depth);
	else
		walk_list(m, list, depth);
	if (strcmp(p.type, "multipart/alternative") == 0)
		part_versions(m, first);
	part_free(&p);
}

static void
walk(struct message *m, const struct mailmime *part, int depth)
{
	if (depth > DEPTH_MAX) {
		m->well_formed = false;
		return;
	}
	if (part->mm_type == MAILMIME_SINGLE)
		read_single(m, part);
	else if (part->mm_type == MAILMIME_MULTIPLE)
		walk_children(m, part, depth);
	/* MAILMIME_MESSAGE: somebody else's mail, never read */
}

enum status
message_read(struct message *m, const char *raw, size_t len, struct err *err)
{
	struct buf core = BUF_INIT(len + 2);
	struct mailmime *root = NULL;
	size_t at = 0;
	enum status rc = OK;

	*m = (struct message){ .name = BUF_INIT(4096),
		.subject = BUF_INIT(8192),
		.well_formed = true };
	extended_charconv = convert;
	read_header(m, raw, len);
	part_core(&core, raw, len);
	if (mailmime_parse(core.str, core.len, &at, &root) !=
		MAILIMF_NO_ERROR ||
	    root == NULL) {
		rc = err_set(err, ERR_INPUT, "no MIME structure");
		goto out;
	}
	if (root->mm_type == MAILMIME_MESSAGE) {
		read_from(m, root->mm_data.mm_message.mm_fields);
		if (root->mm_data.mm_message.mm_msg_mime != NULL)
			walk(m, root->mm_data.mm_message.mm_msg_mime, 0);
	}
	m->well_formed = m->well_formed && !m->damaged;
out:
	if (root != NULL)
		mailmime_free(root);
	buf_free(&core);
	return rc;
}

void
message_free(struct message *m)
{
	buf_free(&m->name);
	buf_free(&m->subject);
	for (size_t i = 0; i < m->nbodies; i++)
		buf_free(&m->body[i].text);
}
