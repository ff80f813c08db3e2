#ifndef PARSERS_TRANSFER_H
#define PARSERS_TRANSFER_H

#include <stdbool.h>

#include "mailproc/base/buf.h"

/*
 * transfer - base64 and quoted-printable back to bytes (RFC 2045).
 *
 * Everything that can be decoded is appended.  False if the input is damaged:
 * such a text can be read, but decides nothing.
 */

/* Damage: any other character, data behind the padding, padding missing. */
bool transfer_base64(struct buf *out, const char *s, size_t len);

/* Damage: a "=" that neither two hex digits nor a line end follow. */
bool transfer_quoted_printable(struct buf *out, const char *s, size_t len);

#endif
