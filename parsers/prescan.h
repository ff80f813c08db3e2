#ifndef PARSERS_PRESCAN_H
#define PARSERS_PRESCAN_H

#include "mailproc/base/err.h"
#include "parsers/header.h"

/*
 * prescan - may libetpan see this message at all?  (security.md section 5.3)
 *
 * Over the raw bytes, no allocation: every boundary parameter of a
 * Content-Type field (of the message or of a part) is "[bchars]{1,70}" or a
 * plain token; at most 64 boundaries, 128 Content-Type lines, 2,000 lines that
 * begin with "--"; comments nest at most 20 deep in header fields, and there is
 * no run of 50 "(" anywhere.  ERR_INPUT with the reason in words otherwise.
 */
enum status prescan(const struct header *h, struct err *err);

#endif
