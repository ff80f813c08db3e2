#ifndef MAILPROC_NET_SEAL_H
#define MAILPROC_NET_SEAL_H

#include <stdint.h>

#include "mailproc/base/buf.h"
#include "mailproc/base/err.h"

/*
 * seal - the sealed hand-over, interface.md section 9.
 *
 * blob = base64url without padding of: version 1, salt 16, nonce 12, request id
 * and token id each as a length byte and ASCII digits, ciphertext, tag 16.
 * AES-256-GCM; key = PBKDF2-HMAC-SHA-256 of the code without dashes in upper
 * case, 600,000 rounds; additional data "mailproc:1:REQUEST:TOKEN".
 */
#define UNLOCK_CODE_SIZE 25 /* XXXX-XXXX-XXXX-XXXX-XXXX and NUL */
#define SEAL_SECRET_MAX  4096
#define SEAL_SALT        16
#define SEAL_NONCE       12

/* Draw a fresh unlock code.  The caller wipes it. */
enum status unlock_code_draw(char out[UNLOCK_CODE_SIZE], struct err *err);

/* What a blob is made from, beside the code and the secret. */
struct sealing {
	unsigned char salt[SEAL_SALT];
	unsigned char nonce[SEAL_NONCE];
	const char *request; /* ids, 1 to 20 digits */
	const char *token;
};

/*
 * Seal with the given salt and nonce (values, so that known answers can be
 * tested); seal() draws them.
 */
enum status seal_with(const char *code, const struct sealing *with,
    const struct buf *secret, struct buf *blob, struct err *err);
enum status seal(const char *code, const char *request, const char *token,
    const struct buf *secret, struct buf *blob, struct err *err);

/*
 * Open a blob.  code: dashes, blanks and case do not matter.  ERR_INPUT, in
 * words a student understands: not a sealed token, an unknown version, a wrong
 * code or a damaged blob.  secret is empty then; the caller wipes it.
 */
enum status unseal(const char *code, const char *blob, struct buf *secret,
    struct err *err);

#endif
