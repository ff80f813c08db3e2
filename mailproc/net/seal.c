#include "mailproc/net/seal.h"

#include <stdio.h>
#include <string.h>

#include "mailproc/base/cipher.h"
#include "mailproc/base/hash.h"

#define VERSION     1
#define ROUNDS      600000
#define CODE_LENGTH 20
#define ID_MAX      20
#define BLOB_MAX    (8 << 10)

enum status
unlock_code_draw(char out[UNLOCK_CODE_SIZE], struct err *err)
{
	unsigned char bytes[KEY_BYTES];
	char letters[KEY_LENGTH + 1];
	enum status rc;
	size_t n = 0;

	if ((rc = random_bytes(bytes, sizeof bytes, err)) != OK)
		return rc;
	base32(bytes, sizeof bytes, BASE32_UPPER, letters);
	for (size_t i = 0; i < CODE_LENGTH; i++) {
		if (i > 0 && i % 4 == 0)
			out[n++] = '-';
		out[n++] = letters[i];
	}
	out[n] = '\0';
	explicit_bzero(bytes, sizeof bytes);
	explicit_bzero(letters, sizeof letters);
	return OK;
}

/* The 20 characters without dashes and blanks, in upper case. */
static bool
plain_code(const char *code, char out[CODE_LENGTH + 1])
{
	size_t n = 0;

	for (; *code != '\0'; code++) {
		char c = *code;

		if (c == '-' || c == ' ' || c == '\t')
			continue;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (n == CODE_LENGTH || strchr(BASE32_UPPER, c) == NULL)
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	return n == CODE_LENGTH;
}

static void
additional_data(const char *request, const char *token, char out[64])
{
	snprintf(out, 64, "mailproc:%d:%.20s:%.20s", VERSION, request, token);
}

static bool
is_id(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n > 0 && n <= ID_MAX && s[n] == '\0';
}

enum status
seal_with(const char *code, const struct sealing *with,
    const struct buf *secret, struct buf *blob, struct err *err)
{
	struct buf raw = BUF_INIT(BLOB_MAX);
	unsigned char key[CIPHER_KEY];
	char plain[CODE_LENGTH + 1], aad[64];

	if (!plain_code(code, plain) || !is_id(with->request) ||
	    !is_id(with->token) || secret->len == 0 ||
	    secret->len > SEAL_SECRET_MAX)
		return err_set(err, ERR_CONFIG,
		    "seal: an id, the code or the secret is none");
	additional_data(with->request, with->token, aad);
	derive_key(plain, CODE_LENGTH, with->salt, SEAL_SALT, ROUNDS, key);
	buf_addc(&raw, VERSION);
	buf_add(&raw, with->salt, SEAL_SALT);
	buf_add(&raw, with->nonce, SEAL_NONCE);
	buf_addc(&raw, (char)strlen(with->request));
	buf_adds(&raw, with->request);
	buf_addc(&raw, (char)strlen(with->token));
	buf_adds(&raw, with->token);
	cipher_seal(key, with->nonce, aad, secret, &raw);
	base64url(blob, raw.str, raw.len);
	explicit_bzero(key, sizeof key);
	explicit_bzero(plain, sizeof plain);
	buf_free(&raw);
	return blob->full ? err_set(err, ERR_CONFIG, "seal: too long") : OK;
}

enum status
seal(const char *code, const char *request, const char *token,
    const struct buf *secret, struct buf *blob, struct err *err)
{
	struct sealing with = { .request = request, .token = token };
	enum status rc;

	if ((rc = random_bytes(with.salt, sizeof with.salt, err)) != OK ||
	    (rc = random_bytes(with.nonce, sizeof with.nonce, err)) != OK)
		return rc;
	return seal_with(code, &with, secret, blob, err);
}

/* Where the parts of a blob lie.  Points into the raw bytes. */
struct parts {
	const unsigned char *salt;
	const unsigned char *nonce;
	char request[ID_MAX + 1];
	char token[ID_MAX + 1];
	const unsigned char *data;
	size_t len;
};

static bool
take_text_id(const unsigned char **p, const unsigned char *end,
    char out[ID_MAX + 1])
{
	size_t n;

	if (*p == end || (n = **p) == 0 || n > ID_MAX ||
	    (size_t)(end - *p) < n + 1)
		return false;
	memcpy(out, *p + 1, n);
	out[n] = '\0';
	*p += n + 1;
	return is_id(out);
}

static bool
take_apart(const struct buf *raw, struct parts *out)
{
	const unsigned char *p = (const unsigned char *)raw->str;
	const unsigned char *end = p + raw->len;

	if (raw->len < 1 + SEAL_SALT + SEAL_NONCE)
		return false;
	out->salt = p + 1;
	out->nonce = out->salt + SEAL_SALT;
	p = out->nonce + SEAL_NONCE;
	if (!take_text_id(&p, end, out->request) ||
	    !take_text_id(&p, end, out->token))
		return false;
	out->data = p;
	out->len = (size_t)(end - p);
	return out->len > CIPHER_TAG;
}

static enum status
open_parts(const struct parts *parts, const char *plain, struct buf *secret,
    struct err *err)
{
	unsigned char key[CIPHER_KEY];
	char aad[64];
	bool good;

	additional_data(parts->request, parts->token, aad);
	derive_key(plain, CODE_LENGTH, parts->salt, SEAL_SALT, ROUNDS, key);
	good = cipher_open(key, parts->nonce, aad, parts->data, parts->len,
	    secret);
	explicit_bzero(key, sizeof key);
	if (!good)
		return err_set(err, ERR_INPUT,
		    "this code does not open it: check the code, or the link "
		    "was damaged on its way");
	return OK;
}

enum status
unseal(const char *code, const char *blob, struct buf *secret, struct err *err)
{
	struct buf raw = BUF_INIT(BLOB_MAX);
	struct parts parts;
	char plain[CODE_LENGTH + 1];
	enum status rc;

	if (!base64url_decode(&raw, blob, strlen(blob)) || raw.len == 0)
		rc = err_set(err, ERR_INPUT,
		    "this is not a sealed token, or not all of it");
	else if (raw.str[0] != VERSION)
		rc = err_set(err, ERR_INPUT,
		    "sealed in a version that this program does not know");
	else if (!take_apart(&raw, &parts))
		rc = err_set(err, ERR_INPUT,
		    "this is not a sealed token, or not all of it");
	else if (!plain_code(code, plain))
		rc = err_set(err, ERR_INPUT,
		    "an unlock code has 20 letters and digits (A-Z, 2-7)");
	else
		rc = open_parts(&parts, plain, secret, err);
	explicit_bzero(plain, sizeof plain);
	buf_free(&raw);
	return rc;
}
