#include "mailproc/net/patience.h"

#define MINUTE  60
#define QUARTER 900
#define HOUR    3600
#define DAY     86400

/* 0 to 255, scattered: SplitMix64's last step. */
static int64_t
scatter(int64_t id, int64_t seconds)
{
	uint64_t x = (uint64_t)id * 0x9e3779b97f4a7c15u + (uint64_t)seconds;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return (int64_t)((x ^ (x >> 31)) & 255);
}

/* As long as it has been in vain so far, and `least`: that doubles. */
int64_t
patience_wait(int64_t id, int64_t in_vain, int64_t least, int64_t most)
{
	int64_t wait = in_vain + least;

	if (wait > most)
		wait = most;
	return wait - wait * scatter(id, in_vain) / 1024;
}

static enum debt_state
state_after(const struct debt *d, enum status rc)
{
	/* what was tried once and not found out stays to be found out */
	if (rc == ERR_UNKNOWN || d->state == DEBT_TRIED ||
	    d->state == DEBT_UNKNOWN)
		return DEBT_UNKNOWN;
	return DEBT_PLANNED;
}

struct debt_next
patience_next(const struct debt *d, enum status rc, int64_t now, bool *tell)
{
	struct debt_next next = { .state = state_after(d, rc),
		.failing_since = d->failing_since };
	bool told = d->state == DEBT_FAILED;
	int64_t in_vain;

	*tell = false;
	if (next.failing_since == 0 || next.failing_since > now)
		next.failing_since = now;
	in_vain = now - next.failing_since;
	next.due_at = now + patience_wait(d->id, in_vain, MINUTE, HOUR);
	if (rc == ERR_CONFIG) {
		/* as if it had just begun */
		if (in_vain > QUARTER)
			next.failing_since = now - QUARTER;
		next.due_at =
		    now + patience_wait(d->id, in_vain, MINUTE, QUARTER);
		return next;
	}
	if (rc == ERR_INPUT || in_vain >= PATIENCE || told) {
		next.state = DEBT_FAILED;
		next.due_at = now + patience_wait(d->id, in_vain, DAY, DAY);
		*tell = !told;
	} else if (next.due_at > next.failing_since + PATIENCE)
		next.due_at = next.failing_since + PATIENCE;
	return next;
}
