#include "templates/buttons.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mailproc/base/address.h"

/* RFC 6068: everything but letters, digits and -._~ is encoded. */
static void
encode(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || strchr("-._~@", c) != NULL)
			buf_addc(out, (char)c);
		else
			buf_addf(out, "%%%02X", c);
	}
}

/* Where answers go: with the key in it, where the address can carry one. */
void
answer_address(const struct config *c, const char *key,
    char out[ADDRESS_MAX + 1])
{
	if (key == NULL || !c->plus_addressing ||
	    !address_extend(c->address, key, out))
		snprintf(out, ADDRESS_MAX + 1, "%s", c->address);
}

void
tag_of(const struct letter *l, char out[48])
{
	out[0] = '\0';
	if (l->request != 0)
		snprintf(out, 48, "[Canvas token #%" PRId64 "]", l->request);
}

/* They answer the challenge whose key the mail carries. */
static bool
needs_no_id(const struct button *b)
{
	return strcmp(b->verb, "YES") == 0 || strcmp(b->verb, "NO") == 0;
}

/* A link to an answer, up to its text. */
static void
begin_href(const struct config *c, const struct letter *l, struct buf *href)
{
	char to[ADDRESS_MAX + 1], tag[48];

	answer_address(c, l->key, to);
	tag_of(l, tag);
	buf_adds(href, "mailto:");
	encode(href, to);
	buf_adds(href, "?subject=");
	encode(href, "Re: ");
	encode(href, tag[0] == '\0' ? "Canvas token" : tag);
	buf_adds(href, "&body=");
}

/* The key, where the address cannot carry it. */
static void
end_href(const struct config *c, const struct letter *l, struct buf *href)
{
	if (l->key != NULL && !c->plus_addressing) {
		encode(href, "\r\n\r\nRef: ");
		encode(href, l->key);
	}
}

static json_t *
button(const struct config *c, const struct letter *l, const struct button *b)
{
	struct buf href = BUF_INIT(1800);
	char line[64];
	json_t *row;

	snprintf(line, sizeof line, "%s", b->verb);
	if (l->request != 0 && !needs_no_id(b))
		snprintf(line, sizeof line, "%s %" PRId64, b->verb, l->request);
	begin_href(c, l, &href);
	encode(&href, line);
	end_href(c, l, &href);
	row = json_pack("{s:s, s:s, s:s}", "label", b->label, "line", line,
	    "href", href.str);
	buf_free(&href);
	return row;
}

/* The link, or none.  Frees it. */
static json_t *
take_href(struct buf *href, bool wanted)
{
	json_t *out =
	    wanted && !href->full ? json_string(href->str) : json_null();

	buf_free(href);
	return out;
}

/* A mail with the lines that are missing, what a free text named filled in. */
json_t *
form_href(const struct config *c, const struct letter *l)
{
	struct buf href = BUF_INIT(1800);
	const json_t *missing = json_object_get(l->view, "missing");
	json_t *row;
	size_t i;

	begin_href(c, l, &href);
	json_array_foreach(missing, i, row)
	{
		const json_t *named = json_object_get(row, "suggestion");

		encode(&href, json_string_value(json_object_get(row, "label")));
		encode(&href, ": ");
		if (json_is_string(named))
			encode(&href, json_string_value(named));
		encode(&href, "\r\n");
	}
	return take_href(&href,
	    l->request != 0 && json_array_size(missing) > 0);
}

/* All lines, for their reader to delete those that are not meant. */
json_t *
batch_href(const struct config *c, const struct letter *l)
{
	struct buf href = BUF_INIT(1800);
	const json_t *batch = json_object_get(l->view, "batch");
	json_t *row;
	size_t i;

	begin_href(c, l, &href);
	json_array_foreach(batch, i, row)
	{
		encode(&href, json_string_value(json_object_get(row, "line")));
		encode(&href, "\r\n");
	}
	end_href(c, l, &href);
	return take_href(&href, l->key != NULL && json_array_size(batch) > 0);
}

/* The buttons of this kind of mail, and of what this one offers. */
json_t *
buttons_of(const struct config *c, const struct letter *l,
    const struct mail_kind *kind)
{
	json_t *buttons = json_array(), *verb;
	size_t i;

	for (i = 0; i < BUTTONS_MAX && kind->button[i].label != NULL; i++)
		if (needs_no_id(&kind->button[i]) ? l->key != NULL :
						    l->request != 0)
			json_array_append_new(buttons,
			    button(c, l, &kind->button[i]));
	json_array_foreach(json_object_get(l->view, "offers"), i, verb)
	{
		struct button b = { .verb = json_string_value(verb) };

		if (b.verb != NULL && (b.label = offer_label(b.verb)) != NULL)
			json_array_append_new(buttons, button(c, l, &b));
	}
	return buttons;
}
