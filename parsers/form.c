/*
 * form - the fields of a request: "Label: value", labels in any case and in
 * synonyms, bullets and stars around them, several lines per value.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mailproc/base/text.h"
#include "parsers/parser.h"

/* clang-format off */
static const struct {
	const char *label;
	enum field field;
} labels[] = {
	{ "purpose", FIELD_PURPOSE }, { "reason", FIELD_PURPOSE },
	{ "purpose of the token", FIELD_PURPOSE }, { "token purpose", FIELD_PURPOSE },
	{ "intended use", FIELD_USE }, { "use", FIELD_USE },
	{ "usage", FIELD_USE }, { "how will it be used", FIELD_USE },
	{ "description", FIELD_USE },
	{ "data and courses", FIELD_DATA }, { "data", FIELD_DATA },
	{ "courses", FIELD_DATA }, { "data and courses touched", FIELD_DATA },
	{ "data accessed", FIELD_DATA }, { "course", FIELD_DATA },
	{ "application or vendor", FIELD_APPLICATION }, { "application", FIELD_APPLICATION },
	{ "app", FIELD_APPLICATION }, { "vendor", FIELD_APPLICATION },
	{ "application/vendor", FIELD_APPLICATION }, { "tool", FIELD_APPLICATION },
	{ "needed until", FIELD_UNTIL }, { "until", FIELD_UNTIL },
	{ "end date", FIELD_UNTIL }, { "date", FIELD_UNTIL },
	{ "expires", FIELD_UNTIL }, { "expiration", FIELD_UNTIL },
	{ "sponsor", FIELD_SPONSOR }, { "faculty sponsor", FIELD_SPONSOR },
	{ "sponsor email", FIELD_SPONSOR }, { "sponsor's email", FIELD_SPONSOR },
	{ "agreement to the policy", FIELD_AGREE }, { "agreement", FIELD_AGREE },
	{ "policy", FIELD_AGREE }, { "i agree to the policy", FIELD_AGREE },
	{ "agree", FIELD_AGREE },
};
/* clang-format on */

#define LABEL_MAX 40

/* Bullets, stars and blanks in front of a label. */
static const char *
past_bullet(const char *s)
{
	for (;;) {
		if (*s == ' ' || *s == '\t' || *s == '*' || *s == '-' ||
		    *s == '_')
			s++;
		else if (strncmp(s, "\xe2\x80\xa2", 3) == 0) /* U+2022 */
			s += 3;
		else if (strncmp(s, "\xc2\xa0", 2) == 0) /* U+00A0 */
			s += 2;
		else
			return s;
	}
}

/*
 * The field whose label begins this line; *value is what follows the colon, or
 * the tab between two cells of a table.
 */
static int
field_of(const char *line, const char **value)
{
	const char *s = past_bullet(line), *colon = strpbrk(s, ":\t");
	char label[LABEL_MAX];
	size_t len;

	if (colon == NULL || (size_t)(colon - s) >= sizeof label)
		return -1;
	len = (size_t)(colon - s);
	while (len > 0 && strchr(" *_?", s[len - 1]) != NULL)
		len--;
	memcpy(label, s, len);
	label[len] = '\0';
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
		if (strcasecmp(label, labels[i].label) == 0) {
			colon++;
			*value = colon + strspn(colon, " \t*_");
			return (int)labels[i].field;
		}
	return -1;
}

bool
begins_field(const char *line)
{
	const char *value;

	return field_of(line, &value) >= 0;
}

static bool
is_address_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c != '\0' && strchr("._+'-", c));
}

/* The one mailbox in "Prof X <prof@campus.example>"; what holds none stays. */
static void
take_address(struct buf *value)
{
	const char *at = strchr(value->str, '@');
	char address[ADDRESS_MAX + 1];
	const char *from = at, *to = at;
	size_t len;

	if (at == NULL || strchr(at + 1, '@') != NULL)
		return;
	while (from > value->str && is_address_char(from[-1]))
		from--;
	for (to++; is_address_char(*to); to++)
		;
	while (to > at && to[-1] == '.')
		to--;
	len = (size_t)(to - from);
	if (!address_valid(from, len))
		return;
	memcpy(address, from, len);
	address[len] = '\0';
	fold_ascii(address);
	buf_reset(value);
	buf_adds(value, address);
}

static int
month_of(const char *s, size_t len)
{
	static const char *const names[] = { "january", "february", "march",
		"april", "may", "june", "july", "august", "september",
		"october", "november", "december" };

	for (int i = 0; len >= 3 && i < 12; i++)
		if (len <= strlen(names[i]) &&
		    strncasecmp(s, names[i], len) == 0)
			return i + 1;
	return 0;
}

struct date_parts {
	long number[3];
	size_t digits[3];
	int n;
	int month; /* of a word */
	bool too_much;
};

/* A number with what may hang on it: 1st, 2nd, 3rd, 20th. */
static const char *
take_number(const char *s, size_t len, struct date_parts *d)
{
	static const char *const endings[] = { "st", "nd", "rd", "th" };

	if (d->n == 3 || len > 4) {
		d->too_much = true;
		return s + len;
	}
	d->digits[d->n] = len;
	d->number[d->n++] = strtol(s, NULL, 10);
	s += len;
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (strncasecmp(s, endings[i], 2) == 0)
			return s + 2;
	return s;
}

static const char *
take_month(const char *s, size_t len, struct date_parts *d)
{
	int month = month_of(s, len);

	if (month == 0 || d->month != 0)
		d->too_much = true;
	d->month = month;
	return s + len;
}

static void
split_date(const char *s, struct date_parts *d)
{
	while (*s != '\0' && !d->too_much) {
		size_t digits = strspn(s, "0123456789");
		size_t letters = strspn(s,
		    "abcdefghijklmnopqrstuvwxyz"
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

		if (digits > 0)
			s = take_number(s, digits, d);
		else if (letters > 0)
			s = take_month(s, letters, d);
		else if (strchr(" ,.-/\t", *s++) == NULL)
			d->too_much = true;
	}
}

/*
 * A date that can only mean one day becomes YYYY-MM-DD: ISO, or a month in
 * letters with day and year.  Any other stays as written and is asked again.
 */
static void
take_date(struct buf *value)
{
	struct date_parts d = { .n = 0 };
	long year = 0, month = 0, day = 0;

	split_date(value->str, &d);
	if (d.too_much)
		return;
	if (d.month == 0 && d.n == 3 && d.digits[0] == 4) {
		year = d.number[0];
		month = d.number[1];
		day = d.number[2];
	} else if (d.month != 0 && d.n == 2 && d.digits[1] == 4) {
		year = d.number[1];
		month = d.month;
		day = d.number[0];
	}
	if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31)
		return;
	buf_reset(value);
	buf_addf(value, "%04ld-%02ld-%02ld", year, month, day);
}

static void
take_agreement(struct buf *value)
{
	static const char *const words[] = { "i agree", "yes", "agreed",
		"i agree to the policy", "yes, i agree", NULL };
	size_t len = value->len;

	while (len > 0 && strchr(" .!*", value->str[len - 1]) != NULL)
		len--;
	for (int i = 0; words[i] != NULL; i++)
		if (strlen(words[i]) == len &&
		    strncasecmp(value->str, words[i], len) == 0) {
			buf_reset(value);
			buf_adds(value, "I agree");
			return;
		}
}

static void
keep(struct facts *f, int field, const struct buf *raw)
{
	struct buf value = BUF_INIT(FIELD_MAX);
	size_t len = raw->len < FIELD_MAX - 100 ? raw->len : FIELD_MAX - 100;
	const char *text = raw->str;
	bool one_line = field == FIELD_PURPOSE || field == FIELD_UNTIL ||
	    field == FIELD_SPONSOR || field == FIELD_AGREE;

	while (len > 0 && strchr(" \t\n", *text) != NULL) {
		text++;
		len--;
	}
	while (len > 0 && ((unsigned char)text[len - 1] & 0xc0) == 0x80 &&
	    len < raw->len)
		len--;
	if (one_line)
		clean_line(&value, text, len);
	else
		clean_text(&value, text, len);
	while (
	    value.len > 0 && strchr(" \n*", value.str[value.len - 1]) != NULL)
		value.str[--value.len] = '\0';
	if (field == FIELD_SPONSOR)
		take_address(&value);
	else if (field == FIELD_UNTIL)
		take_date(&value);
	else if (field == FIELD_AGREE)
		take_agreement(&value);
	/* the first answer counts; a form quoted below brings no second */
	if (value.len > 0 && f->field[field][0] == '\0')
		facts_set(&f->field[field], value.str);
	buf_free(&value);
}

void
read_form(struct facts *f, const char *own)
{
	struct buf line = BUF_INIT(OWN_TEXT_MAX), raw = BUF_INIT(OWN_TEXT_MAX);
	int field = -1;

	while (*own != '\0') {
		size_t len = strcspn(own, "\n");
		const char *value;
		int found;

		buf_reset(&line);
		buf_add(&line, own, len);
		own += len + (own[len] == '\n' ? 1 : 0);
		if ((found = field_of(line.str, &value)) >= 0) {
			if (field >= 0)
				keep(f, field, &raw);
			field = found;
			buf_reset(&raw);
			buf_adds(&raw, value);
		} else if (field >= 0) {
			buf_addc(&raw, '\n');
			buf_adds(&raw, line.str + strspn(line.str, " \t"));
		}
	}
	if (field >= 0)
		keep(f, field, &raw);
	buf_free(&line);
	buf_free(&raw);
}
