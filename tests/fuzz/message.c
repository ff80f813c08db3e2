/*
 * A whole message, on the way that mailproc/examine.c takes it.
 */
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/address.h"
#include "parsers/header.h"
#include "parsers/parse.h"
#include "parsers/prescan.h"
#include "tests/fuzz/fuzz.h"

#define OURS "canvas-tokens@campus.example"

static void
header_only(const struct header *h)
{
	char from[ADDRESS_MAX + 1], value[SUBJECT_MAX];
	struct err err = ERR_INIT;
	enum reason why = RE_OK;

	MUST(h->n <= HEADER_FIELDS && h->body <= h->len);
	for (size_t i = 0; i < h->n; i++)
		if (header_value(&h->field[i], value, sizeof value))
			MUST(strpbrk(value, "\r\n") == NULL);
	MUST((unsigned)header_automatic(h, NULL, OURS) < RE_COUNT);
	MUST(
	    (unsigned)header_automatic(h, "a@campus.example", OURS) < RE_COUNT);
	MUST(header_automatic(h, "", OURS) != RE_OK);
	if (header_from(h, from, &why, &err) == OK)
		MUST(address_valid(from, strlen(from)));
	else
		MUST(why == RE_FROM_UNUSABLE || why == RE_MALFORMED);
}

void
fuzz_one(const char *s, size_t len)
{
	struct header *h = malloc(sizeof *h);
	enum reason why = RE_OK;
	struct err err = ERR_INIT;
	struct facts f;

	if (header_scan(h, s, len, &why, &err) != OK) {
		MUST(why == RE_MALFORMED);
		free(h);
		return;
	}
	header_only(h);
	facts_init(&f);
	if (prescan(h, &err) == OK && parse(h->start, h->len, &f, &err) == OK)
		fuzz_facts(&f);
	facts_free(&f);
	free(h);
}
