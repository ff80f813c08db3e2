/*
 * furniture - separators, signatures, disclaimers and banners: what mail
 * programs, phones, lawyers and gateways put around a person's words.
 */
#include <string.h>

#include "parsers/quote.h"

#define LINE_OF    10  /* characters of a drawn line */
#define ABOVE_MAX  200 /* bytes of "reply above this line" */
#define MOBILE_MAX 120
#define SHORT      60 /* no sentence */

/* clang-format off */
static const char *const separators[] = {
	"original message", "original appointment", "forwarded message",
	"message history", "begin forwarded message", "forwarded by",
	"ursprüngliche nachricht", "original-nachricht", "originalnachricht",
	"originalmail", "ursprüngliche mail", "weitergeleitete nachricht",
	"message original", "message d'origine", "message d’origine",
	"courriel initial", "message initial", "message transféré",
	"mensaje original", "mensaje reenviado", "missatge original",
	"messaggio originale", "messaggio inoltrato", "messaggio rinviato",
	"mensagem original", "mensagem encaminhada", "mensagem reencaminhada",
	"oorspronkelijk bericht", "origineel bericht", "doorgestuurd bericht",
	"ursprungligt meddelande", "originalmeddelande", "vidarebefordrat",
	"ursprungsmeddelande", "oprindelig meddelelse", "original besked",
	"videresendt meddelelse", "oprindelig besked", "original meddelelse",
	"opprinnelig melding", "opphavleg melding", "videresendt melding",
	"alkuperäinen viesti", "välitetty viesti", "oorspronkelijke e-mail",
	"treść oryginalnej wiadomości", "wiadomość oryginalna",
	"oryginalna wiadomość", "wiadomość przekazana", "przekazana wiadomość",
	"původní zpráva", "přeposlaná zpráva", "pôvodná správa",
	"исходное сообщение", "перенаправленное", "пересылаемое сообщение",
	"пересланное сообщение", "оригинальное сообщение",
	"початкове повідомлення", "переслане повідомлення", "özgün ileti",
	"orijinal mesaj", "iletilen ileti", "yönlendirilmiş ileti",
	"元のメッセージ", "元メール", "転送メッセージ", "original メッセージ",
	"原始邮件", "原始消息", "原始郵件", "转发邮件", "轉寄的郵件", "原郵件",
	"원본 메시지", "전달된 메시지", "الرسالة الأصلية", "رسالة ممرّرة",
	"رسالة معاد توجيهها", "הודעה מקורית", "הודעה שהועברה",
	"eredeti üzenet", "mesaj original", "αρχικό μήνυμα",
	"reply above", NULL
};

/* Apple Mail draws no lines around these. */
static const char *const apple_forwards[] = {
	"begin forwarded message", "anfang der weitergeleiteten",
	"début du message réexpédié", "début du message transféré",
	"inicio del mensaje reenviado", "inizio messaggio inoltrato",
	"inizio del messaggio inoltrato", "início da mensagem encaminhada",
	"begin doorgestuurd bericht", "vidarebefordrat brev",
	"videresendt besked", "start på videresendt", "välitetty viesti alkaa",
	"początek przekazywanej", "začátek přeposílané", "начало переадресованного",
	"転送されたメッセージ", "下面是被转发的邮件", "開始轉寄郵件", "전달된 메시지", NULL
};

static const char *const above_this_line[] = {
	"above this line", "reply above this", "reply between", "write above",
	"oberhalb dieser", "über dieser zeile", "au-dessus de cette ligne",
	"encima de esta línea", "por encima de esta", "sopra questa riga",
	"acima desta linha", "boven deze regel", "ovanför den här raden",
	"over denne linje", NULL
};

static const char *const mobile[] = {
	"sent from", "sent via", "sent on the go", "sent with", "get outlook for",
	"gesendet mit", "gesendet von", "gesendet aus", "envoyé de mon",
	"envoyé depuis", "envoyé à partir", "envoyé avec", "télécharger outlook",
	"obtenez outlook", "enviado desde", "enviado con", "obtener outlook",
	"inviato da", "inviato con", "scarica outlook", "ottieni outlook",
	"verstuurd vanaf", "verzonden vanaf", "verzonden met", "outlook voor",
	"sendt fra", "hent outlook", "få outlook", "skickat från", "hämta outlook",
	"skaffa outlook", "enviado do meu", "enviado de meu", "enviado a partir",
	"obter o outlook", "lähetetty", "hanki outlook", "wysłane z", "wysłano z",
	"pobierz outlook", "odesláno z", "odoslané z", "отправлено с",
	"отправлено из", "надіслано з", "outlook für", "von meinem", "outlook pour",
	"发自我的", "從我的", "发送自", "تم الإرسال من", "نُشر من", "נשלח מ", NULL
};

static const char *const mobile_ends[] = {
	"gönderildi", "から送信", "에서 보냄", "gesendet", NULL
};

/* What makes a longer one a phone's and no sentence. */
static const char *const devices[] = {
	"phone", "ipad", "ipod", "android", "samsung", "galaxy", "blackberry",
	"mobil", "tablet", "outlook", "mail", "windows", "yahoo", "aol", "nokia",
	"huawei", "xiaomi", "pixel", "device", "gerät", "mac", "handheld",
	"verizon", "t-mobile", "at&t", "spark", "handy", "téléphone", "teléfono",
	"móvil", "telefon", "proton", "gmx", "web.de", "spike", "canary", "watch",
	"airmail", "wireless", "htc", "lg ", "sony", "oneplus", "superhuman", NULL
};

static const char *const legal_begins[] = {
	"confidentiality", "disclaimer", "legal notice", "this e-mail", "this email",
	"this message", "this communication", "the information contained",
	"the information in this", "the contents of this", "information contained",
	"the information transmitted", "notice:", "important notice",
	"privileged", "if you are not the intended", "diese e-mail",
	"diese nachricht", "der inhalt dieser", "vertraulichkeitshinweis",
	"diese information", "ce message", "ce courriel", "cet e-mail",
	"avis de confidentialité", "este mensaje", "este correo", "aviso legal",
	"la información contenida", "questo messaggio", "le informazioni contenute",
	"dit bericht", "deze e-mail", "de informatie", "esta mensagem", "este e-mail",
	"denna e-post", "detta meddelande", "denne e-mail", "denne e-post",
	"tämä viesti", "ta wiadomość", "tato zpráva", "это сообщение", NULL
};

static const char *const legal_holds[] = {
	"confidential", "privileged", "intended recipient", "intended only",
	"intended solely", "addressee", "vertraulich", "confidentiel",
	"destinataire", "confidencial", "destinatario", "riservat",
	"vertrouwelijk", "destinatário", "konfidentiell", "fortrolig",
	"luottamuksel", "poufn", "důvěrn", "конфиденциальн", NULL
};

static const char *const banners[] = {
	"originated from outside", "originated outside", "originates from outside",
	"from outside of", "from outside the", "from outside your",
	"outside of your organi", "outside the organi", "outside our organi",
	"external sender", "external email", "external e-mail", "external message",
	"[external]", "do not click", "don't click", "opening attachments",
	"links or attachments", "recognize the sender", "recognise the sender",
	"content is safe", "you don't often get email from",
	"you don’t often get email from", "learn why this is important",
	"learnaboutsenderidentification", "some people who received this message",
	"this sender is trusted", "e-mail von extern", "externe e-mail",
	"externer absender", "von außerhalb", "außerhalb ihrer organisation",
	"klicken sie nicht auf", "sie erhalten nicht oft", "provient de l'extérieur",
	"expéditeur externe", "extérieur de l'organisation", "ne cliquez pas",
	"remitente externo", "correo externo", "fuera de la organización",
	"no suele recibir correo", "mittente esterno", "esterno all'organizzazione",
	"externe afzender", "buiten de organisatie", "remetente externo", NULL
};
/* clang-format on */

static bool
only(const struct folded *f, char c)
{
	return f->len > 0 && f->s[0] == c &&
	    strspn(f->s, (const char[]){ c, ' ', '\0' }) == f->len;
}

/* Two or more of the signs that lines are drawn with. */
static bool
drawn(const struct folded *f)
{
	return strspn(f->s, "-_*=#~+") >= 2;
}

bool
separator(const struct folded *f)
{
	if (only(f, '_') && f->len >= LINE_OF)
		return true;
	if (drawn(f) && f->len <= ABOVE_MAX && holds_any(f, separators))
		return true;
	if (drawn(f) && ends_with(f, "--") && strstr(f->s, " wrote") != NULL)
		return true; /* Notes */
	if (f->len <= ABOVE_MAX && begins_with_any(f, apple_forwards))
		return true;
	return f->len <= ABOVE_MAX && holds_any(f, above_this_line);
}

bool
our_marker(const struct folded *f)
{
	return begins_with(f, OUR_MARKER);
}

static bool
mobile_signature(const struct folded *f)
{
	const char *comma = strchr(f->s, ',');

	if (f->len > MOBILE_MAX || (f->len > SHORT && !holds_any(f, devices)) ||
	    (comma != NULL && strncmp(comma, ", an ", 5) != 0))
		return false;
	for (size_t i = 0; mobile_ends[i] != NULL; i++)
		if (ends_with(f, mobile_ends[i]))
			return true;
	return begins_with_any(f, mobile);
}

bool
signature(const struct line *l, const struct folded *f)
{
	struct folded bare = *f;
	size_t stars = strspn(f->s, "*_ ");

	if (l->len >= 2 && memcmp(l->s, "--", 2) == 0 && f->len == 2)
		return true;
	if (only(f, '_') && f->len >= 2)
		return true;
	if (begins_with(f, "-----begin pgp signature"))
		return true;
	memmove(bare.s, f->s + stars, f->len - stars + 1);
	bare.len -= stars;
	return mobile_signature(&bare);
}

bool
begins_legally(const struct folded *f)
{
	const char *s = f->s + strspn(f->s, "*_ ");

	for (size_t i = 0; legal_begins[i] != NULL; i++)
		if (strncmp(s, legal_begins[i], strlen(legal_begins[i])) == 0)
			return true;
	return false;
}

bool
disclaimer(const struct folded *paragraph)
{
	return begins_legally(paragraph) && holds_any(paragraph, legal_holds);
}

bool
banner(const struct folded *f, const struct list *site)
{
	struct folded word;

	for (size_t i = 0; site != NULL && i < site->n; i++) {
		fold(&word,
		    &(struct line){ site->item[i], strlen(site->item[i]) });
		if (word.len > 0 && strstr(f->s, word.s) != NULL)
			return true;
	}
	return holds_any(f, banners);
}
