#include "mailproc/net/outgoing.h"

#include <string.h>

#include "mailproc/base/text.h"

static int
hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'A' && c <= 'F'    ? c - 'A' + 10 :
	    c >= 'a' && c <= 'f'    ? c - 'a' + 10 :
				      -1;
}

/* RFC 2045 section 6.7; what it cannot be stays as it is. */
static void
undo_quoted_printable(const char *s, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] != '=') {
			buf_addc(out, s[i]);
		} else if (i + 2 < len && hex(s[i + 1]) >= 0 &&
		    hex(s[i + 2]) >= 0) {
			buf_addc(out,
			    (char)(hex(s[i + 1]) << 4 | hex(s[i + 2])));
			i += 2;
		} else if (i + 2 < len && s[i + 1] == '\r' &&
		    s[i + 2] == '\n') {
			i += 2; /* a line broken for the way */
		} else
			buf_addc(out, '=');
	}
}

static bool
holds(const char *s, size_t len, const struct buf *secret)
{
	return secret->len > 0 &&
	    memmem(s, len, secret->str, secret->len) != NULL;
}

bool
mail_holds_token(const char *mail, size_t len)
{
	struct buf read = BUF_INIT(len + 1);
	bool found;

	undo_quoted_printable(mail, len, &read);
	found = holds_token(mail, len) || holds_token(read.str, read.len);
	buf_wipe(&read);
	return found;
}

bool
mail_holds_secret(const char *mail, size_t len, const struct buf *secret)
{
	struct buf read = BUF_INIT(len + 1);
	bool found;

	undo_quoted_printable(mail, len, &read);
	found = holds(mail, len, secret) || holds(read.str, read.len, secret);
	buf_wipe(&read);
	return found;
}

enum status
guarded_compose(void *ctx, const struct letter *letter, struct buf *out,
    struct err *err)
{
	const struct guard *g = ctx;
	enum status rc;

	if ((rc = g->compose(g->composer, letter, out, err)) != OK)
		return rc;
	if (!mail_holds_secret(out->str, out->len, g->secret))
		return OK;
	buf_wipe(out);
	return err_set(err, ERR_CONFIG,
	    "the mail \"%s\" would hold the token's secret", letter->template);
}
