#ifndef MAILPROC_BASE_FACTS_H
#define MAILPROC_BASE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mailproc/base/address.h"
#include "mailproc/base/buf.h"
#include "mailproc/base/err.h"
#include "mailproc/base/hash.h"
#include "mailproc/base/vocab.h"

/*
 * facts - what one message says, found by the parser's child process.
 *
 * Facts are claims: the child reads strangers' bytes, so nothing in here
 * identifies, authorises or decides.  The parent judges sender and results by
 * itself over the raw bytes (mailproc/trust.h) and looks keys up by hash.
 *
 * All text is valid UTF-8, cleaned (mailproc/base/text.h), without NUL.
 */
#define COMMANDS_MAX   20
#define REFS_MAX       8
#define ARG_MAX        4000
#define FIELD_MAX      4000
#define OWN_TEXT_MAX   (64 << 10)
#define SUBJECT_MAX    500
#define SUGGESTION_MAX 64
#define HINTS_BYTES    4096 /* addresses or dates of a text */
#define RETURNED_MAX   4    /* Message-IDs of a mail of ours that came back */
#define RETURNED_ID    320  /* and their length */
#define DIAGNOSTIC_MAX 300

/* One command line, or one that was nearly one. */
struct command_fact {
	enum event_type verb; /* EV_NONE: not understood */
	enum reason result;   /* RE_OK, RE_UNKNOWN_VERB, RE_AMBIGUOUS */
	int64_t id;           /* 0: none written */
	char *arg;        /* reason, question, address, or the comment; "" */
	char *line;       /* as written, cleaned */
	char *suggestion; /* "APPROVE 12" for a near miss, else "" */
};

struct site_words; /* mailproc/base/words.h */

/* Owns its strings; facts_free() frees them.  No pointer is ever NULL. */
struct facts {
	char from[ADDRESS_MAX + 1]; /* as libetpan read it, "" if none */
	char *from_name;
	char *subject;       /* decoded, gateway tags and Re: kept */
	char *own_text;      /* what the person newly wrote */
	enum reason problem; /* RE_OK, or why the text decides nothing */
	bool well_formed;    /* closed multiparts, cleanly decoded text */
	bool quoted_text;    /* there was quoted text */
	enum kind kind;      /* KIND_COMMAND, KIND_REQUEST or KIND_OTHER */
	size_t ncommands;
	struct command_fact command[COMMANDS_MAX];
	char *comment; /* own text below the commands */
	/* "" : not given; until as YYYY-MM-DD or as written */
	char *field[FIELD_COUNT];
	/* the same of the quoted part: whether it is an answer depends on what
	 * we sent */
	char *quoted[FIELD_COUNT];
	/* bits 1u << enum field: it has not the form that the site asks for */
	unsigned unfit;
	unsigned quoted_unfit;
	char *addresses; /* that the own text names, separated by blanks */
	char *dates;     /* the same, as YYYY-MM-DD */
	/* what its text says it is: RE_OK, RE_BOUNCE or RE_AUTO_VENDOR */
	enum reason automatic;
	bool failed;      /* a bounce: it will not be delivered any more */
	char *diagnostic; /* and why not; else "" */
	size_t nreturned; /* Message-IDs that may be ours, the surest first */
	char returned[RETURNED_MAX][RETURNED_ID + 1];
	/* "Ref: KEY" candidates, as written, folded to lower case */
	size_t nrefs;
	char ref[REFS_MAX][KEY_LENGTH + 1];
	/*
	 * Not found but given: the site's own words for commands, or NULL.
	 * Borrowed; set before parsing; never crosses the pipe.
	 */
	const struct site_words *site;
};

/*
 * Every string "", every number 0, RE_OK, well_formed false.  That holds for
 * the unused commands too, so strings are only ever replaced: facts_set().
 */
void facts_init(struct facts *f);
void facts_free(struct facts *f);

/* Put a copy of s in place of one of the strings above. */
void facts_set(char **slot, const char *s);

/*
 * The flat form that crosses the pipe: a magic, then fields in a fixed order,
 * each a 32-bit length and its bytes (numbers as 8 bytes, little-endian).
 * Text longer than its bound (line and arg ARG_MAX, names SUBJECT_MAX, comment
 * OWN_TEXT_MAX) is cut there, between two characters.
 */
#define FACTS_WIRE_MAX (512 << 10)
void facts_pack(struct buf *out, const struct facts *f);

/*
 * Read it back from a child that may be in a stranger's hands: every length,
 * enum value and count is checked, every string must be valid UTF-8 without
 * NUL, and is cleaned once more.  f need not be initialised.  ERR_INPUT
 * otherwise; f is then as after facts_init().  The caller calls facts_free()
 * either way.
 */
enum status facts_unpack(struct facts *f, const void *data, size_t len,
    struct err *err);

#endif
