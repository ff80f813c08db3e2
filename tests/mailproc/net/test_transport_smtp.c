/*
 * A server that says what each row tells it to, at each point of the talk; what
 * it then remembers is compared byte by byte.
 */
#include <sys/stat.h>
#include <sys/wait.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/net/transport.h"
#include "tests/support/smtpd.h"
#include "tests/test.h"

#define TO   "stu@campus.example"
#define BODY "Subject: x\r\n\r\nfirst\r\n"
#define BIG  (8 << 20)

static struct smtpd *server;
static const char *where = "smtp://127.0.0.1";
static struct err err;
static bool closed; /* what the last mail found out */

static enum status
send_to(const char *to, const char *sender, const char *body)
{
	struct config c = { .smtp = { .user = (char[]){ "" }, .timeout = 1 } };
	char url[64];
	struct debt d;
	enum status rc;

	snprintf(url, sizeof url, "%s:%d/desk.campus.example", where,
	    smtpd_port(server));
	c.smtp.url = url;
	debt_init(&d);
	string_set(&d.to, to);
	string_set(&d.sender, sender);
	string_set(&d.body, body);
	d.body_len = strlen(body);
	err = ERR_INIT;
	closed = false;
	rc = transport_named("smtp")->send(&c, &d, 0, &closed, &err);
	debt_free(&d);
	return rc;
}

/*
 * A 5xx about this mail is for good; one before there was any mail is about us.
 * May have been taken: only after all of it went out.
 */
/* clang-format off */
static struct row {
	const char *name;
	enum smtp_point at;
	const char *answer;
	enum status rc;
	bool closed;
} rows[] = {
	{ "all is well",              AT_QUIT,     "221 bye",                   OK, false },
	{ "greeting: later",          AT_GREETING, "421 4.3.2 too busy",        ERR_RETRY, true },
	{ "greeting: not for us",     AT_GREETING, "554 5.7.1 go away",         ERR_CONFIG, true },
	{ "greeting: several lines",  AT_GREETING, "554-5.7.1 go\r\n554 5.7.1 away", ERR_CONFIG, true },
	{ "greeting: gone",           AT_GREETING, DROP,                        ERR_RETRY, true },
	{ "EHLO: later",              AT_EHLO,     "451 4.3.0 not now",         ERR_RETRY, true },
	{ "EHLO: no",                 AT_EHLO,     "550 5.7.0 bad name",        ERR_CONFIG, true },
	{ "EHLO: gone",               AT_EHLO,     DROP,                        ERR_RETRY, true },
	{ "MAIL: later",              AT_MAIL,     "452 4.3.1 disk full",       ERR_RETRY, false },
	{ "MAIL: too big",            AT_MAIL,     "552 5.3.4 too big",         ERR_INPUT, false },
	{ "MAIL: too big, said otherwise", AT_MAIL, "550 5.3.4 too big",        ERR_INPUT, false },
	{ "MAIL: not from this address", AT_MAIL,  "553 5.7.1 not your address", ERR_CONFIG, true },
	{ "MAIL: no such domain",     AT_MAIL,     "550-5.1.8 unknown\r\n550 5.1.8 domain", ERR_CONFIG, true },
	{ "MAIL: log in first",       AT_MAIL,     "530 5.7.0 log in first",    ERR_CONFIG, true },
	{ "MAIL: gone",               AT_MAIL,     DROP,                        ERR_RETRY, false },
	{ "RCPT: greylisted",         AT_RCPT,     "450 4.2.0 greylisted",      ERR_RETRY, false },
	{ "RCPT: several lines later", AT_RCPT,    "450-4.2.0 grey\r\n450 4.2.0 listed", ERR_RETRY, false },
	{ "RCPT: no such user",       AT_RCPT,     "550 5.1.1 no such user",    ERR_INPUT, false },
	{ "RCPT: several lines",      AT_RCPT,     "550-5.1.1 no such\r\n550-5.1.1 user\r\n550 5.1.1 here", ERR_INPUT, false },
	{ "RCPT: log in first",       AT_RCPT,     "530 5.7.0 log in first",    ERR_CONFIG, true },
	{ "RCPT: gone",               AT_RCPT,     DROP,                        ERR_RETRY, false },
	{ "DATA: later",              AT_DATA,     "451 4.3.0 not now",         ERR_RETRY, false },
	{ "DATA: no",                 AT_DATA,     "554 5.5.1 no recipients",   ERR_INPUT, false },
	{ "DATA: yes, the wrong one", AT_DATA,     "250 ok",                    ERR_RETRY, false },
	{ "DATA: gone",               AT_DATA,     DROP,                        ERR_RETRY, false },
	{ "end: later",               AT_END,      "451 4.3.0 scanner died",    ERR_RETRY, false },
	{ "end: several lines later", AT_END,      "451-4.3.0 the scanner\r\n451 4.3.0 died", ERR_RETRY, false },
	{ "end: no",                  AT_END,      "554 5.7.1 spam",            ERR_INPUT, false },
	{ "end: several lines",       AT_END,      "250-2.0.0 fine\r\n250 7F",  OK, false },
	{ "end: gone",                AT_END,      DROP,                        ERR_UNKNOWN, false },
	{ "end: no SMTP",             AT_END,      "HTTP/1.1 400 what?",        ERR_UNKNOWN, false },
	{ "QUIT: gone",               AT_QUIT,     DROP,                        OK, false },
	{ "QUIT: no",                 AT_QUIT,     "500 5.5.0 what?",           OK, false },
};
/* clang-format on */

static const char *
last_line(const char *answer)
{
	const char *end = strrchr(answer, '\n');

	return end == NULL ? answer : end + 1;
}

static void
says(void **state)
{
	const struct row *want = *state;

	smtpd_reset(server);
	smtpd_answer(server, want->at, want->answer);
	assert_int_equal(send_to(TO, "", BODY), want->rc);
	assert_int_equal(closed, want->closed);
	if (want->rc != OK &&
	    (want->answer[0] == '4' || want->answer[0] == '5'))
		assert_non_null(strstr(err.text, last_line(want->answer)));
	if (want->rc != OK)
		assert_string_not_equal(err.text, "");
	assert_int_equal(smtpd_connections(server), 1);
}

/* Silence at each point, all of them at once: each takes a second or two. */
static const struct silence {
	enum smtp_point at;
	enum status rc;
	bool closed;
} silences[] = {
	{ AT_GREETING, ERR_RETRY, true },
	{ AT_EHLO, ERR_RETRY, true },
	{ AT_MAIL, ERR_RETRY, false },
	{ AT_RCPT, ERR_RETRY, false },
	{ AT_DATA, ERR_RETRY, false },
	{ AT_END, ERR_UNKNOWN, false },
	{ AT_QUIT, OK, false },
};

static void
silence(void **state)
{
	pid_t pid[N(silences)];

	(void)state;
	for (size_t i = 0; i < N(silences); i++) {
		const struct silence *want = &silences[i];

		if ((pid[i] = fork()) != 0)
			continue;
		server = smtpd_start();
		smtpd_answer(server, want->at, STALL);
		_exit(send_to(TO, "", BODY) == want->rc &&
			    closed == want->closed ?
			0 :
			1);
	}
	for (size_t i = 0; i < N(silences); i++) {
		int end = -1;

		assert_int_equal(waitpid(pid[i], &end, 0), pid[i]);
		assert_int_equal(end, 0);
	}
}

/* What a server says is shown on terminals and in JSON. */
static void
nothing_of_its_words_controls(void **state)
{
	(void)state;
	smtpd_reset(server);
	smtpd_answer(server, AT_RCPT,
	    "550 5.1.1 no \x1b[2J\tsuch \xff\x80\x7f");
	assert_int_equal(send_to(TO, "", BODY), ERR_INPUT);
	assert_string_equal(err.text, "smtp: 550 5.1.1 no ?[2J?such ???");
}

/* Closed in the middle of the mail: not all went out, it cannot be taken. */
static void
gone_in_the_middle(void **state)
{
	char *body = malloc(BIG + 3);

	(void)state;
	memset(body, 'x', BIG);
	for (size_t i = 70; i < BIG; i += 72)
		memcpy(body + i, "\r\n", 2);
	memcpy(body + BIG, "\r\n", 3);
	smtpd_reset(server);
	smtpd_answer(server, AT_BODY, DROP);
	assert_int_equal(send_to(TO, "", body), ERR_RETRY);
	free(body);
}

static void
nobody_listens(void **state)
{
	struct config c = { .smtp = { .url = (char[]){ "smtp://127.0.0.1:1" },
				.user = (char[]){ "" } } };
	char detail[256];

	(void)state;
	err = ERR_INIT;
	assert_int_equal(transport_named("smtp")->check(&c, detail, &err),
	    ERR_RETRY);
	assert_string_not_equal(err.text, "");
}

static void
one_recipient_and_the_null_sender(void **state)
{
	(void)state;
	smtpd_reset(server);
	assert_int_equal(send_to(TO, "", BODY), OK);
	assert_string_equal(smtpd_commands(server)->str,
	    "EHLO desk.campus.example\nMAIL FROM:<> SIZE=21\n"
	    "RCPT TO:<stu@campus.example>\nDATA\nQUIT\n");
}

static void
the_senders_address(void **state)
{
	(void)state;
	smtpd_reset(server);
	assert_int_equal(
	    send_to(TO, "canvas-tokens+bounce@campus.example", BODY), OK);
	assert_non_null(strstr(smtpd_commands(server)->str,
	    "\nMAIL FROM:<canvas-tokens+bounce@campus.example> SIZE="));
}

/* RFC 5321 section 4.5.2: a dot more before each that begins a line. */
static struct bytes {
	const char *name;
	const char *body;
	const char *wire;
} bytes[] = {
	{ "as it is", BODY, BODY ".\r\n" },
	{ "dots", "a: b\r\n\r\n.\r\n..\r\n.x\r\ny.\r\n",
	    "a: b\r\n\r\n..\r\n...\r\n..x\r\ny.\r\n.\r\n" },
	{ "a dot is the last line", "a: b\r\n\r\n.\r\n",
	    "a: b\r\n\r\n..\r\n.\r\n" },
	{ "a dot comes first", ".\r\nx\r\n", "..\r\nx\r\n.\r\n" },
	{ "commands inside", "a: b\r\n\r\nQUIT\r\nRCPT TO:<x@y.example>\r\n",
	    "a: b\r\n\r\nQUIT\r\nRCPT TO:<x@y.example>\r\n.\r\n" },
	{ "eight bits", "a: b\r\n\r\nZ\xc3\xb6\xff\r\n",
	    "a: b\r\n\r\nZ\xc3\xb6\xff\r\n.\r\n" },
	{ "no line end at the end", "a: b\r\n\r\nx", "a: b\r\n\r\nx\r\n.\r\n" },
};

static void
goes_out_exactly(void **state)
{
	const struct bytes *want = *state;

	smtpd_reset(server);
	assert_int_equal(send_to(TO, "", want->body), OK);
	assert_string_equal(smtpd_mail(server)->str, want->wire);
	assert_int_equal(smtpd_mail(server)->len, strlen(want->wire));
}

/* What would be a second command, or a parameter, never reaches a server. */
static void
no_strange_envelope(void **state)
{
	static const char *const bad[] = { "", "stu",
		"a@campus.example>\r\nRCPT TO:<b@campus.example",
		"a@campus.example\nDATA", "a@campus.example> SIZE=1",
		"a@campus.example,b@campus.example", "a b@campus.example",
		"@relay.example:a@campus.example", "a@campus.example\r\n" };

	(void)state;
	smtpd_reset(server);
	for (size_t i = 0; i < N(bad); i++) {
		assert_int_equal(send_to(bad[i], "", BODY), ERR_INPUT);
		if (bad[i][0] != '\0')
			assert_int_equal(send_to(TO, bad[i], BODY), ERR_INPUT);
	}
	assert_int_equal(smtpd_connections(server), 0);
}

static enum status
check_it(char detail[256])
{
	struct config c = { .smtp = { .user = (char[]){ "" } } };
	char url[64];

	snprintf(url, sizeof url, "smtp://127.0.0.1:%d", smtpd_port(server));
	c.smtp.url = url;
	err = ERR_INIT;
	return transport_named("smtp")->check(&c, detail, &err);
}

static void
a_check_sends_nothing(void **state)
{
	char detail[256];

	(void)state;
	smtpd_reset(server);
	assert_int_equal(check_it(detail), OK);
	assert_non_null(strstr(detail, "smtp://127.0.0.1:"));
	assert_null(strstr(smtpd_commands(server)->str, "MAIL"));
	assert_int_equal(smtpd_mail(server)->len, 0);
	smtpd_reset(server);
	smtpd_answer(server, AT_GREETING, "554 5.7.1 go away");
	assert_int_equal(check_it(detail), ERR_CONFIG);
	assert_non_null(strstr(err.text, "554 5.7.1 go away"));
}

/* base64 of NUL desk NUL pass-word: RFC 4616 */
static void
logging_in(void **state)
{
	static const char plain[] = "\nAUTH PLAIN\nAGRlc2sAcGFzcy13b3Jk\n";
	char file[] = "/tmp/mailproc-smtp-XXXXXX", url[64], detail[256];
	struct config c = { .smtp = { .user = (char[]){ "desk" },
				.password_file = file } };
	int fd = mkstemp(file);

	(void)state;
	assert_int_equal(write(fd, "pass-word\n", 10), 10);
	snprintf(url, sizeof url, "smtp://127.0.0.1:%d", smtpd_port(server));
	c.smtp.url = url;
	smtpd_reset(server);
	assert_int_equal(transport_named("smtp")->check(&c, detail, &err), OK);
	assert_non_null(strstr(smtpd_commands(server)->str, plain));
	smtpd_reset(server);
	smtpd_answer(server, AT_AUTH, "535 5.7.8 wrong password");
	assert_int_equal(transport_named("smtp")->check(&c, detail, &err),
	    ERR_CONFIG);
	assert_non_null(strstr(err.text, "535 5.7.8 wrong password"));
	assert_null(strstr(err.text, "pass-word"));
	smtpd_reset(server);
	smtpd_answer(server, AT_AUTH, "454 4.7.0 not now");
	assert_int_equal(transport_named("smtp")->check(&c, detail, &err),
	    ERR_RETRY);
	smtpd_reset(server);
	assert_int_equal(fchmod(fd, 0644), 0);
	assert_int_equal(transport_named("smtp")->check(&c, detail, &err),
	    ERR_CONFIG);
	assert_int_equal(smtpd_connections(server), 0);
	close(fd);
	unlink(file);
}

/*
 * TLS where the server is, and what it offers.  0.0.0.0 leads to loopback, and
 * is none.
 */
/* clang-format off */
static struct way {
	const char *name;
	const char *url;
	enum smtp_tls tls;
	enum status rc;
	int protected;
	const char *why;
} ways[] = {
	{ "loopback, in the clear",        "smtp://127.0.0.1",  TLS_NONE,    OK, 0, "" },
	{ "loopback, TLS is taken",        "smtp://127.0.0.1",  TLS_OFFERED, OK, 1, "" },
	{ "loopback, TLS that is none",    "smtp://127.0.0.1",  TLS_BROKEN,  ERR_RETRY, 0, "" },
	{ "loopback, smtps, not believed", "smtps://127.0.0.1", TLS_AT_ONCE, ERR_CONFIG, 0, "certificate" },
	{ "away, no TLS",                  "smtp://0.0.0.0",    TLS_NONE,    ERR_CONFIG, 0, "SSL" },
	{ "away, not believed",            "smtp://0.0.0.0",    TLS_OFFERED, ERR_CONFIG, 0, "certificate" },
	{ "away, TLS that is none",        "smtp://0.0.0.0",    TLS_BROKEN,  ERR_RETRY, 0, "" },
	{ "away, smtps, not believed",     "smtps://0.0.0.0",   TLS_AT_ONCE, ERR_CONFIG, 0, "certificate" },
	{ "away, smtps, no TLS",           "smtps://0.0.0.0",   TLS_NONE,    ERR_RETRY, 0, "" },
};
/* clang-format on */

static void
goes_over(void **state)
{
	const struct way *want = *state;

	smtpd_reset(server);
	smtpd_tls(server, want->tls);
	where = want->url;
	assert_int_equal(send_to(TO, "", BODY), want->rc);
	where = "smtp://127.0.0.1";
	assert_non_null(strstr(err.text, want->why));
	assert_int_equal(closed, want->rc != OK);
	assert_int_equal(smtpd_taken(server), want->rc == OK);
	if (want->rc == OK)
		assert_int_equal(smtpd_protected(server), want->protected);
	else
		assert_null(strstr(smtpd_commands(server)->str, "MAIL"));
}

/* Only loopback may be talked to in the clear: no TLS offered, no mail sent. */
static void
in_the_clear_on_loopback_only(void **state)
{
	struct config c = { .smtp = { .user = (char[]){ "" } } };
	char url[64], detail[256];

	(void)state;
	smtpd_reset(server);
	snprintf(url, sizeof url, "smtp://0.0.0.0:%d", smtpd_port(server));
	c.smtp.url = url;
	err = ERR_INIT;
	assert_int_equal(transport_named("smtp")->check(&c, detail, &err),
	    ERR_CONFIG);
	assert_null(strstr(smtpd_commands(server)->str, "NOOP"));
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(silence),
		cmocka_unit_test(nothing_of_its_words_controls),
		cmocka_unit_test(gone_in_the_middle),
		cmocka_unit_test(nobody_listens),
		cmocka_unit_test(one_recipient_and_the_null_sender),
		cmocka_unit_test(the_senders_address),
		cmocka_unit_test(no_strange_envelope),
		cmocka_unit_test(a_check_sends_nothing),
		cmocka_unit_test(logging_in),
		cmocka_unit_test(in_the_clear_on_loopback_only),
	};
	struct CMUnitTest tests[N(rows)], exact[N(bytes)], tls[N(ways)];
	int failed;

	signal(SIGPIPE, SIG_IGN);
	if ((server = smtpd_start()) == NULL)
		return 1;
	TEST_CASES(tests, rows, says);
	TEST_CASES(exact, bytes, goes_out_exactly);
	TEST_CASES(tls, ways, goes_over);
	failed = run_tests("what the server says", tests, N(tests));
	failed += run_tests("bytes", exact, N(exact));
	failed += run_tests("TLS", tls, N(tls));
	failed += run_tests("transport_smtp", others, N(others));
	smtpd_stop(server);
	return failed;
}
