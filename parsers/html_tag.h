#ifndef PARSERS_HTML_TAG_H
#define PARSERS_HTML_TAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * html_tag - one tag of HTML, what it means for a reader, and entities.
 */
#define TAG_NAME_MAX 16
#define TAG_ATTR_MAX 2000

struct tag {
	char name[TAG_NAME_MAX + 1]; /* lower case, cut */
	bool closing;
	bool empty; /* <br/> */
	/* ";name=value;name=value": lower case, without blanks and quotes; an
	 * attribute without a value is ";name=" */
	char attr[TAG_ATTR_MAX + 1];
};

/*
 * Read the tag that begins at s ("<" and a letter or a slash).  Returns the
 * bytes it takes up, all of len if it never ends.
 */
size_t tag_read(struct tag *t, const char *s, size_t len);

bool tag_is_void(const struct tag *t);
bool tag_is_block(const struct tag *t);

/* Its end does not end a block inside it: a paragraph, a phrase in a line. */
bool tag_is_weak(const struct tag *t);

/* Its contents are no text: script, style, title ... */
bool tag_is_raw(const struct tag *t);

/* Line ends in it count: pre, white-space: pre. */
bool tag_is_pre(const struct tag *t);

/* Its contents are not shown. */
bool tag_is_hidden(const struct tag *t);

/*
 * Mail programs put it around what they quote.  Ids and classes may be prefixed
 * by a gateway, so they are compared by "contains".
 */
bool tag_is_quote(const struct tag *t);

/* From here on all is quoted, whatever elements it stands in. */
bool tag_is_cut(const struct tag *t);

/*
 * The character reference that begins at s ("&").  Returns the bytes it takes
 * up, 0 if it is none.
 */
size_t entity_read(const char *s, size_t len, uint32_t *c);

#endif
