#include "tests/faults/judge.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "mailproc/base/file.h"
#include "mailproc/net/seal.h"

#define MAIL_MAX (1 << 20)

/* The first line of got that is another one. */
static bool
same_text(const char *wanted, const char *got, struct buf *why)
{
	size_t a = 0, b = 0;

	while (wanted[0] != '\0' || got[0] != '\0') {
		a = strcspn(wanted, "\n");
		b = strcspn(got, "\n");
		if (a != b || memcmp(wanted, got, a) != 0)
			break;
		wanted += a + (wanted[a] == '\n');
		got += b + (got[b] == '\n');
	}
	if (wanted[0] == '\0' && got[0] == '\0')
		return true;
	buf_addf(why, "\"%.*s\" instead of \"%.*s\"", (int)b, got, (int)a,
	    wanted);
	return false;
}

static bool
each_mail_once(const struct sight *wanted, const struct sight *after_fault,
    const struct sight *got, struct buf *why)
{
	for (int i = 0; i < DEBTS_MAX; i++) {
		int more = after_fault->doubtful[i] && wanted->mails[i] > 0;

		if (got->mails[i] >= wanted->mails[i] &&
		    got->mails[i] <= wanted->mails[i] + more)
			continue;
		buf_addf(why, "mail %d is there %d times%s", i, got->mails[i],
		    after_fault->doubtful[i] ? ", doubtful" : "");
		return false;
	}
	return true;
}

/* Blobs in the mails; several copies of one mail hold the same. */
static int
find_blobs(const struct scene *s, struct buf *blob)
{
	static const char link[] = "https://it.campus.example/unlock.html#";
	struct buf mail = BUF_INIT(MAIL_MAX);
	struct err err = ERR_INIT;
	char path[900], found[4096];
	struct dirent *e;
	struct stat st;
	int n = 0;
	DIR *dir;

	snprintf(path, sizeof path, "%s/mail/new", s->folder);
	dir = opendir(path);
	while (dir != NULL && (e = readdir(dir)) != NULL) {
		const char *p;

		snprintf(path, sizeof path, "%s/mail/new/%s", s->folder,
		    e->d_name);
		buf_reset(&mail);
		if (e->d_name[0] == '.' ||
		    file_read(&mail, path, &st, &err) != OK ||
		    (p = strstr(mail.str, link)) == NULL)
			continue;
		p += sizeof link - 1;
		snprintf(found, sizeof found, "%.*s",
		    (int)strcspn(p, "\r\n \""), p);
		if (n == 0 || strcmp(found, blob->str) != 0)
			n++;
		buf_reset(blob);
		buf_adds(blob, found);
	}
	if (dir != NULL)
		closedir(dir);
	buf_free(&mail);
	return n;
}

static const struct standin_token *
live_token(const struct scene *s)
{
	const struct standin_data *d = &s->canvas->data;

	for (int i = d->ntokens - 1; i > 0; i--)
		if (strcmp(d->token[i].state, "deleted") != 0)
			return &d->token[i];
	return NULL;
}

static bool
seal_opens(const struct scene *s, struct buf *why)
{
	static const char label[] = " | unlock code ";
	const struct standin_token *t = live_token(s);
	const char *code = t == NULL ? NULL : strstr(t->purpose, label);
	struct buf blob = BUF_INIT(4096), secret = BUF_INIT(SEAL_SECRET_MAX);
	struct err err = ERR_INIT;
	char hash[SHA256_HEX] = "";
	int n = find_blobs(s, &blob);

	if (n == (t != NULL) && (n == 0 || code != NULL)) {
		if (n == 1 &&
		    unseal(code + sizeof label - 1, blob.str, &secret, &err) ==
			OK)
			sha256_hex(secret.str, secret.len, hash);
		if (n == 1 && strcmp(hash, t->hash) != 0)
			buf_adds(why, "the seal does not open");
	} else
		buf_addf(why, "%d sealed mails, %s token", n,
		    t == NULL ? "no" : "a");
	buf_free(&blob);
	buf_free(&secret);
	return why->len == 0;
}

bool
judge(const struct scene *s, const struct sight *wanted,
    const struct sight *after_fault, struct buf *why)
{
	int hasty = s->canvas->counters.posts_without_list;
	struct sight got;

	scene_look(s, &got);
	if (!got.unbroken)
		buf_adds(why, "the trail is broken");
	else if (got.torn > 0)
		buf_addf(why, "%d mails without their end", got.torn);
	else if (hasty > 0)
		buf_addf(why, "%d POSTs without a list before", hasty);
	else if (same_text(wanted->text.str, got.text.str, why) &&
	    each_mail_once(wanted, after_fault, &got, why))
		seal_opens(s, why);
	sight_free(&got);
	return why->len == 0;
}
