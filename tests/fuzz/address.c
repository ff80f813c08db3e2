/*
 * An address, and the extension of one of ours.
 */
#include "mailproc/base/address.h"

#include <string.h>

#include "mailproc/base/text.h"
#include "tests/fuzz/fuzz.h"

#define OURS "canvas-tokens@campus.example"

static void
valid_holds(const char *s, size_t len, const char *text)
{
	char upper[ADDRESS_MAX + 1];

	MUST(len <= ADDRESS_MAX && strlen(text) == len);
	for (size_t i = 0; i < len; i++) {
		MUST(s[i] > ' ' && s[i] < 0x7f);
		MUST(strchr("\"\\()<>[]:;,%!/", s[i]) == NULL);
		upper[i] =
		    s[i] >= 'a' && s[i] <= 'z' ? (char)(s[i] - 32) : s[i];
	}
	upper[len] = '\0';
	MUST(strchr(text, '@') == strrchr(text, '@'));
	MUST(strchr(address_domain(text), '.') != NULL);
	MUST(address_valid(upper, len) && address_equal(upper, text));
	/* not one octet more or less of its ends makes it the same */
	MUST(!address_valid(s, strcspn(text, "@")));
	MUST(!address_valid(s, strcspn(text, "@") + 1));
}

static void
extension_holds(const char *text)
{
	char extension[ADDRESS_MAX + 1], again[ADDRESS_MAX + 1];

	if (!address_is_ours(text, OURS, extension) || extension[0] == '\0')
		return;
	if (address_extend(OURS, extension, again))
		MUST(address_equal(again, text));
}

void
fuzz_one(const char *s, size_t len)
{
	struct buf text = BUF_INIT(2 * GROWN_MAX);
	bool valid = address_valid(s, len);

	buf_add(&text, s, len);
	if (valid)
		valid_holds(s, len, text.str);
	extension_holds(text.str);
	buf_addc(&text, '\0');
	MUST(!address_valid(text.str, text.len));
	buf_free(&text);
}
