/*
 * Command lines: the first line is the subject, what follows the own text.
 */
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/text.h"
#include "parsers/parser.h"
#include "tests/fuzz/fuzz.h"

/* A line that begins with ">" never acts, not even if it were own text. */
static void
quoted_never_acts(const struct buf *own)
{
	struct buf quoted = fuzz_quoted(own);
	struct facts f;

	facts_init(&f);
	read_commands(&f, quoted.str, "");
	for (size_t i = 0; i < f.ncommands; i++)
		MUST(f.command[i].result != RE_OK);
	facts_free(&f);
	buf_free(&quoted);
}

void
fuzz_one(const char *s, size_t len)
{
	struct buf text = fuzz_text(s, len), subject = BUF_INIT(SUBJECT_MAX);
	size_t first = strcspn(text.str, "\n");
	struct buf own = BUF_INIT(8 * GROWN_MAX);
	struct facts f;

	clean_line(&subject, text.str, first < 100 ? first : 100);
	buf_adds(&own, text.str + first + (text.str[first] == '\n'));
	facts_init(&f);
	read_commands(&f, own.str, subject.str);
	fuzz_commands(&f);
	MUST(strlen(f.comment) <= own.len);
	MUST(strcmp(own.str + own.len - strlen(f.comment), f.comment) == 0);
	if (own.len > 0)
		quoted_never_acts(&own);
	facts_free(&f);
	buf_free(&text);
	buf_free(&subject);
	buf_free(&own);
}
