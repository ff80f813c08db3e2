#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/text.h"
#include "mailproc/base/words.h"
#include "parsers/charset.h"
#include "parsers/message.h"

void
fuzz_must(bool holds, const char *what, const char *file, int line)
{
	if (holds)
		return;
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

/* Where the part begins that is repeated: behind a header, if there is one. */
static size_t
repeat_from(const uint8_t *data, size_t size)
{
	const uint8_t *blank = memmem(data, size, "\n\n", 2);

	if (blank != NULL && data[size - 1] % 2 == 0)
		return (size_t)(blank - data) + 2;
	return size * data[size - 1] / 256;
}

static void
grow(const uint8_t *data, size_t size)
{
	size_t from = repeat_from(data, size), len = size;
	char *s = xmalloc(GROWN_MAX + size);

	memcpy(s, data, size);
	while (from < size && len < GROWN_MAX) {
		memcpy(s + len, data + from, size - from);
		len += size - from;
	}
	fuzz_one(s, len);
	free(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 0 && getenv("FUZZ_GROW") != NULL)
		grow(data, size);
	else
		fuzz_one((const char *)data, size);
	return 0;
}

struct buf
fuzz_text(const char *s, size_t len)
{
	struct buf utf8 = BUF_INIT(4 * GROWN_MAX);
	struct buf lf = BUF_INIT(4 * GROWN_MAX);

	charset_to_utf8(&utf8, NULL, s, len);
	MUST(utf8_valid(utf8.str, utf8.len));
	for (size_t i = 0; i < utf8.len; i++)
		if (utf8.str[i] != '\r' || i + 1 == utf8.len ||
		    utf8.str[i + 1] != '\n')
			buf_addc(&lf, utf8.str[i]);
	buf_free(&utf8);
	return lf;
}

struct buf
fuzz_quoted(const struct buf *text)
{
	struct buf out = BUF_INIT(16 * GROWN_MAX);

	for (size_t i = 0; i < text->len; i++) {
		if (i == 0 || text->str[i - 1] == '\n')
			buf_adds(&out, "> ");
		buf_addc(&out, text->str[i]);
	}
	return out;
}

static const char *
line_end(const char *s, const char *end)
{
	const char *nl = memchr(s, '\n', (size_t)(end - s));

	return nl == NULL ? end : nl;
}

bool
fuzz_is_subsequence(const struct buf *part, const struct buf *whole)
{
	const char *p = part->str, *w = whole->str;
	const char *pend = p + part->len, *wend = w + whole->len;

	while (p < pend) {
		const char *pe = line_end(p, pend);
		size_t len = (size_t)(pe - p);
		bool found = false;

		while (w < wend && !found) {
			const char *we = line_end(w, wend);
			size_t wlen = (size_t)(we - w);

			found = pe == pend ?
			    wlen >= len && memcmp(w, p, len) == 0 :
			    wlen == len && memcmp(w, p, len) == 0;
			w = we + 1;
		}
		if (!found)
			return false;
		p = pe + 1;
	}
	return true;
}

static bool
decides(const struct command_fact *c)
{
	return c->result == RE_OK && c->verb != EV_NONE &&
	    !event_informs(c->verb);
}

/* The id stands in the line, digit for digit. */
static bool
id_is_written(const struct command_fact *c)
{
	char digits[24];

	snprintf(digits, sizeof digits, "%lld", (long long)c->id);
	return c->id == 0 || strstr(c->line, digits) != NULL;
}

void
fuzz_commands(const struct facts *f)
{
	bool doubt = false;

	MUST(f->ncommands <= COMMANDS_MAX);
	for (size_t i = 0; i < f->ncommands; i++)
		doubt = doubt || f->command[i].result != RE_OK;
	for (size_t i = 0; i < f->ncommands; i++) {
		const struct command_fact *c = &f->command[i];

		MUST((unsigned)c->verb < EV_COUNT);
		MUST(c->result == RE_OK || c->result == RE_UNKNOWN_VERB ||
		    c->result == RE_AMBIGUOUS);
		MUST(c->id >= 0 && c->id <= 9999999999);
		MUST(strchr(c->line, '\n') == NULL);
		MUST(strlen(c->suggestion) < SUGGESTION_MAX);
		if (c->result != RE_OK)
			continue;
		MUST(c->verb != EV_NONE);
		MUST(c->line[0] != '>' && c->line[0] != '|');
		MUST(id_is_written(c));
		/* doubt never decides */
		MUST(!doubt || !decides(c));
		for (size_t k = 0; k < i; k++)
			MUST(!decides(c) || !decides(&f->command[k]) ||
			    c->id != f->command[k].id ||
			    c->verb == f->command[k].verb);
	}
}

/* A second cleaning finds nothing left to do. */
static bool
is_clean(const char *s)
{
	struct buf again = BUF_INIT(FACTS_WIRE_MAX);
	bool same;

	clean_text(&again, s, strlen(s));
	same = strcmp(again.str, s) == 0;
	buf_free(&again);
	return same && utf8_valid(s, strlen(s)) && !holds_token(s, strlen(s));
}

static void
field(const char *value, enum field which)
{
	MUST(strlen(value) <= FIELD_MAX);
	MUST(is_clean(value));
	if (which == FIELD_PURPOSE || which == FIELD_UNTIL ||
	    which == FIELD_SPONSOR || which == FIELD_AGREE)
		MUST(strchr(value, '\n') == NULL);
}

void
fuzz_fields(const struct facts *f)
{
	for (int i = 0; i < FIELD_COUNT; i++) {
		field(f->field[i], (enum field)i);
		field(f->quoted[i], (enum field)i);
	}
	MUST(strlen(f->addresses) <= HINTS_BYTES && is_clean(f->addresses));
	MUST(strlen(f->dates) <= HINTS_BYTES);
	MUST(strspn(f->dates, "0123456789- ") == strlen(f->dates));
}

static void
clean_facts(const struct facts *f)
{
	MUST(is_clean(f->from_name) && strlen(f->from_name) <= SUBJECT_MAX);
	MUST(is_clean(f->subject) && strlen(f->subject) <= SUBJECT_MAX);
	MUST(is_clean(f->own_text) && strlen(f->own_text) <= OWN_TEXT_MAX);
	MUST(is_clean(f->comment) && strlen(f->comment) <= OWN_TEXT_MAX);
	for (size_t i = 0; i < f->ncommands; i++) {
		MUST(is_clean(f->command[i].line));
		MUST(is_clean(f->command[i].arg));
		MUST(strlen(f->command[i].line) <= ARG_MAX);
		MUST(strlen(f->command[i].arg) <= ARG_MAX);
	}
	MUST(f->nrefs <= REFS_MAX);
}

static bool
same(const struct facts *a, const struct facts *b)
{
	if (a->ncommands != b->ncommands || a->nrefs != b->nrefs ||
	    a->kind != b->kind || a->problem != b->problem ||
	    a->well_formed != b->well_formed ||
	    a->quoted_text != b->quoted_text || strcmp(a->from, b->from) != 0)
		return false;
	for (size_t i = 0; i < a->ncommands; i++)
		if (a->command[i].verb != b->command[i].verb ||
		    a->command[i].id != b->command[i].id ||
		    a->command[i].result != b->command[i].result)
			return false;
	for (size_t i = 0; i < a->nrefs; i++)
		if (strcmp(a->ref[i], b->ref[i]) != 0)
			return false;
	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (strcmp(a->field[i], b->field[i]) != 0 ||
		    strcmp(a->quoted[i], b->quoted[i]) != 0)
			return false;
	return strcmp(a->own_text, b->own_text) == 0 &&
	    strcmp(a->addresses, b->addresses) == 0 &&
	    strcmp(a->dates, b->dates) == 0;
}

void
fuzz_facts(const struct facts *f)
{
	struct buf wire = BUF_INIT(FACTS_WIRE_MAX);
	struct err err = ERR_INIT;
	struct facts back;

	fuzz_commands(f);
	fuzz_fields(f);
	facts_pack(&wire, f);
	MUST(!wire.full);
	if (facts_unpack(&back, wire.str, wire.len, &err) != OK) {
		fprintf(stderr, "%s\n", err.text);
		MUST(!"what was packed can be unpacked");
	}
	MUST(same(f, &back));
	clean_facts(&back);
	fuzz_commands(&back);
	fuzz_fields(&back);
	buf_free(&wire);
	facts_free(&back);
}
