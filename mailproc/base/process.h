#ifndef MAILPROC_BASE_PROCESS_H
#define MAILPROC_BASE_PROCESS_H

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
 * Close all but 0 to 2.  For commands that nobody runs by hand: a shell may
 * hand us a file as /dev/fd/63.
 */
void process_close_rest(void);

#endif
