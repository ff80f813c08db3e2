#include "parsers/html_tag.h"

#include <string.h>

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

static void
add(struct tag *t, size_t *n, char c)
{
	if (*n < TAG_ATTR_MAX)
		t->attr[(*n)++] = lower(c);
}

/* A value at s: in quotes, or up to a blank or the end of the tag. */
static size_t
read_value(struct tag *t, size_t *n, const char *s, size_t len)
{
	size_t i = 0;
	char quote = len > 0 && (*s == '"' || *s == '\'') ? *s : '\0';

	if (quote == '\0') {
		for (; i < len && !is_blank(s[i]) && s[i] != '>'; i++)
			add(t, n, s[i]);
		return i;
	}
	for (i = 1; i < len && s[i] != quote; i++)
		if (!is_blank(s[i]))
			add(t, n, s[i]);
	return i < len ? i + 1 : len;
}

/* One attribute; s is at its first character. */
static size_t
read_attribute(struct tag *t, size_t *n, const char *s, size_t len)
{
	size_t i = 0;

	add(t, n, ';');
	for (; i < len && !is_blank(s[i]) && s[i] != '=' && s[i] != '>' &&
	     s[i] != '/';
	     i++)
		add(t, n, s[i]);
	while (i < len && is_blank(s[i]))
		i++;
	add(t, n, '=');
	if (i == len || s[i] != '=')
		return i;
	for (i++; i < len && is_blank(s[i]); i++)
		;
	return i + read_value(t, n, s + i, len - i);
}

size_t
tag_read(struct tag *t, const char *s, size_t len)
{
	size_t i = 1, n = 0;

	*t = (struct tag){ .closing = len > 1 && s[1] == '/' };
	i += t->closing ? 1 : 0;
	for (; i < len && s[i] != '>' && s[i] != '/' && !is_blank(s[i]); i++)
		if (n < TAG_NAME_MAX)
			t->name[n++] = lower(s[i]);
	n = 0;
	while (i < len && s[i] != '>') {
		t->empty = s[i] == '/';
		if (is_blank(s[i]) || s[i] == '/' || s[i] == '=')
			i++;
		else
			i += read_attribute(t, &n, s + i, len - i);
	}
	t->attr[n] = '\0';
	return i < len ? i + 1 : len;
}

static bool
named(const struct tag *t, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(t->name, *names) == 0)
			return true;
	return false;
}

bool
tag_is_void(const struct tag *t)
{
	static const char *const names[] = { "br", "hr", "img", "input", "meta",
		"link", "area", "base", "col", "wbr", "embed", "source", NULL };

	return named(t, names);
}

bool
tag_is_block(const struct tag *t)
{
	static const char *const names[] = { "p", "div", "br", "tr", "li", "hr",
		"table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ul",
		"ol", "dl", "dt", "dd", "pre", "body", "section", "article",
		"header", "footer", "center", "address", "form", "fieldset",
		NULL };

	return named(t, names);
}

bool
tag_is_weak(const struct tag *t)
{
	static const char *const names[] = { "p", "span", "a", "b", "i", "u",
		"s", "em", "strong", "font", "big", "small", "code", "tt",
		"strike", "nobr", "o:p", NULL };

	return named(t, names);
}

bool
tag_is_raw(const struct tag *t)
{
	static const char *const names[] = { "script", "style", "title",
		"textarea", "template", "noscript", "select", "svg", "math",
		"iframe", "object", NULL };

	return named(t, names);
}

static bool
has(const struct tag *t, const char *what)
{
	return strstr(t->attr, what) != NULL;
}

static bool
has_any(const struct tag *t, const char *const *list)
{
	for (; *list != NULL; list++)
		if (has(t, *list))
			return true;
	return false;
}

bool
tag_is_pre(const struct tag *t)
{
	return strcmp(t->name, "pre") == 0 || has(t, "white-space:pre");
}

/* "size:0", but not "size:0.9em". */
static bool
is_zero(const struct tag *t, const char *what)
{
	const char *at = strstr(t->attr, what);

	for (; at != NULL; at = strstr(at + 1, what)) {
		const char *p = at + strlen(what);

		p += strspn(p, "0");
		if (p == at + strlen(what))
			continue;
		if (*p == '.')
			p += 1 + strspn(p + 1, "0");
		if (strchr("123456789", *p) == NULL || *p == '\0')
			return true;
	}
	return false;
}

bool
tag_is_hidden(const struct tag *t)
{
	static const char *const marks[] = { "display:none",
		";hidden=", "visibility:hidden", "mso-hide:all", ";type=hidden",
		"visibility:collapse", NULL };

	return has_any(t, marks) || is_zero(t, "font-size:") ||
	    is_zero(t, "opacity:") || is_zero(t, "max-height:");
}

bool
tag_is_quote(const struct tag *t)
{
	/* the programs: Gmail and Android, Thunderbird, Yahoo, Proton, Zoho,
	 * Tuta, Infomaniak, Spark, Outlook mobile and for Mac, QQ and others in
	 * China, Zimbra, GMX and web.de, Front, Newton, Hey */
	static const char *const marks[] = { "gmail_quote", "gmail_extra",
		"gmail_attr", "moz-cite-prefix", "moz-forward-container",
		"moz-email-headers-table", "yahoo_quoted", "iosymail",
		"protonmail_quote", "zmail_extra", "blockquote_zmail",
		"tutanota_quote", "ik_mail_quote", "messagereplysection",
		"ms-outlook-mobile-reference-message",
		"mail-editor-reference-message-container",
		"olk_src_body_section", "isreplycontent", "isforwardcontent",
		"origbody", "reply139content", "__quoted_text__", "__headers__",
		";name=quote;", "front-blockquote", "cm_replymail", "hey_quote",
		NULL };

	if (strcmp(t->name, "blockquote") == 0 || has_any(t, marks))
		return true;
	return strcmp(t->name, "table") != 0 && has(t, ";id=mailcontent");
}

/* Outlook's line above the header block, whatever its colour. */
static bool
is_outlook_rule(const struct tag *t)
{
	return has(t, "border:none;border-top:solid") ||
	    (has(t, "border-style:solidnonenone") &&
		has(t, "border-width:1")) ||
	    (has(t, "border-top:1ptsolid#e1e1e1") ||
		has(t, "border-top:1.0ptsolid#e1e1e1"));
}

bool
tag_is_cut(const struct tag *t)
{
	static const char *const marks[] = { "appendonsend", "divrplyfwdmsg",
		";name=_mailoriginal", "__divider__", "zwchr", "replysplit",
		"orimsghtmlseperator", "divtagrplyfwdmsg", ";id=divrpf",
		";id=x_divrpf", NULL };

	return has_any(t, marks) || is_outlook_rule(t);
}
