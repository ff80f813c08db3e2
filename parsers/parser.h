#ifndef PARSERS_PARSER_H
#define PARSERS_PARSER_H

#include <stdbool.h>

#include "mailproc/base/facts.h"
#include "mailproc/base/text.h"
#include "parsers/message.h"

/*
 * parser - from text to facts, inside the child process.
 */

/* A kind of message: a row of parsers.c.  The first that fits wins. */
struct parser {
	enum kind kind;
	/* f holds own text, commands and fields already. */
	bool (*fits)(const struct facts *f);
};

enum kind kind_of(const struct facts *f);

/*
 * own.c - the person's own text: quoted lines, attribution lines, header blocks
 * and separators of forwarded mail, signatures are left out.  Cutting may only
 * remove power.  banners: a site's own, or NULL.  quoted: was there anything
 * that was cut as quoted?
 */
void own_text(struct buf *out, const struct buf *text,
    const struct list *banners, bool *quoted);

/* Join the lines of format=flowed text (RFC 3676). */
void unflow(struct buf *out, const struct buf *text, bool delsp);

/*
 * command.c - the command lines on top of the own text, or of the subject if
 * there is no own text at all: interface.md section 6.  Fills f->command and
 * f->comment.
 */
void read_commands(struct facts *f, const char *own, const char *subject);

/*
 * form.c - the fields of a request: what the person wrote into f->field, what
 * stands in the quoted part of whole into f->quoted; addresses and dates of the
 * own text.  own is a part of whole, line for line.
 */
void read_form(struct facts *f, const char *own, const struct buf *whole);

/* Does a field's label begin this line?  Then it is no command. */
bool begins_field(const char *line);

/* refs.c - the keys of "Ref: KEY" lines anywhere, quoted ones too. */
void read_refs(struct facts *f, const char *text);

#endif
