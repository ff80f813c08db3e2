/*
 * header_block - the From, Sent, To and Subject lines that Outlook and others
 * write above what they quote, in 21 languages and some more.
 */
#include <string.h>

#include "parsers/quote.h"

#define LABEL_MAX 40
#define LOOK      10 /* lines */

enum { FROM = 1, SENT = 2, TO = 4, SUBJECT = 8, OTHER = 16 };

/* clang-format off */
static const struct {
	int kind;
	const char *const names[64];
} labels[] = {
	{ FROM, { "from", "von", "de", "da", "mittente", "van", "från", "fra", "frå",
	    "lähettäjä", "od", "nadawca", "odesílatel", "odosielateľ", "от", "отправитель",
	    "від", "від кого", "kimden", "gönderen", "差出人", "送信元", "发件人", "寄件者",
	    "寄件人", "發件人", "보낸 사람", "보낸사람", "من", "المرسل", "מאת", "feladó",
	    "de la", "από", "expéditeur", "remitente", "remetente", "afsender", "avsändare",
	    "avsender", "saatja", "nuo", "từ", "จาก", "dari", "absender", NULL } },
	{ SENT, { "sent", "date", "gesendet", "datum", "envoyé", "envoyé le", "date d'envoi",
	    "message du", "enviado", "enviado el", "enviada em", "enviado em", "fecha",
	    "data", "inviato", "verzonden", "skickat", "sendt", "sendt den", "dato", "lähetetty",
	    "päiväys", "päivä", "wysłane", "wysłano", "odesláno", "odoslané", "отправлено",
	    "дата", "надіслано", "gönderilme", "gönderildi", "tarih", "送信日時", "日付", "日時",
	    "发送时间", "日期", "寄件日期", "傳送時間", "發送時間", "보낸 날짜", "날짜", "보낸날짜",
	    "التاريخ", "تاريخ الإرسال", "נשלח", "תאריך", "elküldve", "küldve", "dátum", "trimis",
	    "ημερομηνία", "sent at", "sent on", NULL } },
	{ TO, { "to", "an", "à", "a", "pour", "para", "aan", "till", "til", "vastaanottaja", "do",
	    "komu", "кому", "kime", "alıcı", "宛先", "收件人", "收件者", "받는 사람", "받는사람",
	    "إلى", "المستقبل", "אל", "címzett", "către", "προς", "destinatario", "destinataire",
	    "modtager", "mottagare", NULL } },
	{ SUBJECT, { "subject", "betreff", "objet", "sujet", "asunto", "oggetto", "assunto",
	    "onderwerp", "ämne", "emne", "aihe", "temat", "předmět", "predmet", "тема", "konu",
	    "件名", "主题", "主旨", "主題", "제목", "الموضوع", "נושא", "tárgy", "subiect", "θέμα",
	    "re", NULL } },
	{ OTHER, { "cc", "bcc", "kopie", "copie à", "copie", "copia", "kopia", "kopi", "reply-to",
	    "répondre à", "organization", "importance", "priority", "attachments", "cci",
	    "message-id", "antwort an", "抄送", "참조", "копия", "копія", NULL } },
};
/* clang-format on */

/* The kind of header line this is, 0 if it is none. */
static int
kind_of_label(const struct folded *f)
{
	const char *s = f->s + strspn(f->s, "*_| "), *colon = strchr(s, ':');
	const char *wide = strstr(s, "：");
	char label[LABEL_MAX];
	size_t len;

	if (colon == NULL || (wide != NULL && wide < colon))
		colon = wide;
	if (colon == NULL || (len = (size_t)(colon - s)) >= sizeof label)
		return 0;
	while (len > 0 && strchr("*_ ", s[len - 1]) != NULL)
		len--;
	memcpy(label, s, len);
	label[len] = '\0';
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
		for (size_t k = 0; labels[i].names[k] != NULL; k++)
			if (strcmp(label, labels[i].names[k]) == 0)
				return labels[i].kind;
	return 0;
}

/* From or Sent, and one more. */
static bool
enough(int kinds)
{
	int main = kinds & ~OTHER;

	return (main & (FROM | SENT)) != 0 && (main & (main - 1)) != 0;
}

/* Long names and lists of recipients go on in the next line. */
static int
may_wrap(int kind)
{
	return kind == TO || kind == OTHER ? 4 : 1;
}

bool
header_block(const struct buf *text, size_t at, const struct folded *f)
{
	int kinds = kind_of_label(f), last = kinds, blanks = 0, strange = 0;
	struct folded next;
	struct line l;

	if (kinds == 0 || kinds == OTHER)
		return false;
	for (int i = 0; i < LOOK && line_next(text, &at, &l); i++) {
		int kind;

		fold(&next, &l);
		kind = kind_of_label(&next);
		if (next.len == 0)
			blanks++;
		else if (kind == 0)
			strange++;
		else {
			last = kind;
			strange = 0;
		}
		kinds |= kind;
		if (enough(kinds))
			return true;
		if (blanks > 2 || strange > may_wrap(last))
			return false;
	}
	return false;
}
