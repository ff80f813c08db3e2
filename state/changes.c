#include "state/changes.h"

#include "state/fields.h"
#include "state/sql.h"

enum status
changes_since(struct engine *e, const struct request *r, int64_t revision,
    json_t *out, struct err *err)
{
	struct request then;
	enum status rc;

	request_init(&then);
	rc = revision_load(e->store, r->id, revision, &then, err);
	if (rc == OK)
		fields_merge(e->config, &then, (const char *const *)r->field,
		    out);
	request_free(&then);
	return rc;
}

enum status
changes_since_asked(struct engine *e, const struct request *r, enum role role,
    json_t *out, struct err *err)
{
	struct sql q = sql_begin(e->store, Q_KEYS_REVISION);
	int64_t asked = 0;
	enum status rc;

	sql_int(&q, 1, r->id);
	sql_int(&q, 2, (int64_t)role);
	if (sql_row(&q))
		asked = sql_get_int(&q, 0);
	if ((rc = sql_end(&q, err)) != OK || asked == 0)
		return rc;
	return changes_since(e, r, asked, out, err);
}
