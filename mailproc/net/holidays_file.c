#include "mailproc/net/holidays_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "mailproc/base/file.h"
#include "mailproc/base/hash.h"
#include "mailproc/base/log.h"
#include "mailproc/base/text.h"
#include "mailproc/net/ical.h"
#include "state/holidays.h"

#define FILE_MAX     (4 << 20)
#define YEARS_BEFORE 2 /* requests that are still open */
#define YEARS_AFTER  9 /* more than 365 business days */

static int
year_of(int64_t t)
{
	char day[DAY_SIZE];
	int year = 0;

	calendar_day(t, day);
	for (int i = 0; i < 4; i++)
		year = year * 10 + (day[i] - '0');
	return year;
}

/* What the rows depend on; "" if there is no file. */
static enum status
read_file(const struct config *c, int year, struct buf *text,
    char hash[SHA256_HEX], struct err *err)
{
	struct buf all = BUF_INIT(FILE_MAX + 1024);
	struct stat st;
	enum status rc;

	hash[0] = '\0';
	if (c->time.holidays[0] == '\0')
		return OK;
	if ((rc = file_read(text, c->time.holidays, &st, err)) != OK)
		return err_in(err, rc, "time.holidays");
	buf_addf(&all, "%d %s\n", year, c->time.zone);
	buf_add(&all, text->str, text->len);
	sha256_hex(all.str, all.len, hash);
	buf_free(&all);
	return OK;
}

static enum status
store_days(struct store *st, const struct day_set *d, const char *hash,
    int64_t now, struct err *err)
{
	struct holidays h = { xmalloc((size_t)d->n * sizeof(int32_t)), 0 };
	enum status rc;

	for (int32_t i = 0; i < d->n; i++)
		if (d->day[i])
			h.day[h.n++] = d->first + i;
	rc = holidays_replace(st, &h, hash, now, err);
	if (rc == OK)
		log_line(LOG_NOTICE, "event=holidays days=%d", h.n);
	holidays_free(&h);
	return rc;
}

/* Monday to Friday, as read: 1970-01-01 was a Thursday. */
static enum status
count_year(struct store *st, int year, int *out, struct err *err)
{
	int32_t first = calendar_date(year, 1, 1),
		end = calendar_date(year + 1, 1, 1);
	struct holidays h;
	enum status rc = holidays_load(st, &h, err);

	*out = 0;
	for (int i = 0; rc == OK && i < h.n; i++)
		if (h.day[i] >= first && h.day[i] < end &&
		    (h.day[i] + 3) % 7 < 5)
			++*out;
	holidays_free(&h);
	return rc;
}

enum status
holidays_refresh(struct store *st, const struct config *c, int64_t now,
    int *this_year, struct err *err)
{
	struct day_set *days = xmalloc(sizeof *days);
	struct buf text = BUF_INIT(FILE_MAX);
	char hash[SHA256_HEX], known[SHA256_HEX];
	int year = year_of(now);
	enum status rc;

	days->first = calendar_date(year - YEARS_BEFORE, 1, 1);
	days->n = calendar_date(year + YEARS_AFTER, 1, 1) - days->first;
	memset(days->day, 0, sizeof days->day);
	if ((rc = read_file(c, year, &text, hash, err)) != OK ||
	    (rc = holidays_hash(st, known, err)) != OK)
		goto out;
	if (strcmp(hash, known) != 0) {
		if (hash[0] != '\0')
			rc = ical_days(c->time.holidays, &text, days, err);
		if (rc == OK)
			rc = store_days(st, days, hash, now, err);
	}
	if (rc == OK && this_year != NULL)
		rc = count_year(st, year, this_year, err);
out:
	buf_free(&text);
	free(days);
	return rc;
}
