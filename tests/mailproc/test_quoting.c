/*
 * A property: to quote a mail of ours, in any way and with any words in it,
 * never decides anything.  Every mail of templates/, every way that
 * tests/support/reply.c and the lines of attribution.tsv know, with own text
 * above and without.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/file.h"
#include "parsers/message.h"
#include "templates/compose.h"
#include "tests/support/part.h"
#include "tests/support/reply.h"
#include "tests/support/views.h"
#include "tests/test.h"

#define KEY       "abcdefghijklmnopqrstuvwx"
#define MAX       (1 << 20)
#define MAILS_MAX 64
#define LINES     "tests/parsers/attribution.tsv"

/* A mail of ours as its reader has it. */
struct ours {
	const char *name;
	char *subject;
	char *text;
	char *html;
};

/* What the mail says where people's words stand. */
static const char *const words[] = { "grade export", "APPROVE 42",
	"CONFIRM 42\nYES\n" };

static struct ours ours[MAILS_MAX * N(words)];
static size_t ours_count;

static void
write_mail(const struct config *config, const char *name, const char *says)
{
	struct composer composer = { config };
	json_t *view = view_saying(says, "Stu Dent");
	struct letter l = { .template = name,
		.to = "prof@campus.example",
		.to_name = "Prof",
		.key = KEY,
		.message_id = "mailproc.k." KEY "@campus.example",
		.root = "mailproc.t.42.1@campus.example",
		.request = 42,
		.at = 1795000000,
		.view = view };
	struct buf mail = BUF_INIT(MAX);
	struct err err = ERR_INIT;
	struct message m;

	if (compose(&composer, &l, &mail, &err) != OK)
		fail_msg("%s: %s", name, err.text);
	assert_int_equal(message_read(&m, mail.str, mail.len, &err), OK);
	ours[ours_count++] = (struct ours){ name, strdup(m.subject.str),
		strdup(message_part(&m, false)->str),
		strdup(message_part(&m, true)->str) };
	message_free(&m);
	buf_free(&mail);
	json_decref(view);
}

static int
write_all(void **state)
{
	struct config config;

	(void)state;
	views_configure(&config, true);
	for (size_t i = 0; mail_names[i] != NULL && i < MAILS_MAX; i++)
		for (size_t k = 0; k < N(words); k++)
			write_mail(&config, mail_names[i], words[k]);
	return 0;
}

static int
free_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < ours_count; i++) {
		free(ours[i].subject);
		free(ours[i].text);
		free(ours[i].html);
	}
	return 0;
}

static void
never_acts(const struct ours *o, const struct quoting *q, const char *type,
    const char *body)
{
	char subject[400];
	struct reply r = { subject, type, "8bit", body };
	const struct command_fact *c;
	struct facts f;

	snprintf(subject, sizeof subject, "Re: %s", o->subject);
	reply_parse(&r, &f);
	if ((c = reply_acts(&f)) != NULL)
		fail_msg("%s, quoted by %s, acts: %s\n%s", o->name, q->name,
		    c->line, body);
	facts_free(&f);
}

static void
text_never_acts(const struct ours *o, const struct quoting *q, const char *own)
{
	struct buf body = BUF_INIT(REPLY_MAX);

	buf_adds(&body, own);
	quote(&body, q, o->text);
	never_acts(o, q, "text/plain; charset=utf-8", body.str);
	buf_free(&body);
}

static void
html_never_acts(const struct ours *o, const struct quoting *q, const char *own)
{
	struct buf body = BUF_INIT(REPLY_MAX);

	buf_addf(&body, "<html><body>%s%s%s%s</body></html>", own, q->before,
	    o->html, q->after);
	never_acts(o, q, "text/html; charset=utf-8", body.str);
	buf_free(&body);
}

static void
as_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < ours_count; i++)
		for (size_t k = 0; k < text_quotings_count; k++) {
			text_never_acts(&ours[i], &text_quotings[k], "");
			text_never_acts(&ours[i], &text_quotings[k],
			    "Thanks!\n\n");
		}
}

static void
as_html(void **state)
{
	(void)state;
	for (size_t i = 0; i < ours_count; i++)
		for (size_t k = 0; k < html_quotings_count; k++) {
			html_never_acts(&ours[i], &html_quotings[k], "");
			html_never_acts(&ours[i], &html_quotings[k],
			    "<div>Thanks!</div>");
		}
}

/* The attribution line of every mail program, and what it quotes unmarked. */
static void
below_an_attribution(void **state)
{
	struct buf lines = BUF_INIT(MAX);
	struct err err = ERR_INIT;
	struct stat st;
	char *line, *tab, *save = NULL;
	size_t n = 0;

	(void)state;
	assert_int_equal(file_read(&lines, LINES, &st, &err), OK);
	for (line = strtok_r(lines.str, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		char before[1000];
		struct quoting q = { line, before, "", "" };

		if (*line == '#' || (tab = strchr(line, '\t')) == NULL)
			continue;
		snprintf(before, sizeof before, "%s\n\n", tab + 1);
		text_never_acts(&ours[n % ours_count], &q, "");
		text_never_acts(&ours[n % ours_count], &q, "Thanks!\n");
		n++;
	}
	assert_true(n > 100);
	buf_free(&lines);
}

/* A line of ours that asks to be copied, quoted by itself. */
static void
a_single_line(void **state)
{
	static const char *const lines[] = { "APPROVE 42", "DENY 42: why",
		"CONFIRM 42", "DECLINE 42", "YES", "NO", "I confirm",
		"REVOKE 42", "CANCEL 42", "NOTME 42", "STATUS 42", "RENEW 42",
		"RESEND 42", "SPONSOR 42 prof@campus.example", "DONE 42",
		"ASK 42 why?", "Bestätigt 42", "Oui", "Sí" };

	(void)state;
	for (size_t i = 0; i < N(lines); i++) {
		struct ours line = { lines[i], (char *)(uintptr_t) "token",
			(char *)(uintptr_t)lines[i],
			(char *)(uintptr_t)lines[i] };

		for (size_t k = 0; k < text_quotings_count; k++) {
			text_never_acts(&line, &text_quotings[k], "");
			text_never_acts(&line, &text_quotings[k], "Thanks!\n");
		}
		for (size_t k = 0; k < html_quotings_count; k++) {
			html_never_acts(&line, &html_quotings[k], "");
			html_never_acts(&line, &html_quotings[k], "Thanks!");
		}
	}
}

/* These lines do act where nothing quotes them. */
static void
unquoted_it_acts(void **state)
{
	struct reply text = { "token", "text/plain", "8bit", "APPROVE 42\n" };
	struct reply html = { "token", "text/html", "8bit", "<p>YES</p>" };
	struct facts f;

	(void)state;
	reply_parse(&text, &f);
	assert_int_equal(reply_acts(&f)->verb, EV_APPROVE);
	facts_free(&f);
	reply_parse(&html, &f);
	assert_int_equal(reply_acts(&f)->verb, EV_CONFIRM);
	facts_free(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_text),
		cmocka_unit_test(as_html),
		cmocka_unit_test(below_an_attribution),
		cmocka_unit_test(a_single_line),
		cmocka_unit_test(unquoted_it_acts),
	};

	return _cmocka_run_group_tests("quoting", tests, N(tests), write_all,
	    free_all);
}
