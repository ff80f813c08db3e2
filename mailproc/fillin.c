/*
 * fillin - a form of ours that was filled in where it was quoted.
 *
 * A quoted line is nobody's word, but the blank that we left and that is filled
 * now was filled by whoever sent it back.  So only the two mails that carry
 * blanks count, and of them only what we did not write there ourselves.
 */
#include <string.h>

#include "mailproc/base/fold.h"
#include "mailproc/settle_private.h"

#define REVISIONS_MAX 50
#define CUT_AT        (FIELD_MAX - 200) /* a longer value may have been cut */

static bool
anything_quoted(const struct facts *facts)
{
	for (int i = 0; i < FIELD_COUNT; i++)
		if (facts->quoted[i][0] != '\0')
			return true;
	return false;
}

/*
 * Is the quoted value what stood in the field, perhaps with further lines of
 * the mail below it?  Line ends and indentation are the mail's.
 */
static bool
is_ours(const char *quoted, const char *ours)
{
	struct buf want = BUF_INIT(2 * FIELD_MAX),
		   got = BUF_INIT(4 * FIELD_MAX);
	bool same = false, long_one = strlen(quoted) > CUT_AT;

	fold_text(&want, ours, strlen(ours));
	while (want.len > 0 && *quoted != '\0' && !same) {
		size_t len = strcspn(quoted, "\n");

		if (got.len > 0)
			buf_addc(&got, ' ');
		fold_text(&got, quoted, len);
		quoted += len + (quoted[len] == '\n' ? 1 : 0);
		same = strcmp(got.str, want.str) == 0;
	}
	if (long_one && got.len > CUT_AT / 2)
		same = strncmp(got.str, want.str, CUT_AT / 2) == 0;
	buf_free(&want);
	buf_free(&got);
	return same;
}

static void
drop_ours(struct facts *facts, const struct request *r)
{
	for (int i = 0; i < FIELD_COUNT; i++)
		if (is_ours(facts->quoted[i], r->field[i]))
			facts_set(&facts->quoted[i], "");
}

/* What stood in any of our mails about this request is ours. */
static enum status
drop_sent(struct case_file *f, const struct request *r, struct err *err)
{
	struct facts *facts = &f->mail->facts;
	int64_t first = r->revision - REVISIONS_MAX;
	enum status rc = OK;

	drop_ours(facts, r);
	for (int64_t n = r->revision; rc == OK && n > 0 && n > first; n--) {
		struct request then;

		request_init(&then);
		rc = revision_load(f->engine->store, r->id, n, &then, err);
		if (rc == OK)
			drop_ours(facts, &then);
		request_free(&then);
	}
	return rc;
}

/* Which mail of ours does this one answer?  "": none that we know. */
static enum status
answered(struct case_file *f, char template[TEMPLATE_NAME], struct err *err)
{
	char id[ANSWERS_MAX][MESSAGE_ID_MAX];
	size_t n = answered_ids(f->mail, id, ANSWERS_MAX);
	enum status rc = OK;

	template[0] = '\0';
	for (size_t i = 0; i < n && rc == OK && template[0] == '\0'; i++)
		rc = mail_template(f->engine->store, id[i], template, err);
	return rc;
}

static void
take(struct case_file *f)
{
	struct facts *facts = &f->mail->facts;

	for (int i = 0; i < FIELD_COUNT; i++) {
		if (facts->quoted[i][0] == '\0' || facts->field[i][0] != '\0')
			continue;
		facts_set(&facts->field[i], facts->quoted[i]);
		mail_step(f->mail, "filled in where it was quoted",
		    site_field_name(facts->site, (enum field)i), "taken");
		facts->unfit |= facts->quoted_unfit & 1u << i;
		facts->kind = KIND_REQUEST;
		f->mail->kind = KIND_REQUEST;
		if (facts->problem == RE_QUOTED_ONLY)
			facts->problem = RE_OK;
	}
}

/* In the thread of somebody's own request. */
static enum status
take_in_thread(struct case_file *f, bool form, struct err *err)
{
	struct request r;
	enum status rc;
	bool found;

	request_init(&r);
	rc = request_load(f->engine->store, f->thread, &r, &found, err);
	if (rc == OK && found && r.requester == f->person.id &&
	    (form || r.state == ST_INCOMPLETE) &&
	    (rc = drop_sent(f, &r, err)) == OK)
		take(f);
	request_free(&r);
	return rc;
}

enum status
take_quoted(struct case_file *f, struct err *err)
{
	const struct facts *facts = &f->mail->facts;
	char template[TEMPLATE_NAME];
	enum status rc;
	bool form;

	if (!anything_quoted(facts) || facts->ncommands > 0 ||
	    (facts->problem != RE_OK && facts->problem != RE_QUOTED_ONLY))
		return OK;
	if ((rc = answered(f, template, err)) != OK)
		return rc;
	form =
	    strcmp(template, "missing") == 0 || strcmp(template, "help") == 0;
	if (template[0] != '\0' && !form)
		return OK;
	if (f->thread != 0)
		return take_in_thread(f, form, err);
	if (form)
		take(f);
	return OK;
}
