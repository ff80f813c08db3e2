#ifndef MAILPROC_TRUST_H
#define MAILPROC_TRUST_H

#include "mailproc/base/config.h"
#include "parsers/header.h"

/*
 * trust - who wrote this, by the results our own mail server stamped on it.
 *
 * Rules R1 to R8 of security.md section 1.2 over the raw header, in the parent
 * process.  from is the mailbox that header_from() found.  why (256 bytes) says
 * in words what decided, for `explain`.  Never fails: what cannot be read is
 * GRADE_NONE, what says the sender lied (dmarc=fail, several dmarc results,
 * another domain) is GRADE_FAIL.
 */
enum grade trust_grade(const struct trust_config *t, const struct header *h,
    const char *from, char why[256]);

/* Does the configuration accept this grade? */
bool trust_accepts(const struct trust_config *t, enum grade g);

#endif
