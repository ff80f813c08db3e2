#include "parsers/part.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "parsers/parameter.h"

static const char *
line_end(const char *p, const char *end)
{
	const char *nl = memchr(p, '\n', (size_t)(end - p));

	return nl == NULL ? end : nl + 1;
}

static const char *
skip_tabs(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	return p;
}

static bool
at_line_end(const char *p, const char *end)
{
	return p == end || *p == '\n' || *p == '\r';
}

/*
 * The empty line that ends a header, or the end.  A line of blanks ends it too
 * if no more of a header follows: some programs fold into such lines.
 */
static bool
at_end(const char *p, const char *end)
{
	bool blanks = *p == ' ' || *p == '\t';

	p = skip_tabs(p, end);
	if (!at_line_end(p, end))
		return false;
	if (p == end || !blanks)
		return true;
	p = line_end(p, end);
	if (p < end && (*p == ' ' || *p == '\t'))
		return at_line_end(skip_tabs(p, end), end);
	while (p < end && ' ' < *p && *p < 0x7f && *p != ':')
		p++;
	return p == end || *p != ':';
}

/* Past the field at p and its continuation lines. */
static const char *
field_end(const char *p, const char *end)
{
	do
		p = line_end(p, end);
	while (p < end && (*p == ' ' || *p == '\t') && !at_end(p, end));
	return p;
}

const char *
part_field(const char *header, size_t len, const char *name, int n,
    size_t *value_len)
{
	size_t skip = strlen(name);
	const char *p = header, *end = header + len, *next;

	for (; p < end && !at_end(p, end); p = next) {
		const char *value = p + skip;

		next = field_end(p, end);
		if ((size_t)(next - p) <= skip ||
		    strncasecmp(p, name, skip) != 0)
			continue;
		value = skip_tabs(value, next);
		if (value == next || *value != ':' || n-- > 0)
			continue;
		*value_len = (size_t)(next - value - 1);
		return value + 1;
	}
	return NULL;
}

/* Is it a field whose name begins like that? */
static bool
begins(const char *p, const char *end, const char *name)
{
	size_t n = strlen(name);

	if ((size_t)(end - p) <= n || strncasecmp(p, name, n) != 0)
		return false;
	for (p += n; p < end && ' ' < *p && *p < 0x7f && *p != ':'; p++)
		;
	p = skip_tabs(p, end);
	return p < end && *p == ':';
}

void
part_core(struct buf *out, const char *raw, size_t len)
{
	const char *p = raw, *end = raw + len, *next;

	for (; p < end && !at_end(p, end); p = next) {
		next = field_end(p, end);
		if (begins(p, next, "From") || begins(p, next, "Content-"))
			buf_add(out, p, (size_t)(next - p));
	}
	if (out->len > 0 && out->str[out->len - 1] != '\n')
		buf_addc(out, '\n');
	if (p < end)
		buf_add(out, p, (size_t)(end - p));
}

static void
short_parameter(char out[FIELD_WORD_MAX], const char *value, size_t len,
    const char *name)
{
	struct buf text = BUF_INIT(PARAMETER_MAX);

	field_parameter(&text, value, len, name);
	snprintf(out, FIELD_WORD_MAX, "%s", text.str);
	buf_free(&text);
}

static void
read_type(struct part *p, const char *value, size_t len)
{
	char word[FIELD_WORD_MAX];

	field_word(p->type, value, len);
	if (strchr(p->type, '=') != NULL) /* a parameter: no type at all */
		p->type[0] = '\0';
	short_parameter(p->charset, value, len, "charset");
	short_parameter(word, value, len, "format");
	p->flowed = strcasecmp(word, "flowed") == 0;
	short_parameter(word, value, len, "delsp");
	p->delsp = strcasecmp(word, "yes") == 0;
	field_parameter(&p->file, value, len, "name");
}

void
part_read(struct part *p, const char *header, size_t len)
{
	static const char *const names[] = { "Content-Type",
		"Content-Transfer-Encoding", "Content-Disposition" };
	const char *value[3];
	size_t value_len[3];

	memset(p, 0, sizeof *p);
	p->file = BUF_INIT(PARAMETER_MAX * 4);
	for (int i = 0; i < 3; i++) {
		value[i] = part_field(header, len, names[i], 1, &value_len[i]);
		p->doubled = p->doubled || value[i] != NULL;
		value[i] = part_field(header, len, names[i], 0, &value_len[i]);
	}
	if (value[0] != NULL)
		read_type(p, value[0], value_len[0]);
	if (value[1] != NULL)
		field_word(p->encoding, value[1], value_len[1]);
	if (value[2] != NULL) {
		field_word(p->disposition, value[2], value_len[2]);
		if (p->file.len == 0)
			field_parameter(&p->file, value[2], value_len[2],
			    "filename");
	}
}

void
part_free(struct part *p)
{
	buf_free(&p->file);
}
