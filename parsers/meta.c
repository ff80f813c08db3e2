#include <string.h>
#include <strings.h>

#include "parsers/charset.h"
#include "parsers/charsets.h"

/* How far into a page a <meta> is looked for (WHATWG: 1024). */
#define META_WITHIN 4096

/* The value of charset= in the attributes of one <meta>. */
static bool
take_meta(const char *p, const char *end, char label[CHARSET_LABEL_MAX])
{
	static const char word[] = "charset";
	size_t skip = sizeof word - 1, n = 0;

	while ((size_t)(end - p) > skip && strncasecmp(p, word, skip) != 0)
		p++;
	if ((size_t)(end - p) <= skip)
		return false;
	for (p += skip; p < end && strchr(" \t\r\n", *p) != NULL; p++)
		;
	if (p == end || *p++ != '=')
		return false;
	while (p < end && strchr(" \t\r\n\"'", *p) != NULL)
		p++;
	while (p < end && n + 1 < CHARSET_LABEL_MAX &&
	    strchr(" \t\r\n\"';/", *p) == NULL)
		label[n++] = *p++;
	label[n] = '\0';
	return charset_known(label);
}

void
charset_of_html(const char *html, size_t len, char label[CHARSET_LABEL_MAX])
{
	const char *p = html, *end, *close;

	end = html + (len < META_WITHIN ? len : META_WITHIN);
	for (; (p = memchr(p, '<', (size_t)(end - p))) != NULL; p++) {
		if (end - p < 6 || strncasecmp(p, "<meta", 5) != 0)
			continue;
		if ((close = memchr(p, '>', (size_t)(end - p))) == NULL)
			break;
		if (!take_meta(p + 5, close, label))
			continue;
		if (charset_find(label).method == AS_UTF16)
			memcpy(label, "utf-8", sizeof "utf-8");
		return;
	}
	label[0] = '\0';
}
