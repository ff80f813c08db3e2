#include <stdio.h>
#include <string.h>

#include "mailproc/net/http.h"
#include "mailproc/net/seal.h"
#include "tests/support/works.h"
#include "tests/test.h"

#define STU 101

void
works_assert_debt(struct works *w, int64_t id, enum debt_state state, int tries)
{
	struct debt d = works_debt(w, id);

	assert_string_equal(debt_state_name(d.state), debt_state_name(state));
	assert_int_equal(d.tries, tries);
	debt_free(&d);
}

void
works_assert_error(struct works *w, int64_t id, const char *text)
{
	struct debt d = works_debt(w, id);

	assert_non_null(strstr(d.last_error, text));
	debt_free(&d);
}

/* The one live token of stu, as Canvas lists it. */
struct made_token
works_token(struct works *w)
{
	struct token_list t;
	struct err err = ERR_INIT;

	if (!w->worker.canvas_open)
		assert_int_equal(
		    w->worker.backend->open(&w->worker.canvas, &err), OK);
	w->worker.canvas_open = true;
	assert_int_equal(
	    w->worker.backend->find(&w->worker.canvas, "101", "[CT-", &t, &err),
	    OK);
	assert_int_equal(t.n, 1);
	return t.token[0];
}

/* HTTP status of a call at the stand-in. */
long
works_call(struct works *w, const char *method, const char *path,
    const char *bearer)
{
	struct http_request req = { .method = method,
		.bearer = bearer,
		.timeout = 5 };
	struct http_answer a;
	char url[256];
	long code;

	snprintf(url, sizeof url, "http://127.0.0.1:%d%s",
	    standin_port(w->canvas), path);
	req.url = url;
	req.form = strcmp(method, "POST") == 0 ? "" : NULL;
	assert_int_equal(http_do(&req, &a, &w->err), OK);
	code = a.code;
	http_answer_free(&a);
	return code;
}

void
works_activate(struct works *w, const char *id)
{
	char path[80];

	snprintf(path, sizeof path, "/_standin/activate/%d/%s", STU, id);
	assert_int_equal(works_call(w, "POST", path, ""), 200);
}

/* What the requester does: the code from Canvas, the blob from the mail. */
void
works_open(struct works *w, struct buf *secret)
{
	static const char link[] = "https://it.campus.example/unlock.html#";
	static const char label[] = " | unlock code ";
	struct made_token t = works_token(w);
	struct buf mail = BUF_INIT(1 << 20);
	char blob[4096], *p;

	assert_true(works_read(w, link, &mail));
	p = strstr(mail.str, link) + sizeof link - 1;
	snprintf(blob, sizeof blob, "%.*s", (int)strcspn(p, "\r\n \""), p);
	p = strstr(t.purpose, label);
	assert_non_null(p);
	assert_int_equal(unseal(p + sizeof label - 1, blob, secret, &w->err),
	    OK);
	assert_null(strstr(mail.str, secret->str));
	assert_null(strstr(mail.str, p + sizeof label - 1));
	buf_free(&mail);
}

/* A request whose token was made; gives the token's id. */
int64_t
works_issued(struct works *w, struct made_token *t)
{
	int64_t request = works_request(w, ST_APPROVED);

	works_owe(w, DEBT_TOKEN, request, "");
	assert_int_equal(works_run(w, 0), OK);
	assert_int_equal(works_state(w, request), ST_ISSUED);
	*t = works_token(w);
	return request;
}

/* A mail of this person with this word. */
static void
say(struct works *w, int64_t who, int64_t request, enum event_type on)
{
	struct request r = works_look(w, request);
	struct act act = { .on = on,
		.request = request,
		.proof = { .grade = GRADE_DMARC,
		    .accepted = true,
		    .key = who == w->admin ? KEY_GOOD : KEY_NONE,
		    .revision = who == w->admin ? r.revision : 0,
		    .named = true,
		    .require_key = true },
		.text = "",
		.message_id = "" };
	struct person p;
	struct outcome o;

	request_free(&r);
	person_init(&p);
	assert_int_equal(person_by_id(w->store, who, &p, &w->err), OK);
	act.person = &p;
	outcome_init(&o);
	assert_int_equal(store_begin(w->store, &w->err), OK);
	assert_int_equal(apply(&w->engine, &act, &o, &w->err), OK);
	assert_string_equal(reason_name(o.reason), reason_name(RE_OK));
	assert_int_equal(store_commit(w->store, &w->err), OK);
	outcome_free(&o);
	person_free(&p);
}

void
works_says(struct works *w, int64_t request, enum event_type on)
{
	say(w, w->stu, request, on);
}

void
works_approves(struct works *w, int64_t request)
{
	say(w, w->admin, request, EV_APPROVE);
}
