#ifndef MAILPROC_NET_TRANSPORT_H
#define MAILPROC_NET_TRANSPORT_H

#include "mailproc/base/config.h"
#include "mailproc/base/err.h"
#include "state/request.h"

/*
 * transport - how a mail leaves.  A row of transports.c.
 *
 * mail->body goes out byte for byte, to mail->to alone, with the envelope
 * sender mail->sender.  OK: handed over.  ERR_RETRY: not taken, again later.
 * ERR_INPUT: refused for good (a 5xx for this recipient).  ERR_UNKNOWN: it may
 * have been taken.  ERR_CONFIG: the installation is at fault.  *closed becomes
 * true where no other mail would fare better now.
 */
struct transport {
	const char *name;
	enum status (*send)(const struct config *c, const struct debt *mail,
	    int64_t now, bool *closed, struct err *err);
	/* Can it work?  detail (256 bytes) says what was found. */
	enum status (
	    *check)(const struct config *c, char detail[256], struct err *err);
};

/* The rows of transports.c. */
extern const struct transport transport_smtp;
extern const struct transport transport_sendmail;
extern const struct transport transport_maildir;

/*
 * For send(): is the envelope one plain recipient and one sender or none?  A
 * line end in an address would be a second command, or a second header field.
 * ERR_INPUT if it is not.
 */
enum status transport_envelope(const struct debt *mail, struct err *err);

/* Static; NULL if there is none of this name. */
const struct transport *transport_named(const char *name);

#endif
