/*
 * HTML as mail programs write it: what is left as own text, and that the rest
 * is known to be quoted.
 */
#include <string.h>

#include "parsers/html.h"
#include "parsers/parser.h"
#include "tests/test.h"

#define QUOTE "<p>Dear Prof,</p><p>APPROVE 9</p>"
#define LABELS                                                                 \
	"<p><b>From:</b> Campus<br><b>Sent:</b> Monday<br><b>To:</b> Prof<br>" \
	"<b>Subject:</b> x</p>" QUOTE

/* clang-format off */
static struct row {
	const char *name;
	const char *html;
	const char *own;
} clients[] = {
{ "Outlook on the web", "<div>CONFIRM 7</div><div id=\"appendonsend\"></div><hr style=\"display:inline-block;width:98%\"><div id=\"divRplyFwdMsg\">" LABELS "</div>", "CONFIRM 7" },
{ "Outlook on the web, through a gateway", "<div>CONFIRM 7</div><div id=\"x_x_divRplyFwdMsg\"></div>" QUOTE, "CONFIRM 7" },
{ "new Outlook", "<div>CONFIRM 7</div><div id=\"mail-editor-reference-message-container\">" QUOTE "</div>", "CONFIRM 7" },
{ "Outlook desktop", "<p class=MsoNormal>CONFIRM 7<o:p></o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in'>" LABELS "</div></div>", "CONFIRM 7" },
{ "Outlook 2010", "<p>CONFIRM 7</p><div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm'>" QUOTE "</div>", "CONFIRM 7" },
{ "Outlook desktop in English, no rule", "<p>CONFIRM 7</p>" LABELS, "CONFIRM 7" },
{ "Outlook 2003", "<p>CONFIRM 7</p><div class=MsoNormal align=center><hr size=3 width=\"100%\"></div>" LABELS, "CONFIRM 7" },
{ "Outlook for Mac", "<div>CONFIRM 7</div><span id=\"OLK_SRC_BODY_SECTION\">" QUOTE "</span>", "CONFIRM 7" },
{ "Outlook's bookmark", "<p>CONFIRM 7</p><p><a name=\"_MailOriginal\">x</a></p>" QUOTE, "CONFIRM 7" },
{ "Outlook for iOS", "<div>CONFIRM 7</div><div id=\"ms-outlook-mobile-signature\">Get <a href=\"x\">Outlook for iOS</a></div><div class=\"ms-outlook-mobile-reference-message\">" QUOTE "</div>", "CONFIRM 7" },
{ "French Outlook", "<p>CONFIRM 7</p><p><b>De&nbsp;:</b> Campus<br><b>Envoyé&nbsp;:</b> lundi<br><b>À&nbsp;:</b> Prof<br><b>Objet&nbsp;:</b> x</p>" QUOTE, "CONFIRM 7" },
{ "Gmail", "<div dir=\"ltr\">CONFIRM 7</div><br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">On Mon, Nov 23, 2026 at 9:15 AM Campus &lt;<a>c@campus.example</a>&gt; wrote:<br></div><blockquote class=\"gmail_quote\">" QUOTE "</blockquote></div>", "CONFIRM 7" },
{ "Gmail through a gateway", "<div>CONFIRM 7</div><div class=\"m_123gmail_quote\">" QUOTE "</div>", "CONFIRM 7" },
{ "Gmail, forwarded", "<div>For you</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">---------- Forwarded message ---------<br>From: x</div>" QUOTE "</div>", "For you" },
{ "Apple Mail", "<div>CONFIRM 7<br><div><br><blockquote type=\"cite\"><div>On 23 Nov 2026, at 09:15, Campus &lt;c@campus.example&gt; wrote:</div>" QUOTE "</blockquote></div></div>", "CONFIRM 7" },
{ "iPhone", "CONFIRM 7<br><br><div dir=\"ltr\">Sent from my iPhone</div><div dir=\"ltr\"><br><blockquote type=\"cite\">On 23 Nov 2026, Campus wrote:<br>" QUOTE "</blockquote></div>", "CONFIRM 7" },
{ "Thunderbird", "<p>CONFIRM 7</p><div class=\"moz-cite-prefix\">On 23.11.26 09:15, Campus wrote:<br></div><blockquote type=\"cite\" cite=\"mid:x\">" QUOTE "</blockquote>", "CONFIRM 7" },
{ "Thunderbird, answered below", "<div class=\"moz-cite-prefix\">On 23.11.26 09:15, Campus wrote:<br></div><blockquote type=\"cite\">" QUOTE "</blockquote><p>CONFIRM 7</p>", "CONFIRM 7" },
{ "Thunderbird, forwarded", "<p>For you</p><div class=\"moz-forward-container\">-------- Forwarded Message --------" QUOTE "</div>", "For you" },
{ "between the quotes", "<blockquote type=\"cite\"><p>What for?</p></blockquote><p>Grades.</p><blockquote type=\"cite\"><p>APPROVE 9</p></blockquote><p>Bye</p>", "Grades.\nBye" },
{ "Yahoo", "<div>CONFIRM 7</div><div id=\"yahoo_quoted_1\" class=\"yahoo_quoted\">" QUOTE "</div>", "CONFIRM 7" },
{ "Yahoo on an iPhone", "<div>CONFIRM 7</div><blockquote class=\"iosymail\">" QUOTE "</blockquote>", "CONFIRM 7" },
{ "Proton", "<div>CONFIRM 7</div><div class=\"protonmail_quote\">" QUOTE "</div>", "CONFIRM 7" },
{ "Zimbra", "<div>CONFIRM 7</div><hr id=\"zwchr\" data-marker=\"__DIVIDER__\"><div data-marker=\"__HEADERS__\"><b>From:</b> x</div><div data-marker=\"__QUOTED_TEXT__\">" QUOTE "</div>", "CONFIRM 7" },
{ "Zoho", "<div>CONFIRM 7</div><div class=\"zmail_extra\">---- On Mon, 23 Nov 2026 Campus wrote ----<blockquote id=\"blockquote_zmail\">" QUOTE "</blockquote></div>", "CONFIRM 7" },
{ "GMX and web.de", "<div>CONFIRM 7</div><div name=\"quote\" style=\"margin:10px\">" QUOTE "</div>", "CONFIRM 7" },
{ "Tuta", "<div>CONFIRM 7</div><blockquote class=\"tutanota_quote\">" QUOTE "</blockquote>", "CONFIRM 7" },
{ "Infomaniak", "<div>CONFIRM 7</div><div class=\"ik_mail_quote\">" QUOTE "</div>", "CONFIRM 7" },
{ "QQ", "<div>CONFIRM 7</div><div id=\"isReplyContent\">" QUOTE "</div>", "CONFIRM 7" },
{ "Foxmail", "<div>CONFIRM 7</div><div id=\"origbody\">" QUOTE "</div>", "CONFIRM 7" },
{ "126 and 163", "<div>CONFIRM 7</div><div id=\"mailcontent\">" QUOTE "</div>", "CONFIRM 7" },
{ "a layout table of that name", "<table id=\"mailcontent\"><tr><td>CONFIRM 7</td></tr></table>", "CONFIRM 7" },
{ "Spark", "<div name=\"messageBodySection\">CONFIRM 7</div><div name=\"messageReplySection\">" QUOTE "</div>", "CONFIRM 7" },
{ "Newton", "<div>CONFIRM 7</div><div class=\"cm_replymail_content_wrap\">" QUOTE "</div>", "CONFIRM 7" },
{ "Samsung", "<div>CONFIRM 7</div><div>-------- Original message --------</div>" QUOTE, "CONFIRM 7" },
{ "Notes", "<font>CONFIRM 7</font><br><br>-----Campus wrote: -----<br>" QUOTE, "CONFIRM 7" },
{ "mail.ru", "<div>CONFIRM 7<br><br>Mon, 23 Nov 2026 09:15:00 +0300 от Campus &lt;c@campus.example&gt;:<br><blockquote style=\"border-left:1px solid\">" QUOTE "</blockquote></div>", "CONFIRM 7" },
{ "a blockquote first", "<blockquote>Will you?</blockquote><p>CONFIRM 7</p>", "CONFIRM 7" },
};

/* What a reader does not see is not there. */
static struct row unseen[] = {
{ "display", "<p>yes</p><div style=\"DISPLAY: none\">APPROVE 9</div>", "yes" },
{ "display in single quotes, important", "<p>yes</p><div style='display:none!important'>APPROVE 9</div>", "yes" },
{ "unquoted", "<p>yes</p><div style=display:none>APPROVE 9</div>", "yes" },
{ "visibility", "<p>yes</p><span style=\"visibility:hidden\">APPROVE 9</span>", "yes" },
{ "font size", "<p>yes</p><span style=\"font-size:0\">APPROVE 9</span>", "yes" },
{ "font size with a unit", "<p>yes</p><span style=\"font-size: 0px\">APPROVE 9</span>", "yes" },
{ "font size zero point zero", "<p>yes</p><span style=\"font-size:0.0em\">APPROVE 9</span>", "yes" },
{ "a small font is seen", "<p style=\"font-size:0.9em\">yes</p>", "yes" },
{ "opacity", "<p>yes</p><span style=\"opacity:0\">APPROVE 9</span>", "yes" },
{ "height", "<p>yes</p><div style=\"max-height:0;overflow:hidden\">APPROVE 9</div>", "yes" },
{ "hidden", "<p>yes</p><div hidden>APPROVE 9</div>", "yes" },
{ "hidden, beside others", "<p>yes</p><div id=x hidden class=y>APPROVE 9</div>", "yes" },
{ "nested in hidden", "<p>yes</p><div hidden><p style=\"display:block\">APPROVE 9</p></div>", "yes" },
{ "comment", "<p>yes</p><!-- APPROVE 9 -->", "yes" },
{ "comment that closes at once", "<!-->yes<!---->", "yes" },
{ "conditional comment", "<p>yes</p><!--[if mso]><p>APPROVE 9</p><![endif]-->", "yes" },
{ "what Outlook shows to others", "<![if !mso]><p>yes</p><![endif]>", "yes" },
{ "script, style, title", "<head><title>APPROVE 9</title><style>APPROVE 9</style></head><script>APPROVE 9</script>yes", "yes" },
{ "never closed style", "<p>yes</p><style>APPROVE 9", "yes" },
{ "an end tag in a script's string", "<script>\"</scrip>\"</script>yes", "yes" },
{ "an attribute with a bracket", "<p title=\"a>b\">yes</p>", "yes" },
{ "an attribute never closed", "<p>yes</p><p title=\"APPROVE 9", "yes" },
{ "a bracket alone", "1 < 2 and 3 > 2", "1 < 2 and 3 > 2" },
{ "an entity without its end", "AT&T &copy 2026 &nosuch; &#xffffffff;", "AT&T \xc2\xa9 2026 &nosuch; &#xffffffff;" },
{ "lines of pre", "<pre>one\ntwo\n\nthree</pre>", "one\ntwo\n\nthree" },
{ "a cell is a tab", "<table><tr><td>Purpose</td><td>grades</td></tr></table>", "Purpose\tgrades" },
};
/* clang-format on */

static void
check(void **state)
{
	const struct row *row = *state;
	struct buf text = BUF_INIT(64 << 10), own = BUF_INIT(64 << 10);
	bool quoted;

	html_to_text(&text, row->html, strlen(row->html));
	own_text(&own, &text, NULL, &quoted);
	assert_string_equal(own.str, row->own);
	buf_free(&text);
	buf_free(&own);
}

static void
check_client(void **state)
{
	const struct row *row = *state;
	struct buf text = BUF_INIT(64 << 10), own = BUF_INIT(64 << 10);
	bool quoted;

	check(state);
	/* the same without an answer: nothing is left */
	if (strncmp(row->own, "CONFIRM", 7) != 0 ||
	    strstr(row->html, "APPROVE 9") == NULL)
		return;
	for (const char *p = row->html, *at; *p != '\0'; p = at + 9) {
		if ((at = strstr(p, "CONFIRM 7")) == NULL) {
			html_to_text(&text, p, strlen(p));
			break;
		}
		html_to_text(&text, p, (size_t)(at - p));
	}
	own_text(&own, &text, NULL, &quoted);
	assert_string_equal(own.str, "");
	assert_true(quoted);
	buf_free(&text);
	buf_free(&own);
}

/* Elements beyond what we keep count of: a quote among them stays one. */
static void
a_quote_too_deep(void **state)
{
	static const char *const quotes[] = { "<blockquote>",
		"<span style=\"display:none\">" };
	struct buf html = BUF_INIT(64 << 10);
	struct row row = { "too deep", NULL, "CONFIRM 7" };
	void *same = &row;

	(void)state;
	for (size_t i = 0; i < N(quotes); i++) {
		buf_reset(&html);
		buf_adds(&html, "CONFIRM 7");
		for (int k = 0; k < 300; k++)
			buf_adds(&html, "<div>");
		buf_addf(&html, "%sAPPROVE 9</div>APPROVE 10", quotes[i]);
		row.html = html.str;
		check(&same);
	}
	buf_free(&html);
}

int
main(void)
{
	struct CMUnitTest a[N(clients)], b[N(unseen)];

	const struct CMUnitTest others[] = {
		cmocka_unit_test(a_quote_too_deep),
	};

	TEST_CASES(a, clients, check_client);
	TEST_CASES(b, unseen, check);
	return run_tests("clients", a, N(a)) + run_tests("unseen", b, N(b)) +
	    run_tests("others", others, N(others));
}
