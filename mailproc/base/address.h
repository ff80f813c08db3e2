#ifndef MAILPROC_BASE_ADDRESS_H
#define MAILPROC_BASE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * address - mailboxes: local@domain, ASCII (security.md rule F2).
 */
#define ADDRESS_MAX 254 /* RFC 5321 section 4.5.3.1.3 */

/*
 * Is this exactly one plain mailbox: [A-Za-z0-9][A-Za-z0-9._+'-]* @ two or
 * more LDH labels, no trailing dot, at most 64 and 254 octets?
 */
bool address_valid(const char *s, size_t len);

/* Case-insensitive comparison of whole mailboxes (rule F5). */
bool address_equal(const char *a, const char *b);

/* What follows the @; the address must be valid. */
const char *address_domain(const char *address);

/* local part without a "+extension", then the domain: are they the same?  On
 * true *extension is what stood after the plus in `address`, "" if nothing. */
bool address_is_ours(const char *address, const char *ours,
    char extension[ADDRESS_MAX + 1]);

/* "local+extension@domain" into out; out holds ADDRESS_MAX + 1 bytes.  False
 * if it does not fit. */
bool address_extend(const char *ours, const char *extension,
    char out[ADDRESS_MAX + 1]);

#endif
