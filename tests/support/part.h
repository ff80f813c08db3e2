#ifndef TESTS_SUPPORT_PART_H
#define TESTS_SUPPORT_PART_H

#include "parsers/message.h"

/* The first text or HTML part of a message, an empty one if there is none. */
const struct buf *message_part(const struct message *m, bool html);

#endif
