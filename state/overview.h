#ifndef STATE_OVERVIEW_H
#define STATE_OVERVIEW_H

#include <jansson.h>

#include "mailproc/base/config.h"
#include "state/store.h"

/*
 * overview - the state of the desk as one document, for a page:
 *
 *	organisation at tag	texts
 *	states		[{state, count}], those there are
 *	overdue waiting	[{id, purpose, who, state, waits_for, days, due_on}],
 *			due_on null where nothing is promised
 *	tokens		[{id, purpose, who, state, ends_on, soon}]
 *	broken		[{debt, what, to, request, why}]: failed, or in vain
 *	held		[{message, from, reason, at}]
 *	more		rows that found no place, null if none
 *	owed rows hash	debts that are due; the trail
 *
 * and no_overdue ... no_held, true where such a list is empty.  *out is given.
 */
enum status overview(struct store *st, const struct config *c, int64_t now,
    json_t **out, struct err *err);

#endif
