#ifndef MAILPROC_BASE_LOG_H
#define MAILPROC_BASE_LOG_H

/*
 * log - one line per event, logfmt (key=value), to syslog (LOG_MAIL) or, with
 * log_to_stderr(), to standard error.
 *
 * Values from outside go through log_value() first.  No bodies, no secrets, no
 * keys: the audit trail in the state is the truth, this is for grep.
 */

/* Verbose runs and commands people start write to standard error. */
void log_to_stderr(void);

/* level: LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_INFO of <syslog.h>. */
void log_line(int level, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#define LOG_VALUE_MAX 256

/*
 * Make s fit for a log value: everything outside printable ASCII, and quote,
 * backslash and blank, becomes \xNN; cut at 200 bytes of input.  Returns out.
 */
const char *log_value(const char *s, char out[LOG_VALUE_MAX]);

#endif
