#ifndef TEMPLATES_TEMPLATE_H
#define TEMPLATES_TEMPLATE_H

#include <jansson.h>

#include "mailproc/base/buf.h"
#include "mailproc/base/err.h"

/*
 * template - a strict subset of mustache over JSON.
 *
 *	{{name}} {{a.b}}	the value, escaped by the template's ending
 *				(.html: & < > " '; .txt: not at all)
 *	{{{name}}}		the value as it is
 *	{{#name}} ... {{/name}}	once per element of an array, once inside an
 *				object or for a true, non-empty value; {{.}} is
 *				the element of an array of strings
 *	{{^name}} ... {{/name}}	if it is null, false, "" or an empty array
 *	{{>part}}		another template, found the same way
 *	{{! remark }}
 *
 * A name is looked up in the innermost section first, then outwards.  A name
 * that nobody knows is an error with file and line, never an empty string; null
 * prints as nothing.  A section tag alone on its line takes the line with it.
 * Numbers print as integers.
 */

/*
 * Where a template comes from: the site's folder first, then those built into
 * the program.  dir may be "".
 */
struct template_source {
	const char *dir;
};

/*
 * Expand the template `file` ("review.txt", "review.html").  ERR_CONFIG with
 * "FILE:LINE: ..." if it is missing or wrong, or longer than out may be; a
 * site's file that others than its owner could write is refused.
 */
enum status template_expand(const struct template_source *src, const char *file,
    const json_t *view, struct buf *out, struct err *err);

/*
 * Are NAME.txt and NAME.html of this mail there, does every tag close, does the
 * text begin with a subject?
 * ERR_CONFIG as above.
 */
enum status template_check(const struct template_source *src, const char *mail,
    struct err *err);

/*
 * The text of a template as it is written, into out: the site's file, or the
 * one that is built in.  ERR_CONFIG as above.
 */
#define TEMPLATE_MAX (256 << 10)
enum status template_source(const struct template_source *src, const char *file,
    struct buf *out, struct err *err);

/* The built-in text of a file, or NULL. */
const char *template_builtin(const char *file);

#endif
