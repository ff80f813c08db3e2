#include "parsers/labels.h"

#include <string.h>

#include "mailproc/base/fold.h"
#include "parsers/questions.h"

#define LABEL_MAX  60 /* bytes in front of a value that are looked at */
#define TRIES_MAX  4  /* separators of a line that are looked at */
#define HINT_BYTES 200

#define STRONG(text, field)          \
	{                            \
		text, (field), false \
	}
#define WEAK(text, field)           \
	{                           \
		text, (field), true \
	}

/* clang-format off */
static const struct label labels[] = {
STRONG("purpose", FIELD_PURPOSE), STRONG("purpose of the token", FIELD_PURPOSE),
STRONG("token purpose", FIELD_PURPOSE), STRONG("purpose of token", FIELD_PURPOSE),
STRONG("purpose of the request", FIELD_PURPOSE), STRONG("purpose of request", FIELD_PURPOSE),
STRONG("what is it for", FIELD_PURPOSE), STRONG("what it is for", FIELD_PURPOSE),
STRONG("reason for request", FIELD_PURPOSE), STRONG("reason for the request", FIELD_PURPOSE),
STRONG("zweck", FIELD_PURPOSE), STRONG("zweck des tokens", FIELD_PURPOSE),
STRONG("objectif", FIELD_PURPOSE), STRONG("finalite", FIELD_PURPOSE),
STRONG("but du jeton", FIELD_PURPOSE), STRONG("proposito", FIELD_PURPOSE),
STRONG("finalidad", FIELD_PURPOSE), STRONG("objetivo", FIELD_PURPOSE),
WEAK("reason", FIELD_PURPOSE), WEAK("grund", FIELD_PURPOSE), WEAK("but", FIELD_PURPOSE),
WEAK("motif", FIELD_PURPOSE), WEAK("motivo", FIELD_PURPOSE), WEAK("goal", FIELD_PURPOSE),

STRONG("intended use", FIELD_USE), STRONG("intended usage", FIELD_USE),
STRONG("planned use", FIELD_USE), STRONG("how will it be used", FIELD_USE),
STRONG("how it will be used", FIELD_USE), STRONG("how will you use it", FIELD_USE),
STRONG("how will the token be used", FIELD_USE), STRONG("use of the token", FIELD_USE),
STRONG("verwendung", FIELD_USE), STRONG("verwendungszweck", FIELD_USE),
STRONG("geplante verwendung", FIELD_USE), STRONG("vorgesehene verwendung", FIELD_USE),
STRONG("beabsichtigte verwendung", FIELD_USE), STRONG("beabsichtigte nutzung", FIELD_USE),
STRONG("geplante nutzung", FIELD_USE), STRONG("nutzung", FIELD_USE),
STRONG("utilisation prevue", FIELD_USE), STRONG("usage prevu", FIELD_USE),
STRONG("uso previsto", FIELD_USE),
WEAK("use", FIELD_USE), WEAK("usage", FIELD_USE), WEAK("description", FIELD_USE),
WEAK("beschreibung", FIELD_USE), WEAK("utilisation", FIELD_USE), WEAK("uso", FIELD_USE),
WEAK("descripcion", FIELD_USE), WEAK("details", FIELD_USE),

STRONG("data and courses", FIELD_DATA), STRONG("data or courses", FIELD_DATA),
STRONG("courses and data", FIELD_DATA), STRONG("data and courses touched", FIELD_DATA),
STRONG("data accessed", FIELD_DATA), STRONG("data touched", FIELD_DATA),
STRONG("data used", FIELD_DATA), STRONG("data needed", FIELD_DATA),
STRONG("courses touched", FIELD_DATA), STRONG("courses affected", FIELD_DATA),
STRONG("daten und kurse", FIELD_DATA), STRONG("betroffene daten und kurse", FIELD_DATA),
STRONG("betroffene daten", FIELD_DATA), STRONG("betroffene kurse", FIELD_DATA),
STRONG("donnees et cours", FIELD_DATA), STRONG("donnees concernees", FIELD_DATA),
STRONG("cours concernes", FIELD_DATA), STRONG("datos y cursos", FIELD_DATA),
STRONG("datos afectados", FIELD_DATA), STRONG("cursos afectados", FIELD_DATA),
WEAK("data", FIELD_DATA), WEAK("courses", FIELD_DATA), WEAK("course", FIELD_DATA),
WEAK("course s", FIELD_DATA), WEAK("daten", FIELD_DATA), WEAK("kurse", FIELD_DATA),
WEAK("kurs", FIELD_DATA), WEAK("donnees", FIELD_DATA), WEAK("cours", FIELD_DATA),
WEAK("datos", FIELD_DATA), WEAK("cursos", FIELD_DATA), WEAK("curso", FIELD_DATA),

STRONG("application or vendor", FIELD_APPLICATION), STRONG("application and vendor", FIELD_APPLICATION),
STRONG("vendor or application", FIELD_APPLICATION), STRONG("application name", FIELD_APPLICATION),
STRONG("name of the application", FIELD_APPLICATION), STRONG("app or vendor", FIELD_APPLICATION),
STRONG("tool or vendor", FIELD_APPLICATION), STRONG("third-party application", FIELD_APPLICATION),
STRONG("anwendung oder anbieter", FIELD_APPLICATION), STRONG("anwendung oder hersteller", FIELD_APPLICATION),
STRONG("programm oder anbieter", FIELD_APPLICATION), STRONG("application ou fournisseur", FIELD_APPLICATION),
STRONG("application ou editeur", FIELD_APPLICATION), STRONG("aplicacion o proveedor", FIELD_APPLICATION),
WEAK("application", FIELD_APPLICATION), WEAK("app", FIELD_APPLICATION),
WEAK("vendor", FIELD_APPLICATION), WEAK("tool", FIELD_APPLICATION),
WEAK("software", FIELD_APPLICATION), WEAK("program", FIELD_APPLICATION),
WEAK("anwendung", FIELD_APPLICATION), WEAK("anbieter", FIELD_APPLICATION),
WEAK("programm", FIELD_APPLICATION), WEAK("hersteller", FIELD_APPLICATION),
WEAK("fournisseur", FIELD_APPLICATION), WEAK("logiciel", FIELD_APPLICATION),
WEAK("outil", FIELD_APPLICATION), WEAK("aplicacion", FIELD_APPLICATION),
WEAK("proveedor", FIELD_APPLICATION), WEAK("herramienta", FIELD_APPLICATION),
WEAK("programa", FIELD_APPLICATION),

STRONG("needed until", FIELD_UNTIL), STRONG("needed till", FIELD_UNTIL),
STRONG("needed by", FIELD_UNTIL), STRONG("valid until", FIELD_UNTIL),
STRONG("required until", FIELD_UNTIL), STRONG("end date", FIELD_UNTIL),
STRONG("expiry date", FIELD_UNTIL), STRONG("expiration date", FIELD_UNTIL),
STRONG("date of expiry", FIELD_UNTIL), STRONG("until when", FIELD_UNTIL),
STRONG("benotigt bis", FIELD_UNTIL), STRONG("benoetigt bis", FIELD_UNTIL),
STRONG("gebraucht bis", FIELD_UNTIL), STRONG("gultig bis", FIELD_UNTIL),
STRONG("gueltig bis", FIELD_UNTIL), STRONG("bis wann", FIELD_UNTIL),
STRONG("enddatum", FIELD_UNTIL), STRONG("ablaufdatum", FIELD_UNTIL),
STRONG("necessaire jusqu'au", FIELD_UNTIL), STRONG("jusqu'au", FIELD_UNTIL),
STRONG("besoin jusqu'au", FIELD_UNTIL), STRONG("valable jusqu'au", FIELD_UNTIL),
STRONG("date de fin", FIELD_UNTIL), STRONG("date d'expiration", FIELD_UNTIL),
STRONG("necesario hasta", FIELD_UNTIL), STRONG("necesaria hasta", FIELD_UNTIL),
STRONG("valido hasta", FIELD_UNTIL), STRONG("fecha de fin", FIELD_UNTIL),
STRONG("fecha final", FIELD_UNTIL), STRONG("fecha de vencimiento", FIELD_UNTIL),
WEAK("until", FIELD_UNTIL), WEAK("expires", FIELD_UNTIL), WEAK("expiration", FIELD_UNTIL),
WEAK("expiry", FIELD_UNTIL), WEAK("bis", FIELD_UNTIL), WEAK("echeance", FIELD_UNTIL),
WEAK("hasta", FIELD_UNTIL), WEAK("date", FIELD_UNTIL),

STRONG("sponsor", FIELD_SPONSOR), STRONG("faculty sponsor", FIELD_SPONSOR),
STRONG("sponsor email", FIELD_SPONSOR), STRONG("sponsor e-mail", FIELD_SPONSOR),
STRONG("sponsor's email", FIELD_SPONSOR), STRONG("sponsor's e-mail", FIELD_SPONSOR),
STRONG("sponsor's email address", FIELD_SPONSOR), STRONG("sponsor address", FIELD_SPONSOR),
STRONG("email of the sponsor", FIELD_SPONSOR), STRONG("email of sponsor", FIELD_SPONSOR),
STRONG("sponsoring faculty member", FIELD_SPONSOR), STRONG("sponsoring faculty", FIELD_SPONSOR),
STRONG("faculty member", FIELD_SPONSOR), STRONG("sponsored by", FIELD_SPONSOR),
STRONG("befurworter", FIELD_SPONSOR), STRONG("befuerworter", FIELD_SPONSOR),
STRONG("befurworterin", FIELD_SPONSOR), STRONG("verantwortliche lehrperson", FIELD_SPONSOR),
STRONG("parrain", FIELD_SPONSOR), STRONG("parrain ou marraine", FIELD_SPONSOR),
STRONG("enseignant responsable", FIELD_SPONSOR), STRONG("patrocinador", FIELD_SPONSOR),
STRONG("patrocinadora", FIELD_SPONSOR), STRONG("profesor responsable", FIELD_SPONSOR),
WEAK("advisor", FIELD_SPONSOR), WEAK("adviser", FIELD_SPONSOR), WEAK("faculty", FIELD_SPONSOR),
WEAK("betreuer", FIELD_SPONSOR), WEAK("betreuerin", FIELD_SPONSOR),
WEAK("dozent", FIELD_SPONSOR), WEAK("dozentin", FIELD_SPONSOR),
WEAK("garant", FIELD_SPONSOR), WEAK("responsable", FIELD_SPONSOR),

STRONG("agreement to the policy", FIELD_AGREE), STRONG("agreement to policy", FIELD_AGREE),
STRONG("agreement with the policy", FIELD_AGREE), STRONG("policy agreement", FIELD_AGREE),
STRONG("i agree to the policy", FIELD_AGREE), STRONG("do you agree to the policy", FIELD_AGREE),
STRONG("zustimmung zur richtlinie", FIELD_AGREE), STRONG("zustimmung zu der richtlinie", FIELD_AGREE),
STRONG("einverstandnis mit der richtlinie", FIELD_AGREE), STRONG("accord avec la politique", FIELD_AGREE),
STRONG("acceptation de la politique", FIELD_AGREE), STRONG("aceptacion de la politica", FIELD_AGREE),
STRONG("acuerdo con la politica", FIELD_AGREE),
WEAK("agreement", FIELD_AGREE), WEAK("policy", FIELD_AGREE), WEAK("agree", FIELD_AGREE),
WEAK("agreed", FIELD_AGREE), WEAK("zustimmung", FIELD_AGREE), WEAK("einverstandnis", FIELD_AGREE),
WEAK("richtlinie", FIELD_AGREE), WEAK("accord", FIELD_AGREE), WEAK("acceptation", FIELD_AGREE),
WEAK("aceptacion", FIELD_AGREE), WEAK("acuerdo", FIELD_AGREE), WEAK("conformidad", FIELD_AGREE),
};

/* What ticket systems write around the mail they pass on. */
static const char *const ticket_keys[] = {
	"ticket", "ticket id", "ticket no", "ticket number", "ticket #", "ticket url", "ticket link",
	"id", "key", "case", "case number", "reference", "requester", "requestor", "requested by",
	"request type", "reporter", "reported by", "submitted by", "submitter", "created by",
	"opened by", "customer", "contact", "caller", "user", "name", "email", "e-mail",
	"email address", "phone", "created", "created at", "created on", "opened", "updated",
	"submitted", "submitted on", "received", "date", "time", "due", "due date", "sla", "status",
	"state", "priority", "urgency", "impact", "severity", "category", "subcategory", "type",
	"queue", "department", "group", "assignment group", "team", "owner", "assigned to",
	"assignee", "agent", "tags", "location", "site", "channel", "source", "via", "from", "to",
	"cc", "subject", "title", "summary", "short description", "description", "details",
	"message", "body", "comment", "comments", "attachments", "url", "link", "view ticket",
	"anfragender", "gemeldet von", "betreff", "beschreibung", "prioritat", "erstellt",
	"demandeur", "objet", "priorite", "statut", "cree", "solicitante", "asunto",
	"prioridad", "estado", "creado",
};

static const char *const hints[] = { "(such as ", "(students and tas:", "(write: ", NULL };

/* In front of a label, each as often as it likes. */
static const char *const bullets[] = { " ", "\t", "*", "-", "_", "+", "#", "\"", "`",
	"\xc2\xa0", "\xc2\xb7", "\xe2\x80\xa2", "\xe2\x80\xa3", "\xe2\x80\x93", "\xe2\x80\x94",
	"\xe2\x96\xaa", "\xe2\x97\xa6", "\xe2\x97\x8f", "\xe2\x97\x8b", "\xe2\x96\xa0",
	"\xe2\x96\xa1", "\xe2\x98\x90", "\xe2\x9e\xa4", "\xef\x82\xb7", NULL };
/* clang-format on */

/* One of these bullets at s: its length. */
static size_t
bullet_at(const char *s, size_t len)
{
	for (int i = 0; bullets[i] != NULL; i++) {
		size_t n = strlen(bullets[i]);

		if (n <= len && memcmp(s, bullets[i], n) == 0)
			return n;
	}
	return 0;
}

/* "1. ", "2) ", "(3) ", "b) " */
static size_t
number_at(const char *s, size_t len)
{
	size_t open = len > 0 && s[0] == '(' ? 1 : 0, n = open;

	while (n < len && n < open + 2 && s[n] >= '0' && s[n] <= '9')
		n++;
	if (n == open && n < len && s[n] >= 'a' && s[n] <= 'h')
		n++;
	if (n == open || n + 1 >= len || (s[n] != ')' && s[n] != '.') ||
	    (s[n + 1] != ' ' && s[n + 1] != '\t'))
		return 0;
	return n + 2;
}

static size_t
past_bullets(const char *s, size_t len)
{
	size_t at = 0, n;

	while ((n = bullet_at(s + at, len - at)) > 0)
		at += n;
	if ((n = number_at(s + at, len - at)) > 0)
		for (at += n; (n = bullet_at(s + at, len - at)) > 0;)
			at += n;
	return at;
}

void
label_bare(struct buf *out, const char *s, size_t len)
{
	struct buf folded = BUF_INIT(2 * LABEL_MAX), plain;
	size_t n;

	fold_text(&folded, s, len);
	n = strcspn(folded.str, "(");
	if (n == 0)
		n = folded.len;
	plain = BUF_INIT(4 * LABEL_MAX);
	for (size_t i = 0; i < n; i++)
		if (folded.str[i] == '&')
			buf_adds(&plain, " and ");
		else if (folded.str[i] == '/')
			buf_adds(&plain, " or ");
		else
			buf_addc(&plain,
			    strchr("*_`\"[]<>?!.", folded.str[i]) != NULL ?
				' ' :
				folded.str[i]);
	fold_text(out, plain.str, plain.len);
	buf_free(&folded);
	buf_free(&plain);
}

static const struct label *
look_up(const char *s, size_t len, bool weak_too)
{
	struct buf bare = BUF_INIT(4 * LABEL_MAX);
	const struct label *found = NULL;

	label_bare(&bare, s, len);
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
		if (strcmp(bare.str, labels[i].text) == 0 &&
		    (weak_too || !labels[i].weak))
			found = &labels[i];
	if (found == NULL)
		found = questions_label(bare.str);
	buf_free(&bare);
	return found;
}

/*
 * The length of a separator at s[at]; *clear if it is more than a dash, which
 * stands in many a sentence.
 */
static size_t
separator_at(const char *s, size_t len, size_t at, bool *clear)
{
	bool blank = at > 0 && (s[at - 1] == ' ' || s[at - 1] == '\t');

	*clear = true;
	if (s[at] == ':' || s[at] == '\t' || s[at] == '=')
		return 1;
	if (len - at >= 3 && memcmp(s + at, "\xef\xbc\x9a", 3) == 0)
		return 3;
	*clear = false;
	if (blank && s[at] == '-')
		return 1;
	if (blank && len - at >= 3 && memcmp(s + at, "\xe2\x80", 2) == 0 &&
	    (s[at + 2] == '\x93' || s[at + 2] == '\x94'))
		return 3;
	return 0;
}

static struct labelled
found_at(const struct label *label, const char *s, size_t len)
{
	size_t skip = 0;

	while (skip < len && strchr(" \t*_:=>", s[skip]) != NULL)
		skip++;
	return (struct labelled){ label, s + skip, len - skip };
}

struct labelled
label_read(const char *line, size_t len)
{
	size_t skip = past_bullets(line, len), n;
	int tries = 0;
	bool clear;

	line += skip;
	len -= skip;
	for (size_t at = 1; at < len && at < LABEL_MAX && tries < TRIES_MAX;
	     at += n == 0 ? 1 : n) {
		const struct label *label;

		if ((n = separator_at(line, len, at, &clear)) == 0)
			continue;
		tries++;
		if ((label = look_up(line, at, clear)) != NULL)
			return found_at(label, line + at + n, len - at - n);
	}
	while (len > 0 && strchr(" \t\r", line[len - 1]) != NULL)
		len--;
	if (len < 3 || len >= LABEL_MAX || tries > 0)
		return (struct labelled){ NULL, line, 0 };
	return (struct labelled){ look_up(line, len, false), line + len, 0 };
}

bool
is_ticket_line(const char *line, size_t len)
{
	struct buf bare = BUF_INIT(4 * LABEL_MAX);
	size_t skip = past_bullets(line, len), n = skip;
	bool found = false;

	while (n < len && n - skip < LABEL_MAX && line[n] != ':' &&
	    line[n] != '\t')
		n++;
	if (n < len && (line[n] == ':' || line[n] == '\t'))
		label_bare(&bare, line + skip, n - skip);
	for (size_t i = 0; i < sizeof ticket_keys / sizeof ticket_keys[0]; i++)
		found = found || strcmp(bare.str, ticket_keys[i]) == 0;
	buf_free(&bare);
	return found;
}

size_t
hint_length(const char *value, size_t len)
{
	struct buf folded = BUF_INIT(2 * HINT_BYTES);
	const char *end =
	    memchr(value, ')', len < HINT_BYTES ? len : HINT_BYTES);
	bool ours = false;

	if (len == 0 || *value != '(' || end == NULL)
		return 0;
	fold_text(&folded, value, (size_t)(end - value));
	for (int i = 0; hints[i] != NULL; i++)
		ours = ours ||
		    strncmp(folded.str, hints[i], strlen(hints[i])) == 0;
	buf_free(&folded);
	return ours ? (size_t)(end - value) + 1 : 0;
}
