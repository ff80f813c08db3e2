#include "state/batch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "state/sql.h"

void
batch_add(struct batch *b, int64_t request, int64_t revision)
{
	if (b->n == BATCH_MAX)
		return;
	b->row[b->n].request = request;
	b->row[b->n++].revision = revision;
}

json_t *
batch_lines(const struct batch *b, const char *verb)
{
	json_t *lines = json_array();
	char line[64];

	for (size_t i = 0; i < b->n; i++) {
		snprintf(line, sizeof line, "%s %" PRId64, verb,
		    b->row[i].request);
		json_array_append_new(lines, json_pack("{s:s}", "line", line));
	}
	return lines;
}

/* No key that travels has this shape, so it is nobody's by itself. */
static void
hash_of(const char *key, int64_t request, char hash[SHA256_HEX])
{
	char text[KEY_LENGTH + 32];

	snprintf(text, sizeof text, "%s:%" PRId64, key, request);
	sha256_hex(text, strlen(text), hash);
	explicit_bzero(text, sizeof text);
}

static enum status
put(struct engine *e, const char *hash, int64_t person, int64_t expires_at,
    struct err *err)
{
	struct sql q = sql_begin(e->store, Q_BATCH_PUT);

	sql_text(&q, 1, hash);
	sql_int(&q, 2, person);
	sql_int(&q, 3, e->now);
	sql_int(&q, 4, expires_at);
	return sql_do(&q, err);
}

enum status
batch_mint(struct engine *e, const struct person *to, const struct batch *b,
    int64_t expires_at, const char *key, struct err *err)
{
	char hash[SHA256_HEX];
	enum status rc;

	sha256_hex(key, KEY_LENGTH, hash);
	rc = put(e, hash, to->id, expires_at, err);
	for (size_t i = 0; rc == OK && i < b->n; i++) {
		struct key_row row = { .person = to->id,
			.request = b->row[i].request,
			.revision = b->row[i].revision,
			.role = ROLE_ADMIN,
			.expires_at = expires_at };

		hash_of(key, row.request, hash);
		rc = key_put(e->store, hash, &row, e->now, err);
	}
	return rc;
}

enum status
batch_find(struct store *st, const char *hash, int64_t *person,
    int64_t *expires_at, struct err *err)
{
	struct sql q = sql_begin(st, Q_BATCH_FIND);

	*person = *expires_at = 0;
	sql_text(&q, 1, hash);
	if (sql_row(&q)) {
		*person = sql_get_int(&q, 0);
		*expires_at = sql_get_int(&q, 1);
	}
	return sql_end(&q, err);
}

enum status
batch_key(struct store *st, const char *key, int64_t request,
    struct key_row *out, bool *found, struct err *err)
{
	char hash[SHA256_HEX];

	hash_of(key, request, hash);
	return key_find(st, hash, out, found, err);
}
