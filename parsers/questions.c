#include "parsers/questions.h"

#include <stdio.h>
#include <string.h>

#include "mailproc/base/buf.h"
#include "parsers/pattern.h"

#define BARE 120

/* What is asked now: a row each, in the order of the fields. */
static const struct site_words *asked;
static struct label rows[QUESTIONS_MAX];
static char texts[QUESTIONS_MAX][BARE];

static void
bare(const char *label, char out[BARE])
{
	struct buf folded = BUF_INIT(4 * BARE);

	label_bare(&folded, label, strlen(label));
	snprintf(out, BARE, "%s", folded.str);
	buf_free(&folded);
}

void
questions_use(const struct site_words *site)
{
	asked = site;
	for (int i = 0; i < QUESTIONS_MAX; i++) {
		enum field field = (enum field)(FIELD_EXTRA + i);
		const struct question *q = site_question(site, field);

		rows[i] = (struct label){ texts[i], field, false };
		if (q != NULL)
			bare(q->label, texts[i]);
		else
			texts[i][0] = '\0';
	}
}

const struct label *
questions_label(const char *folded)
{
	for (int i = 0; i < QUESTIONS_MAX; i++)
		if (texts[i][0] != '\0' && strcmp(texts[i], folded) == 0)
			return &rows[i];
	return NULL;
}

bool
question_one_line(enum field field)
{
	const struct question *q = site_question(asked, field);

	return q != NULL && q->pattern[0] != '\0';
}

bool
question_fits(enum field field, const char *answer)
{
	const struct question *q = site_question(asked, field);

	return q == NULL || q->pattern[0] == '\0' ||
	    pattern_fits(q->pattern, answer, strlen(answer));
}

static enum status
wrong(const char *path, const struct question *q, struct err *err,
    const char *what, const char *why)
{
	return err_set(err, ERR_CONFIG, "%s:%d: field %s.%s: %s", path, q->line,
	    q->name, what, why);
}

/* Has one of the questions before the n-th the same label? */
static bool
is_twice(const struct site_words *site, int n)
{
	char own[BARE], other[BARE];

	bare(site->question[n].label, own);
	for (int i = 0; i < n; i++) {
		bare(site->question[i].label, other);
		if (strcmp(own, other) == 0)
			return true;
	}
	return false;
}

enum status
questions_check(const struct site_words *site, const char *path,
    struct err *err)
{
	char line[BARE], why[160];

	questions_use(NULL);
	for (int i = 0; i < QUESTIONS_MAX; i++) {
		const struct question *q = &site->question[i];

		if (q->name == NULL)
			continue;
		snprintf(line, sizeof line, "%s: x", q->label);
		if (label_read(line, strlen(line)).label != NULL ||
		    is_ticket_line(line, strlen(line)))
			return wrong(path, q, err, "label",
			    "expected other words: these name a field of ours, "
			    "or a line of a ticket system");
		if (is_twice(site, i))
			return wrong(path, q, err, "label",
			    "expected other words than those of another field");
		if (q->pattern[0] != '\0' && !pattern_compiles(q->pattern, why))
			return wrong(path, q, err, "pattern", why);
	}
	return OK;
}
