/*
 * Properties of commands, tried on a few thousand mails that chance makes, the
 * same ones in every run.
 */
#include <stdio.h>
#include <string.h>

#include "parsers/parser.h"
#include "tests/support/reply.h"
#include "tests/test.h"

#define SEED 20261123

static const char *const verbs[] = { "APPROVE", "CONFIRM", "DECLINE", "DENY",
	"REVOKE", "CANCEL", "RENEW", "RESEND", "STATUS", "NOTME", "DONE", "YES",
	"I confirm", "Sponsor", "Bestätigt", "Je confirme", "Rechazar" };

/* What shows nothing is strewn over the line, and other blanks for its own. */
static void
strew(struct chance *c, struct buf *out, const char *line)
{
	for (; *line != '\0'; line++) {
		/* not into the middle of a character */
		if (((unsigned char)*line & 0xc0) != 0x80 && chance(c, 4) == 0)
			buf_adds(out, chance_nothing(c));
		if (*line == ' ')
			buf_adds(out, chance_blank(c));
		else
			buf_addc(out, *line);
	}
}

static void
random_line(struct chance *c, struct buf *out)
{
	char line[100];

	snprintf(line, sizeof line, "%s %u", PICK(c, verbs),
	    1 + chance(c, 1000));
	strew(c, out, line);
}

static void
must_not_act(const struct reply *r)
{
	const struct command_fact *c;
	struct facts f;

	reply_parse(r, &f);
	if ((c = reply_acts(&f)) != NULL)
		fail_msg("acts: \"%s\" of\n%s", c->line, r->body);
	facts_free(&f);
}

/* Without a quote around it every one of these lines acts. */
static void
bare_lines(void **state)
{
	struct chance c = { SEED };
	struct buf line = BUF_INIT(1000);
	struct facts f;

	(void)state;
	for (int i = 0; i < 500; i++) {
		buf_reset(&line);
		random_line(&c, &line);
		facts_init(&f);
		read_commands(&f, line.str, "");
		if (f.ncommands != 1 || reply_acts(&f) == NULL)
			fail_msg("does not act: %s", line.str);
		facts_free(&f);
	}
	buf_free(&line);
}

/* ------------------------------------------------ quoted, it never acts */

static void
marks(struct chance *c, struct buf *out)
{
	static const char *const mark[] = { ">", "> ", "| ", " >", "\t> ",
		"\u00a0>", "\u200b>", "CT> ", "\uff1e" };

	for (uint32_t depth = 1 + chance(c, 5); depth > 0; depth--)
		buf_adds(out, PICK(c, mark));
}

static void
marked_lines(void **state)
{
	struct chance c = { SEED };
	struct buf body = BUF_INIT(REPLY_MAX);
	struct reply r = { "Re: [Canvas token #42] x",
		"text/plain; charset=utf-8", "8bit", NULL };

	(void)state;
	for (int i = 0; i < 2000; i++) {
		buf_reset(&body);
		buf_adds(&body, i % 2 == 0 ? "" : "Thanks!\n\n");
		for (uint32_t n = 1 + chance(&c, 4); n > 0; n--) {
			marks(&c, &body);
			random_line(&c, &body);
			buf_addc(&body, '\n');
		}
		r.body = body.str;
		must_not_act(&r);
	}
	buf_free(&body);
}

/* Elements around and inside a quote; none of them ends it. */
static void
html_quote(struct chance *c, struct buf *out)
{
	static const char *const around[] = { "<div>", "<p>", "<span>",
		"<table><tr><td>", "<font size=2>", "<b>", "<center>" };
	static const char *const inside[] = { "<p>", "</p>", "<br>", "</span>",
		"</b>", "</font>", "<ul><li>", "<div><p>", "<i>", "</i>",
		"<!-- x -->", "<hr>", "<o:p></o:p>", "&nbsp;", "<pre>",
		"</a>" };

	for (uint32_t n = chance(c, 4); n > 0; n--)
		buf_adds(out, PICK(c, around));
	buf_adds(out,
	    html_quotings[chance(c, (uint32_t)html_quotings_count)].before);
	for (uint32_t n = 1 + chance(c, 3); n > 0; n--) {
		for (uint32_t k = chance(c, 4); k > 0; k--)
			buf_adds(out, PICK(c, inside));
		random_line(c, out);
	}
}

static void
quoting_elements(void **state)
{
	struct chance c = { SEED };
	struct buf body = BUF_INIT(REPLY_MAX);
	struct reply r = { "Re: [Canvas token #42] x",
		"text/html; charset=utf-8", "8bit", NULL };

	(void)state;
	for (int i = 0; i < 2000; i++) {
		buf_reset(&body);
		buf_adds(&body, i % 2 == 0 ? "" : "<div>Thanks!</div>");
		html_quote(&c, &body);
		r.body = body.str;
		must_not_act(&r);
	}
	buf_free(&body);
}

/* ------------------------------------- what is nearly a command is no other */

/* One change anywhere but among the digits of the id. */
static void
mutate(struct chance *c, struct buf *line)
{
	static const char *const sign[] = { "x", "E", " ", "n", "t", ".", "-",
		"!", "?", "\u0415", "\u0430", "\u202e", "\u200b", "\uff11",
		"\u0661", "'", "\"", "#", "[", ":", "not ", " but", "/" };
	struct buf out = BUF_INIT(200);
	size_t letters = strcspn(line->str, "0123456789");
	size_t at = chance(c, (uint32_t)letters + 1);
	size_t skip = at < letters ? chance(c, 3) : 0;

	if (at + skip > letters)
		skip = letters - at;
	buf_add(&out, line->str, at);
	if (skip < 2)
		buf_adds(&out, PICK(c, sign));
	else
		buf_addc(&out, line->str[at + 1]); /* two change places */
	if (skip == 2)
		buf_addc(&out, line->str[at]);
	buf_adds(&out, line->str + at + skip);
	buf_reset(line);
	buf_adds(line, out.str);
	buf_free(&out);
}

static void
same_or_nothing(const char *line, enum event_type verb, int64_t id)
{
	const struct command_fact *c;
	struct facts f;

	facts_init(&f);
	read_commands(&f, line, "");
	c = reply_acts(&f);
	/* "DENY: x 12" is a reason */
	if (c != NULL && c->id == 0 && (unsigned char)c->arg[0] >= 'A')
		id = 0;
	if (c != NULL && (c->verb != verb || c->id != id))
		fail_msg("\"%s\" acts as %s %lld", line, event_name(c->verb),
		    (long long)c->id);
	facts_free(&f);
}

static void
mutated(void **state)
{
	static const enum event_type verb[] = { EV_APPROVE, EV_CONFIRM,
		EV_DECLINE, EV_DENY, EV_REVOKE, EV_CANCEL, EV_RENEW, EV_RESEND,
		EV_STATUS, EV_NOTME, EV_DONE };
	struct chance c = { SEED };
	struct buf line = BUF_INIT(200);

	(void)state;
	for (int i = 0; i < 3000; i++) {
		enum event_type v = PICK(&c, verb);
		int64_t id = 1 + chance(&c, 1000);

		buf_reset(&line);
		buf_addf(&line, "%s %lld", event_name(v), (long long)id);
		same_or_nothing(line.str, v, id);
		for (uint32_t n = 1 + chance(&c, 2); n > 0; n--)
			mutate(&c, &line);
		same_or_nothing(line.str, v, id);
	}
	buf_free(&line);
}

/* Nothing but a comma makes two ids of one. */
static void
split_ids(void **state)
{
	static const char *const sign[] = { " ", "\u00a0", "x", ".", "-", "#",
		"\uff11", "\u0661", "\u202e", "/", ";", "'", "e", "_", "\t" };
	char line[100];

	(void)state;
	for (size_t i = 0; i < N(sign); i++) {
		snprintf(line, sizeof line, "APPROVE 12%s34", sign[i]);
		same_or_nothing(line, EV_APPROVE, 1234);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bare_lines),
		cmocka_unit_test(marked_lines),
		cmocka_unit_test(quoting_elements),
		cmocka_unit_test(mutated),
		cmocka_unit_test(split_ids),
	};

	return run_tests("property", tests, N(tests));
}
