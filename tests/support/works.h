#ifndef TESTS_SUPPORT_WORKS_H
#define TESTS_SUPPORT_WORKS_H

#include "mailproc/net/worker.h"
#include "templates/compose.h"
#include "tests/support/standin.h"

/*
 * works - a worker at work in a scratch folder: a real state, a stand-in for
 * Canvas, a maildir for the mails.  One per test program; every function ends
 * the test by abort() when its own work fails.
 */
#define WORKS_NOW 1795000000 /* 2026-11-18 06:06:40 in New York */

struct works {
	char folder[64];
	struct config config;
	struct store *store;
	struct standin *canvas;
	struct composer composer;
	struct engine engine;
	struct worker worker;
	int64_t stu, prof, admin; /* people */
	struct err err;
};

void works_start(struct works *w);
void works_stop(struct works *w);

/* A complete request of stu, sponsored by prof, decided by admin. */
int64_t works_request(struct works *w, enum state state);

/* Owe something about it; gives the debt's id. */
int64_t works_owe(struct works *w, enum debt_kind kind, int64_t request,
    const char *payload);
/* Owe stu a mail with this text. */
int64_t works_owe_mail(struct works *w, const char *body);

/* Work at this many seconds after WORKS_NOW, by a worker new to it all. */
enum status works_run(struct works *w, int64_t after);

/* What became of a debt; the caller frees it.  body stays NULL. */
struct debt works_debt(struct works *w, int64_t id);
struct request works_look(struct works *w, int64_t request);
/* How many debts for this mail were ever owed. */
int works_mails(struct works *w, const char *template);

/* How often this stands in the audit trail. */
int works_audited(struct works *w, const char *event);

/* Mails handed over to the maildir. */
int works_sent(struct works *w);
/* The newest of them that holds `text`; false if there is none. */
bool works_read(struct works *w, const char *text, struct buf *out);

enum state works_state(struct works *w, int64_t request);

/*
 * With Canvas (works_canvas.c); these fail the test.
 */

void works_assert_debt(struct works *w, int64_t id, enum debt_state state,
    int tries);
/* Its last error holds this text. */
void works_assert_error(struct works *w, int64_t id, const char *text);

/* The one live token of stu, as Canvas lists it. */
struct made_token works_token(struct works *w);
/* The HTTP status of a call at the stand-in. */
long works_call(struct works *w, const char *method, const char *path,
    const char *bearer);
/* The owner's click. */
void works_activate(struct works *w, const char *id);
/* What the owner does: the code from Canvas, the blob from the mail. */
void works_open(struct works *w, struct buf *secret);
/* A request whose token was made; gives both. */
int64_t works_issued(struct works *w, struct made_token *t);
/* A mail of stu with this word alone, and its id. */
void works_says(struct works *w, int64_t request, enum event_type on);
/* The admin approves it, with the key of a mail. */
void works_approves(struct works *w, int64_t request);

#endif
