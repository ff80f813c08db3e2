#include "parsers/header.h"

#include <string.h>
#include <strings.h>

#include "mailproc/base/address.h"
#include "mailproc/base/rule.h"
#include "mailproc/base/text.h"

static const char *
line_end(const char *p, const char *end)
{
	const char *nl = memchr(p, '\n', (size_t)(end - p));

	return nl == NULL ? end : nl;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
all_blank(const char *p, size_t len)
{
	while (len > 0 && is_blank(p[len - 1]))
		len--;
	return len == 0;
}

/* The line's length without its line end, LF or CRLF. */
static size_t
line_length(const char *p, const char *nl)
{
	size_t len = (size_t)(nl - p);

	return len > 0 && p[len - 1] == '\r' ? len - 1 : len;
}

/*
 * Postfix local(8) and procmail put "From sender date" on top.  "From : ..." is
 * none, but the field in an old form that nobody may write (rule F1).
 */
static bool
is_mbox_line(const char *raw, size_t len)
{
	size_t n = 5;

	if (len < 5 || memcmp(raw, "From ", 5) != 0)
		return false;
	while (n < len && is_blank(raw[n]))
		n++;
	return n == len || raw[n] != ':';
}

static void
skip_mbox_line(struct header *h, const char *raw, size_t len)
{
	const char *end = raw + len, *nl, *blank;

	h->start = raw;
	h->len = len;
	if (!is_mbox_line(raw, len))
		return;
	nl = line_end(raw, end);
	blank = memchr(raw + 5, ' ', (size_t)(nl - raw - 5));
	h->mbox_sender = raw + 5;
	h->mbox_sender_len = (size_t)((blank == NULL ? nl : blank) - raw - 5);
	h->start = nl == end ? end : nl + 1;
	h->len = (size_t)(end - h->start);
}

static enum status
malformed(enum reason *why, struct err *err, const char *text)
{
	*why = RE_MALFORMED;
	return err_set(err, ERR_INPUT, "%s", text);
}

static bool
is_name_char(char c)
{
	return c > ' ' && c < 0x7f && c != ':';
}

static enum status
start_field(struct header *h, const char *p, size_t len, enum reason *why,
    struct err *err)
{
	struct header_field *f;
	size_t n = 0;

	while (n < len && is_name_char(p[n]))
		n++;
	if (n == 0 || n == len || p[n] != ':')
		return malformed(why, err,
		    n < len && is_blank(p[n]) && n > 0 ?
			"a blank before the colon, or no colon, in the header" :
			"a line without colon in the header");
	if (h->n == HEADER_FIELDS)
		return malformed(why, err, "too many header fields");
	f = &h->field[h->n++];
	f->name = p;
	f->name_len = n;
	f->value = p + n + 1;
	f->value_len = len - n - 1;
	return OK;
}

static enum status
one_line(struct header *h, const char *p, size_t len, enum reason *why,
    struct err *err)
{
	struct header_field *f = h->n == 0 ? NULL : &h->field[h->n - 1];

	if (memchr(p, '\0', len) != NULL)
		return malformed(why, err, "a NUL in the header");
	if (memchr(p, '\r', len) != NULL)
		return malformed(why, err, "a bare CR in the header");
	if (all_blank(p, len))
		return malformed(why, err, "a blank line in the header");
	if (!is_blank(*p))
		return start_field(h, p, len, why, err);
	if (f == NULL)
		return malformed(why, err,
		    "the header begins with a continuation line");
	f->value_len = (size_t)(p + len - f->value);
	if (rule(R8_SIZE) && f->value_len > HEADER_FIELD_MAX)
		return malformed(why, err, "a header field is too long");
	return OK;
}

enum status
header_scan(struct header *h, const char *raw, size_t len, enum reason *why,
    struct err *err)
{
	const char *p, *end, *nl;
	enum status rc;
	size_t n;

	*why = RE_OK;
	memset(h, 0, sizeof *h);
	skip_mbox_line(h, raw, len);
	end = h->start + h->len;
	for (p = h->start; p < end; p = nl == end ? end : nl + 1) {
		nl = line_end(p, end);
		n = line_length(p, nl);
		if (n == 0) {
			p = nl == end ? end : nl + 1;
			break;
		}
		if ((size_t)(nl - h->start) > HEADER_MAX ||
		    (rule(R8_SIZE) && n > HEADER_FIELD_MAX))
			return malformed(why, err, "the header is too long");
		rc = one_line(h, p, n, why, err);
		if (rc != OK && rule(F1_FORM))
			return rc;
	}
	h->body = (size_t)(p - h->start);
	if (h->n == 0)
		return malformed(why, err, "no header field at all");
	return OK;
}

void
header_scan_loosely(struct header *h, const char *raw, size_t len)
{
	struct err ignored = ERR_INIT;
	enum reason why;
	const char *p, *end;

	memset(h, 0, sizeof *h);
	h->start = p = raw;
	h->len = len;
	if (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	end = raw + (len < HEADER_MAX ? len : HEADER_MAX);
	while (p < end) {
		size_t n = 0;

		while (p + n < end && p[n] != '\r' && p[n] != '\n')
			n++;
		if (n == 0)
			break;
		/* the mbox line has no colon, or a blank before it */
		(void)one_line(h, p, n, &why, &ignored);
		p += n;
		p += p + 1 < end && p[0] == '\r' && p[1] == '\n' ? 2 : 1;
	}
	h->body = (size_t)((p < end ? p : end) - h->start);
}

static bool
is_named(const struct header_field *f, const char *name)
{
	return strlen(name) == f->name_len &&
	    strncasecmp(f->name, name, f->name_len) == 0;
}

int
header_find(const struct header *h, const char *name, int i)
{
	for (; i >= 0 && (size_t)i < h->n; i++)
		if (is_named(&h->field[i], name))
			return i;
	return -1;
}

int
header_count(const struct header *h, const char *name)
{
	int n = 0;

	for (size_t i = 0; i < h->n; i++)
		n += is_named(&h->field[i], name) ? 1 : 0;
	return n;
}

bool
header_value(const struct header_field *f, char *out, size_t size)
{
	size_t n = 0;
	bool blank = false;

	out[0] = '\0';
	for (size_t i = 0; i < f->value_len; i++) {
		char c = f->value[i];

		if (c == '\r' || c == '\n')
			continue;
		if (is_blank(c)) {
			blank = n > 0;
			continue;
		}
		if (n + (blank ? 2 : 1) >= size) {
			out[0] = '\0';
			return false;
		}
		if (blank)
			out[n++] = ' ';
		blank = false;
		out[n++] = c;
	}
	out[n] = '\0';
	return true;
}

/* Past a quoted string that begins at p, or NULL if it is not closed. */
static const char *
past_quotes(const char *p)
{
	for (p++; *p != '\0' && *p != '"'; p++)
		if (*p == '\\' && *++p == '\0')
			return NULL;
	return *p == '"' ? p + 1 : NULL;
}

/*
 * Where a phrase ends: at "<", or at the end where there is none.  A phrase is
 * atoms and quoted strings; what could make two readers see two addresses
 * (comment, group, list, route, an at sign) makes it unusable: NULL.
 */
static const char *
past_phrase(const char *value)
{
	const char *p = value;
	bool at = false;

	if (!rule(F2_PHRASE))
		return strrchr(value, '<') == NULL ? value + strlen(value) :
						     strrchr(value, '<');
	while (*p != '\0' && *p != '<') {
		if (*p == '"') {
			if ((p = past_quotes(p)) == NULL)
				return NULL;
			continue;
		}
		if (strchr(",;:()[]\\>", *p) != NULL)
			return NULL;
		at = at || *p == '@';
		p++;
	}
	return at && *p == '<' ? NULL : p;
}

/* Rule F2: `addr` or `[phrase] <addr>`. */
static const char *
find_mailbox(const char *value, size_t *len)
{
	const char *open = past_phrase(value), *close;

	if (open == NULL)
		return NULL;
	if (*open == '\0') { /* no angle bracket: the whole value */
		*len = strlen(value);
		return value;
	}
	close = strchr(open, '>');
	if (close == NULL || (rule(F2_PHRASE) && close[1] != '\0'))
		return NULL;
	*len = (size_t)(close - open - 1);
	return open + 1;
}

/* The one From field; NULL if there is none, or several.  Rules F1, F3. */
static const struct header_field *
only_from(const struct header *h)
{
	int i = header_find(h, "From", 0);

	if (i < 0 && !rule(F3))
		i = header_find(h, "Sender", 0);
	if (i < 0 || (rule(F1_ONE) && header_count(h, "From") > 1))
		return NULL;
	return &h->field[i];
}

enum status
header_from(const struct header *h, char *from, enum reason *why,
    struct err *err)
{
	static const char *const once[] = { "From", "Sender", "Reply-To", "To",
		"Cc", "Subject", "Date", "Message-ID", "In-Reply-To",
		"References", "MIME-Version", "Content-Type",
		"Content-Transfer-Encoding", "Content-Disposition",
		"Auto-Submitted" };
	const struct header_field *field = only_from(h);
	char value[2048];
	const char *mailbox = NULL;
	size_t len = 0;

	from[0] = '\0';
	*why = RE_FROM_UNUSABLE;
	if (field == NULL)
		return err_set(err, ERR_INPUT, "%d From fields",
		    header_count(h, "From"));
	if (header_value(field, value, sizeof value))
		mailbox = find_mailbox(value, &len);
	if (mailbox == NULL || len > ADDRESS_MAX ||
	    (rule(F2_ADDRESS) && !address_valid(mailbox, len)))
		return err_set(err, ERR_INPUT, "From is not one plain mailbox");
	*why = RE_MALFORMED;
	for (size_t i = 0; i < sizeof once / sizeof once[0]; i++)
		if (rule(F4) && header_count(h, once[i]) > 1)
			return err_set(err, ERR_INPUT,
			    "the field %s occurs twice", once[i]);
	memcpy(from, mailbox, len);
	from[len] = '\0';
	if (rule(F5))
		fold_ascii(from);
	*why = RE_OK;
	return OK;
}
