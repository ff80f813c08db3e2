#ifndef MAILPROC_RESULTS_H
#define MAILPROC_RESULTS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * results - an Authentication-Results field, read by the grammar of RFC 8601
 * section 2.2.
 *
 * A pull parser over the raw, still folded value: comments nest, a backslash
 * escapes, a quoted string is one value.  It takes no memory and its time is
 * linear.  Looser than the grammar in one place: a property's value may hold
 * the characters / : and = unquoted, as base64 and IPv6 are often written.
 *
 *	if (results_open(&r, value, len))
 *		while ((got = results_next(&r, &result)) == RESULT)
 *			...
 */
#define RESULT_WORD   32  /* method and result; longer ones are errors */
#define RESULT_NAME   256 /* domains */
#define COMMENT_DEPTH 16

struct results {
	const char *p;
	const char *end;
	char id[RESULT_NAME]; /* authserv-id */
	bool other_version;   /* of the field: not absent and not 1 */
	bool bad;             /* an error was met */
	bool none;            /* "none" was read, nothing may follow */
	bool nameless;        /* Microsoft's form */
	size_t n;             /* results so far */
};

/* One method's result.  What was not said is "". */
struct result {
	char method[RESULT_WORD];
	bool other_version; /* of the method */
	char value[RESULT_WORD];
	char from[RESULT_NAME];   /* header.from */
	char domain[RESULT_NAME]; /* header.d */
	char agent[RESULT_NAME];  /* header.i */
};

enum results_got { RESULT, RESULTS_END, RESULTS_BAD };

/* Read up to the first result.  False if no authserv-id stands there as a plain
 * token, first of all. */
bool results_open(struct results *r, const char *value, size_t len);

/*
 * The form of Microsoft 365: no authserv-id, the first result stands first of
 * all, and action=word may stand beside reason=word.
 */
void results_open_nameless(struct results *r, const char *value, size_t len);

/* RESULTS_END comes only after a whole, well-formed field. */
enum results_got results_next(struct results *r, struct result *out);

#endif
