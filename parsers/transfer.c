#include "parsers/transfer.h"

#include <stdint.h>
#include <string.h>

static int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* n letters, the first 6 * n bits of bits, are how many bytes? */
static void
add_group(struct buf *out, uint32_t bits, int n)
{
	char bytes[3] = { (char)(bits >> 16), (char)(bits >> 8), (char)bits };

	buf_add(out, bytes, n < 2 ? 0 : (size_t)n - 1);
}

bool
transfer_base64(struct buf *out, const char *s, size_t len)
{
	uint32_t bits = 0;
	int n = 0, padding = 0;
	bool clean = true;

	for (size_t i = 0; i < len; i++) {
		int value = base64_value(s[i]);

		if (strchr(" \t\r\n", s[i]) != NULL && s[i] != '\0')
			continue;
		if (s[i] == '=') {
			add_group(out, bits, n);
			clean = clean && (n >= 2 || padding > 0) &&
			    n + ++padding <= 4;
			bits = 0;
			padding += n;
			n = 0;
			continue;
		}
		if (value < 0 || padding > 0)
			clean = false;
		if (value < 0)
			continue;
		bits |= (uint32_t)value << (18 - 6 * n);
		if (++n == 4) {
			add_group(out, bits, n);
			bits = 0;
			n = 0;
		}
	}
	add_group(out, bits, n);
	return clean && n == 0 && (padding == 0 || padding == 4);
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Past a soft line break whose "=" stands at i; i itself if it is none. */
static size_t
past_soft_break(const char *s, size_t len, size_t i)
{
	size_t n = i + 1;

	while (n < len && (s[n] == ' ' || s[n] == '\t'))
		n++;
	if (n < len && s[n] == '\r')
		n++;
	if (n == len)
		return n;
	return s[n] == '\n' ? n + 1 : i;
}

bool
transfer_quoted_printable(struct buf *out, const char *s, size_t len)
{
	bool clean = true;

	for (size_t i = 0; i < len;) {
		const char *equals = memchr(s + i, '=', len - i);
		size_t run =
		    equals == NULL ? len - i : (size_t)(equals - s) - i;
		size_t next;
		int high, low;

		buf_add(out, s + i, run);
		if ((i += run) == len)
			break;
		high = i + 2 < len ? hex_value(s[i + 1]) : -1;
		low = i + 2 < len ? hex_value(s[i + 2]) : -1;
		if (high >= 0 && low >= 0) {
			buf_addc(out, (char)(high * 16 + low));
			i += 3;
		} else if ((next = past_soft_break(s, len, i)) != i)
			i = next;
		else {
			buf_addc(out, '=');
			clean = false;
			i++;
		}
	}
	return clean;
}
