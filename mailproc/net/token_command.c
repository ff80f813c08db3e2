/*
 * token_command - `token`: what the operator decides about tokens that the
 * state does not know.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "mailproc/net/making.h"
#include "mailproc/net/stray.h"

/* The token that a command names, and whose it is. */
struct subject {
	struct person owner;
	struct made_token token;
	struct stray stray;
};

static enum status
find_owner(struct office *o, const char *address, struct person *p,
    struct err *err)
{
	enum status rc;
	bool found;

	rc = person_by_address(o->store, address, p, &found, err);
	if (rc == OK && !found)
		rc = err_set(err, ERR_INPUT, "nobody has the address %s",
		    address);
	return rc;
}

static enum status
find_token(struct office *o, const char *id, struct subject *s, struct err *err)
{
	struct token_list list;
	char user_id[24];
	enum status rc;

	if ((rc = worker_open(&o->worker, err)) != OK ||
	    (rc = stray_list(o, &s->owner, user_id, &list, err)) != OK)
		return rc;
	for (size_t i = 0; i < list.n; i++)
		if (strcmp(list.token[i].id, id) == 0 &&
		    tagged_number(&o->config, list.token[i].purpose) != 0) {
			s->token = list.token[i];
			return stray_judge(o, &s->owner, &s->token, &s->stray,
			    err);
		}
	return err_set(err, ERR_INPUT,
	    "%s has no token %s with our tag in Canvas", s->owner.address, id);
}

/* What the operator did, in the transaction that does it. */
static enum status
record(struct office *o, const struct subject *s, const char *event,
    struct err *err)
{
	char note[500];

	snprintf(note, sizeof note, "token %s of %s, tag %" PRId64, s->token.id,
	    s->owner.address, s->stray.request);
	return audit_own(o->store, o->now, OPERATOR, event, note, err);
}

static enum status
owe_deletion(struct office *o, const struct subject *s, struct err *err)
{
	char payload[64];
	struct debt d;
	enum status rc;

	snprintf(payload, sizeof payload, "%s/%s", s->token.user_id,
	    s->token.id);
	debt_init(&d);
	d.kind = DEBT_DELETE;
	string_set(&d.payload, payload);
	rc = debt_put(o->store, &d, o->now, err);
	debt_free(&d);
	return rc;
}

static enum status delete (struct office *o, const struct subject *s,
    struct err *err) {
	enum status rc;

	if (s->stray.is == TOKEN_KNOWN) return err_set(err, ERR_INPUT,
	    "it is the token of request %" PRId64 ": REVOKE ends that",
	    s->stray.request);
	if (s->stray.is == TOKEN_OWED) return err_set(err, ERR_INPUT,
	    "its deletion is owed already: run `mailproc work`");
	if ((rc = store_begin(o->store, err)) != OK) return rc;
	if ((rc = record(o, s, "token_delete", err)) == OK &&
	    (rc = owe_deletion(o, s, err)) == OK)
	    rc = store_commit(o->store, err);
	store_rollback(o->store);
	if (rc == OK) printf(
	    "token %s is deleted by the next `mailproc work`\n", s->token.id);
	return rc;
}

static enum status
tell(struct office *o, struct subject *s, enum event_type on, struct err *err)
{
	struct token token = { .id = s->token.id,
		.purpose = s->token.purpose,
		.expires_at = s->token.expires_at,
		.state = (char[]){ "pending" } };
	struct act act = { .on = on,
		.request = s->stray.request,
		.text = "",
		.message_id = "",
		.token = &token,
		.sealed_url = "" };
	struct outcome out;
	enum status rc;

	outcome_init(&out);
	rc = apply(&o->engine, &act, &out, err);
	if (rc == OK && out.reason != RE_OK)
		rc = err_set(err, ERR_INPUT, "request %" PRId64 ": %s",
		    s->stray.request, reason_name(out.reason));
	outcome_free(&out);
	return rc;
}

static enum status
adopt(struct office *o, struct subject *s, struct err *err)
{
	bool active = strcmp(s->token.state, "active") == 0;
	char *label = strstr(s->token.purpose, CODE_LABEL);
	enum status rc;

	if (s->stray.is != TOKEN_LOST)
		return err_set(err, ERR_INPUT, "%s",
		    s->stray.is == TOKEN_KNOWN ? "the state knows it already" :
			s->stray.is == TOKEN_OWED ? "its deletion is owed" :
						    s->stray.why);
	if (s->token.expires_at == 0)
		return err_set(err, ERR_INPUT, "it has no end: delete it");
	if (label != NULL)
		*label = '\0';
	if ((rc = store_begin(o->store, err)) != OK)
		return rc;
	if ((rc = record(o, s, "token_adopt", err)) == OK &&
	    (rc = person_set_canvas_user(o->store, s->owner.id,
		 s->token.user_id, err)) == OK &&
	    (rc = tell(o, s, EV_TOKEN_ADOPTED, err)) == OK && active)
		rc = tell(o, s, EV_SEEN_ACTIVE, err);
	if (rc == OK)
		rc = store_commit(o->store, err);
	store_rollback(o->store);
	if (rc == OK)
		printf("request %" PRId64 " has token %s and is %s\n",
		    s->stray.request, s->token.id,
		    active ? "active" : "issued");
	return rc;
}

static enum status
take_number(struct office *o, const char *text, struct err *err)
{
	const char *end;
	char note[60];
	int64_t number;
	enum status rc;

	if ((end = take_id(text, &number)) == NULL || *end != '\0')
		return err_set(err, ERR_INPUT, "\"%.40s\" is no number", text);
	snprintf(note, sizeof note, "up to %" PRId64, number);
	if ((rc = store_begin(o->store, err)) != OK)
		return rc;
	if ((rc = request_number_take(o->store, number, err)) == OK &&
	    (rc = audit_own(o->store, o->now, OPERATOR, "request_number", note,
		 err)) == OK &&
	    (rc = request_number(o->store, &number, err)) == OK)
		rc = store_commit(o->store, err);
	store_rollback(o->store);
	if (rc == OK)
		printf("the next request is %" PRId64 "\n", number + 1);
	return rc;
}

static enum status
run(struct office *o, char **argv, struct err *err)
{
	struct subject s = { .token = { .id = "" } };
	enum status rc;

	if ((rc = office_open(o, err)) != OK)
		return rc;
	if (strcmp(argv[1], "number") == 0)
		return take_number(o, argv[2], err);
	person_init(&s.owner);
	if ((rc = find_owner(o, argv[3], &s.owner, err)) == OK &&
	    (rc = find_token(o, argv[2], &s, err)) == OK)
		rc = strcmp(argv[1], "adopt") == 0 ? adopt(o, &s, err) :
						     delete (o, &s, err);
	person_free(&s.owner);
	explicit_bzero(&s.token, sizeof s.token);
	return rc;
}

int
net_token(struct office *o, int argc, char **argv)
{
	struct err err = ERR_INIT;
	enum status rc;

	if (argc < 3 || argc != (strcmp(argv[1], "number") == 0 ? 3 : 4) ||
	    (argc == 4 && strcmp(argv[1], "adopt") != 0 &&
		strcmp(argv[1], "delete") != 0)) {
		fputs("usage: mailproc token adopt ID ADDRESS | delete ID "
		      "ADDRESS | number N\n",
		    stderr);
		return EX_USAGE;
	}
	if ((rc = run(o, argv, &err)) != OK)
		fprintf(stderr, "mailproc token: %s\n", err.text);
	return status_exit(rc);
}
