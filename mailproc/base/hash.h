#ifndef MAILPROC_BASE_HASH_H
#define MAILPROC_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "mailproc/base/err.h"

/*
 * hash - digests, random bytes, base32 and base64url; the only file that knows
 * nettle's hashes and getrandom().
 */
#define SHA256_SIZE 32
#define SHA256_HEX  65 /* with the NUL */

/* A key that travels in a mail: 15 random bytes, lower-case base32. */
#define KEY_BYTES  15
#define KEY_LENGTH 24

void sha256(const void *data, size_t len, unsigned char out[SHA256_SIZE]);

/* The same as lower-case hexadecimal digits. */
void sha256_hex(const void *data, size_t len, char out[SHA256_HEX]);

/* ERR_RETRY if the kernel gives none. */
enum status random_bytes(void *out, size_t len, struct err *err);

/*
 * RFC 4648 base32 without padding; len is a multiple of 5.  out has room for
 * len / 5 * 8 + 1 bytes.  alphabet: "abc...z234567" or its upper-case twin.
 */
#define BASE32_LOWER "abcdefghijklmnopqrstuvwxyz234567"
#define BASE32_UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
void base32(const unsigned char *data, size_t len, const char *alphabet,
    char *out);

/* A fresh key for a mail: KEY_LENGTH characters. */
enum status key_draw(char out[KEY_LENGTH + 1], struct err *err);

#endif
