#ifndef MAILPROC_BASE_CIPHER_H
#define MAILPROC_BASE_CIPHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mailproc/base/buf.h"

/*
 * cipher - what the sealed hand-over needs, a thin layer over nettle.
 */
#define CIPHER_KEY   32
#define CIPHER_NONCE 12
#define CIPHER_TAG   16

/* PBKDF2-HMAC-SHA-256 (RFC 8018 section 5.2). */
void derive_key(const char *password, size_t len, const unsigned char *salt,
    size_t salt_len, unsigned rounds, unsigned char key[CIPHER_KEY]);

/* AES-256-GCM (NIST SP 800-38D): ciphertext and tag are appended to out. */
void cipher_seal(const unsigned char key[CIPHER_KEY],
    const unsigned char nonce[CIPHER_NONCE], const char *aad,
    const struct buf *text, struct buf *out);

/*
 * data is ciphertext and tag.  False, with nothing in out, if it was changed or
 * the key is another one.  The tag is compared in constant time.
 */
bool cipher_open(const unsigned char key[CIPHER_KEY],
    const unsigned char nonce[CIPHER_NONCE], const char *aad,
    const unsigned char *data, size_t len, struct buf *out);

/* RFC 4648 section 5 without padding. */
void base64url(struct buf *out, const void *data, size_t len);

/* False if a byte is not of the alphabet or the length is none. */
bool base64url_decode(struct buf *out, const char *s, size_t len);

#endif
