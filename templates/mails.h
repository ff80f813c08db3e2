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

/* Static; NULL if there is no mail of this name. */
const struct mail_kind *mail_kind(const char *name);

#endif
