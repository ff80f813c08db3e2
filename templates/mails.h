#ifndef TEMPLATES_MAILS_H
#define TEMPLATES_MAILS_H

#include <stdbool.h>

/*
 * mails - every mail that goes out: interface.md section 8.
 */
#define BUTTONS_MAX 4

/* A ready-made reply: its label, and the command line it sends. */
struct button {
	const char *label;
	const char *verb; /* the id is put behind it, but not behind YES, NO */
};

struct mail_kind {
	const char *name; /* NAME.txt and NAME.html */
	bool replied; /* Auto-Submitted: auto-replied, else auto-generated */
	struct button button[BUTTONS_MAX];
};

/*
 * What the button of a verb is called, where a mail offers what its reader can
 * do now.  No label is a command by itself.  Static; NULL: nothing to offer.
 */
const char *offer_label(const char *verb);

/* Static; NULL if there is no mail of this name. */
const struct mail_kind *mail_kind(const char *name);

#endif
