#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/config_key.h"

/* The field of a key; a struct config is one object, so this stays in it. */
#define FIELD(type, c, key) ((type *)(void *)((char *)(c) + (key)->offset))
#define FIELD_OF(type, c, key) \
	((type const *)(const void *)((const char *)(c) + (key)->offset))

static void
list_words(const struct config_key *k, char out[256], const char *before)
{
	size_t n = (size_t)snprintf(out, 256, "%s", before);

	for (const struct key_word *w = k->word; w->name != NULL; w++)
		n += (size_t)snprintf(out + n, 256 - n, "%s\"%s\"",
		    w == k->word          ? "" :
			w[1].name == NULL ? " or " :
					    ", ",
		    w->name);
}

const char *
key_expects(const struct config_key *k, char out[256])
{
	switch (k->kind) {
	case KEY_TEXT:
		snprintf(out, 256, "%s, in quotes", k->expected);
		break;
	case KEY_FLAG:
		snprintf(out, 256, "true or false, without quotes");
		break;
	case KEY_NUMBER:
		snprintf(out, 256,
		    "a number from %d to %d, without quotes or leading zeros",
		    k->low, k->high);
		break;
	case KEY_SIZE:
		snprintf(out, 256,
		    "a size from \"%dK\" to \"%dM\", in quotes, as in \"10M\"",
		    k->low >> 10, k->high >> 20);
		break;
	case KEY_WORD:
		list_words(k, out, "");
		break;
	case KEY_WORDS:
		list_words(k, out, "a list in braces, of ");
		break;
	case KEY_LIST:
		snprintf(out, 256,
		    "a list in braces, of %s in quotes, none twice",
		    k->expected);
		break;
	case KEY_DAYS:
		snprintf(out, 256,
		    "a list in braces, of at most %d different numbers from "
		    "%d to %d",
		    REMIND_MAX, k->low, k->high);
		break;
	}
	return out;
}

/* Text of any kind: UTF-8 without control characters. */
static bool
text_fits(const struct config_key *k, char *value)
{
	if (!utf8_valid(value, strlen(value)))
		return false;
	for (const char *p = value; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return false;
	/* what need not be given may be given as "" */
	if (k->kind == KEY_TEXT && value[0] == '\0')
		return k->fallback != NULL && k->fallback[0] == '\0';
	return k->check(value);
}

static bool
set_text(const struct config_key *k, struct config *c, const char *value)
{
	char **field = FIELD(char *, c, k);

	*field = xstrdup(value);
	return text_fits(k, *field);
}

/* A list that need not be given may be given as {}. */
static bool
may_be_empty(const struct config_key *k)
{
	return k->fallback != NULL && k->fallback[0] == '\0';
}

static bool
set_list(const struct config_key *k, struct config *c, const char *const *value,
    size_t n)
{
	struct list *field = FIELD(struct list, c, k);
	/* a program's arguments may repeat */
	bool set = k->check != check_line;

	for (size_t i = 0; i < n; i++) {
		char *folded = xstrdup(value[i]);
		bool good = text_fits(k, folded) &&
		    !(set && list_has(field, folded)) &&
		    list_add(field, folded);

		free(folded);
		if (!good)
			return false;
	}
	return n > 0 || may_be_empty(k);
}

static bool
to_number(const char *s, int low, int high, int *out)
{
	char *end;
	long n = strtol(s, &end, 10);

	if (*s < '0' || *s > '9' || *end != '\0' || n < low || n > high)
		return false;
	*out = (int)n;
	return true;
}

static bool
set_size(const struct config_key *k, struct config *c, const char *value)
{
	char digits[16];
	size_t n = strspn(value, "0123456789");
	int shift = value[n] == 'M' ? 20 : value[n] == 'K' ? 10 : 0, number;

	if (n == 0 || n > 9 || strlen(value) - n != (shift == 0 ? 0 : 1))
		return false;
	memcpy(digits, value, n);
	digits[n] = '\0';
	if (!to_number(digits, 0, k->high >> shift, &number) ||
	    (number << shift) < k->low)
		return false;
	*FIELD(size_t, c, k) = (size_t)number << shift;
	return true;
}

static const struct key_word *
word_named(const struct config_key *k, const char *name)
{
	for (const struct key_word *w = k->word; w->name != NULL; w++)
		if (strcmp(w->name, name) == 0)
			return w;
	return NULL;
}

static bool
set_word(const struct config_key *k, struct config *c, const char *value)
{
	const struct key_word *w = word_named(k, value);

	if (w == NULL)
		return false;
	/* both enums of the table have no negative value */
	*FIELD(unsigned, c, k) = (unsigned)w->value;
	return true;
}

static bool
set_words(const struct config_key *k, struct config *c,
    const char *const *value, size_t n)
{
	unsigned *bits = FIELD(unsigned, c, k);

	*bits = 0;
	for (size_t i = 0; i < n; i++) {
		const struct key_word *w = word_named(k, value[i]);

		if (w == NULL)
			return false;
		*bits |= 1u << w->value;
	}
	return true;
}

static bool
set_days(const struct config_key *k, struct config *c, const char *const *value,
    size_t n)
{
	struct days *days = FIELD(struct days, c, k);

	days->n = 0;
	for (size_t i = 0; i < n; i++) {
		int day;

		if (days->n == REMIND_MAX ||
		    !to_number(value[i], k->low, k->high, &day))
			return false;
		for (int j = 0; j < days->n; j++)
			if (days->day[j] == day)
				return false;
		days->day[days->n++] = day;
	}
	return true;
}

bool
key_set(const struct config_key *k, struct config *c, const char *const *value,
    size_t n)
{
	switch (k->kind) {
	case KEY_TEXT:
		return set_text(k, c, value[0]);
	case KEY_FLAG:
		*FIELD(bool, c, k) = strcmp(value[0], "true") == 0;
		return true;
	case KEY_NUMBER:
		return to_number(value[0], k->low, k->high, FIELD(int, c, k));
	case KEY_SIZE:
		return set_size(k, c, value[0]);
	case KEY_WORD:
		return set_word(k, c, value[0]);
	case KEY_WORDS:
		return set_words(k, c, value, n);
	case KEY_LIST:
		return set_list(k, c, value, n);
	case KEY_DAYS:
		return set_days(k, c, value, n);
	}
	abort();
}

void
key_free(const struct config_key *k, struct config *c)
{
	if (k->kind == KEY_TEXT)
		free(*FIELD(char *, c, k));
	else if (k->kind == KEY_LIST)
		list_free(FIELD(struct list, c, k));
}

static void
print_text(struct buf *out, const char *s)
{
	buf_addc(out, '"');
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			buf_addc(out, '\\');
		buf_addc(out, *s);
	}
	buf_addc(out, '"');
}

static void
print_words(const struct config_key *k, const struct config *c, struct buf *out)
{
	const char *comma = "";
	unsigned value = *FIELD_OF(unsigned, c, k);

	buf_adds(out, k->kind == KEY_WORDS ? "{" : "");
	for (const struct key_word *w = k->word; w->name != NULL; w++) {
		if (k->kind == KEY_WORDS ? (value >> w->value & 1) == 0 :
					   value != (unsigned)w->value)
			continue;
		buf_addf(out, "%s\"%s\"", comma, w->name);
		comma = ", ";
	}
	buf_adds(out, k->kind == KEY_WORDS ? "}" : "");
}

static void
print_size(struct buf *out, size_t size)
{
	if (size % (1 << 20) == 0)
		buf_addf(out, "\"%zuM\"", size >> 20);
	else if (size % (1 << 10) == 0)
		buf_addf(out, "\"%zuK\"", size >> 10);
	else
		buf_addf(out, "\"%zu\"", size);
}

static void
print_list(const struct config_key *k, const struct config *c, struct buf *out)
{
	const struct list *list = FIELD_OF(struct list, c, k);
	const struct days *days = FIELD_OF(struct days, c, k);
	size_t n = k->kind == KEY_LIST ? list->n : (size_t)days->n;

	buf_addc(out, '{');
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, i == 0 ? "" : ", ");
		if (k->kind == KEY_LIST)
			print_text(out, list->item[i]);
		else
			buf_addf(out, "%d", days->day[i]);
	}
	buf_addc(out, '}');
}

/* "role student.risk = " */
static void
print_name(const struct config_key *k, struct buf *out)
{
	char section[SECTION_SIZE];

	buf_addf(out, "%s%s%s = ", config_section(NULL, k->section, section),
	    k->section[0] == '\0' ? "" : ".", k->name);
}

void
key_print(const struct config_key *k, const struct config *c, struct buf *out)
{
	const struct question *q = key_question(k, c);

	if (q != NULL && q->name == NULL)
		return; /* there is no such section */
	if (q != NULL)
		buf_addf(out, "field %s.%s = ", q->name, k->name);
	else
		print_name(k, out);
	switch (k->kind) {
	case KEY_TEXT:
		print_text(out, *FIELD_OF(char *, c, k));
		break;
	case KEY_FLAG:
		buf_adds(out, *FIELD_OF(bool, c, k) ? "true" : "false");
		break;
	case KEY_NUMBER:
		buf_addf(out, "%d", *FIELD_OF(int, c, k));
		break;
	case KEY_SIZE:
		print_size(out, *FIELD_OF(size_t, c, k));
		break;
	case KEY_WORD:
	case KEY_WORDS:
		print_words(k, c, out);
		break;
	case KEY_LIST:
	case KEY_DAYS:
		print_list(k, c, out);
		break;
	}
	buf_addc(out, '\n');
}
