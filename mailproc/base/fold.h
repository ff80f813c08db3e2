#ifndef MAILPROC_BASE_FOLD_H
#define MAILPROC_BASE_FOLD_H

#include <stddef.h>

#include "mailproc/base/buf.h"

/*
 * fold - text made fit for comparing, never for showing.
 *
 * Letters become lower case (Latin-1, Greek, Cyrillic), Latin ones lose their
 * accents; blanks of any kind and line ends are one space each run, none at
 * the ends; typographic dashes, quotes and the full-width colon become plain.
 * s is valid UTF-8; other bytes are kept as they are.
 */
void fold_text(struct buf *out, const char *s, size_t len);

#endif
