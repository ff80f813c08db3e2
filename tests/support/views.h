#ifndef TESTS_SUPPORT_VIEWS_H
#define TESTS_SUPPORT_VIEWS_H

#include <stdbool.h>

#include <jansson.h>

#include "mailproc/base/config.h"

/*
 * views - what the mails of templates/ may name, for tests of all of them.
 */
enum view_kind { VIEW_NULL, VIEW_FULL, VIEW_HOSTILE };

void views_configure(struct config *config, bool plus);

/*
 * Every member of mail_view(), each saying `s`; a name is one line always.
 * Owned by the caller, as what view_of() returns.
 */
json_t *view_saying(const char *s, const char *name);
json_t *view_of(enum view_kind kind);

#endif
