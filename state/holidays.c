#include "state/holidays.h"

#include <stdio.h>
#include <stdlib.h>

#include "mailproc/base/text.h"
#include "state/sql.h"

#define HOLIDAYS_MAX 10000 /* 27 years without a business day */

enum status
holidays_load(struct store *st, struct holidays *out, struct err *err)
{
	struct sql q = sql_begin(st, Q_HOLIDAYS);

	*out = (struct holidays){ NULL, 0 };
	while (sql_row(&q) && out->n < HOLIDAYS_MAX) {
		if (out->day == NULL)
			out->day = xmalloc(HOLIDAYS_MAX * sizeof *out->day);
		out->day[out->n++] = (int32_t)sql_get_int(&q, 0);
	}
	return sql_end(&q, err);
}

void
holidays_free(struct holidays *h)
{
	free(h->day);
	*h = (struct holidays){ NULL, 0 };
}

enum status
holidays_hash(struct store *st, char hash[SHA256_HEX], struct err *err)
{
	struct sql q = sql_begin(st, Q_HOLIDAY_FILE);

	hash[0] = '\0';
	if (sql_row(&q))
		snprintf(hash, SHA256_HEX, "%s", sql_get_text(&q, 0));
	return sql_end(&q, err);
}

static enum status
replace(struct store *st, const struct holidays *h, const char *hash,
    int64_t now, struct err *err)
{
	struct sql q = sql_begin(st, Q_HOLIDAYS_DROP);
	enum status rc = sql_do(&q, err);

	for (int i = 0; i < h->n && rc == OK; i++) {
		q = sql_begin(st, Q_HOLIDAY_PUT);
		sql_int(&q, 1, h->day[i]);
		rc = sql_do(&q, err);
	}
	if (rc != OK)
		return rc;
	q = sql_begin(st, Q_HOLIDAY_FILE_SET);
	sql_text(&q, 1, hash);
	sql_int(&q, 2, now);
	return sql_do(&q, err);
}

enum status
holidays_replace(struct store *st, const struct holidays *h, const char *hash,
    int64_t now, struct err *err)
{
	enum status rc;

	if ((rc = store_begin(st, err)) != OK)
		return rc;
	if ((rc = replace(st, h, hash, now, err)) == OK)
		rc = store_commit(st, err);
	store_rollback(st);
	return rc;
}

enum status
holidays_business_days(struct store *st, int64_t t, int n, int64_t *out,
    struct err *err)
{
	struct holidays h;
	enum status rc;

	if ((rc = holidays_load(st, &h, err)) == OK)
		*out = calendar_business_days(t, n, &h);
	holidays_free(&h);
	return rc;
}
