#ifndef MAILPROC_NET_HOURGLASS_H
#define MAILPROC_NET_HOURGLASS_H

#include "mailproc/net/worker.h"

/*
 * hourglass - what time has brought since `work` ran last: the holidays file is
 * read, the clock judged (w->clock_back, w->clock_held), and every deadline
 * that is due carried out, before debts are paid.
 *
 * OK also if a single request could not be looked at in Canvas: it waits for
 * the next run (w->unpaid).  ERR_CONFIG, and nothing is done, if the holidays
 * cannot be read.  said is what the operator has to know, "" if nothing: that
 * the clock jumped just now and no token is deleted until the word is given.
 */
enum status hourglass_turn(struct worker *w, struct err *said, struct err *err);

#endif
