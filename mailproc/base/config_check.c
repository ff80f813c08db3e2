#include <sys/stat.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mailproc/base/address.h"
#include "mailproc/base/config_key.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS  "0123456789"

static bool
only(const char *s, const char *allowed)
{
	return s[0] != '\0' && s[strspn(s, allowed)] == '\0';
}

bool
check_address(char *value)
{
	fold_ascii(value);
	return address_valid(value, strlen(value));
}

/* Its plus sign would be taken for a key's. */
bool
check_our_address(char *value)
{
	return check_address(value) && strchr(value, '+') == NULL;
}

bool
check_help_desk(char *value)
{
	char *open = strchr(value, '<');
	size_t len = strlen(value);

	if (open == NULL)
		return check_address(value);
	if (value[len - 1] != '>' || open == value ||
	    strcspn(value, "\">") != len - 1)
		return false;
	fold_ascii(open);
	return address_valid(open + 1, len - (size_t)(open + 1 - value) - 1);
}

bool
check_domain(char *value)
{
	char address[ADDRESS_MAX + 1];
	int n = snprintf(address, sizeof address, "a@%s", value);

	fold_ascii(value);
	return n > 0 && (size_t)n < sizeof address &&
	    address_valid(address, (size_t)n);
}

/* key_set() has seen to control characters. */
bool
check_line(char *value)
{
	return strlen(value) > 0;
}

/* Every installation could stamp these names, so they prove nothing (R2). */
bool
check_authserv(char *value)
{
	return only(value, LETTERS DIGITS "._-") &&
	    strcasecmp(value, "localhost") != 0 &&
	    strcasecmp(value, "opendkim") != 0 &&
	    strcasecmp(value, "opendmarc") != 0;
}

bool
check_zone(char *value)
{
	char path[256];
	struct stat st;
	int n = snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", value);

	if (strcmp(value, "UTC") == 0)
		return true;
	return only(value, LETTERS DIGITS "_+-/.") && value[0] != '/' &&
	    strstr(value, "..") == NULL && n > 0 && (size_t)n < sizeof path &&
	    stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool
check_account(char *value)
{
	return only(value, LETTERS DIGITS "_:.-");
}

bool
check_tag(char *value)
{
	return only(value, LETTERS DIGITS "-") && strlen(value) <= 16;
}

bool
check_word(char *value)
{
	return word_valid(value);
}

bool
check_banner(char *value)
{
	size_t len = strlen(value);

	return len >= 8 && len <= 200 && utf8_valid(value, len);
}

/* What may stand in front of a value, and is found there. */
bool
check_label(char *value)
{
	size_t len = strlen(value);

	return len >= 2 && len <= 50 && strpbrk(value, ":=\t(") == NULL &&
	    strpbrk(value, LETTERS) != NULL && value[0] != ' ' &&
	    value[len - 1] != ' ';
}

bool
check_pattern(char *value)
{
	return strlen(value) <= 200;
}

struct url {
	char host[256];
	const char *path; /* what follows host and port */
};

/*
 * scheme://host[:port][/...]: no user, no blanks, nothing that would need
 * quoting in a mail.  The scheme is written with its colon and slashes.
 */
static bool
split_url(const char *s, const char *scheme, struct url *url)
{
	static const char odd[] = " \"<>\\^`{|}";
	size_t n = strlen(scheme), host;
	char *end;

	if (strncmp(s, scheme, n) != 0 || s[strcspn(s, odd)] != '\0')
		return false;
	for (const char *p = s; *p != '\0'; p++)
		if (*p < 0x20 || *p > 0x7e)
			return false;
	s += n;
	host = strncmp(s, "[::1]", 5) == 0 ? 5 : strspn(s, LETTERS DIGITS ".-");
	if (host == 0 || host >= sizeof url->host)
		return false;
	memcpy(url->host, s, host);
	url->host[host] = '\0';
	s += host;
	if (*s == ':') {
		long port = strtol(s + 1, &end, 10);

		if (s[1] < '1' || s[1] > '9' || port > 65535)
			return false;
		s = end;
	}
	url->path = s;
	return *s == '\0' || *s == '/';
}

static bool
is_loopback(const struct url *url)
{
	struct in_addr four;

	return strcasecmp(url->host, "localhost") == 0 ||
	    strcmp(url->host, "[::1]") == 0 ||
	    (inet_pton(AF_INET, url->host, &four) == 1 &&
		ntohl(four.s_addr) >> 24 == 127);
}

bool
url_is_loopback(const char *s)
{
	static const char *const schemes[] = { "http://", "https://", "smtp://",
		"smtps://", "imap://", "imaps://" };
	struct url url;

	for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
		if (split_url(s, schemes[i], &url))
			return is_loopback(&url);
	return false;
}

bool
check_https(char *value)
{
	struct url url;

	return split_url(value, "https://", &url);
}

/* API paths are put behind it, so it ends with host or port. */
bool
check_canvas_url(char *value)
{
	size_t len = strlen(value);
	struct url url;

	if (len > 0 && value[len - 1] == '/')
		value[len - 1] = '\0';
	if (split_url(value, "https://", &url))
		return url.path[0] == '\0';
	return split_url(value, "http://", &url) && is_loopback(&url) &&
	    url.path[0] == '\0';
}

bool
check_smtp_url(char *value)
{
	struct url url;

	return split_url(value, "smtp://", &url) ||
	    split_url(value, "smtps://", &url);
}

bool
check_imap_url(char *value)
{
	struct url url;

	return split_url(value, "imap://", &url) ||
	    split_url(value, "imaps://", &url);
}

bool
check_backend(char *value)
{
	return strcmp(value, "canvas") == 0 || strcmp(value, "manual") == 0;
}

bool
check_transport(char *value)
{
	return strcmp(value, "smtp") == 0 || strcmp(value, "sendmail") == 0 ||
	    strcmp(value, "maildir") == 0;
}
