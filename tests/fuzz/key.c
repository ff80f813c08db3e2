/*
 * Which key a mail carries, and which mails it answers.
 */
#include <stdlib.h>
#include <string.h>

#include "mailproc/mail.h"
#include "tests/fuzz/fuzz.h"

#define OURS "canvas-tokens@campus.example"
#define KEY  "k2345abcdefghijklmnopqrs"

static void
key_is_written(const struct key_claim *claim, const struct mail *m)
{
	struct buf seen = BUF_INIT(2 * GROWN_MAX);

	MUST(strlen(claim->key) == KEY_LENGTH);
	MUST(claim->place[0] != '\0');
	for (size_t i = 0; i < m->header.body; i++)
		if (m->header.start[i] > ' ')
			buf_addc(&seen, m->header.start[i]);
	fold_ascii(seen.str);
	MUST(strstr(seen.str, claim->key) != NULL);
	buf_free(&seen);
}

static void
answers_hold(const struct mail *m)
{
	char id[ANSWERS_MAX][MESSAGE_ID_MAX];
	size_t n = answered_ids(m, id, ANSWERS_MAX);

	MUST(n <= ANSWERS_MAX);
	for (size_t i = 0; i < n; i++)
		for (const char *p = id[i]; *p != '\0'; p++)
			MUST(*p > ' ' && *p < 0x7f);
}

void
fuzz_one(const char *s, size_t len)
{
	static struct mail m;
	char address[] = OURS;
	struct config c = { .address = address, .plus_addressing = true };
	struct err err = ERR_INIT;
	enum reason why;
	struct key_claim claim;

	m.recipient[0] = '\0';
	if (header_scan(&m.header, s, len, &why, &err) != OK)
		return;
	claim = key_read(&c, &m);
	MUST(claim.verdict == KEY_NONE || claim.verdict == KEY_GOOD ||
	    claim.verdict == KEY_SEVERAL);
	if (claim.verdict == KEY_GOOD)
		key_is_written(&claim, &m);
	answers_hold(&m);
	/* where the envelope has one, no other key is taken for it */
	strcpy(m.recipient, "canvas-tokens+" KEY "@campus.example");
	claim = key_read(&c, &m);
	MUST(claim.verdict == KEY_SEVERAL ||
	    (claim.verdict == KEY_GOOD && strcmp(claim.key, KEY) == 0));
}
