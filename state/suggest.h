#ifndef STATE_SUGGEST_H
#define STATE_SUGGEST_H

#include "state/table.h"

/*
 * suggest - what a free text names, offered for what is missing.
 *
 * A day to come, if the text names exactly one; the address of somebody who may
 * sponsor, if it names exactly one.  They go into the "suggestion" of
 * t->missing and from there into the mail; nothing is ever taken from there
 * unless the person writes it.
 */
enum status suggest(struct engine *e, const struct act *act, struct table *t,
    struct err *err);

#endif
