#ifndef PARSERS_QUOTE_H
#define PARSERS_QUOTE_H

#include "mailproc/base/text.h"
#include "parsers/line.h"

/*
 * quote - where a mail program says that somebody else's words begin, and what
 * it and gateways put around a person's own.
 *
 * The tables follow the localisations of the common mail programs: 21 languages
 * whole, others where a word is all it takes.
 */

/*
 * How many lines an attribution takes up ("On 3 May 2026, Prof wrote:") whose
 * first line, folded, is f; `at` is where the next one begins.  Up to three
 * where it was wrapped, 0 if it is none.
 */
int attribution(const struct buf *text, size_t at, const struct folded *f);

/*
 * Does a block of header lines begin here, as Outlook writes above what it
 * quotes: From or Sent and at least one more of From, Sent, To, Subject?
 */
bool header_block(const struct buf *text, size_t at, const struct folded *f);

/*
 * A line that says so itself: "-----Original Message-----", "Begin forwarded
 * message:", 10 underscores, "reply above this line".
 */
bool separator(const struct folded *f);

/* The line that mails of ours carry below their first two lines. */
#define OUR_MARKER "- - - - [canvas token"
bool our_marker(const struct folded *f);

/*
 * "-- " and its kin, what phones and apps put under a mail, the signature of a
 * clear-signed text.
 */
bool signature(const struct line *l, const struct folded *f);

/*
 * May one of the lawyers' paragraphs begin with this line; and is it one,
 * folded as a whole?
 */
bool begins_legally(const struct folded *f);
bool disclaimer(const struct folded *paragraph);

/* A gateway's warning above the text; site: further ones, or NULL. */
bool banner(const struct folded *f, const struct list *site);

#endif
