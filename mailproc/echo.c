/*
 * echo - a machine that does not say so answers each of our answers, for ever.
 * It is known by its words: who writes the same ones without a command for the
 * third time in a day is not answered, and nothing comes of it.
 */
#include <string.h>

#include "mailproc/base/fold.h"
#include "mailproc/settle_private.h"

#define DAY          86400
#define ANSWERED     2 /* so often the same words are answered */
#define WORDS_MIN    5 /* fewer are a person's "Thanks!" */
#define LONGEST_WORD 24
#define TEXT_MAX     (64 << 10)

static bool
is_plain(const char *word, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((word[i] >= '0' && word[i] <= '9') || word[i] == '/' ||
		    word[i] == '@')
			return false;
	return len <= LONGEST_WORD;
}

/*
 * The words alone: case, blanks, dates, numbers of tickets, links and keys
 * aside.  "" if there are too few.
 */
static void
words_of(const struct facts *facts, char out[SHA256_HEX])
{
	struct buf text = BUF_INIT(TEXT_MAX), words = BUF_INIT(TEXT_MAX);
	size_t n = 0;

	fold_text(&text, facts->own_text, strlen(facts->own_text));
	for (const char *s = text.str; *s != '\0';) {
		size_t len = strcspn(s, " ");

		if (is_plain(s, len)) {
			buf_addf(&words, "%.*s ", (int)len, s);
			n++;
		}
		s += len;
		s += *s == ' ';
	}
	out[0] = '\0';
	if (n >= WORDS_MIN)
		sha256_hex(words.str, words.len, out);
	buf_free(&words);
	buf_free(&text);
}

/* Whoever fills in a form or writes a command is no machine of that kind. */
static bool
may_be_echo(const struct case_file *f)
{
	const struct facts *facts = &f->mail->facts;

	if (f->challenged || facts->ncommands > 0)
		return false;
	for (int i = 0; i < FIELD_COUNT; i++)
		if (facts->field[i][0] != '\0')
			return false;
	return true;
}

enum status
echo_heard(struct case_file *f, bool *echo, struct err *err)
{
	enum status rc;
	int64_t n = 0;

	*echo = false;
	f->words[0] = '\0';
	if (may_be_echo(f))
		words_of(&f->mail->facts, f->words);
	if (f->words[0] == '\0')
		return OK;
	rc = echoes_since(f->engine->store, f->mail->from, f->words,
	    f->engine->now - DAY, &n, err);
	*echo = n >= ANSWERED;
	mail_step(f->mail, "the same words, answered before", f->mail->from,
	    *echo ? "twice in a day: enough" : "no more than once in a day");
	return rc;
}

enum status
echo_note(struct case_file *f, struct err *err)
{
	if (f->words[0] == '\0' || json_array_size(f->judgement->mails) == 0)
		return OK;
	return echo_put(f->engine->store, f->mail->from, f->words,
	    f->engine->now, err);
}
