/*
 * What mail programs put around somebody else's words, one row each: the own
 * text above it is all that is left.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/file.h"
#include "parsers/parser.h"
#include "parsers/quote.h"
#include "tests/test.h"

#define LINES      "tests/parsers/attribution.tsv"
#define LINES_MAX  300
#define ANSWER     "CONFIRM 7\nA comment."
#define WRAP_SHORT 50
#define WRAP_LONG  60

/* clang-format off */
static struct row {
	const char *name;
	const char *text;
} cut[] = {
{ "English", "From: Prof <p@campus.example>\nSent: Monday\nTo: Stu\nSubject: x\n\nAPPROVE 9" },
{ "stars", "*From:* Prof\n*Sent:* Monday\n*To:* Stu\nAPPROVE 9" },
{ "bold, doubled", "**From:** Prof\n**Date:** Monday\nAPPROVE 9" },
{ "a blank before the colon", "De : Prof\nEnvoyé : lundi\nÀ : Stu\nObjet : x\nAPPROVE 9" },
{ "German", "Von: Prof\nGesendet: Montag\nAn: Stu\nBetreff: x\nAPPROVE 9" },
{ "Spanish", "De: Prof\nEnviado el: lunes\nPara: Stu\nAsunto: x\nAPPROVE 9" },
{ "Italian", "Da: Prof\nInviato: lunedì\nA: Stu\nOggetto: x\nAPPROVE 9" },
{ "Portuguese", "De: Prof\nEnviada em: segunda\nPara: Stu\nAssunto: x\nAPPROVE 9" },
{ "Dutch", "Van: Prof\nVerzonden: maandag\nAan: Stu\nOnderwerp: x\nAPPROVE 9" },
{ "Swedish", "Från: Prof\nSkickat: måndag\nTill: Stu\nÄmne: x\nAPPROVE 9" },
{ "Danish", "Fra: Prof\nSendt: mandag\nTil: Stu\nEmne: x\nAPPROVE 9" },
{ "Norwegian", "Frå: Prof\nDato: måndag\nTil: Stu\nEmne: x\nAPPROVE 9" },
{ "Finnish", "Lähettäjä: Prof\nLähetetty: maanantai\nVastaanottaja: Stu\nAihe: x\nAPPROVE 9" },
{ "Polish", "Od: Prof\nWysłano: poniedziałek\nDo: Stu\nTemat: x\nAPPROVE 9" },
{ "Czech", "Od: Prof\nOdesláno: pondělí\nKomu: Stu\nPředmět: x\nAPPROVE 9" },
{ "Russian", "От: Prof\nОтправлено: понедельник\nКому: Stu\nТема: x\nAPPROVE 9" },
{ "Russian capitals", "ОТ: Prof\nДАТА: понедельник\nAPPROVE 9" },
{ "Ukrainian", "Від: Prof\nНадіслано: понеділок\nКому: Stu\nТема: x\nAPPROVE 9" },
{ "Turkish", "Kimden: Prof\nGönderilme: Pazartesi\nKime: Stu\nKonu: x\nAPPROVE 9" },
{ "Japanese", "差出人: Prof\n送信日時: 2026年11月23日\n宛先: Stu\n件名: x\nAPPROVE 9" },
{ "Chinese, wide colons", "发件人： Prof\n发送时间： 2026年11月23日\n收件人： Stu\n主题： x\nAPPROVE 9" },
{ "Chinese, traditional", "寄件者: Prof\n日期: 2026年11月23日\n收件者: Stu\n主旨: x\nAPPROVE 9" },
{ "Korean", "보낸 사람: Prof\n보낸 날짜: 2026년\n받는 사람: Stu\n제목: x\nAPPROVE 9" },
{ "Arabic", "من: Prof\nالتاريخ: 2026\nإلى: Stu\nالموضوع: x\nAPPROVE 9" },
{ "Hebrew", "מאת: Prof\nנשלח: 2026\nאל: Stu\nנושא: x\nAPPROVE 9" },
{ "a long list of recipients", "From: Prof\nTo: Stu Dent <stu@campus.example>,\n Ad Min <admin@campus.example>,\n Bo Ss <boss@campus.example>\nSubject: x\nAPPROVE 9" },
{ "blank lines between", "From: Prof\n\nSent: Monday\n\nTo: Stu\nAPPROVE 9" },
{ "below a drawn line", "________________________________\nFrom: Prof\nSent: x\nAPPROVE 9" },
{ "below a line of dashes", "------------------------------\n*From:* Prof\n*Sent:* Monday\nAPPROVE 9" },
{ "Outlook's separator", "-----Original Message-----\nAPPROVE 9" },
{ "Gmail's forward", "---------- Forwarded message ---------\nAPPROVE 9" },
{ "Apple's forward", "Begin forwarded message:\n\nAPPROVE 9" },
{ "German separator", "-----Ursprüngliche Nachricht-----\nAPPROVE 9" },
{ "German forward", "-------- Weitergeleitete Nachricht --------\nAPPROVE 9" },
{ "French separator", "-----Message d'origine-----\nAPPROVE 9" },
{ "Spanish separator", "-----Mensaje original-----\nAPPROVE 9" },
{ "Italian separator", "-------- Messaggio originale --------\nAPPROVE 9" },
{ "Dutch separator", "-----Oorspronkelijk bericht-----\nAPPROVE 9" },
{ "Swedish separator", "-----Ursprungligt meddelande-----\nAPPROVE 9" },
{ "Danish separator", "-----Oprindelig meddelelse-----\nAPPROVE 9" },
{ "Norwegian separator", "-----Opprinnelig melding-----\nAPPROVE 9" },
{ "Finnish separator", "-----Alkuperäinen viesti-----\nAPPROVE 9" },
{ "Polish separator", "-----Wiadomość oryginalna-----\nAPPROVE 9" },
{ "Czech separator", "-----Původní zpráva-----\nAPPROVE 9" },
{ "Russian separator", "-------- Исходное сообщение --------\nAPPROVE 9" },
{ "Ukrainian separator", "-------- Початкове повідомлення --------\nAPPROVE 9" },
{ "Turkish separator", "-----Özgün İleti-----\nAPPROVE 9" },
{ "Japanese separator", "-----元のメッセージ-----\nAPPROVE 9" },
{ "Chinese separator", "---- 原始邮件 ----\nAPPROVE 9" },
{ "Korean separator", "-----원본 메시지-----\nAPPROVE 9" },
{ "Portuguese separator", "-----Mensagem original-----\nAPPROVE 9" },
{ "Arabic separator", "----- الرسالة الأصلية -----\nAPPROVE 9" },
{ "Hebrew separator", "-----הודעה מקורית-----\nAPPROVE 9" },
{ "Zoho", "---- On Mon, 23 Nov 2026 09:15:00 +0100 prof@campus.example wrote ----\n\nAPPROVE 9" },
{ "a date and an address", "2026/11/23 <prof@campus.example>\n\n> APPROVE 9" },
{ "a help desk's line", "##- Please type your reply above this line -##\nAPPROVE 9" },
{ "an address over two lines", "man. 23. nov. 2026 kl. 09:15 skrev Prof <prof@campus.example\n>:\n\n> APPROVE 9" },
{ "a list's foot", "__\nthe list\nAPPROVE 9" },
{ "a signature", "-- \nProf Essor\nAPPROVE 9" },
{ "a signature without its blank", "--\nProf Essor\nAPPROVE 9" },
{ "iPhone", "Sent from my iPhone" },
{ "a phone nobody knows", "Sent from my Gribble G4\n\nAPPROVE 9" },
{ "Samsung, with a comma", "Sent via the Samsung Galaxy S20, an AT&T 5G smartphone" },
{ "Outlook for iOS", "Get Outlook for iOS<https://aka.ms/o0ukef>" },
{ "Windows", "Sent from Mail for Windows" },
{ "German phone", "Von meinem iPhone gesendet" },
{ "German app", "Gesendet mit der GMX Mail App" },
{ "French phone", "Envoyé de mon iPhone" },
{ "Spanish phone", "Enviado desde mi iPhone" },
{ "Italian phone", "Inviato da iPhone" },
{ "Dutch phone", "Verstuurd vanaf mijn iPhone" },
{ "Danish phone", "Sendt fra min iPhone" },
{ "Swedish phone", "Skickat från min iPhone" },
{ "Portuguese phone", "Enviado do meu iPhone" },
{ "Russian phone", "Отправлено с iPhone" },
{ "Turkish phone", "iPhone'umdan gönderildi" },
{ "Japanese phone", "iPhoneから送信" },
{ "Korean phone", "내 iPhone에서 보냄" },
{ "a disclaimer", "This e-mail and any files with it are confidential and intended solely\nfor the addressee.\nAPPROVE 9" },
{ "a disclaimer with a title", "CONFIDENTIALITY NOTICE: what stands here is privileged.\nAPPROVE 9" },
{ "German disclaimer", "Diese E-Mail enthält vertrauliche Angaben.\nAPPROVE 9" },
{ "French disclaimer", "Ce message est confidentiel.\nAPPROVE 9" },
{ "a PGP signature", "-----BEGIN PGP SIGNATURE-----\nabc\n-----END PGP SIGNATURE-----" },
};

/* Words of one's own, whatever they look like. */
static struct row kept[] = {
{ "a sentence with wrote", "I wrote the script myself." },
{ "one header label", "From: a form\nPurpose: x" },
{ "a date and a purpose", "Date: 2027-02-20\nPurpose: x" },
{ "a form", "Purpose: x\nData and courses: y\nNeeded until: 2027-02-20\nSponsor: prof@campus.example" },
{ "a sentence with sent from", "Sent from my desk, which is nicer than my phone, where nothing works." },
{ "this message, not confidential", "This message is my answer." },
{ "dashes in a sentence", "one -- two" },
{ "an original message in a sentence", "The original message was clear." },
{ "a colon at the end", "I need it for these courses:" },
{ "a list", "- I wrote it\n- it works" },
};

/* Above the text, where a person has written nothing yet. */
static struct row banners[] = {
{ "Exchange", "CAUTION: This email originated from outside of the organization. Do not click links\nor open attachments unless you recognize the sender and know the content is safe.\n\n" },
{ "first contact", "You don't often get email from prof@campus.example. Learn why this is important\n" },
{ "a tag", "[EXTERNAL]\n\n" },
{ "German", "Achtung: Diese E-Mail kommt von außerhalb der Hochschule.\n" },
{ "French", "Attention : ce message provient de l'extérieur.\n" },
{ "Spanish", "Aviso: remitente externo.\n" },
};
/* clang-format on */

static void
assert_own(const char *text, const char *want, bool quoted)
{
	struct buf in = BUF_INIT(64 << 10), out = BUF_INIT(64 << 10);
	bool was_quoted;

	buf_adds(&in, text);
	own_text(&out, &in, NULL, &was_quoted);
	assert_string_equal(out.len == 0 ? "" : out.str, want);
	if (quoted)
		assert_true(was_quoted);
	buf_free(&in);
	buf_free(&out);
}

static void
is_cut(void **state)
{
	const struct row *row = *state;
	char text[2000];

	snprintf(text, sizeof text, ANSWER "\n\n%s\n", row->text);
	assert_own(text, ANSWER, false);
	/* with nothing above it nothing is left */
	assert_own(row->text, "", false);
}

static void
is_kept(void **state)
{
	const struct row *row = *state;

	assert_own(row->text, row->text, false);
}

static void
is_skipped(void **state)
{
	const struct row *row = *state;
	char text[2000];

	snprintf(text, sizeof text, "%s" ANSWER "\n", row->text);
	assert_own(text, ANSWER, false);
}

/* Break a line at the last blank before each `width` bytes. */
static void
wrap(const char *line, size_t width, char out[600])
{
	size_t n = 0, begun = 0, blank = 0;

	for (const char *p = line; *p != '\0' && n < 598; p++) {
		if (*p == ' ')
			blank = n;
		out[n++] = *p;
		if (n - begun > width && blank > begun) {
			out[blank] = '\n';
			begun = blank + 1;
		}
	}
	out[n] = '\0';
}

static void
is_attribution(void **state)
{
	static const size_t widths[] = { 500, WRAP_LONG, WRAP_SHORT };
	const char *line = *state;
	char text[2000], wrapped[600];

	/* Roundcube's Hebrew begins with the colon: it is never wrapped */
	for (size_t i = 0; i < (*line == ':' ? 1 : N(widths)); i++) {
		wrap(line, widths[i], wrapped);
		snprintf(text, sizeof text, ANSWER "\n\n%s\n\n> APPROVE 9\n",
		    wrapped);
		assert_own(text, ANSWER, true);
		/* a program that does not mark the quoted lines */
		snprintf(text, sizeof text, ANSWER "\n%s\nAPPROVE 9\n",
		    wrapped);
		assert_own(text, ANSWER, true);
		/* the answer below */
		snprintf(text, sizeof text, "%s\n> APPROVE 9\n\n" ANSWER,
		    wrapped);
		assert_own(text, ANSWER, true);
		/* no answer */
		snprintf(text, sizeof text, "%s\n\nAPPROVE 9\n", wrapped);
		assert_own(text, "", true);
	}
}

static void
our_marker_takes_our_two_lines(void **state)
{
	(void)state;
	assert_own(ANSWER
	    "\n\nPlease answer: Stu names you.\nIf you do nothing, "
	    "it ends.\n\n" OUR_MARKER " #7] - - - -\n\nAPPROVE 9\n",
	    ANSWER, true);
	assert_own("Please answer.\nIf you do nothing, it ends.\n\n" OUR_MARKER
		   " #7] - - - -\nAPPROVE 9\n",
	    "", true);
}

static void
a_site_has_its_own_banners(void **state)
{
	struct list site = { NULL, 0 };
	struct buf in = BUF_INIT(4096), out = BUF_INIT(4096);
	bool quoted;

	(void)state;
	assert_true(list_add(&site, "Gruß vom Torwächter"));
	buf_adds(&in, "*** GRUSS vom Tor ***\n" ANSWER);
	own_text(&out, &in, &site, &quoted);
	assert_true(strncmp(out.str, "***", 3) == 0);
	buf_reset(&in);
	buf_reset(&out);
	buf_adds(&in, "*** GRUß  VOM Torwächter: Vorsicht! ***\n\n" ANSWER);
	own_text(&out, &in, &site, &quoted);
	assert_string_equal(out.str, ANSWER);
	buf_free(&in);
	buf_free(&out);
	list_free(&site);
}

static void
between_the_quoted_lines(void **state)
{
	(void)state;
	assert_own("On 23 Nov 2026, Prof wrote:\n> What for?\n\nFor grades.\n\n"
		   "> How long?\nOne term.\n> Bye\n",
	    "For grades.\n\nOne term.", true);
	/* the end of a quoted line that was wrapped is nobody's answer */
	assert_own(
	    "Yes\n\n> a line that is so long that some program on its way "
	    "had to\nwrap it here\n> and so on\n",
	    "Yes", true);
}

static char lines[LINES_MAX][600];

static size_t
read_lines(void)
{
	FILE *f = fopen(LINES, "r");
	size_t n = 0;
	char line[700];

	assert_non_null(f);
	while (n < LINES_MAX && fgets(line, sizeof line, f) != NULL) {
		char *tab = strchr(line, '\t');

		if (line[0] == '#' || tab == NULL)
			continue;
		tab[strcspn(tab, "\n")] = '\0';
		snprintf(lines[n++], sizeof lines[0], "%.500s", tab + 1);
	}
	fclose(f);
	return n;
}

int
main(void)
{
	struct CMUnitTest a[N(cut)], b[N(kept)], c[N(banners)], d[LINES_MAX];
	const struct CMUnitTest others[] = {
		cmocka_unit_test(our_marker_takes_our_two_lines),
		cmocka_unit_test(between_the_quoted_lines),
		cmocka_unit_test(a_site_has_its_own_banners),
	};
	size_t n = read_lines();

	TEST_CASES(a, cut, is_cut);
	TEST_CASES(b, kept, is_kept);
	TEST_CASES(c, banners, is_skipped);
	for (size_t i = 0; i < n; i++)
		d[i] = (struct CMUnitTest){ lines[i], is_attribution, NULL,
			NULL, lines[i] };
	return run_tests("cut", a, N(a)) + run_tests("kept", b, N(b)) +
	    run_tests("banners", c, N(c)) + run_tests("attributions", d, n) +
	    run_tests("others", others, N(others));
}
