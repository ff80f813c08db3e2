#include "mailproc/base/address.h"

#include <string.h>
#include <strings.h>

#define LOCAL_MAX 64
#define LABEL_MAX 63

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

static bool
local_valid(const char *s, size_t len)
{
	if (len == 0 || len > LOCAL_MAX || !is_alnum(s[0]))
		return false;
	for (size_t i = 1; i < len; i++)
		if (!is_alnum(s[i]) && (s[i] == '\0' || !strchr("._+'-", s[i])))
			return false;
	return true;
}

static bool
label_valid(const char *s, size_t len)
{
	if (len == 0 || len > LABEL_MAX || s[0] == '-' || s[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_alnum(s[i]) && s[i] != '-')
			return false;
	return true;
}

static bool
domain_valid(const char *s, size_t len)
{
	size_t start = 0, labels = 0;

	for (size_t i = 0; i <= len; i++) {
		if (i < len && s[i] != '.')
			continue;
		if (!label_valid(s + start, i - start))
			return false;
		labels++;
		start = i + 1;
	}
	return labels >= 2;
}

bool
address_valid(const char *s, size_t len)
{
	const char *at = memchr(s, '@', len);

	if (at == NULL || len > ADDRESS_MAX)
		return false;
	return local_valid(s, (size_t)(at - s)) &&
	    domain_valid(at + 1, len - (size_t)(at + 1 - s));
}

bool
address_equal(const char *a, const char *b)
{
	return strcasecmp(a, b) == 0;
}

const char *
address_domain(const char *address)
{
	const char *at = strchr(address, '@');

	return at == NULL ? "" : at + 1;
}

bool
address_is_ours(const char *address, const char *ours,
    char extension[ADDRESS_MAX + 1])
{
	size_t local = strcspn(ours, "@");
	size_t has = strcspn(address, "@");

	extension[0] = '\0';
	if (has < local || strncasecmp(address, ours, local) != 0 ||
	    strcasecmp(address + has, ours + local) != 0)
		return false;
	if (has == local)
		return true;
	if (address[local] != '+' || has - local - 1 > ADDRESS_MAX)
		return false;
	memcpy(extension, address + local + 1, has - local - 1);
	extension[has - local - 1] = '\0';
	return true;
}

bool
address_extend(const char *ours, const char *extension,
    char out[ADDRESS_MAX + 1])
{
	size_t local = strcspn(ours, "@"), more = strlen(extension);
	size_t rest = strlen(ours + local);

	out[0] = '\0';
	if (local + 1 + more > LOCAL_MAX ||
	    local + 1 + more + rest > ADDRESS_MAX)
		return false;
	memcpy(out, ours, local);
	out[local] = '+';
	memcpy(out + local + 1, extension, more);
	memcpy(out + local + 1 + more, ours + local, rest + 1);
	return true;
}
