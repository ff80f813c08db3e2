/*
 * Every mail with every kind of view: what stands in interface.md section 8
 * holds for all of them, whatever people wrote.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/message.h"
#include "templates/compose.h"
#include "tests/support/part.h"
#include "tests/support/views.h"
#include "tests/test.h"

#define KEY   "abcdefghijklmnopqrstuvwx"
#define KEYED "canvas-tokens+" KEY "@campus.example"
#define MAX   (1 << 20)

/* One mail with one view: the letter, and what became of it. */
struct composed {
	const char *name;
	struct buf mail;
	struct message read;
};

static struct config config;

static void
write_mail(struct composed *m, enum view_kind kind, const char *key)
{
	struct composer composer = { &config };
	json_t *view = view_of(kind);
	struct letter l = { .template = m->name,
		.to = "stu@campus.example",
		.to_name = kind == VIEW_HOSTILE ?
		    "Z\xc3\xb6\xc3\xab \"x\" <all@campus.example>\r\nBcc: x@y" :
		    "Stu Dent",
		.key = key,
		.message_id = key == NULL ? "mailproc.m.1@campus.example" :
					    "mailproc.k." KEY "@campus.example",
		.in_reply_to = "CAF8x1nq7-20240903101501.4711@mail.example",
		.root = "mailproc.t.42.1@campus.example",
		.request = 42,
		.at = 1795000000,
		.view = view };
	struct buf again = BUF_INIT(MAX);
	struct err err = ERR_INIT;

	m->mail = BUF_INIT(MAX);
	if (compose(&composer, &l, &m->mail, &err) != OK)
		fail_msg("%s: %s", m->name, err.text);
	assert_int_equal(compose(&composer, &l, &again, &err), OK);
	assert_string_equal(m->mail.str, again.str);
	assert_int_equal(message_read(&m->read, m->mail.str, m->mail.len, &err),
	    OK);
	buf_free(&again);
	json_decref(view);
}

static void
drop(struct composed *m)
{
	message_free(&m->read);
	buf_free(&m->mail);
}

static int
count(const char *s, const char *what)
{
	int n = 0;

	for (; (s = strstr(s, what)) != NULL; s += strlen(what))
		n++;
	return n;
}

/* ------------------------------------------------- what holds for all mails */

static void
check_lines(const struct composed *m)
{
	const char *s = m->mail.str;

	for (size_t i = 0; i < m->mail.len; i++)
		assert_true((unsigned char)s[i] < 0x80);
	while (*s != '\0') {
		const char *end = strstr(s, "\r\n");

		assert_non_null(end);
		if (end - s > 78 &&
		    (strncmp(s, "https://", 8) != 0 ||
			memchr(s, ' ', (size_t)(end - s))))
			fail_msg("%s: %d octets: %.*s", m->name, (int)(end - s),
			    (int)(end - s), s);
		assert_null(memchr(s, '\n', (size_t)(end - s)));
		assert_null(memchr(s, '\r', (size_t)(end - s)));
		s = end + 2;
	}
}

static void
check_header(const struct composed *m)
{
	static const char *const once[] = { "\r\nTo: ", "\r\nSubject: ",
		"\r\nDate: ", "\r\nMessage-ID: ", "\r\nReply-To: ",
		"\r\nIn-Reply-To: <CAF8x1nq7-",
		"\r\nReferences: ", "\r\nMIME-Version: 1.0\r\n",
		"\r\nAuto-Submitted: auto-",
		"\r\nX-Auto-Response-Suppress: OOF, AutoReply\r\n",
		"\r\nContent-Type: multipart/alternative;" };
	const char *end = strstr(m->mail.str, "\r\n\r\n");
	char *head = strndup(m->mail.str, (size_t)(end - m->mail.str + 2));

	assert_int_equal(strncmp(head, "From: ", 6), 0);
	for (size_t i = 0; i < N(once); i++)
		if (count(head, once[i]) != 1)
			fail_msg("%s: %s", m->name, once[i]);
	assert_null(strstr(head, "\r\nBcc"));
	assert_null(strstr(head, "\r\nCc"));
	assert_non_null(strstr(head, "<stu@campus.example>\r\n"));
	assert_int_equal(
	    strncmp(m->read.subject.str, "[Canvas token #42] ", 19), 0);
	free(head);
}

/* The key: the address, the Message-ID, the last line; nowhere else. */
static void
check_key(const struct composed *m, bool keyed)
{
	const char *t = message_part(&m->read, false)->str,
		   *h = message_part(&m->read, true)->str;
	size_t len = message_part(&m->read, false)->len;

	if (!keyed) {
		assert_null(strstr(m->mail.str, KEY));
		return;
	}
	assert_non_null(strstr(m->mail.str, "<" KEYED ">"));
	assert_non_null(strstr(m->mail.str,
	    "\r\nMessage-ID: <mailproc.k." KEY "@campus.example>"));
	assert_null(strstr(m->read.subject.str, KEY));
	while (len > 0 && strchr("\r\n", t[len - 1]) != NULL)
		len--;
	assert_true(len > 30);
	assert_int_equal(strncmp(t + len - 30, "\nRef: " KEY, 30), 0);
	assert_int_equal(count(t, KEY), 1);
	assert_int_equal(count(h, "Ref: " KEY), 1);
	assert_int_equal(count(h, KEY), 1 + count(h, "href=\"mailto:"));
}

/* Only our own pages are linked, and no link decides. */
static void
check_links(const struct composed *m)
{
	static const char *const ours[] = { "mailto:canvas-tokens",
		"https://campus.example/aup\"",
		"https://it.campus.example/unlock.html#AbC_-9\"",
		"https://community.example/kb/662901\"" };

	for (const char *h = message_part(&m->read, true)->str;
	     (h = strstr(h, "href=\"")) != NULL;) {
		size_t len = strcspn(h += 6, "\""), i = 0;

		while (i < N(ours) && strncmp(h, ours[i], strlen(ours[i])) != 0)
			i++;
		if (i == N(ours))
			fail_msg("%s links %.*s", m->name, (int)len, h);
		if (i == 0) {
			assert_null(memchr(h, '+', len));
			assert_null(memchr(h, ' ', len));
			assert_non_null(memmem(h, len, "&amp;body=", 10));
		}
	}
}

static void
check_harmless(const struct composed *m)
{
	static const char *const never[] = { "<script", "onclick=\"", "<img",
		"javascript:", "http://evil", "1234~", "\xe2\x80\xae" };

	for (size_t i = 0; i < N(never); i++) {
		const char *h =
		    strstr(message_part(&m->read, true)->str, never[i]);

		/* as a link or a tag; as words they may stand there */
		if (h != NULL && strncmp(never[i], "http", 4) != 0)
			fail_msg("%s: %s in HTML", m->name, never[i]);
	}
	assert_null(strstr(message_part(&m->read, false)->str, "1234~"));
	assert_null(strstr(m->read.subject.str, "1234~"));
}

/* On top: what is asked, and what happens if one does nothing. */
static void
check_top(const struct composed *m)
{
	const char *second = strstr(message_part(&m->read, false)->str, "\r\n");

	assert_non_null(second);
	assert_true(second - message_part(&m->read, false)->str > 20);
	assert_true(strcspn(second + 2, "\r\n") > 20);
	assert_int_equal(
	    strncmp(second + 2 + strcspn(second + 2, "\r\n"), "\r\n\r\n", 4),
	    0);
}

static void
a_mail(void **state)
{
	struct composed m = { .name = *state };
	const struct {
		enum view_kind view;
		const char *key;
	} ways[] = { { VIEW_NULL, NULL }, { VIEW_FULL, NULL },
		{ VIEW_FULL, KEY }, { VIEW_HOSTILE, KEY } };

	views_configure(&config, true);
	for (size_t i = 0; i < N(ways); i++) {
		write_mail(&m, ways[i].view, ways[i].key);
		assert_true(m.read.well_formed);
		assert_true(message_part(&m.read, false)->len > 100 &&
		    message_part(&m.read, true)->len > 100);
		check_lines(&m);
		check_header(&m);
		check_key(&m, ways[i].key != NULL);
		check_links(&m);
		check_harmless(&m);
		if (ways[i].view == VIEW_FULL)
			check_top(&m);
		drop(&m);
	}
}

/* ------------------------------------------------------------ single mails */

static void
has(const struct buf *b, const char *what)
{
	if (strstr(b->str, what) == NULL)
		fail_msg("\"%s\" is not in %s", what, b->str);
}

static void
sponsor_ask(void **state)
{
	struct composed m = { .name = "sponsor-ask" };

	(void)state;
	views_configure(&config, true);
	write_mail(&m, VIEW_FULL, KEY);
	has(message_part(&m.read, false), "Intended use: grade export");
	has(message_part(&m.read, false),
	    "\"I understand the intended use and sponsor it.\"");
	has(message_part(&m.read, false), "CONFIRM 42");
	has(message_part(&m.read, false), "DECLINE 42");
	has(message_part(&m.read, true),
	    "href=\"mailto:canvas-tokens%2B" KEY
	    "@campus.example?subject=Re%3A%20%5BCanvas%20token%20%2342%5D&amp;"
	    "body=CONFIRM%2042\"");
	has(message_part(&m.read, false), "Acceptable Use");
	has(message_part(&m.read, false), "IT Help Desk <help@campus.example>");
	drop(&m);
}

static void
without_plus_addressing(void **state)
{
	struct composed m = { .name = "review" };

	(void)state;
	views_configure(&config, false);
	write_mail(&m, VIEW_FULL, KEY);
	assert_null(strstr(m.mail.str, "canvas-tokens+"));
	has(message_part(&m.read, true),
	    "mailto:canvas-tokens@campus.example?subject=Re%3A%20%5BCanvas%20"
	    "token%20%2342%5D&amp;body=APPROVE%2042%0D%0A%0D%0ARef%3A%20" KEY
	    "\"");
	drop(&m);
}

static void
issued(void **state)
{
	struct composed m = { .name = "issued" };

	(void)state;
	views_configure(&config, true);
	write_mail(&m, VIEW_FULL, NULL);
	has(message_part(&m.read, false),
	    "\r\nhttps://it.campus.example/unlock.html#AbC_-9\r\n");
	has(message_part(&m.read, false),
	    "\r\nhttps://community.example/kb/662901\r\n");
	has(message_part(&m.read, false), "[CT-42]");
	drop(&m);
}

static void
a_long_id_is_left_out(void **state)
{
	struct composer composer = { &config };
	struct buf out = BUF_INIT(MAX);
	struct err err = ERR_INIT;
	char id[200];
	json_t *view = view_of(VIEW_FULL);
	struct letter l = { .template = "status",
		.to = "stu@campus.example",
		.to_name = "",
		.message_id = "mailproc.m.1@campus.example",
		.in_reply_to = id,
		.root = "mailproc.t.42.1@campus.example",
		.view = view };

	(void)state;
	views_configure(&config, true);
	memset(id, 'i', sizeof id);
	id[75] = '\0';
	assert_int_equal(compose(&composer, &l, &out, &err), OK);
	assert_non_null(strstr(out.str, "\r\nIn-Reply-To:\r\n <iii"));
	buf_reset(&out);
	id[75] = 'i';
	id[199] = '\0';
	assert_int_equal(compose(&composer, &l, &out, &err), OK);
	assert_null(strstr(out.str, "In-Reply-To"));
	assert_null(strstr(out.str, "iiiii"));
	buf_free(&out);
	json_decref(view);
}

static void
no_such_mail(void **state)
{
	struct composer composer = { &config };
	struct buf out = BUF_INIT(MAX);
	struct err err = ERR_INIT;
	struct letter l = { .template = "nonsense", .view = NULL };

	(void)state;
	assert_int_equal(compose(&composer, &l, &out, &err), ERR_CONFIG);
	assert_string_equal(err.text, "there is no mail \"nonsense\"");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sponsor_ask),
		cmocka_unit_test(without_plus_addressing),
		cmocka_unit_test(issued),
		cmocka_unit_test(a_long_id_is_left_out),
		cmocka_unit_test(no_such_mail),
	};
	struct CMUnitTest mails[64];
	size_t n = 0;
	int failed;

	for (; mail_names[n] != NULL; n++)
		mails[n] = (struct CMUnitTest){ .name = mail_names[n],
			.test_func = a_mail,
			.initial_state = (void *)(uintptr_t)mail_names[n] };
	failed =
	    _cmocka_run_group_tests("compose: all mails", mails, n, NULL, NULL);
	return failed + run_tests("compose", tests, N(tests));
}
