#ifndef TESTS_FAULTS_SOUND_H
#define TESTS_FAULTS_SOUND_H

#include <stdbool.h>

#include "mailproc/base/buf.h"

/* Does the state in that folder open, and is its file sound?  why says. */
bool state_is_sound(const char *folder, struct buf *why);

#endif
