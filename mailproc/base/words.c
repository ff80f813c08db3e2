#include "mailproc/base/words.h"

#include <string.h>

#include "mailproc/base/letters.h"

/*
 * DENY and APPROVE of other languages, too, are a sponsor's DECLINE and
 * CONFIRM: who writes them says which (mailproc/acts.c).
 */
/* clang-format off */
static const struct word ours[] = {
	{ "confirm",          EV_CONFIRM, TAKES_NOTHING },
	{ "i confirm",        EV_CONFIRM, TAKES_NOTHING },
	{ "yes, i confirm",   EV_CONFIRM, TAKES_NOTHING },
	{ "confirmed",        EV_CONFIRM, TAKES_NOTHING },
	{ "yes",              EV_CONFIRM, TAKES_NOTHING },
	{ "approve",          EV_APPROVE, TAKES_NOTHING },
	{ "deny",             EV_DENY,    TAKES_TEXT },
	{ "decline",          EV_DECLINE, TAKES_TEXT },
	{ "i decline",        EV_DECLINE, TAKES_TEXT },
	{ "reject",           EV_DECLINE, TAKES_TEXT },
	{ "no",               EV_DECLINE, TAKES_NOTHING },
	{ "ask",              EV_ASK,     TAKES_TEXT },
	{ "revoke",           EV_REVOKE,  TAKES_NOTHING },
	{ "done",             EV_DONE,    TAKES_NOTHING },
	{ "status",           EV_STATUS,  TAKES_NOTHING },
	{ "list",             EV_LIST,    TAKES_NOTHING },
	{ "help",             EV_HELP,    TAKES_NOTHING },
	{ "why",              EV_WHY,     TAKES_NOTHING },
	{ "notme",            EV_NOTME,   TAKES_NOTHING },
	{ "cancel",           EV_CANCEL,  TAKES_NOTHING },
	{ "renew",            EV_RENEW,   TAKES_NOTHING },
	{ "resend",           EV_RESEND,  TAKES_NOTHING },
	{ "sponsor",          EV_SPONSOR, TAKES_ADDRESS },
	{ "sponsor",          EV_CONFIRM, TAKES_NOTHING },
	/* German */
	{ "bestätigen",       EV_CONFIRM, TAKES_NOTHING },
	{ "bestätige",        EV_CONFIRM, TAKES_NOTHING },
	{ "bestätigt",        EV_CONFIRM, TAKES_NOTHING },
	{ "ich bestätige",    EV_CONFIRM, TAKES_NOTHING },
	{ "bestaetigen",      EV_CONFIRM, TAKES_NOTHING },
	{ "bestaetige",       EV_CONFIRM, TAKES_NOTHING },
	{ "bestaetigt",       EV_CONFIRM, TAKES_NOTHING },
	{ "ich bestaetige",   EV_CONFIRM, TAKES_NOTHING },
	{ "ja",               EV_CONFIRM, TAKES_NOTHING },
	{ "nein",             EV_DECLINE, TAKES_NOTHING },
	{ "ablehnen",         EV_DENY,    TAKES_TEXT },
	{ "abgelehnt",        EV_DENY,    TAKES_TEXT },
	{ "genehmigen",       EV_APPROVE, TAKES_NOTHING },
	{ "genehmigt",        EV_APPROVE, TAKES_NOTHING },
	{ "stornieren",       EV_CANCEL,  TAKES_NOTHING },
	{ "widerrufen",       EV_REVOKE,  TAKES_NOTHING },
	{ "hilfe",            EV_HELP,    TAKES_NOTHING },
	/* French */
	{ "confirmer",        EV_CONFIRM, TAKES_NOTHING },
	{ "confirme",         EV_CONFIRM, TAKES_NOTHING },
	{ "confirmé",         EV_CONFIRM, TAKES_NOTHING },
	{ "je confirme",      EV_CONFIRM, TAKES_NOTHING },
	{ "oui",              EV_CONFIRM, TAKES_NOTHING },
	{ "non",              EV_DECLINE, TAKES_NOTHING },
	{ "refuser",          EV_DENY,    TAKES_TEXT },
	{ "je refuse",        EV_DENY,    TAKES_TEXT },
	{ "refusé",           EV_DENY,    TAKES_TEXT },
	{ "approuver",        EV_APPROVE, TAKES_NOTHING },
	{ "approuvé",         EV_APPROVE, TAKES_NOTHING },
	{ "annuler",          EV_CANCEL,  TAKES_NOTHING },
	{ "révoquer",         EV_REVOKE,  TAKES_NOTHING },
	{ "revoquer",         EV_REVOKE,  TAKES_NOTHING },
	{ "statut",           EV_STATUS,  TAKES_NOTHING },
	{ "aide",             EV_HELP,    TAKES_NOTHING },
	/* Spanish; its "no" is English already */
	{ "confirmar",        EV_CONFIRM, TAKES_NOTHING },
	{ "confirmo",         EV_CONFIRM, TAKES_NOTHING },
	{ "confirmado",       EV_CONFIRM, TAKES_NOTHING },
	{ "sí",               EV_CONFIRM, TAKES_NOTHING },
	{ "si",               EV_CONFIRM, TAKES_NOTHING },
	{ "rechazar",         EV_DENY,    TAKES_TEXT },
	{ "rechazo",          EV_DENY,    TAKES_TEXT },
	{ "rechazado",        EV_DENY,    TAKES_TEXT },
	{ "aprobar",          EV_APPROVE, TAKES_NOTHING },
	{ "aprobado",         EV_APPROVE, TAKES_NOTHING },
	{ "cancelar",         EV_CANCEL,  TAKES_NOTHING },
	{ "revocar",          EV_REVOKE,  TAKES_NOTHING },
	{ "estado",           EV_STATUS,  TAKES_NOTHING },
	{ "ayuda",            EV_HELP,    TAKES_NOTHING },
};
/* clang-format on */

#define OURS (sizeof ours / sizeof ours[0])

_Static_assert(OURS + 7 * (size_t)SITE_WORDS_MAX <= LEXICON_MAX,
    "raise LEXICON_MAX");

static void
add_list(struct lexicon *l, const struct list *list, enum event_type verb,
    enum takes takes)
{
	for (size_t i = 0; i < list->n && i < SITE_WORDS_MAX; i++)
		l->word[l->n++] = (struct word){ list->item[i], verb, takes };
}

void
lexicon_fill(struct lexicon *l, const struct site_words *site)
{
	memcpy(l->word, ours, sizeof ours);
	l->n = OURS;
	if (site == NULL)
		return;
	add_list(l, &site->confirm, EV_CONFIRM, TAKES_NOTHING);
	add_list(l, &site->decline, EV_DECLINE, TAKES_TEXT);
	add_list(l, &site->approve, EV_APPROVE, TAKES_NOTHING);
	add_list(l, &site->deny, EV_DENY, TAKES_TEXT);
	add_list(l, &site->cancel, EV_CANCEL, TAKES_NOTHING);
	add_list(l, &site->status, EV_STATUS, TAKES_NOTHING);
	add_list(l, &site->help, EV_HELP, TAKES_NOTHING);
}

const char *
word_match(const char *line, const char *word)
{
	struct letters have = { .p = line }, want = { .p = word }, rest;
	uint32_t c;

	while ((c = letter_next(&want)) != 0) {
		if (letter_next(&have) != c)
			return NULL;
		if (c == ' ')
			have.p += strspn(have.p, " ");
	}
	rest = have;
	return letter_is(letter_next(&rest)) ? NULL : have.p;
}

bool
word_valid(const char *text)
{
	struct letters l = { .p = text };
	uint32_t c, before = ' ';

	if (strlen(text) > WORD_MAX)
		return false;
	while ((c = letter_next(&l)) != 0) {
		bool mark = c >= 0x300 && c <= 0x36f;

		if (!letter_is(c) && c != ' ')
			return false;
		/* neither a blank nor an accent begins a word */
		if (before == ' ' && (c == ' ' || mark))
			return false;
		before = c;
	}
	return before != ' ';
}

const struct word *
word_taken(const char *text, enum event_type verb)
{
	for (size_t i = 0; i < OURS; i++) {
		const char *rest = word_match(text, ours[i].text);

		if (rest != NULL && *rest == '\0' && ours[i].verb != verb)
			return &ours[i];
	}
	return NULL;
}

const struct question *
site_question(const struct site_words *site, enum field f)
{
	if (site == NULL || f < FIELD_EXTRA || f >= FIELD_COUNT)
		return NULL;
	return site->question[f - FIELD_EXTRA].name == NULL ?
	    NULL :
	    &site->question[f - FIELD_EXTRA];
}

const char *
site_field_name(const struct site_words *site, enum field f)
{
	const struct question *q = site_question(site, f);

	return q == NULL ? field_name(f) : q->name;
}

const char *
site_field_label(const struct site_words *site, enum field f)
{
	const struct question *q = site_question(site, f);

	return q == NULL ? field_label(f) : q->label;
}
