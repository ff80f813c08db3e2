#include "mailproc/base/cipher.h"

#include <stdlib.h>
#include <string.h>

#include <nettle/base64.h>
#include <nettle/gcm.h>
#include <nettle/memops.h>
#include <nettle/pbkdf2.h>

#include "mailproc/base/text.h"

void
derive_key(const char *password, size_t len, const unsigned char *salt,
    size_t salt_len, unsigned rounds, unsigned char key[CIPHER_KEY])
{
	pbkdf2_hmac_sha256(len, (const uint8_t *)password, rounds, salt_len,
	    salt, CIPHER_KEY, key);
}

static void
start(struct gcm_aes256_ctx *ctx, const unsigned char key[CIPHER_KEY],
    const unsigned char nonce[CIPHER_NONCE], const char *aad)
{
	gcm_aes256_set_key(ctx, key);
	gcm_aes256_set_iv(ctx, CIPHER_NONCE, nonce);
	gcm_aes256_update(ctx, strlen(aad), (const uint8_t *)aad);
}

void
cipher_seal(const unsigned char key[CIPHER_KEY],
    const unsigned char nonce[CIPHER_NONCE], const char *aad,
    const struct buf *text, struct buf *out)
{
	struct gcm_aes256_ctx ctx;
	unsigned char *data = xmalloc(text->len + CIPHER_TAG);

	start(&ctx, key, nonce, aad);
	gcm_aes256_encrypt(&ctx, text->len, data, (const uint8_t *)text->str);
	gcm_aes256_digest(&ctx, CIPHER_TAG, data + text->len);
	buf_add(out, data, text->len + CIPHER_TAG);
	explicit_bzero(&ctx, sizeof ctx);
	free(data);
}

bool
cipher_open(const unsigned char key[CIPHER_KEY],
    const unsigned char nonce[CIPHER_NONCE], const char *aad,
    const unsigned char *data, size_t len, struct buf *out)
{
	struct gcm_aes256_ctx ctx;
	unsigned char tag[CIPHER_TAG], *text;
	bool good;

	if (len < CIPHER_TAG)
		return false;
	len -= CIPHER_TAG;
	text = xmalloc(len + 1);
	start(&ctx, key, nonce, aad);
	gcm_aes256_decrypt(&ctx, len, text, data);
	gcm_aes256_digest(&ctx, CIPHER_TAG, tag);
	good = memeql_sec(tag, data + len, CIPHER_TAG) != 0;
	if (good)
		buf_add(out, text, len);
	explicit_bzero(&ctx, sizeof ctx);
	explicit_bzero(text, len + 1);
	free(text);
	return good;
}

void
base64url(struct buf *out, const void *data, size_t len)
{
	struct base64_encode_ctx ctx;
	size_t room = BASE64_ENCODE_LENGTH(len) + BASE64_ENCODE_FINAL_LENGTH;
	char *text = xmalloc(room);
	size_t n;

	base64url_encode_init(&ctx);
	n = base64_encode_update(&ctx, text, len, data);
	n += base64_encode_final(&ctx, text + n);
	while (n > 0 && text[n - 1] == '=')
		n--;
	buf_add(out, text, n);
	free(text);
}

static int
value(char c)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz"
				       "0123456789-_";
	const char *at = c == '\0' ? NULL : strchr(alphabet, c);

	return at == NULL ? -1 : (int)(at - alphabet);
}

/* By hand: the library wants the padding that we leave out. */
bool
base64url_decode(struct buf *out, const char *s, size_t len)
{
	uint32_t bits = 0;
	int have = 0;

	if (len % 4 == 1)
		return false;
	for (size_t i = 0; i < len; i++) {
		int v = value(s[i]);

		if (v < 0)
			return false;
		bits = (bits << 6 | (uint32_t)v) & 0xffff;
		have += 6;
		if (have >= 8) {
			have -= 8;
			buf_addc(out, (char)(bits >> have & 0xff));
		}
	}
	/* bits that were left over must be zero: one text for one value */
	return (bits & ((1u << have) - 1)) == 0 && !out->full;
}
