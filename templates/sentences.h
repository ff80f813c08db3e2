#ifndef TEMPLATES_SENTENCES_H
#define TEMPLATES_SENTENCES_H

#include "mailproc/base/vocab.h"

/*
 * sentences - what a reason means, for the person whose mail it answers.
 */

/* One or two plain sentences.  Static, never NULL. */
const char *sentence(enum reason r);

#endif
