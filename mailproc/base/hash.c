#include "mailproc/base/hash.h"

#include <sys/random.h>

#include <errno.h>
#include <string.h>

#include <nettle/sha2.h>

void
sha256(const void *data, size_t len, unsigned char out[SHA256_SIZE])
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, len, data);
	sha256_digest(&ctx, SHA256_SIZE, out);
}

void
sha256_hex(const void *data, size_t len, char out[SHA256_HEX])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[SHA256_SIZE];

	sha256(data, len, sum);
	for (size_t i = 0; i < SHA256_SIZE; i++) {
		out[2 * i] = digits[sum[i] >> 4];
		out[2 * i + 1] = digits[sum[i] & 15];
	}
	out[SHA256_HEX - 1] = '\0';
}

enum status
random_bytes(void *out, size_t len, struct err *err)
{
	unsigned char *p = out;

	while (len > 0) {
		ssize_t got = getrandom(p, len, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return err_set(err, ERR_RETRY,
			    "the kernel gives no random bytes: %s",
			    strerror(errno));
		p += got;
		len -= (size_t)got;
	}
	return OK;
}

void
base32(const unsigned char *data, size_t len, const char *alphabet, char *out)
{
	for (size_t i = 0; i + 5 <= len; i += 5) {
		uint64_t group = 0;

		for (size_t k = 0; k < 5; k++)
			group = group << 8 | data[i + k];
		for (int shift = 35; shift >= 0; shift -= 5)
			*out++ = alphabet[group >> shift & 31];
	}
	*out = '\0';
}

enum status
key_draw(char out[KEY_LENGTH + 1], struct err *err)
{
	unsigned char bytes[KEY_BYTES];
	enum status rc;

	if ((rc = random_bytes(bytes, sizeof bytes, err)) == OK)
		base32(bytes, sizeof bytes, BASE32_LOWER, out);
	explicit_bzero(bytes, sizeof bytes);
	return rc;
}
