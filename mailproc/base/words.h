#ifndef MAILPROC_BASE_WORDS_H
#define MAILPROC_BASE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "mailproc/base/text.h"
#include "mailproc/base/vocab.h"

/*
 * words - what people may write for a command: ours in English, German, French
 * and Spanish, and those that a site adds in its configuration.
 *
 * The table is the only place where a character beyond ASCII may stand in a
 * decision: a line is compared with whole words of it, letter by letter, so
 * that nothing that merely looks like a letter of ours decides.
 */
enum takes { TAKES_NOTHING, TAKES_TEXT, TAKES_ADDRESS };

struct word {
	const char *text; /* one word, or several with one blank between */
	enum event_type verb;
	enum takes takes; /* behind the ids */
};

/* What a site asks besides; section field NAME of mailproc.conf(5). */
struct question {
	char *name;  /* in JSON and the state; NULL: there is none */
	char *label; /* in front of the answer */
	bool required;
	char *pattern; /* PCRE2, of the whole answer; "" : any */
	char *hint;    /* what to write there, or "" */
	int line;      /* of the configuration */
};

/* What a site adds; sections words and field of mailproc.conf(5). */
struct site_words {
	struct list confirm, decline, approve, deny, cancel, status, help;
	struct list banner; /* of its gateways, above a text */
	struct question question[QUESTIONS_MAX];
};

/*
 * The question of this field, NULL if it is one of ours or the site (may be
 * NULL) has none there; and what a field is called, be it whose it may.
 */
const struct question *site_question(const struct site_words *site,
    enum field f);
const char *site_field_name(const struct site_words *site, enum field f);
const char *site_field_label(const struct site_words *site, enum field f);

#define SITE_WORDS_MAX 20 /* of each */
#define WORD_MAX       60 /* bytes of one of them */
#define LEXICON_MAX    240

/* All words that count.  Borrows the strings. */
struct lexicon {
	struct word word[LEXICON_MAX];
	size_t n;
};

/* Ours, then the site's (NULL: none). */
void lexicon_fill(struct lexicon *l, const struct site_words *site);

/*
 * Does the line begin with this word, as a whole word?  Returns what follows,
 * or NULL.  A blank of the word is any number of blanks of the line.
 */
const char *word_match(const char *line, const char *word);

/* Letters, with single blanks between words; at most WORD_MAX bytes. */
bool word_valid(const char *text);

/* The first of our words that is this one with another meaning, or NULL. */
const struct word *word_taken(const char *text, enum event_type verb);

#endif
