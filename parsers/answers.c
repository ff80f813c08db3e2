/*
 * answers - what sponsors write instead of CONFIRM and DECLINE, as a list of
 * whole lines.  Whoever writes anything beyond it is asked again.
 *
 * A row is words: a|b is one of them, [a|b] may be missing, _ is a blank within
 * one of them.  Case, accents' form, apostrophes and the signs . , ! ; : - and
 * quotes do not count; any other sign, a question mark above all, makes a line
 * fit no row.  A word of thanks may stand at the end.
 *
 * Before you add a row: could it stand in an answer that means the opposite, or
 * something else?  Then leave it out.
 */
#include <string.h>

#include "mailproc/base/letters.h"
#include "mailproc/base/text.h"
#include "parsers/words.h"

#define YES "[yes|yep|yeah|yup|ok|okay|sure|certainly|of_course|confirmed] "
#define IT                                                      \
	" [this|it|that|this_request|the_request|this_student|" \
	"this_use|the_use|the_intended_use|this_token|him|her|them]"
#define HAPPY "[very|more_than] happy|glad|willing|pleased|delighted"

/* clang-format off */
static const struct {
	const char *line;
	enum event_type verb;
} list[] = {
	{ "yes|yep|yeah|yup [please|sure|certainly|absolutely|definitely|indeed|of_course]", EV_CONFIRM },
	{ YES "i [do|hereby|can|gladly|am_happy_to|would_like_to] confirm" IT, EV_CONFIRM },
	{ "yes|yep|yeah|yup|ok|okay|sure confirmed", EV_CONFIRM },
	{ YES "this_is|consider_it confirmed", EV_CONFIRM },
	{ YES "i [do|hereby|can|gladly] approve" IT, EV_CONFIRM },
	{ "[yes|yep|yeah|yup|ok|okay|sure] approved", EV_CONFIRM },
	{ YES "[i] [am|im|would_be|will_be|id_be|ill_be] " HAPPY " to sponsor|confirm|approve" IT, EV_CONFIRM },
	{ YES "i [do|hereby|can|will|shall|gladly|would_like_to] sponsor" IT, EV_CONFIRM },
	{ YES "ill sponsor" IT, EV_CONFIRM },
	{ YES "i agree to sponsor" IT, EV_CONFIRM },
	{ "yes|yep|yeah|yup|ok|okay i agree", EV_CONFIRM },
	{ YES "i understand the intended use and sponsor it", EV_CONFIRM },
	{ "yes|ok|okay i do", EV_CONFIRM },

	{ "no|nope [sorry|im_sorry|i_am_sorry|im_afraid_not|i_am_afraid_not]", EV_DECLINE },
	{ "sorry|im_sorry|i_am_sorry no", EV_DECLINE },
	{ "[no|nope] [sorry|im_sorry_but|i_am_sorry_but|im_sorry|i_am_sorry] i do_not|dont|will_not|wont|cannot|can_not|cant|would_not|wouldnt|am_not_able_to|am_unable_to|wish_not_to sponsor" IT, EV_DECLINE },
	{ "[no|nope] [sorry|im_sorry_but|i_am_sorry_but|im_sorry|i_am_sorry] i do_not|dont wish|want|intend to sponsor|confirm|approve" IT, EV_DECLINE },
	{ "[no|nope] [sorry|im_sorry_but|i_am_sorry_but] i must|have_to|would_rather|prefer_to|hereby decline" IT, EV_DECLINE },
	{ "no|nope i decline|refuse" IT, EV_DECLINE },
	{ "i decline|refuse [to_sponsor]" IT, EV_DECLINE },
	{ "[no|nope] declined|rejected", EV_DECLINE },

	/* German */
	{ "ja [gerne|bitte|klar|natürlich|sicher|selbstverständlich]", EV_CONFIRM },
	{ "[ja|ok|okay] [hiermit] bestätigt|bestätige_ich|bestaetigt", EV_CONFIRM },
	{ "[ja|ok|okay] ich bestätige|bestaetige [das|dies|es|hiermit|die_anfrage|den_antrag|das_hiermit|dies_hiermit]", EV_CONFIRM },
	{ "nein [leider_nicht|tut_mir_leid|danke]", EV_DECLINE },
	{ "leider nein", EV_DECLINE },
	{ "[nein] [tut_mir_leid] ich lehne [das|dies|es|die_anfrage|den_antrag] ab", EV_DECLINE },
	/* French */
	{ "oui [bien_sûr|volontiers|certainement|daccord|sil_vous_plaît]", EV_CONFIRM },
	{ "[oui|ok|daccord] je [le|la] confirme [cela|ceci|la_demande|cette_demande]", EV_CONFIRM },
	{ "[oui|ok|daccord] confirmé", EV_CONFIRM },
	{ "non [désolé|désolée|je_regrette]", EV_DECLINE },
	{ "désolé|désolée non", EV_DECLINE },
	{ "[non] [désolé|désolée] je refuse [cela|ceci|la_demande|cette_demande]", EV_DECLINE },
	/* Spanish */
	{ "sí|si [claro|por_supuesto|por_favor|con_gusto]", EV_CONFIRM },
	{ "[sí|si|ok|vale] [lo|la] confirmo [esto|la_solicitud|esta_solicitud]", EV_CONFIRM },
	{ "[sí|si|ok|vale] confirmado", EV_CONFIRM },
	{ "no lo_siento", EV_DECLINE },
	{ "lo siento no", EV_DECLINE },
	{ "[no] [lo_siento] [lo|la] rechazo [esto|la_solicitud|esta_solicitud]", EV_DECLINE },
};

/* What may stand at the end of any of them. */
static const char *const thanks[] = { "thanks", "thank you", "many thanks",
	"thanks a lot", "thank you very much", "thanks very much", "thx",
	"cheers", "regards", "best regards", "kind regards", "best wishes",
	"danke", "vielen dank", "merci", "merci beaucoup", "gracias",
	"muchas gracias", NULL };
/* clang-format on */

/*
 * The line as it is compared: letters, single blanks between words.  False if
 * there is any other sign.
 */
static bool
normalise(const char *line, struct buf *out)
{
	static const char blank[] = " .,!;:-\"\t";
	static const char nothing[] = "'`*_";
	struct letters l = { .p = line };

	for (;;) {
		const char *before = l.p;
		uint32_t c = letter_next(&l);
		size_t n;

		if (c == 0)
			break;
		if (c < 0x80 && strchr(nothing, (int)c) != NULL)
			continue;
		n = c < 0x80 ? (strchr(blank, (int)c) != NULL) : around(before);
		if (letter_is(c))
			buf_add(out, before, (size_t)(l.p - before));
		else if (n == 0)
			return false;
		else if (c != 0x2018 && c != 0x2019 && out->len > 0 &&
		    out->str[out->len - 1] != ' ')
			buf_addc(out, ' ');
		l.mark = 0; /* went with its letter */
	}
	while (out->len > 0 && out->str[out->len - 1] == ' ')
		out->str[--out->len] = '\0';
	return out->len > 0 && !out->full;
}

/* The longest word of a token, len bytes; returns what follows it in s. */
static const char *
take_one(const char *s, const char *token, size_t len)
{
	const char *furthest = NULL;
	char word[64];

	while (len > 0) {
		size_t n = 0;
		const char *after;

		for (; n < len && token[n] != '|' && n + 1 < sizeof word; n++)
			word[n] = token[n] == '_' ? ' ' : token[n];
		word[n] = '\0';
		after = word_match(s, word);
		if (after != NULL && (furthest == NULL || after > furthest))
			furthest = after;
		n += n < len ? 1 : 0;
		token += n;
		len -= n;
	}
	return furthest != NULL && *furthest == ' ' ? furthest + 1 : furthest;
}

/*
 * Does s fit the row?  What may be missing is taken wherever it is there: no
 * row begins two tokens in a row with the same word.
 */
static bool
fits(const char *s, const char *row)
{
	while (*row != '\0') {
		bool may = *row == '[';
		size_t len = strcspn(row + may, may ? "]" : " ");
		const char *after = take_one(s, row + may, len);

		if (after == NULL && !may)
			return false;
		if (after != NULL)
			s = after;
		row += len + (may ? 2 : 0);
		row += strspn(row, " ");
	}
	return *s == '\0';
}

static bool
thanks_only(const char *s)
{
	for (const char *const *t = thanks; *t != NULL; t++) {
		const char *rest = word_match(s, *t);

		if (rest != NULL && *rest == '\0')
			return true;
	}
	return false;
}

/* Without the words of thanks at its end, unless nothing else is there. */
static void
cut_thanks(struct buf *s)
{
	for (size_t i = 1; i < s->len; i++)
		if (s->str[i - 1] == ' ' && thanks_only(s->str + i)) {
			s->len = i - 1;
			s->str[s->len] = '\0';
		}
}

enum event_type
natural_answer(const char *line)
{
	struct buf s = BUF_INIT(400);
	enum event_type verb = EV_NONE;

	if (normalise(line, &s)) {
		cut_thanks(&s);
		for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
			if (fits(s.str, list[i].line)) {
				verb = list[i].verb;
				break;
			}
	}
	buf_free(&s);
	return verb;
}
