#include <inttypes.h>
#include <string.h>
#include <syslog.h>

#include "mailproc/base/log.h"
#include "mailproc/net/outgoing.h"
#include "mailproc/net/transport.h"
#include "mailproc/net/worker.h"

static enum status
done(struct worker *w, const struct debt *d, struct err *err)
{
	struct store *st = w->engine->store;
	enum status rc;

	if ((rc = store_begin(st, err)) != OK)
		return rc;
	if ((rc = debt_done(st, d->id, w->engine->now, err)) == OK)
		rc = store_commit(st, err);
	store_rollback(st);
	return rc;
}

/*
 * What may have been taken is sent once more with the same Message-ID, then it
 * counts as possibly sent: failed.
 */
static enum status
judge(const struct debt *d, enum status rc, struct err *err)
{
	bool doubted = d->state == DEBT_TRIED || d->state == DEBT_UNKNOWN;

	if (rc == ERR_UNKNOWN && doubted)
		return err_in(err, ERR_INPUT, "possibly sent");
	return rc;
}

enum status
pay_mail(struct worker *w, const struct debt *d, struct err *err)
{
	const struct config *c = w->engine->config;
	const struct transport *t = transport_named(c->transport);
	bool closed = false;
	enum status rc;

	if (t == NULL)
		return err_set(err, ERR_CONFIG, "no transport \"%s\"",
		    c->transport);
	if (d->body_len == 0)
		return err_set(err, ERR_INPUT, "the mail has no text");
	/* a secret never leaves in a mail, whoever put it there */
	if (mail_holds_token(d->body, d->body_len))
		return err_set(err, ERR_INPUT,
		    "the mail holds something shaped like a Canvas token");
	if ((rc = worker_tried(w, d, err)) != OK)
		return rc;
	rc = t->send(c, d, w->engine->now, &closed, err);
	w->mails_closed = closed;
	if (rc != OK)
		return judge(d, rc, err);
	log_line(LOG_INFO,
	    "event=sent debt=%" PRId64 " req=%" PRId64
	    " template=%s to=%s msgid=%s",
	    d->id, d->request, d->template, d->to, d->message_id);
	/* it is out: to note that once more, or it counts as possibly sent */
	if ((rc = done(w, d, err)) != OK)
		rc = done(w, d, err);
	return rc == OK ? OK : judge(d, ERR_UNKNOWN, err);
}
