#include "state/limits.h"

#include <string.h>
#include <syslog.h>

#include "mailproc/base/log.h"

#define HOUR        3600
#define DAY         86400
#define WEEK        (7 * DAY)
#define NO_CHANGE   "no change"
#define NOT_KNOWN   "not known here"
#define PER_REQUEST 4 /* people that a request has, about */

bool
not_known_here(const struct engine *e, const struct request *r,
    const struct owed *owed)
{
	const struct policy_config *p = &e->config->policy;

	return r == NULL && strcmp(owed->template, "transcript") == 0 &&
	    owed->to->standing == STANDING_UNKNOWN &&
	    (p->may_request & 1u << STANDING_UNKNOWN) == 0 &&
	    !is_admin(e->config, owed->to);
}

const char *
limit_payload(const struct engine *e, const struct request *r,
    const struct owed *owed)
{
	return not_known_here(e, r, owed) ? NOT_KNOWN : NO_CHANGE;
}

static enum status
over_person(struct engine *e, const char *to, bool *over, struct err *err)
{
	const struct limits_config *l = &e->config->limits;
	enum status rc;
	int64_t n;

	if ((rc = answers_since(e->store, to, NO_CHANGE, e->now - HOUR, &n,
		 err)) != OK)
		return rc;
	*over = n >= l->answers_per_person_hour;
	if (*over)
		return OK;
	rc = answers_since(e->store, to, NO_CHANGE, e->now - DAY, &n, err);
	*over = n >= l->answers_per_person_day;
	return rc;
}

/* However many people write about it. */
static enum status
over_request(struct engine *e, const struct request *r, bool *over,
    struct err *err)
{
	const struct limits_config *l = &e->config->limits;
	int limit = l->answers_per_request_hour;
	int64_t n = 0;
	enum status rc;

	if (r == NULL)
		return OK;
	if (limit == 0)
		limit = PER_REQUEST * l->answers_per_person_hour;
	rc = answers_about(e->store, r->id, NO_CHANGE, e->now - HOUR, &n, err);
	*over = n >= limit;
	return rc;
}

static enum status
over_all(struct engine *e, bool *over, struct err *err)
{
	int limit = e->config->limits.mails_per_hour;
	enum status rc =
	    mails_put_full(e->store, limit, e->now - HOUR, e->now, over, err);

	if (rc == OK && *over)
		log_line(LOG_WARNING,
		    "event=limit limit=mails_per_hour mails=%d: answers that "
		    "report no change are left out",
		    limit);
	return rc;
}

enum status
over_limit(struct engine *e, const struct request *r, const struct owed *owed,
    bool *over, struct err *err)
{
	const char *to = owed->to->address;
	enum status rc;
	int64_t n = 0;

	if ((*over = owed->talk.over))
		return OK;
	if (not_known_here(e, r, owed)) {
		rc = answers_since(e->store, to, NOT_KNOWN, e->now - WEEK, &n,
		    err);
		*over = n > 0;
	} else
		rc = over_person(e, to, over, err);
	if (rc == OK && !*over)
		rc = over_request(e, r, over, err);
	if (rc == OK && !*over)
		rc = over_all(e, over, err);
	return rc;
}
