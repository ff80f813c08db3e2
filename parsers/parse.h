#ifndef PARSERS_PARSE_H
#define PARSERS_PARSE_H

#include "mailproc/base/facts.h"

/*
 * parse - bytes of a message become facts.  Runs in the child process.
 *
 * raw is the message after a leading mbox line; now and zone_now are what
 * "past" means for a date: today as YYYY-MM-DD.  f was facts_init()ed.
 * ERR_INPUT if the message has no structure libetpan could find; ERR_RETRY if
 * memory ran out.
 *
 *	message.c	libetpan: MIME tree, charsets -> text, html
 *	html.c		HTML -> text
 *	own.c		text -> the person's own text
 *	command.c	own text, subject -> commands
 *	form.c		own and quoted text -> fields of a request
 *	parsers.c	the table of kinds: first row that fits wins
 */
enum status parse(const char *raw, size_t len, struct facts *f,
    struct err *err);

#endif
