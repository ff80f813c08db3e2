#include "parsers/message.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libetpan/libetpan.h>

#include "parsers/charset.h"

#define DEPTH_MAX 20

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
	return strndup(value, len);
}

/*
 * libetpan opens an iconv for every encoded word; what it asks for goes
 * through our own conversion instead.
 */
static int
convert(const char *to, const char *from, const char *s, size_t len, char *out,
    size_t *out_len)
{
	struct buf utf8 = BUF_INIT(*out_len);

	(void)to;
	charset_to_utf8(&utf8, from, s, len);
	if (utf8.full) {
		buf_free(&utf8);
		return MAIL_CHARCONV_ERROR_UNKNOWN_CHARSET;
	}
	memcpy(out, utf8.str, utf8.len);
	*out_len = utf8.len;
	buf_free(&utf8);
	return MAIL_CHARCONV_NO_ERROR;
}

static void
decode_phrase(struct buf *out, const char *s)
{
	char *text = NULL;
	size_t at = 0;

	if (s == NULL)
		return;
	if (mailmime_encoded_phrase_parse("utf-8", s, strlen(s), &at, "utf-8",
		&text) == MAILIMF_NO_ERROR &&
	    text != NULL)
		buf_adds(out, text);
	else
		charset_to_utf8(out, NULL, s, strlen(s));
	free(text);
}

static void
read_from(struct message *m, const struct mailimf_from *from)
{
	const struct mailimf_mailbox *mb;
	clistiter *first = clist_begin(from->frm_mb_list->mb_list);

	if (first == NULL || m->from[0] != '\0')
		return;
	mb = clist_content(first);
	snprintf(m->from, sizeof m->from, "%s", mb->mb_addr_spec);
	decode_phrase(&m->name, mb->mb_display_name);
}

static void
read_fields(struct message *m, const struct mailimf_fields *fields)
{
	if (fields == NULL)
		return;
	for (clistiter *i = clist_begin(fields->fld_list); i != NULL;
	     i = clist_next(i)) {
		const struct mailimf_field *f = clist_content(i);

		if (f->fld_type == MAILIMF_FIELD_FROM)
			read_from(m, f->fld_data.fld_from);
		else if (f->fld_type == MAILIMF_FIELD_SUBJECT &&
		    m->subject.len == 0)
			decode_phrase(&m->subject,
			    f->fld_data.fld_subject->sbj_value);
	}
}

static bool
is_discrete(const struct mailmime_content *c, int type)
{
	return c->ct_type->tp_type == MAILMIME_TYPE_DISCRETE_TYPE &&
	    c->ct_type->tp_data.tp_discrete_type->dt_type == type;
}

/* No Content-Type at all is text/plain (RFC 2045 section 5.2). */
static bool
is_text(const struct mailmime_content *c)
{
	return c == NULL || is_discrete(c, MAILMIME_DISCRETE_TYPE_TEXT);
}

static bool
is_html(const struct mailmime_content *c)
{
	return c != NULL && is_text(c) && c->ct_subtype != NULL &&
	    strcasecmp(c->ct_subtype, "html") == 0;
}

/* Types that hold a message nobody but its reader can open. */
static bool
is_unreadable(const struct mailmime_content *c, const char *file)
{
	static const char *const subtypes[] = { "pkcs7-mime", "x-pkcs7-mime",
		"ms-tnef", "x-microsoft-rpmsg-message", "encrypted",
		"pgp-encrypted", "vnd.ms-tnef" };

	if (file != NULL &&
	    (strcasecmp(file, "winmail.dat") == 0 ||
		strcasecmp(file, "message.rpmsg") == 0))
		return true;
	if (c == NULL || c->ct_subtype == NULL)
		return false;
	for (size_t i = 0; i < sizeof subtypes / sizeof subtypes[0]; i++)
		if (strcasecmp(c->ct_subtype, subtypes[i]) == 0)
			return true;
	return false;
}

static const char *
parameter(const struct mailmime_content *c, const char *name)
{
	if (c == NULL || c->ct_parameters == NULL)
		return NULL;
	for (clistiter *i = clist_begin(c->ct_parameters); i != NULL;
	     i = clist_next(i)) {
		const struct mailmime_parameter *p = clist_content(i);

		if (strcasecmp(p->pa_name, name) == 0)
			return p->pa_value;
	}
	return NULL;
}

/* Strict where it matters: junk inside base64, or text after its padding, is
 * damage that a lenient decoder would hide. */
static bool
base64_clean(const char *s, size_t len)
{
	size_t n = 0;
	bool padded = false;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '\r' || c == '\n' || c == ' ' || c == '\t')
			continue;
		if (c == '=')
			padded = true;
		else if (padded ||
		    (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
			!(c >= '0' && c <= '9') && c != '+' && c != '/'))
			return false;
		n++;
	}
	return n % 4 == 0;
}

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') ||
	    (c >= 'a' && c <= 'f');
}

static bool
quoted_printable_clean(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] != '=')
			continue;
		if (i + 2 < len && is_hex(s[i + 1]) && is_hex(s[i + 2])) {
			i += 2;
			continue;
		}
		for (i++; i < len && (s[i] == ' ' || s[i] == '\t'); i++)
			;
		if (i < len && s[i] != '\r' && s[i] != '\n')
			return false;
	}
	return true;
}

static void
add_text(struct message *m, const struct mailmime_content *c, const char *s,
    size_t len)
{
	const char *format = parameter(c, "format");
	const char *delsp = parameter(c, "delsp");
	struct body *b;

	if (m->nbodies == BODIES_MAX) {
		m->well_formed = false;
		return;
	}
	b = &m->body[m->nbodies++];
	*b = (struct body){ .text = BUF_INIT(BODY_MAX),
		.view = VIEW_BOTH,
		.html = is_html(c),
		.flowed = format != NULL && strcasecmp(format, "flowed") == 0,
		.delsp = delsp != NULL && strcasecmp(delsp, "yes") == 0 };
	if (!charset_to_utf8(&b->text, parameter(c, "charset"), s, len) ||
	    b->text.full)
		m->well_formed = false;
}

static void
read_text(struct message *m, const struct mailmime *part,
    const struct mailmime_single_fields *sf)
{
	const struct mailmime_data *d = part->mm_data.mm_single;
	int encoding = sf->fld_encoding != NULL ? sf->fld_encoding->enc_type :
						  MAILMIME_MECHANISM_8BIT;
	const char *s;
	char *decoded = NULL;
	size_t len, at = 0, decoded_len = 0;

	if (d == NULL || d->dt_type != MAILMIME_DATA_TEXT)
		return;
	s = d->dt_data.dt_text.dt_data;
	len = d->dt_data.dt_text.dt_length;
	if ((encoding == MAILMIME_MECHANISM_BASE64 && !base64_clean(s, len)) ||
	    (encoding == MAILMIME_MECHANISM_QUOTED_PRINTABLE &&
		!quoted_printable_clean(s, len))) {
		m->damaged = true;
		m->well_formed = false;
	}
	if (mailmime_part_parse(s, len, &at, encoding, &decoded,
		&decoded_len) != MAILIMF_NO_ERROR) {
		m->damaged = true;
		m->well_formed = false;
		return;
	}
	add_text(m, part->mm_content_type, decoded, decoded_len);
	mmap_string_unref(decoded);
}

static void
read_single(struct message *m, const struct mailmime *part)
{
	struct mailmime_single_fields sf;
	const char *file;
	bool attached;

	memset(&sf, 0, sizeof sf);
	mailmime_single_fields_init(&sf, part->mm_mime_fields,
	    part->mm_content_type);
	file = sf.fld_disposition_filename != NULL ?
	    sf.fld_disposition_filename :
	    sf.fld_content_name;
	attached = sf.fld_disposition != NULL &&
	    sf.fld_disposition->dsp_type->dsp_type ==
		MAILMIME_DISPOSITION_TYPE_ATTACHMENT;
	if (is_unreadable(part->mm_content_type, file))
		m->unreadable = true;
	else if (is_text(part->mm_content_type) && !attached && file == NULL)
		read_text(m, part, &sf);
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
	const struct mailmime_content *c = part->mm_content_type;
	clist *list = part->mm_data.mm_multipart.mm_mp_list;
	size_t first = m->nbodies;

	if (is_unreadable(part->mm_content_type, NULL))
		m->unreadable = true;
	if (!closed(part))
		m->well_formed = false;
	for (clistiter *i = list == NULL ? NULL : clist_begin(list); i != NULL;
	     i = clist_next(i))
		walk(m, clist_content(i), depth + 1);
	if (c != NULL && c->ct_subtype != NULL &&
	    strcasecmp(c->ct_subtype, "alternative") == 0)
		part_versions(m, first);
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
	struct mailmime *root = NULL;
	size_t at = 0;

	*m = (struct message){ .name = BUF_INIT(4096),
		.subject = BUF_INIT(8192),
		.well_formed = true };
	extended_charconv = convert;
	if (mailmime_parse(raw, len, &at, &root) != MAILIMF_NO_ERROR ||
	    root == NULL)
		return err_set(err, ERR_INPUT, "no MIME structure");
	if (root->mm_type == MAILMIME_MESSAGE) {
		read_fields(m, root->mm_data.mm_message.mm_fields);
		if (root->mm_data.mm_message.mm_msg_mime != NULL)
			walk(m, root->mm_data.mm_message.mm_msg_mime, 0);
	}
	mailmime_free(root);
	return OK;
}

void
message_free(struct message *m)
{
	buf_free(&m->name);
	buf_free(&m->subject);
	for (size_t i = 0; i < m->nbodies; i++)
		buf_free(&m->body[i].text);
}
