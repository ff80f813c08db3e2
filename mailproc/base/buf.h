#ifndef MAILPROC_BASE_BUF_H
#define MAILPROC_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

/*
 * buf - bytes that grow up to a ceiling.
 *
 * Every buffer is born with the most it may ever hold.  An addition that would
 * pass the ceiling adds nothing and sets `full`; callers add freely and look at
 * `full` once, at the end.  Without memory the process ends, as xmalloc() has
 * it: a buffer that is not full holds all.  `str` always ends in a NUL that
 * `len` does not count, and is "" before the first addition.
 *
 *	struct buf out = BUF_INIT(64 << 10);
 *	buf_adds(&out, "Dear ");
 *	buf_addf(&out, "%s,\n", name);
 *	if (out.full)
 *		return err_set(err, ERR_INPUT, "mail too long");
 *	buf_free(&out);
 */
struct buf {
	char *str;
	size_t len;
	size_t cap;
	size_t max;
	bool full;
};

#define BUF_INIT(ceiling) ((struct buf){ .str = buf_empty, .max = (ceiling) })

extern char buf_empty[1];

void buf_add(struct buf *b, const void *data, size_t len);
void buf_adds(struct buf *b, const char *s);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Make room for `more` bytes after `len`.  False if that passes the ceiling. */
bool buf_room(struct buf *b, size_t more);

/* Forget the contents, keep the memory. */
void buf_reset(struct buf *b);

/* Free; the buffer is empty and usable again afterwards. */
void buf_free(struct buf *b);

/* Overwrite the contents, then free: for secrets. */
void buf_wipe(struct buf *b);

#endif
