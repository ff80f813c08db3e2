#include "state/letters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/address.h"
#include "mailproc/base/hash.h"
#include "state/limits.h"
#include "state/status.h"
#include "state/turns.h"

#define MAIL_MAX       (512 << 10)
#define KEY_LIFE       (14 * 86400)
#define BOUNCE         "bounce"
#define ADDRESSEES_MAX 64

static enum status
draw(struct engine *e, const struct debt *d, char key[KEY_LENGTH + 1],
    struct err *err)
{
	return e->key == NULL ? key_draw(key, err) :
				e->key(e->keys, d, e->now, key, err);
}

static enum status
mint_key(struct engine *e, const struct request *r, const struct owed *owed,
    const char *key, struct err *err)
{
	struct key_row row = { .person = owed->to->id,
		.request = r->id,
		.revision = r->revision,
		.role = owed->role,
		.expires_at = e->now + KEY_LIFE };
	char hash[SHA256_HEX];

	sha256_hex(key, KEY_LENGTH, hash);
	return key_put(e->store, hash, &row, e->now, err);
}

/* A key that proves one thing: who answers reads the mailbox. */
static enum status
mint_challenge(struct engine *e, const struct owed *owed, const char *key,
    struct err *err)
{
	struct challenge_row row = *owed->challenge;
	char hash[SHA256_HEX];

	row.expires_at = e->now + KEY_LIFE;
	sha256_hex(key, KEY_LENGTH, hash);
	return challenge_put(e->store, hash, &row, e->now, err);
}

/*
 * Bounces come to an address that carries no key, so that no responder that
 * answers the envelope sender reaches a decision; what only answers has the
 * null sender (RFC 3834 section 3.3).
 */
static void
set_sender(const struct config *c, const struct owed *owed, struct debt *d)
{
	char bounce[ADDRESS_MAX + 1];

	if (owed->no_change || !c->plus_addressing ||
	    !address_extend(c->address, BOUNCE, bounce))
		string_set(&d->sender, "");
	else
		string_set(&d->sender, bounce);
}

/* Message-ID, thread and key of a letter, then its words. */
static enum status
compose_debt(struct engine *e, const struct request *r, const struct owed *owed,
    struct debt *d, struct err *err)
{
	char key[KEY_LENGTH + 1] = "", id[320], root[320], last[256] = "";
	const char *domain = address_domain(e->config->address);
	struct buf body = BUF_INIT(MAIL_MAX);
	struct letter letter = { .template = owed->template,
		.to = owed->to->address,
		.to_name = owed->to->name,
		.message_id = id,
		.request = r == NULL ? 0 : r->id,
		.at = e->now,
		.view = owed->view };
	bool asks = owed->asks;
	enum status rc;

	if ((rc = draw(e, d, key, err)) != OK)
		return rc;
	if (owed->challenge != NULL) {
		rc = mint_challenge(e, owed, key, err);
		asks = !owed->challenge->spent;
	} else if (owed->batch != NULL) {
		rc = batch_mint(e, owed->to, owed->batch, e->now + KEY_LIFE,
		    key, err);
		asks = true;
	} else if (asks)
		rc = mint_key(e, r, owed, key, err);
	if (rc != OK)
		return rc;
	snprintf(id, sizeof id, "mailproc.%s.%s@%s", asks ? "k" : "m", key,
	    domain);
	letter.key = asks ? key : NULL;
	if (r != NULL) {
		snprintf(root, sizeof root, "mailproc.t.%lld.%lld@%s",
		    (long long)r->id, (long long)r->opened_at, domain);
		letter.root = root;
		if (owed->answers[0] == '\0' &&
		    (rc = mail_last(e->store, r->id, owed->to->address, last,
			 err)) != OK)
			return rc;
	}
	letter.in_reply_to = owed->answers[0] != '\0' ? owed->answers :
	    last[0] != '\0'                           ? last :
							NULL;
	if ((rc = e->compose(e->composer, &letter, &body, err)) == OK) {
		string_set(&d->message_id, id);
		d->body = xmalloc(body.len + 1);
		memcpy(d->body, body.str, body.len + 1);
		d->body_len = body.len;
	}
	buf_free(&body);
	explicit_bzero(key, sizeof key);
	return rc;
}

enum status
letter_owe(struct engine *e, const struct request *r, const struct owed *owed,
    json_t *mails, bool *limited, struct err *err)
{
	struct debt d;
	enum status rc;
	bool over = false;

	if (owed->no_change && (rc = over_limit(e, r, owed, &over, err)) != OK)
		return rc;
	if (limited != NULL)
		*limited = over && !not_known_here(e, r, owed);
	if (over)
		return OK;
	debt_init(&d);
	d.kind = DEBT_MAIL;
	d.request = r == NULL ? 0 : r->id;
	string_set(&d.to, owed->to->address);
	string_set(&d.template, owed->template);
	if (owed->no_change)
		string_set(&d.payload, limit_payload(e, r, owed));
	else if (owed->payload != NULL)
		string_set(&d.payload, owed->payload);
	set_sender(e->config, owed, &d);
	if ((rc = turn_of(e->store, owed, &d.turn, err)) == OK &&
	    (rc = compose_debt(e, r, owed, &d, err)) == OK)
		rc = debt_put(e->store, &d, e->now, err);
	if (rc == OK)
		json_array_append_new(mails,
		    json_pack("{s:s, s:s}", "to", owed->to->address, "template",
			owed->template));
	debt_free(&d);
	return rc;
}

/* People to whom one effect sends a mail, each once. */
struct addressees {
	struct person person[ADDRESSEES_MAX];
	enum role role[ADDRESSEES_MAX];
	size_t n;
};

static void
add(struct addressees *a, struct person *p, enum role role)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->person[i].id == p->id) {
			person_free(p);
			return;
		}
	if (a->n == ADDRESSEES_MAX) {
		person_free(p);
		return;
	}
	a->role[a->n] = role;
	a->person[a->n++] = *p;
}

static enum status
add_id(struct engine *e, int64_t id, enum role role, struct addressees *a,
    struct err *err)
{
	struct person p;
	enum status rc;

	if (id == 0)
		return OK;
	person_init(&p);
	if ((rc = person_by_id(e->store, id, &p, err)) == OK)
		add(a, &p, role);
	else
		person_free(&p);
	return rc;
}

/*
 * except: an admin who is left out; asks: those who take part in the request
 * cannot decide it and are not asked.
 */
static enum status
add_admins(struct engine *e, const struct happening *h, int64_t except,
    bool asks, struct addressees *a, struct err *err)
{
	const struct list *admins = &e->config->admins;
	struct person p;
	enum status rc;

	for (size_t i = 0; i < admins->n; i++) {
		person_init(&p);
		rc = person_obtain(e->store, admins->item[i], "", &p, err);
		if (rc != OK) {
			person_free(&p);
			return rc;
		}
		if (p.id == except ||
		    (asks &&
			(p.id == h->request->requester ||
			    p.id == h->request->sponsor)))
			person_free(&p);
		else
			add(a, &p, ROLE_ADMIN);
	}
	return OK;
}

/* Whoever was asked and may still be waiting to answer. */
static enum status
add_asked(struct engine *e, const struct happening *h, struct addressees *a,
    struct err *err)
{
	enum status rc = OK;

	if (h->from == ST_SPONSOR || h->from == ST_REVIEW ||
	    h->from == ST_QUESTION || h->from == ST_ISSUED)
		rc = add_id(e, h->old_sponsor, ROLE_SPONSOR, a, err);
	if (rc == OK && (h->from == ST_REVIEW || h->from == ST_QUESTION))
		rc = add_admins(e, h, 0, true, a, err);
	return rc;
}

/* Whoever sits there; an admin has got the same mail already. */
static enum status
add_help_desk(struct engine *e, struct addressees *a, struct err *err)
{
	const char *desk = e->config->help_desk, *open = strchr(desk, '<');
	size_t name = open == NULL ? 0 : (size_t)(open - desk);
	char *address = open == NULL ? xstrdup(desk) :
				       xstrndup(open + 1, strlen(open + 1) - 1);
	struct person p;
	enum status rc;
	bool found;

	while (name > 0 && desk[name - 1] == ' ')
		name--;
	person_init(&p);
	rc = person_by_address(e->store, address, &p, &found, err);
	if (rc == OK && !found) {
		string_set(&p.address, address);
		free(p.name);
		p.name = xstrndup(desk, name);
	}
	if (rc == OK && !is_admin(e->config, &p))
		add(a, &p, ROLE_ANYBODY);
	else
		person_free(&p);
	free(address);
	return rc;
}

static enum status
addressees_of(struct engine *e, const struct effect *fx,
    const struct happening *h, struct addressees *a, struct err *err)
{
	const struct person *actor = h->act->person;
	int64_t writer = actor == NULL ? 0 : actor->id;
	bool asks = fx->kind == FX_ASK;

	switch (fx->whom) {
	case TO_REQUESTER:
		return add_id(e, h->request->requester, ROLE_REQUESTER, a, err);
	case TO_SPONSOR:
		return add_id(e, h->request->sponsor, ROLE_SPONSOR, a, err);
	case TO_OLD_SPONSOR:
		return h->old_sponsor == h->request->sponsor ?
		    OK :
		    add_id(e, h->old_sponsor, ROLE_SPONSOR, a, err);
	case TO_ADMINS:
		return add_admins(e, h, 0, asks, a, err);
	case TO_OTHER_ADMINS:
		return add_admins(e, h, writer, asks, a, err);
	case TO_ASKED:
		return add_asked(e, h, a, err);
	case TO_HELP_DESK:
		return add_help_desk(e, a, err);
	case TO_ACTOR:
	case TO_WRITER:
		return add_id(e, writer, ROLE_ANYBODY, a, err);
	}
	return OK;
}

/* What depends on who reads the mail. */
static enum status
view_for(struct engine *e, const struct happening *h, const struct person *p,
    json_t *view, struct err *err)
{
	const struct request *r = h->request;
	json_t *away = NULL;
	enum status rc = OK;

	/* whoever reads the status finds it there */
	if ((p->id == r->requester && h->act->on != EV_STATUS) ||
	    h->act->on == EV_REMIND || h->act->on == EV_OVERDUE)
		rc = away_view(e, r, p, &away, err);
	json_object_set_new(view, "away", away == NULL ? json_array() : away);
	if (rc != OK)
		return rc;
	json_object_set_new(view, "for_requester",
	    json_boolean(p->id == r->requester));
	json_object_set_new(view, "for_sponsor",
	    json_boolean(p->id == r->sponsor));
	json_object_set_new(view, "for_admin",
	    json_boolean(p->id != r->requester && p->id != r->sponsor));
	if (h->act->on == EV_WHY)
		rc = status_trail(e, p, r, view, err);
	return rc != OK ? rc : status_view(e, p, r, view, err);
}

/*
 * Buttons besides those of the template: for whoever is to do something in
 * Canvas, which also needs a key, and for the second of two admins.
 */
static void
add_offers(struct owed *owed, const struct effect *fx,
    const struct happening *h)
{
	static const enum event_type to_decide[] = { EV_APPROVE, EV_DENY,
		EV_ASK };
	const struct request *r = h->request;
	bool second = json_is_true(json_object_get(h->view, "second"));
	bool hand = fx->whom == TO_ADMINS && owed->to->id != r->requester &&
	    owed->to->id != r->sponsor &&
	    json_is_object(json_object_get(h->view, "by_hand"));
	json_t *offers = json_array();

	owed->asks = owed->asks || hand;
	if (hand)
		json_array_append_new(offers, json_string(event_name(EV_DONE)));
	for (size_t i = 0; second && i < sizeof to_decide / sizeof *to_decide;
	     i++)
		json_array_append_new(offers,
		    json_string(event_name(to_decide[i])));
	json_object_set_new(h->view, "offers", offers);
}

enum status
letters_of_effect(struct engine *e, const struct effect *fx,
    const struct happening *h, json_t *mails, struct err *err)
{
	struct addressees a = { .n = 0 };
	/* asked once more for what is still missing, or only told */
	bool informs = event_informs(h->act->on) ||
	    (h->act->on == EV_ANSWER && h->to == ST_INCOMPLETE && !h->revised);
	enum status rc = addressees_of(e, fx, h, &a, err);

	for (size_t i = 0; i < a.n && rc == OK; i++) {
		const struct person *p = &a.person[i];
		bool writer =
		    h->act->person != NULL && h->act->person->id == p->id;
		struct owed owed = { .template = fx->template,
			.to = p,
			.asks = fx->kind == FX_ASK,
			.role = a.role[i],
			.no_change = informs,
			.answers = writer ? h->act->message_id : "",
			.barren = is_barren(h),
			.by_time = event_of_time(h->act->on),
			.talk = h->act->talk,
			.view = h->view };

		add_offers(&owed, fx, h);
		if ((rc = view_for(e, h, p, h->view, err)) == OK)
			rc = letter_owe(e, h->request, &owed, mails, NULL, err);
	}
	for (size_t i = 0; i < a.n; i++)
		person_free(&a.person[i]);
	return rc;
}
