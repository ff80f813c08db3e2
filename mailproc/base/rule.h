#ifndef MAILPROC_BASE_RULE_H
#define MAILPROC_BASE_RULE_H

#include <stdbool.h>

/*
 * rule - the rules on who wrote a mail, by name, so that a test build can
 * switch one of them off and see whether the tests notice: `make rules`
 * compiles with -DRULE_OFF=RULE_R3 and the like.  In every other build rule()
 * is the constant true, and nothing is left of it.
 *
 * F and R as in docs/identity.md; M are those of profile m365.
 */
enum rule {
	RULE_NONE,
	RULE_F1_ONE,      /* exactly one From */
	RULE_F1_FORM,     /* every line of the header has the form of one */
	RULE_F2_PHRASE,   /* nothing beside the mailbox but a plain phrase */
	RULE_F2_ADDRESS,  /* the address is plain ASCII, without quotes */
	RULE_F3,          /* Sender is nobody */
	RULE_F4,          /* what may stand once stands once */
	RULE_F5,          /* compared without regard to case */
	RULE_BOTH,        /* both readers see the same From */
	RULE_R1_ABOVE,    /* top: above the first Received */
	RULE_R1_ADJACENT, /* below: the first and its neighbours */
	RULE_R1_FIRST,    /* the first that is met must be ours */
	RULE_R2,          /* exactly our server's name */
	RULE_R3_FIELD,    /* version 1 of the field */
	RULE_R3_METHOD,   /* version 1 of the method */
	RULE_R4_ERROR,    /* an error voids everything */
	RULE_R4_COMMENT,  /* comments nest */
	RULE_R4_ESCAPE,   /* a backslash escapes */
	RULE_R4_QUOTE,    /* a quoted string is one value */
	RULE_R4_DOMAIN,   /* a domain has no odd characters */
	RULE_R5_ONE,      /* one dmarc result */
	RULE_R5_PASS,     /* "pass" and no other word */
	RULE_R5_FROM,     /* for the domain of this From */
	RULE_R5_SIGNER,   /* dkim of exactly this domain */
	RULE_R5_DKIM,     /* require_dkim */
	RULE_R5_ACCEPT,   /* only grades that are configured */
	RULE_R6,          /* an admin's decision needs a key */
	RULE_R7,          /* no other field has results */
	RULE_R8_DEPTH,    /* comments 16 deep */
	RULE_R8_SIZE,     /* fields of 32 KiB */
	RULE_M_FETCHED,   /* only what was read from the tenant's mailbox */
	RULE_M_FIRST,     /* the first results alone */
	RULE_M_ALONE,     /* AuthAs only where there are no results */
	RULE_M_EXACT,     /* "Internal" and no other word */
	RULE_M_ONCE       /* none of Exchange's marks twice */
};

#ifdef RULE_OFF
#define rule(name) (RULE_OFF != RULE_##name)
#else
#define rule(name) true
#endif

#endif
