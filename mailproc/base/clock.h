#ifndef MAILPROC_BASE_CLOCK_H
#define MAILPROC_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/*
 * clock - times are seconds since 1970, UTC, as int64_t, and enter everything
 * as values.  Only main() asks what time it is.
 */

#define RFC3339_SIZE 21 /* "2026-11-23T08:00:00Z" and NUL */
#define RFC5322_SIZE 40 /* "Mon, 23 Nov 2026 08:00:00 +0000" and NUL */

int64_t clock_now(void);

/* "2026-11-23T08:00:00Z", also with fractions (dropped) and +hh:mm.  False if
 * it is anything else or no such time. */
bool clock_parse(const char *s, int64_t *out);

/*
 * The time of a Date or Received field, "Mon, 23 Nov 2026 03:00:00 -0500 (EST)"
 * (RFC 5322 section 3.3); a zone that is no number counts as UTC.
 */
bool clock_parse_mail(const char *s, int64_t *out);

/* Both return out. */
const char *clock_rfc3339(int64_t t, char out[RFC3339_SIZE]);
const char *clock_rfc5322(int64_t t, char out[RFC5322_SIZE]);

#endif
