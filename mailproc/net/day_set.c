#include "mailproc/net/day_set.h"

#include "state/calendar.h"

static int32_t
within(const struct day_set *d, int32_t day)
{
	int32_t end = d->first + d->n;

	return day < d->first ? d->first : day > end ? end : day;
}

void
day_set_mark(struct day_set *d, int32_t first, int32_t end)
{
	end = within(d, end);
	for (int32_t day = within(d, first); day < end; day++)
		d->day[day - d->first] = true;
}

void
day_set_mark_time(struct day_set *d, int64_t from, int64_t to)
{
	int32_t first = calendar_day_number(from);

	if (calendar_instant(first, 0, 0, 0) < from)
		first++;
	/* a day is whole if the next one has begun */
	day_set_mark(d, first, calendar_day_number(to));
}

int
day_set_count(const struct day_set *d, int32_t first, int32_t end)
{
	int n = 0;

	end = within(d, end);
	for (int32_t day = within(d, first); day < end; day++)
		n += d->day[day - d->first] ? 1 : 0;
	return n;
}
