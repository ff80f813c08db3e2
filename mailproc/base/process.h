#ifndef MAILPROC_BASE_PROCESS_H
#define MAILPROC_BASE_PROCESS_H

#include <stdbool.h>

/*
 * process - what both programs do first, whoever has started them.
 *
 * Descriptors 0 to 2 exist, and no other goes on to a program that we start;
 * the environment is PATH, LC_ALL and MAILPROC_CONFIG, nothing of the caller's
 * that a library of ours would listen to; files are ours alone; no core is
 * ever written, and nobody but root looks into our memory; signals are as we
 * expect them.
 */
void process_settle(void);

/*
 * For a program whose exit status decides about a message.  From here on what
 * would end this process by a signal ends it with this status: a caller that
 * loses patience, a fault of our own; all but SIGKILL.  So do `seconds`; an
 * alarm that the caller had set and that is earlier stays.  process_answer()
 * changes the status.
 */
void process_promise(int status, unsigned seconds);
void process_answer(int status);

/* Has who started us ended since the promise?  Waits for 50 ms. */
bool process_orphaned(void);

/*
 * Close all but 0 to 2.  For commands that nobody runs by hand: a shell may
 * hand us a file as /dev/fd/63.
 */
void process_close_rest(void);

#endif
