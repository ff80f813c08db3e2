#include "tests/support/reply.h"

#include <string.h>

#include "parsers/parse.h"
#include "tests/test.h"

uint32_t
chance(struct chance *c, uint32_t below)
{
	/* xorshift64*, Vigna 2016 */
	c->state ^= c->state >> 12;
	c->state ^= c->state << 25;
	c->state ^= c->state >> 27;
	return (uint32_t)(c->state * 0x2545f4914f6cdd1du >> 33) % below;
}

const char *
chance_blank(struct chance *c)
{
	static const char *const blank[] = { " ", "  ", "\t", "\u00a0",
		"\u2003", "\u202f", "\u3000" };

	return PICK(c, blank);
}

const char *
chance_nothing(struct chance *c)
{
	static const char *const nothing[] = { "\u200b", "\u200c", "\u200d",
		"\u2060", "\ufeff" };

	return PICK(c, nothing);
}

#define US    "Canvas tokens <canvas-tokens@campus.example>"
#define TITLE "[Canvas token #42] Please decide"

/* clang-format off */
const struct quoting text_quotings[] = {
	{ "marks", "", "> ", "" },
	{ "marks without blanks", "", ">", "" },
	{ "bars", "", "| ", "" },
	{ "marks of marks", "", "> > ", "" },
	{ "marks three deep", "", ">>> ", "" },
	{ "marks that are set in", "", "  > ", "" },
	{ "initials", "", "CT> ", "" },
	{ "attribution and marks",
	    "On Mon, 23 Nov 2026 at 10:00, " US " wrote:\n\n", "> ", "" },
	{ "attribution alone, English",
	    "On Mon, 23 Nov 2026 at 10:00, " US " wrote:\n\n", "", "" },
	{ "attribution in two lines",
	    "On Mon, 23 Nov 2026 at 10:00, Canvas tokens\n"
	    "<canvas-tokens@campus.example> wrote:\n\n", "", "" },
	{ "attribution alone, German",
	    "Am 23.11.2026 um 10:00 schrieb " US ":\n\n", "", "" },
	{ "attribution alone, French",
	    "Le lun. 23 nov. 2026 à 10:00, " US " a écrit :\n\n", "", "" },
	{ "Outlook",
	    "________________________________\nFrom: " US "\n"
	    "Sent: Monday, November 23, 2026 10:00 AM\nTo: Prof\n"
	    "Subject: " TITLE "\n\n", "", "" },
	{ "Outlook without a line",
	    "From: " US "\nSent: Monday, November 23, 2026 10:00 AM\n"
	    "To: Prof\nSubject: " TITLE "\n\n", "", "" },
	{ "Outlook, German",
	    "Von: " US "\nGesendet: Montag, 23. November 2026 10:00\n"
	    "An: Prof\nBetreff: " TITLE "\n\n", "", "" },
	{ "Outlook, French",
	    "De : " US "\nEnvoyé : lundi 23 novembre 2026 10:00\n"
	    "À : Prof\nObjet : " TITLE "\n\n", "", "" },
	{ "original message", "-----Original Message-----\n", "", "" },
	{ "original message with a block",
	    "-----Original Message-----\nFrom: " US "\n"
	    "Sent: Monday, November 23, 2026 10:00 AM\nTo: Prof\n"
	    "Subject: " TITLE "\n\n", "", "" },
	{ "forwarded",
	    "---------- Forwarded message ---------\nFrom: " US "\n"
	    "Date: Mon, 23 Nov 2026 at 10:00\nSubject: " TITLE "\n"
	    "To: Prof\n\n", "", "" },
	{ "forwarded by Apple Mail",
	    "Begin forwarded message:\n\nFrom: " US "\nSubject: " TITLE
	    "\n\n", "", "" },
};

#define WROTE "On Mon, 23 Nov 2026, Canvas tokens wrote:"

const struct quoting html_quotings[] = {
	{ "blockquote", "<blockquote>", "", "</blockquote>" },
	{ "Apple Mail", "<div><br><blockquote type=\"cite\"><div>" WROTE
	    "</div><br>", "", "</blockquote></div>" },
	{ "Gmail", "<div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" "
	    "class=\"gmail_attr\">" WROTE "<br></div><blockquote "
	    "class=\"gmail_quote\" style=\"margin:0px\">", "",
	    "</blockquote></div>" },
	{ "Gmail through a gateway", "<div class=\"m_12gmail_quote\">", "",
	    "</div>" },
	{ "Outlook on the web", "<div id=\"appendonsend\"></div><hr>"
	    "<div id=\"divRplyFwdMsg\" dir=\"ltr\"><b>From:</b> Canvas tokens"
	    "<br><b>Sent:</b> Monday<br><b>To:</b> Prof<br><b>Subject:</b> "
	    TITLE "</div>", "", "" },
	{ "Outlook, prefixed", "<hr><div id=\"x_divRplyFwdMsg\">"
	    "<b>Von:</b> a<br><b>Gesendet:</b> b</div>", "", "" },
	{ "Outlook", "<div><div style=\"border:none;border-top:solid #E1E1E1 "
	    "1.0pt;padding:3.0pt 0in 0in 0in\"><p><b>De :</b> Canvas tokens"
	    "<br><b>Envoyé :</b> lundi<br><b>À :</b> Prof<br><b>Objet :</b> "
	    TITLE "</p></div></div>", "", "" },
	{ "Thunderbird", "<div class=\"moz-cite-prefix\">" WROTE "<br></div>"
	    "<blockquote type=\"cite\" cite=\"mid:a@b\">", "",
	    "</blockquote>" },
	{ "Yahoo", "<div id=\"ydp1yahoo_quoted\" class=\"yahoo_quoted\"><div>"
	    WROTE "</div>", "", "</div>" },
	{ "Proton", "<div class=\"protonmail_quote\">" WROTE "<br>", "",
	    "</div>" },
};
/* clang-format on */

const size_t text_quotings_count = N(text_quotings);
const size_t html_quotings_count = N(html_quotings);

void
quote(struct buf *out, const struct quoting *q, const char *text)
{
	buf_adds(out, q->before);
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		buf_adds(out, q->each);
		buf_add(out, text, len - (len > 0 && text[len - 1] == '\r'));
		buf_addc(out, '\n');
		text += len + (text[len] == '\n');
	}
	buf_adds(out, q->after);
}

void
reply_parse(const struct reply *r, struct facts *f)
{
	struct buf raw = BUF_INIT(REPLY_MAX);
	struct err err = ERR_INIT;

	buf_addf(&raw,
	    "From: prof@campus.example\r\nTo: canvas-tokens@campus.example\r\n"
	    "Subject: %s\r\nMessage-ID: <reply.1@campus.example>\r\n"
	    "MIME-Version: 1.0\r\nContent-Type: %s\r\n"
	    "Content-Transfer-Encoding: %s\r\n\r\n",
	    r->subject, r->type, r->encoding);
	buf_adds(&raw, r->body);
	assert_false(raw.full);
	facts_init(f);
	if (parse(raw.str, raw.len, f, &err) != OK)
		fail_msg("%s: %s", err.text, raw.str);
	buf_free(&raw);
}

const struct command_fact *
reply_acts(const struct facts *f)
{
	for (size_t i = 0; i < f->ncommands; i++)
		if (f->command[i].result == RE_OK)
			return &f->command[i];
	return NULL;
}
