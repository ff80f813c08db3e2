/*
 * claim - which key does a mail carry, and which mail does it answer?
 *
 * A key-shaped word is 24 letters or digits where we put a key: one that is
 * not base32 counts too, so that a damaged key is found out as foreign instead
 * of letting the next place speak.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mailproc/mail.h"

#define OUR_ID "mailproc.k."

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

static void
claim_add(struct key_claim *claim, const char *s, size_t len, const char *place)
{
	char key[KEY_LENGTH + 1];

	if (len != KEY_LENGTH)
		return;
	for (size_t i = 0; i < len; i++)
		if (!is_word(s[i]))
			return;
	memcpy(key, s, len);
	key[len] = '\0';
	fold_ascii(key);
	if (claim->verdict == KEY_NONE) {
		memcpy(claim->key, key, sizeof key);
		claim->verdict = KEY_GOOD;
		claim->place = place;
	} else if (strcmp(claim->key, key) != 0)
		claim->verdict = KEY_SEVERAL;
}

/* One mailbox that may be ours with an extension. */
static void
claim_address(const struct config *c, const char *s, size_t len,
    struct key_claim *claim)
{
	char address[ADDRESS_MAX + 1], extension[ADDRESS_MAX + 1];

	if (len > ADDRESS_MAX)
		return;
	memcpy(address, s, len);
	address[len] = '\0';
	if (address_is_ours(address, c->address, extension))
		claim_add(claim, extension, strlen(extension), "recipient");
}

static bool
in_address(char c)
{
	return is_word(c) || (c != '\0' && strchr("._+'-@", c) != NULL);
}

/* One word, without what may stand round a mailbox: 'a@b' of a program that
 * quotes, a full stop behind. */
static void
claim_word(const struct config *c, const char *s, size_t len,
    struct key_claim *claim)
{
	while (len > 0 && (*s == '\'' || *s == '.')) {
		s++;
		len--;
	}
	while (len > 0 && (s[len - 1] == '\'' || s[len - 1] == '.'))
		len--;
	if (len > 0)
		claim_address(c, s, len, claim);
}

/* Every word of a field that could be a mailbox. */
static void
claim_addresses(const struct config *c, const struct header_field *f,
    struct key_claim *claim)
{
	const char *s = f->value;

	for (size_t i = 0; i < f->value_len; i++) {
		size_t n = 0;

		while (i + n < f->value_len && in_address(s[i + n]))
			n++;
		claim_word(c, s + i, n, claim);
		i += n;
	}
}

/* Envelope, To, Cc, Delivered-To and X-Original-To are one place. */
static void
claim_recipients(const struct config *c, const struct mail *m,
    struct key_claim *claim)
{
	static const char *const names[] = { "To", "Cc", "Delivered-To",
		"X-Original-To" };

	claim_address(c, m->recipient, strlen(m->recipient), claim);
	for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
		for (int i = header_find(&m->header, names[k], 0); i >= 0;
		     i = header_find(&m->header, names[k], i + 1))
			claim_addresses(c, &m->header.field[i], claim);
}

/* The key in one of our Message-IDs: mailproc.k.KEY@domain. */
static void
claim_id(const char *id, const char *place, struct key_claim *claim)
{
	size_t skip = strlen(OUR_ID);

	if (strncasecmp(id, OUR_ID, skip) == 0)
		claim_add(claim, id + skip, strcspn(id + skip, "@"), place);
}

/*
 * One id without blanks, which a folded field may have within it.  What no id
 * may hold stays an error, instead of letting the rest become one.
 */
static void
copy_id(const char *s, const char *end, char out[MESSAGE_ID_MAX])
{
	size_t len = 0;

	for (; s < end; s++)
		if (strchr(" \t\r\n", *s) == NULL && len < MESSAGE_ID_MAX - 1)
			out[len++] = *s > ' ' && *s < 0x7f ? *s : '?';
	out[len] = '\0';
}

/* Where the last word of a field that ends there begins; NULL if there is
 * none. */
static const char *
last_word(const char *s, size_t *end)
{
	size_t begin;

	while (*end > 0 && (unsigned char)s[*end - 1] <= ' ')
		(*end)--;
	for (begin = *end; begin > 0 && (unsigned char)s[begin - 1] > ' ';)
		begin--;
	return *end == 0 ? NULL : s + begin;
}

/*
 * The ids of one field, the last first.  Comments and words between them are
 * passed over; only where there is no bracket at all a word is taken for an id.
 */
static size_t
ids_of(const struct header_field *f, char (*out)[MESSAGE_ID_MAX], size_t max)
{
	bool bare = memchr(f->value, '<', f->value_len) == NULL;
	size_t n = 0, end = f->value_len;

	while (n < max && end > 0) {
		const char *open, *close;

		if (bare) {
			open = last_word(f->value, &end);
			close = f->value + end;
		} else {
			close = memrchr(f->value, '>', end);
			open = close == NULL ?
			    NULL :
			    memrchr(f->value, '<', (size_t)(close - f->value));
		}
		if (open == NULL)
			break;
		copy_id(bare ? open : open + 1, close, out[n++]);
		end = (size_t)(open - f->value);
	}
	return n;
}

static size_t
ids(const struct mail *m, const char *name, char (*out)[MESSAGE_ID_MAX],
    size_t max)
{
	int i = header_find(&m->header, name, 0);

	return i < 0 ? 0 : ids_of(&m->header.field[i], out, max);
}

size_t
answered_ids(const struct mail *m, char (*out)[MESSAGE_ID_MAX], size_t max)
{
	size_t n = ids(m, "In-Reply-To", out, max);

	return n + ids(m, "References", out + n, max - n);
}

struct key_claim
key_read(const struct config *c, const struct mail *m)
{
	struct key_claim claim = { .verdict = KEY_NONE, .place = "" };
	char id[ANSWERS_MAX][MESSAGE_ID_MAX];
	size_t n;

	claim_recipients(c, m, &claim);
	if (claim.verdict != KEY_NONE)
		return claim;
	n = ids(m, "In-Reply-To", id, ANSWERS_MAX);
	for (size_t i = 0; i < n; i++)
		claim_id(id[i], "In-Reply-To", &claim);
	if (claim.verdict != KEY_NONE)
		return claim;
	if (ids(m, "References", id, 1) == 1)
		claim_id(id[0], "References", &claim);
	if (claim.verdict != KEY_NONE)
		return claim;
	for (size_t i = 0; i < m->facts.nrefs; i++)
		claim_add(&claim, m->facts.ref[i], strlen(m->facts.ref[i]),
		    "Ref: line");
	return claim;
}

int64_t
subject_id(const char *subject)
{
	static const char tag[] = "[Canvas token #";
	const char *at = strcasestr(subject, tag), *end;
	int64_t id;

	if (at == NULL || (end = take_id(at + sizeof tag - 1, &id)) == NULL ||
	    *end != ']')
		return 0;
	return id;
}
