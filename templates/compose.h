#ifndef TEMPLATES_COMPOSE_H
#define TEMPLATES_COMPOSE_H

#include "mailproc/base/config.h"
#include "mailproc/base/letter.h"

/*
 * compose - a letter becomes a mail: header, text and HTML side by side.
 *
 * NAME.txt and NAME.html of the templates; the first line of NAME.txt is
 * "Subject: ..." (after the request's constant tag), then an empty line, then
 * the text.  Besides the letter's view a template may name what compose adds:
 *
 *	organisation help_desk address policy_name policy_url review_days
 *	activate_url unlock_url token_days_max	from the configuration
 *	buttons		[{label, line, href}]: ready-made replies by mailto
 *	has_buttons	true if there are any
 *	has_fields	true if `fields` of the view has any
 *	form_href	a mailto with the lines of `missing`, or null
 *	batch_href	a mailto with the lines of `batch`, or null
 *	key		the key, or null
 *	to_name		whom the mail addresses, never empty
 *
 * and every mail ends in the help desk's line and, with a key, "Ref: KEY" as
 * its last line in text and HTML.
 *
 * The result has CRLF line ends, no line above 78 octets but one that is a
 * single URL, 7-bit bytes only, RFC 2047 header words, multipart/alternative.
 */
struct composer {
	const struct config *config;
};

/* A compose_fn (mailproc/base/letter.h); ctx is a struct composer. */
enum status compose(void *ctx, const struct letter *letter, struct buf *out,
    struct err *err);

/*
 * The names of all mails, NULL at the end, for `check` and the tests.
 */
extern const char *const mail_names[];

#endif
