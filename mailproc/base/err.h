#ifndef MAILPROC_BASE_ERR_H
#define MAILPROC_BASE_ERR_H

/*
 * err - one error, on its way up to main().
 *
 * A function that can fail returns enum status and takes a struct err as its
 * last parameter.  Whoever finds the trouble words it with err_set(); callers
 * pass the status on unchanged, adding context with err_in() where a human
 * reading the log would want it.  Only main() and the worker print.
 *
 *	if ((rc = store_open(&store, path, now, err)) != OK)
 *		return err_in(err, rc, "opening %s", path);
 *
 * No secret and no body of a mail ever enters a struct err.
 */
enum status {
	OK = 0,
	ERR_RETRY,   /* the world is at fault: the same again, later */
	ERR_CONFIG,  /* the installation is at fault: an operator must act */
	ERR_INPUT,   /* these bytes make no sense: later will not help */
	ERR_UNKNOWN, /* asked, never heard: look before asking again */
};

/* Owned by the caller, usually on the stack.  Nothing to free. */
struct err {
	char text[512];
};

#define ERR_INIT ((struct err){ "" })

/* Record what went wrong.  Returns rc, so that callers can return it. */
enum status err_set(struct err *err, enum status rc, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Put "context: " in front of the text already there.  Returns rc. */
enum status err_in(struct err *err, enum status rc, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * The exit status for a command that people run (sysexits.h): 0, 1 (the answer
 * is no), 75 or 78.  `deliver` has a mapping of its own: 0 or 75.
 */
int status_exit(enum status rc);

#endif
