#ifndef MAILPROC_NET_OUTGOING_H
#define MAILPROC_NET_OUTGOING_H

#include "mailproc/base/buf.h"
#include "mailproc/base/letter.h"

/*
 * outgoing - no secret leaves in a mail, whoever put it there.
 *
 * A mail is looked at as it is, and as its reader sees it: with
 * quoted-printable undone.
 */

/* Does the mail hold anything shaped like a Canvas token? */
bool mail_holds_token(const char *mail, size_t len);

/* Does it hold these bytes?  The empty secret is in no mail. */
bool mail_holds_secret(const char *mail, size_t len, const struct buf *secret);

/*
 * A composer around another: refuses (ERR_CONFIG) every mail that holds the
 * secret in hand.  ctx of guarded_compose() is a struct guard.
 */
struct guard {
	compose_fn compose;
	void *composer;
	const struct buf *secret;
};

enum status guarded_compose(void *ctx, const struct letter *letter,
    struct buf *out, struct err *err);

#endif
