#include "parsers/values.h"

#include <string.h>
#include <strings.h>

#include "mailproc/base/address.h"
#include "mailproc/base/facts.h"
#include "mailproc/base/fold.h"
#include "mailproc/base/text.h"
#include "parsers/dates.h"
#include "parsers/labels.h"
#include "parsers/questions.h"

#define AGREE_TEXT 60

bool
one_line(enum field field)
{
	return field == FIELD_PURPOSE || field == FIELD_UNTIL ||
	    field == FIELD_SPONSOR || field == FIELD_AGREE ||
	    question_one_line(field);
}

static bool
is_address_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c != '\0' && strchr("._+'-", c));
}

/* The mailbox around this @, in lower case; "" if there is none. */
static const char *
address_around(const char *text, const char *at, char out[ADDRESS_MAX + 1])
{
	const char *from = at, *to = at + 1;

	while (
	    from > text && is_address_char(from[-1]) && at - from < ADDRESS_MAX)
		from--;
	while (is_address_char(*to) && to - from < ADDRESS_MAX + 2)
		to++;
	out[0] = '\0';
	/* what stands round it in a sentence */
	while (from < at && strchr("'.-", *from) != NULL)
		from++;
	while (to > at && strchr("'.-_+", to[-1]) != NULL)
		to--;
	if (to - from > ADDRESS_MAX ||
	    !address_valid(from, (size_t)(to - from)))
		return to;
	memcpy(out, from, (size_t)(to - from));
	out[to - from] = '\0';
	fold_ascii(out);
	return to;
}

/* Is it one of the words already? */
static bool
listed(const struct buf *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list->str; *p != '\0';) {
		size_t len = strcspn(p, " ");

		if (len == n && memcmp(p, word, n) == 0)
			return true;
		p += len + (p[len] == ' ' ? 1 : 0);
	}
	return false;
}

void
addresses_in(const char *text, size_t max, struct buf *out)
{
	char address[ADDRESS_MAX + 1];
	const char *at = text, *next;
	size_t n = 0;

	while (n < max && (at = strchr(at, '@')) != NULL) {
		next = address_around(text, at, address);
		if (address[0] != '\0' && !listed(out, address))
			buf_addf(out, "%s%s", n++ == 0 ? "" : " ", address);
		at = next > at ? next : at + 1;
	}
}

/* The one mailbox in "Prof X <prof@campus.example>"; else as it is. */
static void
take_address(struct buf *value)
{
	struct buf found = BUF_INIT(3 * ADDRESS_MAX);

	addresses_in(value->str, 2, &found);
	if (found.len > 0 && strchr(found.str, ' ') == NULL) {
		buf_reset(value);
		buf_adds(value, found.str);
	}
	buf_free(&found);
}

static void
take_date(struct buf *value)
{
	char day[DATE_SIZE];
	size_t len = value->len;

	while (len > 0 && strchr(" .,;!", value->str[len - 1]) != NULL)
		len--;
	if (!date_read(value->str, len, day))
		return;
	buf_reset(value);
	buf_adds(value, day);
}

bool
agrees(const char *s, size_t len)
{
	/* clang-format off */
	static const char *const words[] = { "i agree", "yes", "agreed", "agree",
		"yes i agree", "i agree to the policy", "yes i agree to the policy",
		"i do agree", "i accept", "accepted", "i accept the policy",
		"i have read and agree to the policy", "i have read it and agree",
		"[x] i agree", "(x) i agree", "[x] i agree to the policy", "[x]",
		"ja", "ich stimme zu", "ja ich stimme zu", "einverstanden",
		"ich bin einverstanden", "stimme zu", "oui", "j'accepte", "oui j'accepte",
		"d'accord", "je suis d'accord", "oui je suis d'accord", "si", "acepto",
		"si acepto", "de acuerdo", "estoy de acuerdo", "si estoy de acuerdo", NULL };
	/* clang-format on */
	struct buf folded = BUF_INIT(4 * AGREE_TEXT), bare;
	bool found = false;

	if (len > AGREE_TEXT)
		return false;
	bare = BUF_INIT(4 * AGREE_TEXT);
	fold_text(&folded, s, len);
	for (size_t i = 0; i < folded.len; i++)
		buf_addc(&bare,
		    strchr(".,;!*_\"", folded.str[i]) != NULL ? ' ' :
								folded.str[i]);
	buf_reset(&folded);
	fold_text(&folded, bare.str, bare.len);
	for (int i = 0; words[i] != NULL && !found; i++)
		found = strcmp(folded.str, words[i]) == 0;
	buf_free(&folded);
	buf_free(&bare);
	return found;
}

/* Nothing but what a form has for a blank: ____, ....., [ ] */
static bool
left_blank(const struct buf *value)
{
	size_t n = strspn(value->str, " _.-[]()\n\t");

	return strncmp(value->str + n, "\xe2\x80\xa6", 3) == 0 ?
	    value->str[n + 3] == '\0' :
	    n == value->len;
}

/* "<mailto:x@y>" and "<https://x>", which programs write behind what they
 * belong to. */
static void
drop_links(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const char *end = NULL;

		if (s[i] == '<' && len - i > 8 && i > 0 && s[i - 1] != ' ' &&
		    (strncasecmp(s + i + 1, "mailto:", 7) == 0 ||
			strncasecmp(s + i + 1, "http", 4) == 0))
			end = memchr(s + i, '>', len - i);
		if (end == NULL)
			buf_addc(out, s[i]);
		else
			i = (size_t)(end - s);
	}
}

static void
trim(struct buf *value)
{
	while (value->len > 0 &&
	    strchr(" \t\n*", value->str[value->len - 1]) != NULL)
		value->str[--value->len] = '\0';
}

/* At most max bytes, between two characters. */
static size_t
whole_characters(const char *s, size_t len, size_t max)
{
	if (len <= max)
		return len;
	while (max > 0 && ((unsigned char)s[max] & 0xc0) == 0x80)
		max--;
	return max;
}

void
value_read(enum field field, const char *s, size_t len, struct buf *out)
{
	struct buf linked = BUF_INIT(OWN_TEXT_MAX + 1);
	const char *text;
	size_t n, hint;

	drop_links(&linked, s, len);
	n = strspn(linked.str, " \t\n");
	hint = hint_length(linked.str + n, linked.len - n);
	n += hint + strspn(linked.str + n + hint, " \t\n");
	text = linked.str + n;
	n = whole_characters(text, linked.len - n, FIELD_MAX - 100);
	if (one_line(field))
		clean_line(out, text, n);
	else
		clean_text(out, text, n);
	trim(out);
	if (left_blank(out))
		buf_reset(out);
	else if (field == FIELD_SPONSOR)
		take_address(out);
	else if (field == FIELD_UNTIL)
		take_date(out);
	else if (field == FIELD_AGREE && agrees(out->str, out->len)) {
		buf_reset(out);
		buf_adds(out, "I agree");
	}
	buf_free(&linked);
}
