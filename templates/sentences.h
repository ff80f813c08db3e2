#ifndef TEMPLATES_SENTENCES_H
#define TEMPLATES_SENTENCES_H

#include "mailproc/base/vocab.h"

/*
 * sentences - what a reason means, for the person whose mail it answers.
 */

/* One or two plain sentences.  Static, never NULL. */
const char *sentence(enum reason r);

/* What was done, if this event has brought a request there.  Static. */
const char *done_sentence(enum event_type on, enum state to);

#endif
