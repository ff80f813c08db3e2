#ifndef TESTS_SUPPORT_SMTPD_H
#define TESTS_SUPPORT_SMTPD_H

#include "mailproc/base/buf.h"

/*
 * smtpd - a mail server on loopback that does as it is told at each point, and
 * remembers every byte.  It serves one connection after the other in a thread
 * of its own.
 */
enum smtp_point {
	AT_GREETING,
	AT_EHLO, /* HELO as well */
	AT_AUTH,
	AT_MAIL,
	AT_RCPT,
	AT_DATA,
	AT_BODY, /* DROP: after the first bytes of the mail */
	AT_END,  /* after the final dot */
	AT_QUIT,
	SMTP_POINTS
};

/* Instead of an answer: close the connection; say nothing until it ends. */
#define DROP  ""
#define STALL "\x7f"

/* With a certificate that nobody has reason to believe. */
enum smtp_tls {
	TLS_NONE,
	TLS_OFFERED, /* STARTTLS */
	TLS_BROKEN,  /* the same, and then no TLS comes */
	TLS_AT_ONCE, /* smtps:// */
};

struct smtpd;

/* NULL if it cannot listen. */
struct smtpd *smtpd_start(void);
int smtpd_port(const struct smtpd *s);
void smtpd_stop(struct smtpd *s);

/*
 * Forget what came in, and be an ordinary server again; then answer with these
 * words (no line end, static) at this point.
 */
void smtpd_reset(struct smtpd *s);
void smtpd_answer(struct smtpd *s, enum smtp_point at, const char *answer);
void smtpd_tls(struct smtpd *s, enum smtp_tls tls);

/*
 * What came in since the reset.  commands: every line that was not the mail's,
 * each ended by LF.  mail: its bytes as they were on the wire, with the final
 * dot.  Waits until the connection has ended.
 */
const struct buf *smtpd_commands(struct smtpd *s);
const struct buf *smtpd_mail(struct smtpd *s);
int smtpd_connections(struct smtpd *s);
/* Mails that were taken: to their dot, and not refused behind it. */
int smtpd_taken(struct smtpd *s);
/* Connections that TLS protected. */
int smtpd_protected(struct smtpd *s);

#endif
