#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/config.h"
#include "tests/test.h"

/* Five lines; what a row adds begins on line 6. */
static const char enough[] = "address = \"tokens@campus.example\"\n"
			     "domains = {\"campus.example\"}\n"
			     "admins = {\"admin@campus.example\"}\n"
			     "backend = \"manual\"\n"
			     "transport = \"sendmail\"\n";

static void
write_file(char path[32], const char *first, const char *second)
{
	FILE *f;
	int fd;

	snprintf(path, 32, "/tmp/mailproc-test-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	f = fdopen(fd, "w");
	assert_non_null(f);
	assert_true(fputs(first, f) >= 0);
	assert_true(fputs(second, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static enum status
read_text(struct config *c, const char *first, const char *second,
    struct err *err)
{
	char path[32];
	enum status rc;

	write_file(path, first, second);
	rc = config_read(c, path, err);
	unlink(path);
	return rc;
}

static void
read_good(struct config *c, const char *first, const char *second)
{
	struct err err = ERR_INIT;

	if (read_text(c, first, second, &err) != OK)
		fail_msg("refused: %s", err.text);
}

static bool
printed(const struct config *c, const char *line)
{
	struct buf out = BUF_INIT(64 << 10);
	char whole[256];
	bool found;

	buf_addc(&out, '\n');
	config_print(c, &out);
	assert_false(out.full);
	snprintf(whole, sizeof whole, "\n%s\n", line);
	found = strstr(out.str, whole) != NULL;
	if (!found)
		print_error("no \"%s\" in:%s", line, out.str);
	buf_free(&out);
	return found;
}

/* ---------------------------------------------------------- refused */

struct refused {
	const char *name;
	const char *text;
	const char *error; /* what stands behind "FILE:" */
};

/* clang-format off */
static struct refused refused[] = {
    /* what libconfuse lets pass */
    { "missing_closing_brace", "trust {\n profile = \"top\"\n", "6: trust: expected a closing brace" },
    { "section_in_a_section", "trust {\n profile = \"top\"\npolicy {\n}\n", "6: trust: expected a closing brace before" },
    { "brace_too_many", "trust {\n}\n}\n", "8: }: expected no brace" },
    { "text_for_a_list", "policy { may_sponsor = \"faculty\" }\n", "6: policy.may_sponsor: expected a list" },
    { "list_for_a_text", "tag = {\"CT\"}\n", "6: tag: expected 1 to 16 letters" },
    { "octal_number", "policy { open_requests = 010 }\n", "6: policy.open_requests: expected a number from 1 to 1000" },
    { "octal_number_in_list", "time { expiry_warn = {14, 03} }\n", "6: time.expiry_warn: expected a list" },
    { "hexadecimal_number", "policy { open_requests = 0x10 }\n", "6: policy.open_requests: expected a number" },
    { "section_twice", "trust {\n}\n\ntrust {\n}\n", "9: trust: expected only one section" },
    { "key_twice", "tag = \"A\"\n\ntag = \"B\"\n", "8: tag: expected once, but line 6" },
    { "key_twice_in_section", "limits { mails_per_hour = 1\n mails_per_hour = 2 }\n", "7: limits.mails_per_hour: expected once, but line 6" },
    { "required_key_twice", "address = \"b@campus.example\"\n", "6: address: expected once, but line 1" },
    { "variable_in_quotes", "\nstate = \"${HOME}/state.db\"\n", "7: ${: expected the value itself" },
    { "variable_in_single_quotes", "state = '${HOME}/state.db'\n", "6: ${: expected the value itself" },
    { "variable_bare", "state = ${HOME}\n", "6: $: expected" },
    /* what it could only say in its own words */
    { "unknown_key", "colour = \"red\"\n", "6: colour: expected a key that" },
    { "unknown_key_in_section", "\ntrust {\n  authserv = \"x\" }\n", "8: trust.authserv: expected a key that" },
    { "key_of_another_section", "trust { timeout = 5 }\n", "6: trust.timeout: expected a key that" },
    { "unknown_section", "telepathy { }\n", "6: telepathy: expected a section that" },
    { "quote_left_open", "tag = \"CT\nstate = \"x\"\n", "6: text: expected a closing quote" },
    { "comment_left_open", "/* and\nso on\n", "6: comment: expected */" },
    { "line_after_a_comment", "/* one\n two */\n// three\n# four\ncolour = 1\n", "10: colour: expected a key" },
    { "brace_in_a_comment_counts_not", "trust {\n# }\n", "6: trust: expected a closing brace" },
    { "odd_escape", "tag = \"C\\x54\"\n", "6: \\: expected a quote" },
    { "octal_escape", "tag = \"C\\0\"\n", "6: \\: expected a quote" },
    { "appending", "domains += {\"b.example\"}\n", "6: +: expected" },
    { "value_without_key", "\"text\"\n", "6: value: expected a key" },
    { "key_without_value", "tag\nstate = \"x\"\n", "6: tag: expected = or {" },
    { "nothing_after_equals", "tag =\n", "6: tag: expected 1 to 16 letters" },
    { "list_not_closed", "sendmail { command = {\"/bin/a\" }\n", "6: sendmail: expected a closing brace" },
    { "list_without_comma", "sendmail { command = {\"/bin/a\" \"b\"} }\n", "6: sendmail.command: expected a comma" },
    /* types and ranges */
    { "number_in_quotes", "policy { open_requests = \"3\" }\n", "6: policy.open_requests: expected a number from 1 to 1000, without quotes" },
    { "number_too_low", "policy { open_requests = 0 }\n", "6: policy.open_requests: expected a number from 1" },
    { "number_too_high", "canvas { timeout = 301 }\n", "6: canvas.timeout: expected a number from 1 to 300" },
    { "number_endless", "canvas { timeout = 99999999999999999999 }\n", "6: canvas.timeout: expected a number" },
    { "number_negative", "canvas { timeout = -5 }\n", "6: canvas.timeout: expected a number" },
    { "flag_in_quotes", "plus_addressing = \"true\"\n", "6: plus_addressing: expected true or false" },
    { "flag_yes", "plus_addressing = yes\n", "6: plus_addressing: expected true or false" },
    { "text_without_quotes", "tag = CT\n", "6: tag: expected 1 to 16 letters, digits or hyphens, in quotes" },
    { "size_zero", "limits { message = \"0M\" }\n", "6: limits.message: expected a size" },
    { "size_too_big", "limits { message = \"101M\" }\n", "6: limits.message: expected a size from \"1K\" to \"100M\"" },
    { "size_in_gigabytes", "limits { message = \"1G\" }\n", "6: limits.message: expected a size" },
    { "size_with_more_behind", "limits { message = \"10MB\" }\n", "6: limits.message: expected a size" },
    { "word_that_means_something_else", "words {\n confirm = {\"bekr\xc3\xa4" "ftigt\"}\n decline = {\"Ja\"} }\n", "8: words.decline: expected another word than \"Ja\", which means CONFIRM" },
    { "word_decomposed", "words { deny = {\"besta\xcc\x88tigt\"} }\n", "6: words.deny: expected another word than" },
    { "word_in_two_lists", "words { deny = {\"verworfen\"}\n cancel = {\"Verworfen\"} }\n", "6: words.deny: expected \"verworfen\" in one list only" },
    { "word_with_a_digit", "words { help = {\"9elp\"} }\n", "6: words.help: expected a list in braces, of words" },
    { "word_with_a_sign", "words { help = {\"au-secours\"} }\n", "6: words.help: expected a list" },
    { "banner_too_short", "words { banner = {\"CAUTION\"} }\n", "6: words.banner: expected a list in braces, of words that no own line holds" },
    { "word_full_width", "words { help = {\"\xef\xbc\xa1\"} }\n", "6: words.help: expected a list" },
    { "word_with_a_bidi_control", "words { help = {\"a\xe2\x80\xae" "b\"} }\n", "6: words.help: expected a list" },
    { "word_empty", "words { help = {\"\"} }\n", "6: words.help: expected a list" },
    { "word_of_two_blanks", "words { help = {\"to  me\"} }\n", "6: words.help: expected a list" },
    { "word_of_an_accent_alone", "words { help = {\"\xcc\x81\"} }\n", "6: words.help: expected a list" },
    { "words_too_many", "words { help = {\"aa\", \"ab\", \"ac\", \"ad\", \"ae\", \"af\", \"ag\", \"ah\", \"ai\", \"aj\", \"ak\", \"al\", \"am\", \"an\", \"ao\", \"ap\", \"aq\", \"ar\", \"as\", \"at\", \"au\"} }\n", "6: words.help: expected at most 20 words" },
    { "words_of_no_such_list", "words { renew = {\"nochmal\"} }\n", "6: words.renew: expected a key" },
    { "size_overflowing", "limits { message = \"4294967297\" }\n", "6: limits.message: expected a size" },
    { "nine_reminders", "time { expiry_warn = {1,2,3,4,5,6,7,8,9} }\n", "6: time.expiry_warn: expected a list in braces, of at most 8" },
    { "a_reminder_twice", "time { expiry_warn = {3, 3} }\n", "6: time.expiry_warn: expected a list in braces, of at most 8 different" },
    { "unknown_role", "policy { may_request = {\"janitor\"} }\n", "6: policy.may_request: expected a list in braces, of \"student\", \"ta\", \"staff\", \"faculty\" or \"unknown\"" },
    { "unknown_sponsors", "policy { may_sponsor = {\"unknown\"} }\n", "6: policy.may_sponsor: expected" },
    { "control_in_text", "organisation = \"a\tb\"\n", "6: organisation: expected one line" },
    { "not_utf8", "organisation = \"Universit\xe4t\"\n", "6: organisation: expected one line" },
    /* names of variants */
    { "profile_m365_named", "trust { profile = \"m365\" authserv_id = \"mx.a.example\" }\n", "6: trust.authserv_id: expected none, because profile is m365" },
    { "internal_without_m365", "trust { authserv_id = \"mx.a.example\" accept = {\"dmarc\", \"internal\"} }\n", "6: trust.accept: expected \"internal\" with profile = \"m365\" only" },
    { "profile_unknown", "trust { profile = \"middle\" }\n", "6: trust.profile: expected \"top\", \"below\" or \"m365\"" },
    { "grade_unknown", "trust { accept = {\"spf\"} }\n", "6: trust.accept: expected a list in braces, of \"dmarc\", \"dkim\" or \"internal\"" },
    { "grade_none", "trust { accept = {\"none\"} }\n", "6: trust.accept: expected" },
    { "grade_fail", "trust { accept = {\"dmarc\", \"fail\"} }\n", "6: trust.accept: expected" },
    { "role_unknown_title", "role dean { approvals = 2 }\n", "6: role: expected student, ta, staff, faculty or unknown after it" },
    { "role_without_title", "role { approvals = 2 }\n", "6: role: expected a section that mailproc.conf(5) knows" },
    { "role_as_one_word", "role_student { approvals = 2 }\n", "6: role_student: expected a section that mailproc.conf(5) knows" },
    { "role_without_brace", "role student approvals = 2\n", "6: role: expected its name and { after it, on the same line" },
    { "role_on_two_lines", "role student\n{ approvals = 1 }\n", "6: role: expected its name and { after it, on the same line" },
    { "role_twice", "role ta { approvals = 1 }\nrole ta { risk = \"x\" }\n", "7: role ta: expected only one section of this name" },
    { "role_not_closed", "role ta {\napprovals = 1\n", "6: role ta: expected a closing brace, the file ends without one" },
    { "role_odd_key", "role ta {\nrisks = \"x\" }\n", "7: role ta.risks: expected a key that mailproc.conf(5) knows" },
    { "role_longer_than_all", "role ta { token_days_max = 121 }\n", "6: role ta.token_days_max: expected at most policy.token_days_max, which is 120" },
    { "role_more_approvals_than_admins", "role ta { approvals = 2 }\n", "6: role ta.approvals: expected at most one per admin, and there is 1" },
    { "role_three_approvals", "role ta { approvals = 3 }\n", "6: role ta.approvals: expected a number from 1 to 2" },
    { "field_without_label", "field x { required = true }\n", "6: field x.label: expected, a field needs one" },
    { "field_odd_label", "field x { label = \"a: b\" }\n", "6: field x.label: expected a few words, at most 50 bytes" },
    { "field_odd_key", "field x {\nlabels = \"x\" }\n", "7: field x.labels: expected a key that mailproc.conf(5) knows" },
    { "field_of_ours", "field purpose { label = \"Why\" }\n", "6: field: expected a name after it" },
    { "field_odd_name", "field Vendor { label = \"Why\" }\n", "6: field: expected a name after it" },
    { "field_twice", "field x { label = \"A b\" }\nfield x { label = \"B c\" }\n", "7: field: expected only one section of this name" },
    { "field_by_number", "field_1 { label = \"A b\" }\n", "6: field_1: expected a section that mailproc.conf(5) knows" },
    { "field_nine", "field a{label=\"Aa\"}field b{label=\"Bb\"}field c{label=\"Cc\"}field d{label=\"Dd\"}field e{label=\"Ee\"}field f{label=\"Ff\"}field g{label=\"Gg\"}field h{label=\"Hh\"}\nfield i{label=\"Ii\"}\n", "7: field: expected at most 8 sections of this kind" },
    { "field_long_name", "field aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa { label = \"A b\" }\n", "6: field: expected a name after it" },
    { "nobody_may_sponsor", "policy { may_sponsor = {} }\n", "6: policy.may_sponsor: expected somebody, because needs_sponsor names people who need a sponsor" },
    { "directory_by_hand", "canvas { directory = true }\n", "6: canvas.directory: expected false, because backend is manual" },
    { "handover_unknown", "handover = \"mail\"\n", "6: handover: expected \"sealed\", \"regenerate\" or \"none\"" },
    /* single values */
    { "authserv_localhost", "trust { authserv_id = \"localhost\" }\n", "6: trust.authserv_id: expected the name" },
    { "authserv_opendkim", "trust { authserv_id = \"OpenDKIM\" }\n", "6: trust.authserv_id: expected the name" },
    { "authserv_opendmarc", "trust { authserv_id = \"opendmarc\" }\n", "6: trust.authserv_id: expected the name" },
    { "authserv_two_words", "trust { authserv_id = \"mx a\" }\n", "6: trust.authserv_id: expected the name" },
    { "help_desk_no_address", "help_desk = \"the help desk\"\n", "6: help_desk: expected an address" },
    { "help_desk_open", "help_desk = \"Help <help@campus.example\"\n", "6: help_desk: expected" },
    { "help_desk_two", "help_desk = \"A <a@b.example> <c@d.example>\"\n", "6: help_desk: expected" },
    { "help_desk_is_us", "help_desk = \"Help <Tokens@campus.example>\"\n", "6: help_desk: expected another" },
    { "zone_of_no_place", "time { zone = \"Mars/Olympus\" }\n", "6: time.zone: expected a time zone" },
    { "zone_climbs_out", "time { zone = \"../../../etc/passwd\" }\n", "6: time.zone: expected a time zone" },
    { "zone_is_a_folder", "time { zone = \"America\" }\n", "6: time.zone: expected a time zone" },
    { "zone_is_absolute", "time { zone = \"/etc/passwd\" }\n", "6: time.zone: expected a time zone" },
    { "tag_empty", "tag = \"\"\n", "6: tag: expected" },
    { "tag_of_17", "tag = \"ABCDEFGHIJKLMNOPQ\"\n", "6: tag: expected 1 to 16" },
    { "tag_with_bracket", "tag = \"C]T\"\n", "6: tag: expected" },
    { "canvas_http", "canvas { url = \"http://campus.example\" }\n", "6: canvas.url: expected an https://" },
    { "canvas_http_looks_local", "canvas { url = \"http://127.0.0.1.campus.example\" }\n", "6: canvas.url: expected" },
    { "canvas_http_user_looks_local", "canvas { url = \"http://localhost:80@campus.example\" }\n", "6: canvas.url: expected" },
    { "canvas_user", "canvas { url = \"https://me@campus.example\" }\n", "6: canvas.url: expected" },
    { "canvas_path", "canvas { url = \"https://campus.example/api\" }\n", "6: canvas.url: expected" },
    { "canvas_port_zero", "canvas { url = \"https://campus.example:0\" }\n", "6: canvas.url: expected" },
    { "canvas_port_high", "canvas { url = \"https://campus.example:65536\" }\n", "6: canvas.url: expected" },
    { "canvas_no_host", "canvas { url = \"https://:80\" }\n", "6: canvas.url: expected" },
    { "canvas_ftp", "canvas { url = \"ftp://campus.example\" }\n", "6: canvas.url: expected" },
    { "canvas_account_path", "canvas { account = \"1/../2\" }\n", "6: canvas.account: expected" },
    { "unlock_http", "unlock_url = \"http://127.0.0.1/unlock.html\"\n", "6: unlock_url: expected an https://" },
    { "unlock_fragment", "unlock_url = \"https://campus.example/#a\"\n", "6: unlock_url: expected no #" },
    { "policy_blank", "policy { policy_url = \"https://campus.example/a b\" }\n", "6: policy.policy_url: expected" },
    { "activate_quote", "activate_url = \"https://campus.example/\\\"x\"\n", "6: activate_url: expected" },
    { "activate_empty", "activate_url = \"\"\n", "6: activate_url: expected" },
    { "smtp_https", "smtp { url = \"https://campus.example\" }\n", "6: smtp.url: expected an smtp://" },
    { "imap_pop", "imap { url = \"pop3://campus.example\" }\n", "6: imap.url: expected an imap://" },
    { "command_empty", "sendmail { command = {} }\n", "6: sendmail.command: expected a list" },
    { "command_relative", "sendmail { command = {\"sendmail\", \"-i\"} }\n", "6: sendmail.command: expected a whole path" },
    { "command_empty_word", "sendmail { command = {\"\"} }\n", "6: sendmail.command: expected a list" },
    /* together */
    { "days_above_most", "policy {\n token_days = 121\n}\n", "7: policy.token_days: expected at most token_days_max, which is 120" },
    { "days_above_less", "policy {\n token_days_max = 30\n}\n", "9: policy.token_days: expected at most token_days_max, which is 30" },
    { "reminds_after_giving_up", "time { sponsor_give_up = 4 }\n", "7: time.sponsor_remind: expected days before sponsor_give_up" },
    { "activation_reminds_late", "time { activate_remind = 20 }\n", "6: time.activate_remind: expected less" },
    { "oauth_without_client", "oauth { token_url = \"https://login.example/t\" }\n", "7: oauth.client_id: expected" },
    { "oauth_without_secret", "oauth { token_url = \"https://login.example/t\" client_id = \"a\" }\n", "7: oauth.client_secret_file: expected" },
};
/* clang-format on */

static void
refuse(const char *first, const char *second, const char *error)
{
	struct err err = ERR_INIT;
	char path[32], whole[512];
	struct config c;

	write_file(path, first, second);
	assert_int_equal(config_read(&c, path, &err), ERR_CONFIG);
	unlink(path);
	config_free(&c);
	snprintf(whole, sizeof whole, "%s:%s", path, error);
	if (strncmp(err.text, whole, strlen(whole)) != 0)
		fail_msg("said \"%s\", not \"%s\"", err.text, whole);
}

static void
check_refused(void **state)
{
	const struct refused *want = *state;

	refuse(enough, want->text, want->error);
}

/* Rows whose text is the whole file. */
/* clang-format off */
#define ADDRESS "address = \"tokens@campus.example\"\n"
#define DOMAINS "domains = {\"campus.example\"}\n"
#define ADMINS  "admins = {\"admin@campus.example\"}\n"
#define CANVAS  "canvas { url = \"https://c.example\" token_file = \"/f\" }\n"
#define UNLOCK  "unlock_url = \"https://c.example/u\"\n"

static struct refused whole[] = {
    { "empty_file", "", "1: address: expected" },
    { "only_a_comment", "# nothing\n", "2: address: expected, there is no default" },
    { "no_address", DOMAINS ADMINS, "3: address: expected, there is no default" },
    { "no_domains", ADDRESS ADMINS, "3: domains: expected, there is no default" },
    { "no_admins", ADDRESS DOMAINS, "3: admins: expected, there is no default" },
    { "empty_domains", ADDRESS "domains = {}\n" ADMINS, "2: domains: expected a list" },
    { "empty_admins", ADDRESS DOMAINS "admins = {}\n", "3: admins: expected a list" },
    { "address_with_plus", "address = \"a+b@campus.example\"\n" DOMAINS ADMINS, "1: address: expected one mail address" },
    { "address_with_name", "address = \"A <a@campus.example>\"\n" DOMAINS ADMINS, "1: address: expected one mail address" },
    { "address_empty", "address = \"\"\n" DOMAINS ADMINS, "1: address: expected one mail address" },
    { "address_too_long_for_keys", "address = \"a23456789a23456789a23456789a23456789abcd@campus.example\"\n" DOMAINS ADMINS CANVAS UNLOCK, "1: address: expected an address short enough" },
    { "domain_of_one_label", ADDRESS "domains = {\"campus\"}\n" ADMINS, "2: domains: expected a list" },
    { "domain_with_at", ADDRESS "domains = {\"@campus.example\"}\n" ADMINS, "2: domains: expected a list" },
    { "admin_no_address", ADDRESS DOMAINS "admins = {\"admin\"}\n", "3: admins: expected a list" },
    { "admin_twice", ADDRESS DOMAINS "admins = {\"a@b.example\", \"A@b.example\"}\n", "3: admins: expected a list" },
    { "admin_is_us", ADDRESS DOMAINS "admins = {\"Tokens@campus.example\"}\n", "3: admins: expected other addresses" },
    { "canvas_without_url", ADDRESS DOMAINS ADMINS UNLOCK, "5: canvas.url: expected, because backend is canvas" },
    { "canvas_without_token", ADDRESS DOMAINS ADMINS UNLOCK "canvas { url = \"https://c.example\" }\n", "6: canvas.token_file: expected, because" },
    { "sealed_without_page", ADDRESS DOMAINS ADMINS CANVAS, "5: unlock_url: expected, because handover is sealed" },
    { "backend_unknown", ADDRESS DOMAINS ADMINS "backend = \"moodle\"\n", "4: backend: expected \"canvas\" or \"manual\"" },
    { "transport_unknown", ADDRESS DOMAINS ADMINS "transport = \"uucp\"\n", "4: transport: expected \"smtp\", \"sendmail\" or \"maildir\"" },
    { "maildir_without_path", ADDRESS DOMAINS ADMINS CANVAS UNLOCK "transport = \"maildir\"\n", "7: maildir.path: expected, because transport is maildir" },
    { "login_in_clear", ADDRESS DOMAINS ADMINS CANVAS UNLOCK "smtp { url = \"smtp://mx.example:25\" user = \"u\" password_file = \"/p\" }\n", "6: smtp.user: expected none without TLS" },
    { "login_in_clear_5870", ADDRESS DOMAINS ADMINS CANVAS UNLOCK "smtp { url = \"smtp://mx.example:5870\" user = \"u\" password_file = \"/p\" }\n", "6: smtp.user: expected none without TLS" },
    { "login_in_clear_in_path", ADDRESS DOMAINS ADMINS CANVAS UNLOCK "smtp { url = \"smtp://mx.example/:587\" user = \"u\" password_file = \"/p\" }\n", "6: smtp.user: expected none without TLS" },
    { "login_without_password", ADDRESS DOMAINS ADMINS CANVAS UNLOCK "smtp { url = \"smtps://mx.example\" user = \"u\" }\n", "6: smtp.user: expected a password_file" },
};
/* clang-format on */

static void
check_whole(void **state)
{
	const struct refused *want = *state;

	refuse(want->text, "", want->error);
}

/* ---------------------------------------------------------- accepted */

static void
fills_in_what_is_not_said(void **state)
{
	struct config c;

	(void)state;
	read_good(&c, enough, "");
	assert_string_equal(c.help_desk, "admin@campus.example");
	assert_string_equal(c.organisation, "campus.example");
	assert_string_equal(c.state, "/var/lib/mailproc/state.db");
	assert_string_equal(c.templates, "");
	assert_true(c.plus_addressing);
	assert_int_equal(c.trust.profile, TRUST_TOP);
	assert_string_equal(c.trust.authserv_id, "");
	assert_int_equal(c.trust.accept, 1u << GRADE_DMARC);
	assert_false(c.trust.require_dkim);
	assert_true(c.trust.require_key);
	assert_int_equal(c.policy.may_request,
	    1u << STANDING_STUDENT | 1u << STANDING_TA | 1u << STANDING_STAFF |
		1u << STANDING_FACULTY);
	assert_int_equal(c.policy.needs_sponsor,
	    1u << STANDING_STUDENT | 1u << STANDING_TA |
		1u << STANDING_UNKNOWN);
	assert_int_equal(c.policy.may_sponsor, 1u << STANDING_FACULTY);
	assert_int_equal(c.policy.open_requests, 3);
	assert_int_equal(c.policy.token_days, 90);
	assert_int_equal(c.policy.token_days_max, 120);
	assert_string_equal(c.time.zone, "America/New_York");
	assert_string_equal(c.time.holidays, "");
	assert_int_equal(c.time.review_days, 5);
	assert_int_equal(c.time.sponsor_remind.n, 2);
	assert_int_equal(c.time.sponsor_remind.day[1], 4);
	assert_int_equal(c.time.expiry_warn.day[0], 14);
	assert_int_equal(c.handover, HANDOVER_SEALED);
	assert_string_equal(c.tag, "CT");
	assert_string_equal(c.smtp.url, "smtp://localhost:587");
	assert_int_equal(c.sendmail_command.n, 2);
	assert_string_equal(c.sendmail_command.item[1], "-i");
	assert_string_equal(c.imap.folder, "INBOX");
	assert_int_equal(c.limits.message, 10485760);
	assert_int_equal(c.limits.mails_per_hour, 200);
	assert_int_equal(c.limits.keep_raw_days, 30);
	config_free(&c);
}

/* The example of the manual, comments, several keys on a line and all. */
static const char example[] =
    "address        = \"Canvas-Tokens@Campus.Example\"   # ours\n"
    "help_desk      = \"IT Help Desk <HELP@campus.example>\"\n"
    "organisation   = \"Campus \\\"North\\\"\"\n"
    "domains        = {\"campus.example\", \"Alumni.Campus.example\"}\n"
    "admins         = {\"Admin@campus.example\",\n"
    "                  'second@campus.example'}\n"
    "state          = \"/srv/state.db\"\n"
    "templates      = \"/etc/mailproc/templates\"\n"
    "plus_addressing = false\n"
    "trust {                    # nothing is trusted until } it is set\n"
    "  profile      = \"below\"   // { below\n"
    "  authserv_id  = \"mx.campus.example\" /* \" */\n"
    "  accept       = {\"dmarc\", \"dkim\"}\n"
    "  require_dkim = true\n"
    "  require_key  = false\n"
    "}\n"
    "policy {\n"
    "  may_request = {\"staff\"}  needs_sponsor = {}\n"
    "  may_sponsor = {\"faculty\", \"staff\"}\n"
    "  token_days = 30  token_days_max = 30  open_requests = 10\n"
    "  policy_url = \"https://campus.example/aup?a=b#c\"\n"
    "}\n"
    "time { zone = \"Europe/Berlin\" holidays = \"/etc/h.ics\"\n"
    "  sponsor_remind = {2, 4}  sponsor_give_up = 10 review_remind = {}\n"
    "}\n"
    "canvas {\n"
    "  url = \"https://campus.instructure.com/\" token_file = \"/t\"\n"
    "  account = \"sis_account_id:7\" directory = true timeout = 5 }\n"
    "backend = \"canvas\"\n"
    "handover = \"regenerate\"\n"
    "tag = \"CT-2\"\n"
    "transport = \"smtp\"\n"
    "smtp { url = \"smtp://smtp.office365.com:587\" user = \"me\"\n"
    "  password_file = \"/p\" }\n"
    "maildir { path = \"/srv/sent\" }\n"
    "imap { url = \"imaps://outlook.office365.com\" user = \"me\" }\n"
    "limits { message = \"512K\" }\n"
    "words { confirm = {\"bekr\xc3\xa4"
    "ftigt\", \"yes\"} deny = {} }\n";

static void
reads_a_whole_file(void **state)
{
	struct config c;

	(void)state;
	read_good(&c, example, "");
	assert_string_equal(c.address, "canvas-tokens@campus.example");
	assert_string_equal(c.help_desk, "IT Help Desk <help@campus.example>");
	assert_string_equal(c.organisation, "Campus \"North\"");
	assert_int_equal(c.words.confirm.n, 2);
	assert_string_equal(c.words.confirm.item[0],
	    "bekr\xc3\xa4"
	    "ftigt");
	assert_int_equal(c.words.deny.n, 0);
	assert_int_equal(c.words.help.n, 0);
	assert_true(printed(&c, "words.help = {}"));
	assert_int_equal(c.domains.n, 2);
	assert_string_equal(c.domains.item[1], "alumni.campus.example");
	assert_int_equal(c.admins.n, 2);
	assert_string_equal(c.admins.item[0], "admin@campus.example");
	assert_string_equal(c.admins.item[1], "second@campus.example");
	assert_false(c.plus_addressing);
	assert_int_equal(c.trust.profile, TRUST_BELOW);
	assert_string_equal(c.trust.authserv_id, "mx.campus.example");
	assert_int_equal(c.trust.accept, 1u << GRADE_DMARC | 1u << GRADE_DKIM);
	assert_true(c.trust.require_dkim);
	assert_false(c.trust.require_key);
	assert_int_equal(c.policy.may_request, 1u << STANDING_STAFF);
	assert_int_equal(c.policy.needs_sponsor, 0);
	assert_int_equal(c.policy.open_requests, 10);
	assert_string_equal(c.policy.policy_url,
	    "https://campus.example/aup?a=b#c");
	assert_int_equal(c.time.review_remind.n, 0);
	assert_string_equal(c.time.holidays, "/etc/h.ics");
	assert_string_equal(c.canvas.url, "https://campus.instructure.com");
	assert_true(c.canvas.directory);
	assert_int_equal(c.handover, HANDOVER_REGENERATE);
	assert_string_equal(c.smtp.user, "me");
	assert_string_equal(c.maildir_path, "/srv/sent");
	assert_int_equal(c.limits.message, 524288);
	config_free(&c);
}

static void
prints_what_holds(void **state)
{
	struct config c;

	(void)state;
	read_good(&c, example, "");
	assert_true(printed(&c, "address = \"canvas-tokens@campus.example\""));
	assert_true(printed(&c, "organisation = \"Campus \\\"North\\\"\""));
	assert_true(printed(&c,
	    "admins = {\"admin@campus.example\", \"second@campus.example\"}"));
	assert_true(printed(&c, "plus_addressing = false"));
	assert_true(printed(&c, "trust.profile = \"below\""));
	assert_true(printed(&c, "trust.accept = {\"dmarc\", \"dkim\"}"));
	assert_true(printed(&c, "policy.needs_sponsor = {}"));
	assert_true(printed(&c, "time.sponsor_remind = {2, 4}"));
	assert_true(printed(&c, "time.review_days = 5"));
	assert_true(printed(&c, "handover = \"regenerate\""));
	assert_true(printed(&c, "limits.message = \"512K\""));
	assert_true(
	    printed(&c, "smtp.url = \"smtp://smtp.office365.com:587\""));
	assert_true(printed(&c, "oauth.scope = \"\""));
	config_free(&c);
}

/* What is printed without sections is a line per key of the table. */
static void
prints_every_key(void **state)
{
	struct buf out = BUF_INIT(64 << 10);
	struct config c;
	int lines = 0;

	(void)state;
	read_good(&c, enough, "");
	config_print(&c, &out);
	for (size_t i = 0; i < out.len; i++)
		lines += out.str[i] == '\n';
	assert_int_equal(lines, 92);
	buf_free(&out);
	config_free(&c);
}

static struct accepted {
	const char *name;
	const char *text;
	const char *line; /* of config_print() */
} accepted[] = {
	{ "crlf", "tag = \"X\"\r\n", "tag = \"X\"" },
	{ "role", "role faculty { token_days_max = 30 }\n",
	    "role faculty.token_days_max = 30" },
	{ "field", "field v { label = \"A b\" pattern = \"[0-9]+\" }\n",
	    "field v.pattern = \"[0-9]+\"" },
	{ "field_optional", "field v { label = \"A b\" }\n",
	    "field v.required = false" },
	{ "field_close", "field v{label=\"A b\" required=true}\n",
	    "field v.required = true" },
	{ "role_in_quotes", "role \"ta\" { risk = \"Never.\" }\n",
	    "role ta.risk = \"Never.\"" },
	{ "role_close", "role staff{approvals=1}\n",
	    "role staff.approvals = 1" },
	{ "role_of_the_policy", "policy { token_days_max = 100 }\n",
	    "role student.token_days_max = 100" },
	{ "nobody_needs_a_sponsor",
	    "policy { needs_sponsor = {} may_sponsor = {} }\n",
	    "policy.may_sponsor = {}" },
	{ "no_newline_at_the_end", "tag = \"X\"", "tag = \"X\"" },
	{ "comment_at_the_end", "tag = \"X\" # x", "tag = \"X\"" },
	{ "hash_in_text", "tag = \"X\" organisation = \"a # b\"\n",
	    "organisation = \"a # b\"" },
	{ "slashes_in_text", "organisation = \"a // b /* c\"\n",
	    "organisation = \"a // b /* c\"" },
	{ "dollar_in_text", "organisation = \"$5 {x}\"\n",
	    "organisation = \"$5 {x}\"" },
	{ "utf8", "organisation = \"Universit\xc3\xa4t\"\n",
	    "organisation = \"Universit\xc3\xa4t\"" },
	{ "backslash", "organisation = 'a\\\\b'\n",
	    "organisation = \"a\\\\b\"" },
	{ "single_quote_escaped", "organisation = 'a\\'b'\n",
	    "organisation = \"a'b\"" },
	{ "canvas_on_loopback", "canvas { url = \"http://127.0.0.1:8080\" }\n",
	    "canvas.url = \"http://127.0.0.1:8080\"" },
	{ "canvas_on_the_last_port",
	    "canvas { url = \"https://campus.example:65535\" }\n",
	    "canvas.url = \"https://campus.example:65535\"" },
	{ "canvas_on_localhost", "canvas { url = \"http://localhost\" }\n",
	    "canvas.url = \"http://localhost\"" },
	{ "canvas_on_six", "canvas { url = \"http://[::1]:80\" }\n",
	    "canvas.url = \"http://[::1]:80\"" },
	{ "size_in_bytes", "limits { message = \"1500\" }\n",
	    "limits.message = \"1500\"" },
	{ "size_in_kilobytes", "limits { message = \"2048K\" }\n",
	    "limits.message = \"2M\"" },
	{ "comma_at_the_end_of_a_list", "time { expiry_warn = {3,\n1,} }\n",
	    "time.expiry_warn = {3, 1}" },
	{ "utc", "time { zone = \"UTC\" }\n", "time.zone = \"UTC\"" },
	{ "empty_optional", "templates = \"\"\n", "templates = \"\"" },
	{ "empty_section", "imap { }\n", "imap.processed = \"Processed\"" },
	{ "unknown_may_ask", "policy { may_request = {\"unknown\"} }\n",
	    "policy.may_request = {\"unknown\"}" },
	{ "arguments_may_repeat",
	    "sendmail { command = {\"/bin/s\", \"-o\", \"-o\"} }\n",
	    "sendmail.command = {\"/bin/s\", \"-o\", \"-o\"}" },
};

static void
check_accepted(void **state)
{
	const struct accepted *want = *state;
	struct config c;

	read_good(&c, enough, want->text);
	assert_true(printed(&c, want->line));
	config_free(&c);
}

static void
refuses_what_is_no_file(void **state)
{
	static const char *const paths[] = { "/tmp", "/nonexistent/conf",
		"/dev/null" };
	static const char *const said[] = { "/tmp: not a regular file",
		"/nonexistent/conf: No such file or directory",
		"/dev/null: not a regular file" };
	struct config c;

	(void)state;
	for (size_t i = 0; i < N(paths); i++) {
		struct err err = ERR_INIT;

		assert_int_equal(config_read(&c, paths[i], &err), ERR_CONFIG);
		assert_string_equal(err.text, said[i]);
		config_free(&c);
	}
}

static void
refuses_a_fifo_without_waiting(void **state)
{
	struct err err = ERR_INIT;
	struct config c;
	char path[32];

	(void)state;
	write_file(path, "", "");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	alarm(10);
	assert_int_equal(config_read(&c, path, &err), ERR_CONFIG);
	alarm(0);
	assert_non_null(strstr(err.text, "not a regular file"));
	unlink(path);
	config_free(&c);
}

static void
refuses_a_file_too_long(void **state)
{
	size_t size = (1 << 20) + 1;
	struct err err = ERR_INIT;
	struct config c;
	char *long_text;

	(void)state;
	long_text = xmalloc(size + 1);
	memset(long_text, '\n', size);
	long_text[size] = '\0';
	assert_int_equal(read_text(&c, long_text, "", &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "longer than 1048576 bytes"));
	config_free(&c);
	free(long_text);
}

static void
refuses_a_nul(void **state)
{
	struct err err = ERR_INIT;
	struct config c;
	char path[32];
	FILE *f;

	(void)state;
	write_file(path, enough, "");
	f = fopen(path, "a");
	assert_non_null(f);
	assert_int_equal(fwrite("#\0\n", 1, 3, f), 3);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(config_read(&c, path, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "NUL"));
	unlink(path);
	config_free(&c);
}

/* No prefix of a good file may crash, or be taken for a file that differs. */
static void
survives_being_cut_anywhere(void **state)
{
	char part[sizeof example];
	struct err err = ERR_INIT;
	struct config c;

	(void)state;
	for (size_t len = 0; len < sizeof example - 1; len += 3) {
		memcpy(part, example, len);
		part[len] = '\0';
		if (read_text(&c, part, "", &err) != OK)
			assert_int_equal(strncmp(err.text, "/tmp/", 5), 0);
		config_free(&c);
	}
}

int
main(void)
{
	struct CMUnitTest no[N(refused)], no_file[N(whole)], yes[N(accepted)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_in_what_is_not_said),
		cmocka_unit_test(reads_a_whole_file),
		cmocka_unit_test(prints_what_holds),
		cmocka_unit_test(prints_every_key),
		cmocka_unit_test(refuses_what_is_no_file),
		cmocka_unit_test(refuses_a_fifo_without_waiting),
		cmocka_unit_test(refuses_a_file_too_long),
		cmocka_unit_test(refuses_a_nul),
		cmocka_unit_test(survives_being_cut_anywhere),
	};

	TEST_CASES(no, refused, check_refused);
	TEST_CASES(no_file, whole, check_whole);
	TEST_CASES(yes, accepted, check_accepted);
	return run_tests("config", tests, N(tests)) +
	    run_tests("config refused", no, N(no)) +
	    run_tests("config refused as a whole", no_file, N(no_file)) +
	    run_tests("config accepted", yes, N(yes));
}
