#include "parsers/dates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/fold.h"

#define DIGITS    "0123456789"
#define DATE_TEXT 80 /* no date is longer in words */

enum word { MONTH, WEEKDAY, FILLER };

/*
 * Words as fold_text() makes them: without accents.  The first `least` letters
 * are enough.  First row that fits wins.
 */
/* clang-format off */
static const struct {
	const char *name;
	size_t least;
	enum word is;
	int number; /* months from 1; weekdays from Sunday, 0 */
} words[] = {
{ "january", 3, MONTH, 1 }, { "januar", 3, MONTH, 1 }, { "janvier", 4, MONTH, 1 },
{ "janner", 4, MONTH, 1 }, { "jaenner", 5, MONTH, 1 }, { "enero", 3, MONTH, 1 },
{ "february", 3, MONTH, 2 }, { "februar", 3, MONTH, 2 }, { "fevrier", 3, MONTH, 2 },
{ "febrero", 3, MONTH, 2 },
{ "march", 3, MONTH, 3 }, { "marz", 4, MONTH, 3 }, { "maerz", 5, MONTH, 3 },
{ "mrz", 3, MONTH, 3 }, { "mars", 4, MONTH, 3 }, { "marzo", 5, MONTH, 3 },
{ "april", 3, MONTH, 4 }, { "avril", 3, MONTH, 4 }, { "abril", 3, MONTH, 4 },
{ "may", 3, MONTH, 5 }, { "mai", 3, MONTH, 5 }, { "mayo", 4, MONTH, 5 },
{ "june", 3, MONTH, 6 }, { "juni", 4, MONTH, 6 }, { "juin", 4, MONTH, 6 },
{ "junio", 5, MONTH, 6 },
{ "july", 3, MONTH, 7 }, { "juli", 4, MONTH, 7 }, { "juillet", 4, MONTH, 7 },
{ "julio", 5, MONTH, 7 },
{ "august", 3, MONTH, 8 }, { "aout", 3, MONTH, 8 }, { "agosto", 3, MONTH, 8 },
{ "september", 3, MONTH, 9 }, { "septembre", 4, MONTH, 9 },
{ "septiembre", 4, MONTH, 9 }, { "setiembre", 3, MONTH, 9 },
{ "october", 3, MONTH, 10 }, { "oktober", 3, MONTH, 10 },
{ "octobre", 3, MONTH, 10 }, { "octubre", 3, MONTH, 10 },
{ "november", 3, MONTH, 11 }, { "novembre", 3, MONTH, 11 },
{ "noviembre", 3, MONTH, 11 },
{ "december", 3, MONTH, 12 }, { "dezember", 3, MONTH, 12 },
{ "decembre", 3, MONTH, 12 }, { "diciembre", 3, MONTH, 12 },
{ "sunday", 3, WEEKDAY, 0 }, { "sonntag", 2, WEEKDAY, 0 },
{ "dimanche", 3, WEEKDAY, 0 }, { "domingo", 3, WEEKDAY, 0 },
{ "monday", 3, WEEKDAY, 1 }, { "montag", 2, WEEKDAY, 1 },
{ "lundi", 3, WEEKDAY, 1 }, { "lunes", 3, WEEKDAY, 1 },
{ "tuesday", 3, WEEKDAY, 2 }, { "dienstag", 2, WEEKDAY, 2 },
{ "mardi", 4, WEEKDAY, 2 }, { "martes", 4, WEEKDAY, 2 },
{ "wednesday", 3, WEEKDAY, 3 }, { "mittwoch", 2, WEEKDAY, 3 },
{ "mercredi", 3, WEEKDAY, 3 }, { "miercoles", 3, WEEKDAY, 3 },
{ "thursday", 3, WEEKDAY, 4 }, { "donnerstag", 2, WEEKDAY, 4 },
{ "jeudi", 3, WEEKDAY, 4 }, { "jueves", 3, WEEKDAY, 4 },
{ "friday", 3, WEEKDAY, 5 }, { "freitag", 2, WEEKDAY, 5 },
{ "vendredi", 3, WEEKDAY, 5 }, { "viernes", 3, WEEKDAY, 5 },
{ "saturday", 3, WEEKDAY, 6 }, { "samstag", 2, WEEKDAY, 6 },
{ "sonnabend", 5, WEEKDAY, 6 }, { "samedi", 3, WEEKDAY, 6 },
{ "sabado", 3, WEEKDAY, 6 },
{ "the", 3, FILLER, 0 }, { "of", 2, FILLER, 0 }, { "until", 5, FILLER, 0 },
{ "till", 4, FILLER, 0 }, { "on", 2, FILLER, 0 }, { "bis", 3, FILLER, 0 },
{ "zum", 3, FILLER, 0 }, { "den", 3, FILLER, 0 }, { "dem", 3, FILLER, 0 },
{ "am", 2, FILLER, 0 }, { "jusqu", 5, FILLER, 0 }, { "au", 2, FILLER, 0 },
{ "le", 2, FILLER, 0 }, { "de", 2, FILLER, 0 }, { "del", 3, FILLER, 0 },
{ "el", 2, FILLER, 0 }, { "hasta", 5, FILLER, 0 },
};
/* clang-format on */

struct parts {
	long number[3];
	size_t digits[3];
	int n;
	int month;   /* of a word, 0: none */
	int weekday; /* of a word, -1: none */
	bool wrong;
};

static size_t
letters(const char *s)
{
	return strspn(s, "abcdefghijklmnopqrstuvwxyz");
}

static void
note_month(struct parts *d, int month)
{
	d->wrong = d->wrong || d->month != 0;
	d->month = month;
}

static void
note_weekday(struct parts *d, int day)
{
	d->wrong = d->wrong || d->weekday >= 0;
	d->weekday = day;
}

static void
note_word(struct parts *d, const char *s, size_t len)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (len < words[i].least || len > strlen(words[i].name) ||
		    memcmp(s, words[i].name, len) != 0)
			continue;
		if (words[i].is == MONTH)
			note_month(d, words[i].number);
		else if (words[i].is == WEEKDAY)
			note_weekday(d, words[i].number);
		return;
	}
	d->wrong = true;
}

/* A number with what may hang on it: 1st, 2nd, 3rd, 20th, 1er. */
static const char *
note_number(struct parts *d, const char *s, size_t len)
{
	static const char *const endings[] = { "st", "nd", "rd", "th", "er" };

	if (d->n == 3 || (len != 1 && len != 2 && len != 4 && len != 8)) {
		d->wrong = true;
		return s + len;
	}
	d->digits[d->n] = len;
	d->number[d->n++] = strtol(s, NULL, 10);
	s += len;
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (letters(s) == 2 && memcmp(s, endings[i], 2) == 0)
			return s + 2;
	return s;
}

static void
split(const char *s, struct parts *d)
{
	while (*s != '\0' && !d->wrong) {
		size_t n = strspn(s, "0123456789");

		if (n > 0)
			s = note_number(d, s, n);
		else if ((n = letters(s)) > 0) {
			note_word(d, s, n);
			s += n;
		} else if (strchr(" ,.-/()'", *s++) == NULL)
			d->wrong = true;
	}
}

struct day {
	long year, month, day;
};

static bool
plausible(const struct day *d)
{
	return d->year >= 1970 && d->year <= 9999 && d->month >= 1 &&
	    d->month <= 12 && d->day >= 1 && d->day <= 31;
}

/* Day and month stand in front of the year: which of them is which? */
static bool
year_last(const struct parts *p, struct day *out)
{
	struct day dm = { p->number[2], p->number[1], p->number[0] };
	struct day md = { p->number[2], p->number[0], p->number[1] };

	*out = plausible(&dm) ? dm : md;
	return p->number[0] == p->number[1] || plausible(&dm) != plausible(&md);
}

static bool
in_digits(const struct parts *p, struct day *out)
{
	long n = p->number[0];

	if (p->n == 1 && p->digits[0] == 8) {
		*out = (struct day){ n / 10000, n / 100 % 100, n % 100 };
		return true;
	}
	if (p->n != 3 || p->digits[1] > 2)
		return false;
	if (p->digits[0] == 4 && p->digits[2] <= 2) {
		*out = (struct day){ n, p->number[1], p->number[2] };
		return true;
	}
	return p->digits[0] <= 2 && p->digits[2] == 4 && year_last(p, out);
}

static bool
in_words(const struct parts *p, struct day *out)
{
	int year = p->digits[0] == 4 ? 0 : 1;

	if (p->n != 2 || p->digits[year] != 4 || p->digits[1 - year] > 2)
		return false;
	*out = (struct day){ p->number[year], p->month, p->number[1 - year] };
	return true;
}

/* Sakamoto's rule; Sunday is 0. */
static int
weekday_of(const struct day *d)
{
	static const int shift[] = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 };
	long y = d->month < 3 ? d->year - 1 : d->year;

	return (int)((y + y / 4 - y / 100 + y / 400 + shift[d->month - 1] +
			 d->day) %
	    7);
}

bool
date_read(const char *s, size_t len, char out[DATE_SIZE])
{
	struct buf folded = BUF_INIT(DATE_TEXT);
	struct parts p = { .weekday = -1 };
	struct day d = { 0, 0, 0 };
	bool one;

	fold_text(&folded, s, len);
	p.wrong = folded.full || memchr(s, '\0', len) != NULL;
	split(folded.str, &p);
	one = !p.wrong && (p.month == 0 ? in_digits(&p, &d) : in_words(&p, &d));
	one = one && plausible(&d) &&
	    (p.weekday < 0 || p.weekday == weekday_of(&d));
	if (one)
		snprintf(out, DATE_SIZE, "%04d-%02d-%02d", (int)d.year % 10000,
		    (int)d.month % 100, (int)d.day % 100);
	buf_free(&folded);
	return one;
}

/* The end of so many words from s on; NULL if there are fewer. */
static const char *
words_end(const char *s, int n)
{
	for (; n > 0; n--) {
		s += strspn(s, " \t\n");
		if (*s == '\0')
			return NULL;
		s += strcspn(s, " \t\n");
	}
	return s;
}

static bool
may_begin(const char *s)
{
	struct parts d = { .weekday = -1 };
	struct buf folded = BUF_INIT(32);
	size_t len = strcspn(s, " \t\n");
	bool may;

	if (strchr("0123456789(", *s) != NULL)
		return true;
	fold_text(&folded, s, len < 16 ? len : 16);
	note_word(&d, folded.str, letters(folded.str));
	may = d.month != 0 || d.weekday >= 0;
	buf_free(&folded);
	return may;
}

/* The longest date that begins here; what follows it, or NULL. */
static const char *
longest_date(const char *s, char day[DATE_SIZE])
{
	for (int n = 6; n > 0; n--) {
		const char *end = words_end(s, n), *last = end;

		if (end == NULL || end - s > DATE_TEXT)
			continue;
		while (last > s && strchr(".,;:!?", last[-1]) != NULL)
			last--;
		if (date_read(s, (size_t)(last - s), day))
			return end;
	}
	return NULL;
}

void
dates_in(const char *text, size_t max, struct buf *out)
{
	const char *s = text + strspn(text, " \t\n"), *end;
	const char *digit = strpbrk(s, DIGITS);
	char day[DATE_SIZE];
	size_t n = 0;

	/* there is no day without a digit */
	while (digit != NULL && n < max) {
		end = digit - s <= DATE_TEXT && may_begin(s) ?
		    longest_date(s, day) :
		    NULL;
		if (end != NULL && strstr(out->str, day) == NULL) {
			buf_addf(out, "%s%s", n++ == 0 ? "" : " ", day);
		}
		s = end != NULL ? end : s + strcspn(s, " \t\n");
		s += strspn(s, " \t\n");
		if (digit < s)
			digit = strpbrk(s, DIGITS);
	}
}
