#ifndef TEMPLATES_BUTTONS_H
#define TEMPLATES_BUTTONS_H

#include <jansson.h>

#include "mailproc/base/address.h"
#include "mailproc/base/config.h"
#include "mailproc/base/letter.h"
#include "templates/mails.h"

/*
 * buttons - ready-made replies: mailto links with subject and body filled in
 * (RFC 6068).  No link changes anything: a person still has to send the mail.
 */

/* Where answers go: with the key in it, where the address can carry one. */
void answer_address(const struct config *c, const char *key,
    char out[ADDRESS_MAX + 1]);

/* "[Canvas token #42]", "" if the letter is about no request. */
void tag_of(const struct letter *l, char out[48]);

/* [{"label", "line", "href"}]: of this kind of mail, and of what this one
 * offers.  Given. */
json_t *buttons_of(const struct config *c, const struct letter *l,
    const struct mail_kind *kind);

/* A mail that holds the lines that are missing; null if none are.  Given. */
json_t *form_href(const struct config *c, const struct letter *l);

/* A mail that holds the lines of `batch`, if it carries their key; or null.
 * Given. */
json_t *batch_href(const struct config *c, const struct letter *l);

#endif
