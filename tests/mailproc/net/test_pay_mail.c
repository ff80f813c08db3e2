/*
 * Every fault of the way out, one per row: two mails are owed, the fault meets
 * them, it goes, and they are sent; what is tried how often, and how many
 * copies there are.  A copy has the bytes, and so the Message-ID, of the first.
 */
#include <sys/stat.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/file.h"
#include "mailproc/net/worker.h"
#include "tests/support/smtpd.h"
#include "tests/support/works.h"
#include "tests/test.h"

#define HERE "smtp://127.0.0.1"
#define AWAY "smtp://0.0.0.0" /* leads here, and is not loopback */
#define BODY "Message-ID: <same@campus.example>\r\n\r\nx\r\n"
#define BIT  BODY ".\r\n" /* of what a server hears */
#define ID   "Message-ID: <same@campus.example>"

static struct works w;
static struct smtpd *server;

/* What a fault does to both mails, or to the first, which then keeps the
 * second from being tried. */
enum fate { LATER, CLOSED, REFUSED, IN_DOUBT };

/* clang-format off */
static struct row {
	const char *name;
	const char *by;
	enum smtp_point at;
	const char *how;     /* an answer, a script, a folder */
	enum fate fate;
	const char *why;     /* in last_error */
	const char *url;
	enum smtp_tls tls;
} rows[] = {
	{ "smtp, greeting 421",  "smtp", AT_GREETING, "421 4.3.2 too busy",     CLOSED,   "421 4.3.2", HERE, TLS_NONE },
	{ "smtp, greeting 554",  "smtp", AT_GREETING, "554 5.7.1 go away",      CLOSED,   "554 5.7.1", HERE, TLS_NONE },
	{ "smtp, greeting gone", "smtp", AT_GREETING, DROP,                     CLOSED,   "smtp: ", HERE, TLS_NONE },
	{ "smtp, greeting, silence", "smtp", AT_GREETING, STALL,                CLOSED,   "smtp: ", HERE, TLS_NONE },
	{ "smtp, EHLO 451",      "smtp", AT_EHLO, "451 4.3.0 not now",          CLOSED,   "451 4.3.0", HERE, TLS_NONE },
	{ "smtp, EHLO 550",      "smtp", AT_EHLO, "550 5.7.0 bad name",         CLOSED,   "550 5.7.0", HERE, TLS_NONE },
	{ "smtp, EHLO gone",     "smtp", AT_EHLO, DROP,                         CLOSED,   "smtp: ", HERE, TLS_NONE },
	{ "smtp, MAIL 452",      "smtp", AT_MAIL, "452-4.3.1 disk\r\n452 4.3.1 full", LATER, "452 4.3.1", HERE, TLS_NONE },
	{ "smtp, MAIL 550",      "smtp", AT_MAIL, "550 5.7.1 not you",          CLOSED,   "550 5.7.1", HERE, TLS_NONE },
	{ "smtp, MAIL 552",      "smtp", AT_MAIL, "552 5.3.4 too big",          REFUSED,  "552 5.3.4", HERE, TLS_NONE },
	{ "smtp, MAIL gone",     "smtp", AT_MAIL, DROP,                         LATER,    "smtp: ", HERE, TLS_NONE },
	{ "smtp, RCPT 450",      "smtp", AT_RCPT, "450 4.2.0 greylisted",       LATER,    "450 4.2.0", HERE, TLS_NONE },
	{ "smtp, RCPT 550",      "smtp", AT_RCPT, "550-5.1.1 no\r\n550 5.1.1 such user", REFUSED, "550 5.1.1", HERE, TLS_NONE },
	{ "smtp, RCPT gone",     "smtp", AT_RCPT, DROP,                         LATER,    "smtp: ", HERE, TLS_NONE },
	{ "smtp, DATA 451",      "smtp", AT_DATA, "451 4.3.0 not now",          LATER,    "451 4.3.0", HERE, TLS_NONE },
	{ "smtp, DATA 554",      "smtp", AT_DATA, "554 5.5.1 no recipients",    REFUSED,  "554 5.5.1", HERE, TLS_NONE },
	{ "smtp, DATA gone",     "smtp", AT_DATA, DROP,                         LATER,    "smtp: ", HERE, TLS_NONE },
	{ "smtp, gone on the way", "smtp", AT_BODY, DROP,                       IN_DOUBT, "no answer", HERE, TLS_NONE },
	{ "smtp, end 451",       "smtp", AT_END, "451 4.3.0 scanner died",      LATER,    "451 4.3.0", HERE, TLS_NONE },
	{ "smtp, end 554",       "smtp", AT_END, "554 5.7.1 spam",              REFUSED,  "554 5.7.1", HERE, TLS_NONE },
	{ "smtp, end gone",      "smtp", AT_END, DROP,                          IN_DOUBT, "no answer", HERE, TLS_NONE },
	{ "smtp, no TLS",        "smtp", AT_QUIT, NULL,                         CLOSED,   "SSL", AWAY, TLS_NONE },
	{ "smtp, wrong TLS",     "smtp", AT_QUIT, NULL,                         CLOSED,   "certificate", AWAY, TLS_OFFERED },
	{ "smtp, broken TLS",    "smtp", AT_QUIT, NULL,                         CLOSED,   "smtp: ", HERE, TLS_BROKEN },
	{ "smtp, nobody there",  "smtp", AT_QUIT, NULL,                         CLOSED,   "smtp: ", "smtp://127.0.0.2", TLS_NONE },

	{ "sendmail, 1",         "sendmail", 0, "exit 1",        LATER,    "status 1", NULL, 0 },
	{ "sendmail, 64",        "sendmail", 0, "exit 64",       CLOSED,   "status 64", NULL, 0 },
	{ "sendmail, 65",        "sendmail", 0, "exit 65",       REFUSED,  "status 65", NULL, 0 },
	{ "sendmail, 66",        "sendmail", 0, "exit 66",       LATER,    "status 66", NULL, 0 },
	{ "sendmail, 67",        "sendmail", 0, "exit 67",       REFUSED,  "status 67", NULL, 0 },
	{ "sendmail, 68",        "sendmail", 0, "exit 68",       REFUSED,  "status 68", NULL, 0 },
	{ "sendmail, 69",        "sendmail", 0, "exit 69",       CLOSED,   "status 69", NULL, 0 },
	{ "sendmail, 70",        "sendmail", 0, "exit 70",       LATER,    "status 70", NULL, 0 },
	{ "sendmail, 71",        "sendmail", 0, "exit 71",       LATER,    "status 71", NULL, 0 },
	{ "sendmail, 72",        "sendmail", 0, "exit 72",       LATER,    "status 72", NULL, 0 },
	{ "sendmail, 73",        "sendmail", 0, "exit 73",       LATER,    "status 73", NULL, 0 },
	{ "sendmail, 74",        "sendmail", 0, "exit 74",       LATER,    "status 74", NULL, 0 },
	{ "sendmail, 75",        "sendmail", 0, "exit 75",       LATER,    "status 75", NULL, 0 },
	{ "sendmail, 76",        "sendmail", 0, "exit 76",       LATER,    "status 76", NULL, 0 },
	{ "sendmail, 77",        "sendmail", 0, "exit 77",       CLOSED,   "status 77", NULL, 0 },
	{ "sendmail, 78",        "sendmail", 0, "exit 78",       CLOSED,   "status 78", NULL, 0 },
	{ "sendmail, 255",       "sendmail", 0, "exit 255",      LATER,    "status 255", NULL, 0 },
	{ "sendmail, SIGKILL",   "sendmail", 0, "take; kill -9 $$",  IN_DOUBT, "signal 9", NULL, 0 },
	{ "sendmail, SIGTERM",   "sendmail", 0, "take; kill -15 $$", IN_DOUBT, "signal 15", NULL, 0 },
	{ "sendmail, SIGSEGV",   "sendmail", 0, "take; kill -11 $$", IN_DOUBT, "signal 11", NULL, 0 },
	{ "sendmail, missing",   "sendmail", 0, NULL,            CLOSED,   "sendmail", NULL, 0 },

	{ "maildir, a file",     "maildir", 0, "token",          CLOSED,   "token", NULL, 0 },
	{ "maildir, nothing above", "maildir", 0, "no/mail",     CLOSED,   "no/mail", NULL, 0 },
	{ "maildir, full",       "maildir", 0, "full",           CLOSED,   "full/new", NULL, 0 },
};
/* clang-format on */

static void
path_of(char out[160], const char *name)
{
	snprintf(out, 160, "%s/%s", w.folder, name);
}

/* sendmail is this script; "take" keeps the mail that came in. */
static void
use_script(const char *text)
{
	char path[160];
	FILE *f;

	path_of(path, "sendmail");
	list_free(&w.config.sendmail_command);
	list_add(&w.config.sendmail_command, path);
	if (text == NULL) {
		unlink(path);
		return;
	}
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f,
	    "#!/bin/sh\nmail=$(cat)\n"
	    "take() { echo \"$mail\" >>%s/taken; }\n%s\n",
	    w.folder, text);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0700), 0);
}

static void
use_server(const char *url, enum smtp_tls tls)
{
	char where[80];

	snprintf(where, sizeof where, "%s:%d", url, smtpd_port(server));
	string_set(&w.config.smtp.url, where);
	smtpd_tls(server, tls);
}

/* A folder whose "new" takes no file: as good as a disk that is full. */
static void
use_folder(const char *name)
{
	char path[160], new[200];

	path_of(path, name);
	string_set(&w.config.maildir_path, path);
	if (strcmp(name, "full") != 0)
		return;
	snprintf(new, sizeof new, "%s/new", path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(symlink("/dev/full", new), 0);
}

static void
break_it(const struct row *r)
{
	string_set(&w.config.transport, r->by);
	if (strcmp(r->by, "sendmail") == 0)
		use_script(r->how);
	else if (strcmp(r->by, "maildir") == 0)
		use_folder(r->how);
	else {
		use_server(r->url, r->tls);
		if (r->how != NULL)
			smtpd_answer(server, r->at, r->how);
	}
}

/* What it was before; what came in until then is remembered. */
static void
mend_it(const struct row *r)
{
	if (strcmp(r->by, "sendmail") == 0)
		use_script("take");
	else if (strcmp(r->by, "maildir") == 0)
		use_folder("mail");
	else {
		use_server(HERE, TLS_NONE);
		smtpd_answer(server, r->at, NULL);
	}
}

/* Copies that somebody has or may have, each with the same bytes. */
static int
copies(const struct row *r)
{
	struct buf got = BUF_INIT(1 << 16);
	struct err none = ERR_INIT;
	struct stat st;
	char path[160];
	int n = 0;

	if (strcmp(r->by, "maildir") == 0) {
		buf_free(&got);
		return works_sent(&w);
	}
	if (strcmp(r->by, "smtp") == 0) {
		const struct buf *heard = smtpd_mail(server);

		for (size_t i = 0; i < heard->len; i += sizeof BIT - 1)
			assert_memory_equal(heard->str + i, BIT,
			    sizeof BIT - 1);
		return smtpd_taken(server);
	}
	path_of(path, "taken");
	if (file_read(&got, path, &st, &none) == OK)
		for (const char *s = got.str; (s = strstr(s, ID)) != NULL; n++)
			s++;
	buf_free(&got);
	return n;
}

static void
assert_debt(int64_t id, enum debt_state state, int tries, const char *why)
{
	struct debt d = works_debt(&w, id);

	assert_string_equal(debt_state_name(d.state), debt_state_name(state));
	assert_int_equal(d.tries, tries);
	if (why[0] != '\0')
		assert_non_null(strstr(d.last_error, why));
	else
		assert_string_equal(d.last_error, "");
	debt_free(&d);
}

/* Refused is refused, until the operator says otherwise. */
static void
wants_a_word(const struct row *r, int64_t one, int64_t two)
{
	bool found;

	assert_int_equal(works_run(&w, 6 * 86400), OK);
	assert_debt(one, DEBT_FAILED, 1, r->why);
	assert_debt(two, DEBT_FAILED, 1, r->why);
	assert_int_equal(copies(r), 0);
	assert_int_equal(
	    debt_retry(w.store, one, WORKS_NOW + 7200, &found, &w.err), OK);
	assert_int_equal(
	    debt_retry(w.store, two, WORKS_NOW + 7200, &found, &w.err), OK);
}

static void
is_met(void **state)
{
	const struct row *r = *state;
	static const enum debt_state after[] = { DEBT_PLANNED, DEBT_PLANNED,
		DEBT_FAILED, DEBT_UNKNOWN };
	int64_t one, two;
	int doubts;

	works_start(&w);
	w.config.smtp.timeout = 1;
	smtpd_reset(server);
	one = works_owe_mail(&w, BODY);
	two = works_owe_mail(&w, BODY);
	break_it(r);
	assert_int_equal(works_run(&w, 0), OK);
	assert_int_equal(w.worker.unpaid, r->fate == CLOSED ? 1 : 2);
	assert_debt(one, after[r->fate], 1, r->why);
	if (r->fate == CLOSED)
		assert_debt(two, DEBT_PLANNED, 0, "");
	else
		assert_debt(two, after[r->fate], 1, r->why);
	doubts = copies(r);
	if (r->fate != IN_DOUBT)
		assert_int_equal(doubts, 0);
	mend_it(r);
	if (r->fate == REFUSED)
		wants_a_word(r, one, two);
	assert_int_equal(works_run(&w, 7200), OK);
	assert_debt(one, DEBT_DONE, 2, "");
	assert_debt(two, DEBT_DONE, r->fate == CLOSED ? 1 : 2, "");
	assert_int_equal(copies(r), doubts + 2);
	assert_int_equal(works_run(&w, 14400), OK);
	assert_int_equal(copies(r), doubts + 2);
	works_stop(&w);
}

/* As long as it lasts: one repeat, then it is for the operator. */
static void
doubt_ends(void **state)
{
	static const struct row lost = { .name = "", .by = "smtp" };
	int64_t id;
	bool found;

	(void)state;
	works_start(&w);
	smtpd_reset(server);
	string_set(&w.config.transport, "smtp");
	use_server(HERE, TLS_NONE);
	smtpd_answer(server, AT_END, DROP);
	id = works_owe_mail(&w, BODY);
	assert_int_equal(works_run(&w, 0), OK);
	assert_debt(id, DEBT_UNKNOWN, 1, "no answer");
	assert_int_equal(works_run(&w, 3600), OK);
	assert_debt(id, DEBT_FAILED, 2, "possibly sent");
	assert_int_equal(works_run(&w, 6 * 86400), OK);
	assert_int_equal(copies(&lost), 2);
	smtpd_answer(server, AT_END, NULL);
	assert_int_equal(
	    debt_retry(w.store, id, WORKS_NOW + 3600, &found, &w.err), OK);
	assert_int_equal(works_run(&w, 7200), OK);
	assert_debt(id, DEBT_DONE, 3, "");
	assert_int_equal(copies(&lost), 3);
	works_stop(&w);
}

/* The server away for four days: nothing is lost, nothing is there twice. */
static void
a_long_night(void **state)
{
	static const struct row away = { .name = "", .by = "smtp" };
	int64_t id[5];

	(void)state;
	works_start(&w);
	smtpd_reset(server);
	string_set(&w.config.transport, "smtp");
	use_server(HERE, TLS_NONE);
	smtpd_answer(server, AT_GREETING, DROP);
	for (size_t i = 0; i < N(id); i++)
		id[i] = works_owe_mail(&w, BODY);
	for (int at = 0; at < 4 * 86400; at += 4 * 3600)
		assert_int_equal(works_run(&w, at), OK);
	assert_int_equal(copies(&away), 0);
	smtpd_answer(server, AT_GREETING, NULL);
	assert_int_equal(works_run(&w, 4 * 86400 + 7200), OK);
	for (size_t i = 0; i < N(id); i++) {
		struct debt d = works_debt(&w, id[i]);

		assert_string_equal(debt_state_name(d.state), "done");
		debt_free(&d);
	}
	assert_int_equal(copies(&away), (int)N(id));
	works_stop(&w);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(doubt_ends),
		cmocka_unit_test(a_long_night),
	};
	struct CMUnitTest tests[N(rows)];
	int failed;

	signal(SIGPIPE, SIG_IGN);
	if ((server = smtpd_start()) == NULL)
		return 1;
	TEST_CASES(tests, rows, is_met);
	failed = run_tests("every fault", tests, N(tests));
	failed += run_tests("pay_mail", others, N(others));
	smtpd_stop(server);
	return failed;
}
