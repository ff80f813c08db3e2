#ifndef TESTS_FAULTS_SCENE_H
#define TESTS_FAULTS_SCENE_H

#include "mailproc/base/buf.h"
#include "tests/faults/preload/failing.h"
#include "tests/faults/tracer.h"
#include "tests/support/standin_private.h"

/*
 * scene - a desk in a scratch folder that is put back to where it was before
 * every point: its state, its mails, and the tokens at the stand-in.
 *
 * tests/faults.sh makes the folder: mailproc.conf, and for each message a
 * folder with the state before it and the message, in.eml.
 */
struct scene {
	char folder[256];
	char conf[300], log[300], failing[300];
	char now[32], later[32]; /* --now: of the fault, of the repair */
	struct standin *canvas;
	struct failing *shortage; /* shared with every process */
};

/* A command, as it is run. */
struct order {
	const char *program;
	const char *now;
	const char *input;
	const char *const *words;
};

struct snapshot {
	const char *name;
	char input[512]; /* the message, /dev/null for work */
	bool work;       /* `work` runs, else `deliver` */
	struct buf db, wal;
	struct standin_data canvas;
};

/* What people and programs can see of a desk at rest. */
#define DEBTS_MAX 256
struct sight {
	struct buf text;          /* list, show, held, outbox, tokens */
	int mails[DEBTS_MAX];     /* in the maildir, by number of the debt */
	bool doubtful[DEBTS_MAX]; /* tried, and nobody knows */
	int torn;                 /* mails without their end */
	bool unbroken;            /* audit verify */
};

void scene_start(struct scene *s, const char *folder, const char *now,
    const char *later, int port);
void scene_stop(struct scene *s);

/* The state in that folder (the scene's own: ""), and Canvas as it is. */
void scene_keep(const struct scene *s, const char *from, struct snapshot *k);
void scene_restore(const struct scene *s, const struct snapshot *k);
void snapshot_free(struct snapshot *k);

/* Run the snapshot's command under the tracer. */
void scene_run(const struct scene *s, const struct snapshot *k,
    const struct strike *f, struct trace *out);
/* The same, with an allocation that fails. */
void scene_starve(const struct scene *s, const struct snapshot *k,
    const struct failing *how, struct trace *out);
/* Any command, any fault (NULL: none); gives its exit status. */
int scene_order(const struct scene *s, const struct order *o,
    const struct strike *f, struct trace *out);
/* The same, undisturbed, at any time; gives its exit status. */
int scene_deliver(const struct scene *s, const char *input);
int scene_work(const struct scene *s, const char *now);

void scene_look(const struct scene *s, struct sight *out);
void sight_free(struct sight *t);

#endif
