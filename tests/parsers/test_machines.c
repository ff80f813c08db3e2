/* The words of machines: a row per language, and what people write instead. */
#include "parsers/machines.h"
#include "tests/test.h"

/* clang-format off */
static struct row {
	const char *name;
	const char *subject;
	enum says want;
} rows[] = {
{ "en", "Automatic reply: Please sponsor this", SAYS_AWAY },
{ "en, old", "Out of Office AutoReply: Please sponsor this", SAYS_AWAY },
{ "de", "Automatische Antwort: Bitte", SAYS_AWAY },
{ "fr, blank before the colon", "R\xc3\xa9ponse automatique\xc2\xa0: jeton", SAYS_AWAY },
{ "es", "Respuesta autom\xc3\xa1tica: ficha", SAYS_AWAY },
{ "it", "Risposta automatica: gettone", SAYS_AWAY },
{ "pt", "Resposta autom\xc3\xa1tica: ficha", SAYS_AWAY },
{ "nl", "Automatisch antwoord: sleutel", SAYS_AWAY },
{ "sv", "Automatiskt svar: nyckel", SAYS_AWAY },
{ "da and no", "Automatisk svar: n\xc3\xb8gle", SAYS_AWAY },
{ "fi", "Automaattinen vastaus: avain", SAYS_AWAY },
{ "pl", "Odpowied\xc5\xba automatyczna: klucz", SAYS_AWAY },
{ "cs", "Automatick\xc3\xa1 odpov\xc4\x9b\xc4\x8f: kl\xc3\xad\xc4\x8d", SAYS_AWAY },
{ "ru", "Автоматический ответ: ключ", SAYS_AWAY },
{ "uk", "Автоматична відповідь: ключ", SAYS_AWAY },
{ "tr", "Otomatik yan\xc4\xb1t: anahtar", SAYS_AWAY },
{ "ja", "自動応答: 鍵", SAYS_AWAY },
{ "zh", "自动答复: 钥匙", SAYS_AWAY },
{ "zh, traditional", "自動回覆：鑰匙", SAYS_AWAY },
{ "ko", "자동 회신: 열쇠", SAYS_AWAY },
{ "ar", "رد تلقائي: مفتاح", SAYS_AWAY },
{ "he", "תשובה אוטומטית: מפתח", SAYS_AWAY },
{ "a wide colon", "不在：鍵", SAYS_AWAY },
{ "the word alone", "Abwesend", SAYS_AWAY },
{ "with a dash", "Out of office - back on Monday", SAYS_AWAY },
{ "behind one tag", "[EXTERNAL] Automatic reply: x", SAYS_AWAY },
{ "behind several", "EXT: {External} [Canvas token #42] Autoreply: x", SAYS_AWAY },
{ "behind too many", "[a] [b] [c] [d] [e] [f] Autoreply: x", SAYS_NOTHING },
{ "a tag without end", "[external Autoreply: x", SAYS_NOTHING },
{ "an answer to one", "Re: Automatic reply: x", SAYS_NOTHING },
{ "about being away", "Out of office hours in May", SAYS_NOTHING },
{ "away and asking", "Abwesend im Mai, was nun?", SAYS_NOTHING },
{ "a request", "Token for grade export", SAYS_NOTHING },
{ "no subject", "", SAYS_NOTHING },
{ "blanks", "   ", SAYS_NOTHING },
{ "returned", "Mail delivery failed: returning message to sender", SAYS_RETURNED },
{ "returned, German", "Unzustellbar: Bitte", SAYS_RETURNED },
{ "returned, Japanese", "配信不能: 鍵", SAYS_RETURNED },
{ "a status", "Delivery Status Notification (Failure)", SAYS_RETURNED },
{ "a delay", "Delivery Status Notification (Delay)", SAYS_DELAYED },
{ "a warning", "Warning: message 1tEzZz-0001 delayed 24 hours", SAYS_DELAYED },
{ "a complaint", "complaint about message from 192.0.2.1", SAYS_REPORTED },
{ "about delivery", "Delivery failure rates of our course", SAYS_NOTHING },
};
/* clang-format on */

static void
a_subject(void **state)
{
	const struct row *want = *state;

	assert_int_equal(subject_says(want->subject), want->want);
}

static void
forwarded(void **state)
{
	(void)state;
	assert_true(subject_forwards("Fwd: Undeliverable: x"));
	assert_true(subject_forwards("[EXT] WG: x"));
	assert_false(subject_forwards("Re: x"));
	assert_false(subject_forwards(""));
}

static void
lines_say(void **state)
{
	bool sure = false;

	(void)state;
	assert_int_equal(
	    line_says("  Hi. This is the QMAIL-send program at x.", &sure),
	    SAYS_RETURNED);
	assert_true(sure);
	assert_int_equal(
	    line_says("Your message could not be delivered", &sure),
	    SAYS_RETURNED);
	assert_false(sure);
	assert_int_equal(
	    line_says("They say: this is the mail system at host x", &sure),
	    SAYS_NOTHING);
}

int
main(void)
{
	struct CMUnitTest subjects[N(rows)];
	const struct CMUnitTest tests[] = { cmocka_unit_test(forwarded),
		cmocka_unit_test(lines_say) };
	int failed;

	TEST_CASES(subjects, rows, a_subject);
	failed = run_tests("machines: subjects", subjects, N(rows));
	return failed + run_tests("machines", tests, N(tests));
}
