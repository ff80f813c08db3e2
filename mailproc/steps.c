/*
 * steps - what `explain` prints: each rule, what it looked at, what it found.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mailproc/mail.h"

#define INPUT_MAX 120 /* bytes of a text that are shown */

void
mail_step(struct mail *m, const char *rule, const char *input,
    const char *verdict)
{
	json_t *row;

	if (m->steps == NULL)
		return;
	row = json_pack("{s:s, s:s, s:s}", "rule", rule, "input", input,
	    "verdict", verdict);
	/* bytes of a header that are no UTF-8 are not worth a failure */
	if (row == NULL)
		row = json_pack("{s:s, s:s, s:s}", "rule", rule, "input",
		    "(not UTF-8)", "verdict", verdict);
	json_array_append_new(m->steps, row);
}

/* The first line of a text, as far as it is worth showing. */
static void
step_line(struct mail *m, const char *rule, const char *text,
    const char *verdict)
{
	char line[INPUT_MAX + 1];
	size_t len = strcspn(text, "\n");

	if (len > INPUT_MAX)
		for (len = INPUT_MAX;
		     len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80;)
			len--;
	memcpy(line, text, len);
	line[len] = '\0';
	mail_step(m, rule, line, verdict);
}

static void
step_commands(struct mail *m)
{
	char verdict[64];

	for (size_t i = 0; i < m->facts.ncommands; i++) {
		const struct command_fact *c = &m->facts.command[i];

		if (c->id != 0)
			snprintf(verdict, sizeof verdict, "%s %" PRId64 ", %s",
			    event_name(c->verb), c->id, reason_name(c->result));
		else
			snprintf(verdict, sizeof verdict, "%s, %s",
			    event_name(c->verb), reason_name(c->result));
		step_line(m, "command line", c->line, verdict);
	}
}

void
steps_of_text(struct mail *m)
{
	const struct facts *f = &m->facts;
	size_t lines = f->own_text[0] == '\0' ? 0 : 1;
	char count[32];

	if (m->steps == NULL)
		return;
	for (const char *s = f->own_text; *s != '\0'; s++)
		lines += *s == '\n' ? 1 : 0;
	snprintf(count, sizeof count, "%zu line%s", lines,
	    lines == 1 ? "" : "s");
	step_line(m, "subject", f->subject, "decoded");
	mail_step(m, "own text", count,
	    f->quoted_text ? "quoted text left out" : "nothing quoted");
	mail_step(m, "well-formed MIME", "parts and text",
	    f->well_formed ? "yes" : "no: decides nothing");
	mail_step(m, "text can be used", "text and HTML",
	    reason_name(f->problem));
	step_commands(m);
	for (int i = 0; i < FIELD_COUNT; i++)
		if (f->field[i][0] != '\0')
			step_line(m, "field", f->field[i],
			    site_field_name(f->site, (enum field)i));
	mail_step(m, "kind", "what it is", kind_name(m->kind));
}
