#include "mailproc/base/facts.h"

#include <stdlib.h>
#include <string.h>

#include "mailproc/base/text.h"

static const char magic[] = "mailproc facts 2";

#define ID_MAX      9999999999 /* take_id() reads ten digits */
#define NUMBER_SIZE 8

void
facts_set(char **slot, const char *s)
{
	char *copy = xstrdup(s);

	free(*slot);
	*slot = copy;
}

void
facts_init(struct facts *f)
{
	memset(f, 0, sizeof *f);
	facts_set(&f->from_name, "");
	facts_set(&f->subject, "");
	facts_set(&f->own_text, "");
	facts_set(&f->comment, "");
	facts_set(&f->diagnostic, "");
	facts_set(&f->addresses, "");
	facts_set(&f->dates, "");
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		facts_set(&f->field[i], "");
		facts_set(&f->quoted[i], "");
	}
	for (size_t i = 0; i < COMMANDS_MAX; i++) {
		facts_set(&f->command[i].arg, "");
		facts_set(&f->command[i].line, "");
		facts_set(&f->command[i].suggestion, "");
	}
}

void
facts_free(struct facts *f)
{
	free(f->from_name);
	free(f->subject);
	free(f->own_text);
	free(f->comment);
	free(f->diagnostic);
	free(f->addresses);
	free(f->dates);
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		free(f->field[i]);
		free(f->quoted[i]);
	}
	for (size_t i = 0; i < COMMANDS_MAX; i++) {
		free(f->command[i].arg);
		free(f->command[i].line);
		free(f->command[i].suggestion);
	}
	memset(f, 0, sizeof *f);
}

#define UNFIT ((1 << FIELD_COUNT) - 1)

/*
 * One walk over the fields serves both ways, so that they cannot differ in
 * their order.  Packing: out is set.  Unpacking: out is NULL, and after the
 * first field that is wrong, whose name is kept, nothing more is read.
 */
struct wire {
	struct buf *out;
	const unsigned char *in;
	size_t left;
	const char *wrong;
};

static void
put(struct wire *w, const void *data, size_t len)
{
	unsigned char head[4];

	for (size_t i = 0; i < sizeof head; i++)
		head[i] = (unsigned char)(len >> 8 * i);
	buf_add(w->out, head, sizeof head);
	buf_add(w->out, data, len);
}

/* The next field, if it is there and no longer than max; else NULL. */
static const unsigned char *
take(struct wire *w, const char *name, size_t max, size_t *len)
{
	const unsigned char *data;

	if (w->wrong != NULL)
		return NULL;
	*len = 0;
	w->wrong = name;
	if (w->left < 4)
		return NULL;
	for (size_t i = 0; i < 4; i++)
		*len |= (size_t)w->in[i] << 8 * i;
	if (*len > max || *len > w->left - 4)
		return NULL;
	data = w->in + 4;
	w->in = data + *len;
	w->left -= 4 + *len;
	w->wrong = NULL;
	return data;
}

/* A number from 0 to max: what was given when packing, else what was read. */
static int64_t
number(struct wire *w, const char *name, int64_t value, int64_t max)
{
	unsigned char bytes[NUMBER_SIZE];
	const unsigned char *in;
	uint64_t got = 0;
	size_t len;

	if (w->out != NULL) {
		for (size_t i = 0; i < NUMBER_SIZE; i++)
			bytes[i] = (unsigned char)((uint64_t)value >> 8 * i);
		put(w, bytes, NUMBER_SIZE);
		return value;
	}
	if ((in = take(w, name, NUMBER_SIZE, &len)) == NULL)
		return 0;
	for (size_t i = 0; i < len; i++)
		got |= (uint64_t)in[i] << 8 * i;
	if (len == NUMBER_SIZE && got <= (uint64_t)max)
		return (int64_t)got;
	w->wrong = name;
	return 0;
}

/* The most bytes of s, at most max, that end between two characters. */
static size_t
cut(const char *s, size_t max)
{
	size_t len = strlen(s);

	if (len <= max)
		return len;
	for (len = max; len > 0 && ((unsigned char)s[len] & 0xc0) == 0x80;)
		len--;
	return len;
}

static void
text(struct wire *w, const char *name, char **s, size_t max)
{
	struct buf clean = BUF_INIT(max + 1);
	const unsigned char *in;
	size_t len;

	if (w->out != NULL) {
		put(w, *s, cut(*s, max));
		return;
	}
	if ((in = take(w, name, max, &len)) == NULL)
		return;
	if (memchr(in, '\0', len) != NULL ||
	    !utf8_valid((const char *)in, len)) {
		w->wrong = name;
		return;
	}
	clean_text(&clean, (const char *)in, len);
	facts_set(s, clean.str);
	buf_free(&clean);
}

/* Printable ASCII in an array of max + 1 bytes. */
static void
word(struct wire *w, const char *name, char *s, size_t max)
{
	const unsigned char *in;
	size_t len;

	if (w->out != NULL) {
		put(w, s, strlen(s));
		return;
	}
	if ((in = take(w, name, max, &len)) == NULL)
		return;
	for (size_t i = 0; i < len; i++) {
		if (in[i] <= ' ' || in[i] > '~') {
			w->wrong = name;
			return;
		}
	}
	memcpy(s, in, len);
	s[len] = '\0';
}

static void
walk_command(struct wire *w, struct command_fact *c)
{
	c->verb = (enum event_type)number(w, "verb", c->verb, EV_COUNT - 1);
	c->result = (enum reason)number(w, "result", c->result, RE_COUNT - 1);
	if (c->result != RE_OK && c->result != RE_UNKNOWN_VERB &&
	    c->result != RE_AMBIGUOUS)
		w->wrong = "result";
	c->id = number(w, "id", c->id, ID_MAX);
	text(w, "arg", &c->arg, ARG_MAX);
	text(w, "line", &c->line, ARG_MAX);
	text(w, "suggestion", &c->suggestion, SUGGESTION_MAX);
}

static void
walk(struct wire *w, struct facts *f)
{
	word(w, "from", f->from, ADDRESS_MAX);
	text(w, "from_name", &f->from_name, SUBJECT_MAX);
	text(w, "subject", &f->subject, SUBJECT_MAX);
	text(w, "own_text", &f->own_text, OWN_TEXT_MAX);
	f->problem =
	    (enum reason)number(w, "problem", f->problem, RE_COUNT - 1);
	f->well_formed = number(w, "well_formed", f->well_formed, 1) != 0;
	f->quoted_text = number(w, "quoted_text", f->quoted_text, 1) != 0;
	f->kind = (enum kind)number(w, "kind", f->kind, KIND_COUNT - 1);
	f->ncommands =
	    (size_t)number(w, "ncommands", (int64_t)f->ncommands, COMMANDS_MAX);
	for (size_t i = 0; i < f->ncommands; i++)
		walk_command(w, &f->command[i]);
	text(w, "comment", &f->comment, OWN_TEXT_MAX);
	for (size_t i = 0; i < FIELD_COUNT; i++)
		text(w, field_name((enum field)i), &f->field[i], FIELD_MAX);
	for (size_t i = 0; i < FIELD_COUNT; i++)
		text(w, "quoted", &f->quoted[i], FIELD_MAX);
	f->unfit = (unsigned)number(w, "unfit", f->unfit, UNFIT);
	f->quoted_unfit =
	    (unsigned)number(w, "quoted_unfit", f->quoted_unfit, UNFIT);
	text(w, "addresses", &f->addresses, HINTS_BYTES);
	text(w, "dates", &f->dates, HINTS_BYTES);
	f->automatic =
	    (enum reason)number(w, "automatic", f->automatic, RE_COUNT - 1);
	f->failed = number(w, "failed", f->failed, 1) != 0;
	text(w, "diagnostic", &f->diagnostic, DIAGNOSTIC_MAX);
	f->nreturned =
	    (size_t)number(w, "nreturned", (int64_t)f->nreturned, RETURNED_MAX);
	for (size_t i = 0; i < f->nreturned; i++)
		word(w, "returned", f->returned[i], RETURNED_ID);
	f->nrefs = (size_t)number(w, "nrefs", (int64_t)f->nrefs, REFS_MAX);
	for (size_t i = 0; i < f->nrefs; i++)
		word(w, "ref", f->ref[i], KEY_LENGTH);
}

void
facts_pack(struct buf *out, const struct facts *f)
{
	struct wire w = { .out = out };
	struct facts same = *f; /* the walk only reads it */

	put(&w, magic, sizeof magic - 1);
	walk(&w, &same);
}

enum status
facts_unpack(struct facts *f, const void *data, size_t len, struct err *err)
{
	struct wire w = { .in = data, .left = len };
	const unsigned char *head;
	size_t n;

	facts_init(f);
	head = take(&w, "magic", sizeof magic - 1, &n);
	if (head != NULL &&
	    (n != sizeof magic - 1 || memcmp(head, magic, n) != 0))
		w.wrong = "magic";
	walk(&w, f);
	if (w.wrong == NULL && w.left != 0)
		w.wrong = "end";
	if (w.wrong == NULL)
		return OK;
	facts_free(f);
	facts_init(f);
	return err_set(err, ERR_INPUT, "the parser's answer is wrong at %s",
	    w.wrong);
}
