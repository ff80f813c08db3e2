#ifndef TESTS_SUPPORT_ATTACKS_H
#define TESTS_SUPPORT_ATTACKS_H

#include <sys/types.h>

#include <stdbool.h>

/*
 * attacks - what somebody does who has taken over the parser.
 *
 * Each says whether it succeeded; one that a filter ends says nothing more.
 */
struct victim {
	char folder[256]; /* where the state lies: "victim" is a file there */
	pid_t parent;
	int port; /* on loopback, somebody listens */
};

struct attack {
	const char *name;
	bool (*run)(const struct victim *v);
	unsigned held_by; /* the barriers each of which is enough */
	unsigned by_root; /* the same, where the attacker has root's rights */
};

extern const struct attack attacks[];
extern const int nattacks;

/* By its name, or NULL. */
const struct attack *attack_find(const char *name);

#endif
