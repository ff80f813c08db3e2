/*
 * act - what somebody does next, and the mail that says so.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tests/walk/walk.h"

#define US         "canvas-tokens@campus.example"
#define ALL_STATES (~0u)
#define BIT(state) (1u << (state))
#define LIVE       (BIT(ST_ISSUED) | BIT(ST_ACTIVE))
#define ASKED      (BIT(ST_SPONSOR) | BIT(ST_REVIEW) | BIT(ST_QUESTION))

enum from { ITS_REQUESTER, ITS_SPONSOR, AN_ADMIN, ANYBODY };
enum how { COMMAND, DECISION, FORM, HOLES, FILLED_IN, WORDS, YES, NOISE };

/* clang-format off */
static const struct deed {
	int weight;
	enum how how;
	enum event_type on;
	enum from from;
	unsigned in; /* where it makes sense, mostly */
} deeds[] = {
	{ 12, FORM,      EV_REQUEST, ITS_REQUESTER, 0 },
	{  5, HOLES,     EV_REQUEST, ITS_REQUESTER, 0 },
	{ 14, DECISION,  EV_CONFIRM, ITS_SPONSOR,   BIT(ST_SPONSOR) },
	{  2, DECISION,  EV_DECLINE, ITS_SPONSOR,   BIT(ST_SPONSOR) },
	{ 14, DECISION,  EV_APPROVE, AN_ADMIN,      BIT(ST_REVIEW) },
	{  2, DECISION,  EV_DENY,    AN_ADMIN,      BIT(ST_REVIEW) },
	{  4, DECISION,  EV_ASK,     AN_ADMIN,      BIT(ST_REVIEW) },
	{  6, FILLED_IN, EV_ANSWER,  ITS_REQUESTER, BIT(ST_INCOMPLETE) },
	{  3, FILLED_IN, EV_EDIT,    ITS_REQUESTER, ASKED },
	{  5, WORDS,     EV_ANSWER,  ITS_REQUESTER, BIT(ST_QUESTION) },
	{  2, COMMAND,   EV_SPONSOR, ITS_REQUESTER, BIT(ST_SPONSOR) },
	{  2, COMMAND,   EV_CANCEL,  ITS_REQUESTER, ASKED },
	{  4, COMMAND,   EV_RESEND,  ITS_REQUESTER, LIVE },
	{  3, COMMAND,   EV_RENEW,   ITS_REQUESTER, LIVE },
	{  2, COMMAND,   EV_REVOKE,  ITS_REQUESTER, LIVE },
	{  1, COMMAND,   EV_REVOKE,  ITS_SPONSOR,   LIVE },
	{  1, COMMAND,   EV_REVOKE,  AN_ADMIN,      LIVE },
	{  1, COMMAND,   EV_NOTME,   ITS_SPONSOR,   ASKED | LIVE },
	{  2, COMMAND,   EV_NOTME,   AN_ADMIN,      BIT(ST_APPROVED) | LIVE },
	{  1, COMMAND,   EV_NOTME,   ITS_REQUESTER, BIT(ST_APPROVED) | LIVE },
	{  2, COMMAND,   EV_STATUS,  ITS_REQUESTER, ALL_STATES },
	{  1, COMMAND,   EV_HELP,    AN_ADMIN,      ALL_STATES },
	{  5, YES,       EV_NONE,    AN_ADMIN,      ALL_STATES },
	{  5, NOISE,     EV_NONE,    ANYBODY,       ALL_STATES },
};
/* clang-format on */

static const struct deed *
draw_deed(struct chance *c)
{
	int all = 0, n;
	size_t i = 0;

	for (size_t k = 0; k < sizeof deeds / sizeof deeds[0]; k++)
		all += deeds[k].weight;
	n = (int)chance(c, (uint32_t)all);
	while (n >= deeds[i].weight)
		n -= deeds[i++].weight;
	return &deeds[i];
}

/* A request where it makes sense, or now and then any. */
static int64_t
draw_request(const struct model *m, struct chance *c, unsigned in)
{
	int64_t found = 0;
	uint32_t n = 0;

	if (chance(c, 8) == 0)
		in = ALL_STATES;
	for (int i = 1; i <= m->requests; i++)
		if ((in & BIT(m->request[i].state)) != 0 && chance(c, ++n) == 0)
			found = i;
	if (found == 0 && m->requests > 0)
		found = 1 + chance(c, (uint32_t)m->requests);
	return found;
}

static enum who
draw_writer(const struct kept *r, struct chance *c, enum from from)
{
	if (chance(c, 12) == 0 || from == ANYBODY)
		return (enum who)chance(c, PEOPLE);
	if (from == AN_ADMIN)
		return r->decider != NOBODY && chance(c, 2) == 0 ?
		    r->decider :
		    ADMIN + (enum who)chance(c, 2);
	if (from == ITS_SPONSOR && r->sponsor != NOBODY)
		return r->sponsor;
	return r->requester;
}

/* A letter to the writer about the request: the last that fits, or any. */
static const struct letter *
draw_letter(const struct model *m, struct chance *c, const struct act *a,
    bool keyed, bool last)
{
	const struct letter *found = NULL;
	uint32_t n = 0;

	for (int i = 1; i <= m->letters; i++) {
		const struct letter *l = &m->letter[i];

		if (l->to == a->writer && l->request == a->request &&
		    l->request != 0 && l->id[0] != '\0' &&
		    strcmp(l->template, "challenge") != 0 &&
		    (!keyed || model_is_keyed(l)) &&
		    (last || chance(c, ++n) == 0))
			found = l;
	}
	return found;
}

/* A challenge about a decision, that came to somebody. */
static void
draw_challenge(const struct model *m, struct chance *c, struct act *a)
{
	uint32_t n = 0;

	for (int i = 1; i <= m->letters; i++) {
		const struct letter *l = &m->letter[i];

		if (strcmp(l->template, "challenge") == 0 && l->request != 0 &&
		    l->id[0] != '\0' && chance(c, ++n) == 0)
			a->answers = l;
	}
	if (a->answers == NULL)
		return;
	a->writer = a->answers->to;
	a->request = a->answers->request;
	a->on = a->answers->on;
}

/* ---------------------------------------------------------------- the mail */

static void
write_header(const struct model *m, struct chance *c, struct act *a)
{
	static const char *const results[GRADE_COUNT] = {
		[GRADE_DMARC] = "Authentication-Results: mx.campus.example; "
				"dmarc=pass header.from=campus.example\r\n",
		[GRADE_FAIL] = "Authentication-Results: mx.campus.example; "
			       "dmarc=fail header.from=campus.example\r\n",
		[GRADE_NONE] = "",
	};
	const struct people *p = &people[a->writer];
	time_t now = (time_t)m->now;
	char date[64];
	struct tm tm;

	strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000",
	    gmtime_r(&now, &tm));
	buf_addf(&a->text, "Return-Path: <%s>\r\n%s",
	    a->machine ? "" : p->address, results[a->grade]);
	buf_addf(&a->text,
	    "Received: from client by mx.campus.example; %s\r\n"
	    "From: %s <%s>\r\nTo: " US "\r\nDate: %s\r\n"
	    "Message-ID: <%08x%08x.%s>\r\n",
	    date, p->name, p->address, date, chance(c, UINT32_MAX),
	    chance(c, UINT32_MAX), p->address);
	if (a->answers != NULL)
		buf_addf(&a->text,
		    "In-Reply-To: %s\r\nReferences: %s\r\nSubject: Re: x\r\n",
		    a->answers->id, a->answers->id);
	else
		buf_adds(&a->text, "Subject: Token\r\n");
	if (a->machine)
		buf_adds(&a->text, "Auto-Submitted: auto-replied\r\n");
	buf_adds(&a->text, "\r\n");
}

static void
write_form(const struct model *m, struct chance *c, struct act *a)
{
	time_t until = (time_t)(m->now + (40 + chance(c, 60)) * DAY);
	char day[16];
	struct tm tm;

	a->until = until;
	strftime(day, sizeof day, "%Y-%m-%d", gmtime_r(&until, &tm));
	if (!a->lacks || a->lacks_agree)
		buf_addf(&a->text, "Purpose: Grade export in group %u\r\n",
		    chance(c, UINT32_MAX));
	buf_addf(&a->text,
	    "Intended use: A script of my own reads the grades every night\r\n"
	    " and writes them into the spreadsheet of our group.\r\n"
	    "Data and courses: Grades of BIO 101, nothing else\r\n"
	    "Application or vendor: my own Python script\r\n"
	    "Needed until: %s\r\n",
	    day);
	if (a->sponsor != NOBODY)
		buf_addf(&a->text, "Sponsor: %s\r\n",
		    people[a->sponsor].address);
	if (!a->lacks || !a->lacks_agree)
		buf_adds(&a->text, "Agreement to the policy: I agree\r\n");
}

static void
write_command(struct chance *c, struct act *a)
{
	buf_addf(&a->text, "%s %" PRId64, event_name(a->on),
	    a->request == 0 ? 9999 : a->request);
	if (a->on == EV_SPONSOR)
		buf_addf(&a->text, " %s", people[a->sponsor].address);
	if (a->on == EV_ASK || a->on == EV_DENY || a->on == EV_DECLINE)
		buf_addf(&a->text, ": which course is number %u of?",
		    chance(c, UINT32_MAX));
	buf_adds(&a->text, "\r\n");
}

static void
write_noise(struct chance *c, struct act *a)
{
	static const char *const noise[] = { "Thank you", "APROVE 1",
		"yes, but only for one course", "see you at lunch",
		"APPROVE 1 DENY 1", "I do not confirm" };

	buf_addf(&a->text, "%s (%u)\r\n", PICK(c, noise),
	    chance(c, UINT32_MAX));
}

static void
write_text(const struct model *m, struct chance *c, const struct deed *d,
    struct act *a)
{
	const struct kept *r = &m->request[a->request];

	write_header(m, c, a);
	if (d->how == FORM || d->how == HOLES)
		write_form(m, c, a);
	else if (d->how == COMMAND || d->how == DECISION)
		write_command(c, a);
	else if (d->how == YES)
		buf_adds(&a->text, "YES\r\n");
	else if (d->how == FILLED_IN && r->state == ST_INCOMPLETE &&
	    r->lacks_agree)
		buf_adds(&a->text, "Agreement to the policy: I agree\r\n");
	else if (d->how == FILLED_IN)
		buf_addf(&a->text, "Purpose: Another export, %u\r\n",
		    chance(c, UINT32_MAX));
	else
		write_noise(c, a);
}

/* What a mail asks for that answers another one. */
static void
draw_answer(const struct model *m, struct chance *c, const struct deed *d,
    struct act *a)
{
	const struct kept *r = &m->request[a->request];

	a->writer = r->requester;
	a->answers = draw_letter(m, c, a, false, true);
	if (a->answers == NULL || model_is_late(m, r) ||
	    (r->renewal && r->state == ST_INCOMPLETE))
		a->machine = true; /* nothing that could be said */
	else if (d->how == WORDS)
		a->on = r->state == ST_QUESTION ? EV_ANSWER : EV_NONE;
	else
		a->on = r->state == ST_INCOMPLETE ? EV_ANSWER : EV_EDIT;
}

static void
draw_decision(const struct model *m, struct chance *c, struct act *a)
{
	uint32_t luck = chance(c, 10);

	if (luck < 8)
		a->answers = draw_letter(m, c, a, true, luck < 7);
}

static void
draw_new(struct chance *c, const struct deed *d, struct act *a)
{
	a->writer = (enum who)chance(c, PROF);
	a->request = 0;
	a->lacks = d->how == HOLES;
	a->lacks_agree = a->lacks && chance(c, 2) == 0;
	if (model_needs_sponsor(a->writer))
		a->sponsor = PROF + (enum who)chance(c, 2);
}

void
act_draw(const struct model *m, struct chance *c, struct act *a)
{
	const struct deed *d = m->requests == 0 ? &deeds[0] : draw_deed(c);
	uint32_t luck = chance(c, 40);

	*a = (struct act){ .on = d->on,
		.sponsor = NOBODY,
		.grade = luck == 0 ? GRADE_FAIL :
		    luck == 1      ? GRADE_NONE :
				     GRADE_DMARC,
		.text = BUF_INIT(64 << 10) };
	a->request = draw_request(m, c, d->in);
	a->writer = draw_writer(&m->request[a->request], c, d->from);
	if (d->how == FORM || d->how == HOLES)
		draw_new(c, d, a);
	else if (d->how == FILLED_IN || d->how == WORDS)
		draw_answer(m, c, d, a);
	else if (d->how == DECISION)
		draw_decision(m, c, a);
	else if (d->how == YES)
		draw_challenge(m, c, a);
	else if (d->how == NOISE)
		a->machine = chance(c, 3) == 0;
	if (d->on == EV_SPONSOR && model_is_late(m, &m->request[a->request]))
		a->on = EV_STATUS;
	if (a->on == EV_SPONSOR)
		a->sponsor =
		    m->request[a->request].sponsor == PROF ? BIG : PROF;
	write_text(m, c, d, a);
}
