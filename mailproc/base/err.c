#include "mailproc/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

enum status
err_set(struct err *err, enum status rc, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	return rc;
}

enum status
err_in(struct err *err, enum status rc, const char *fmt, ...)
{
	struct err whole = ERR_INIT;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(whole.text, sizeof whole.text, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof whole.text)
		n = 0;
	/* too long a whole is cut at its end */
	snprintf(whole.text + n, sizeof whole.text - (size_t)n, ": %.*s",
	    (int)(sizeof whole.text - 3) - n, err->text);
	*err = whole;
	return rc;
}

int
status_exit(enum status rc)
{
	switch (rc) {
	case OK:
		return EX_OK;
	case ERR_INPUT:
		return 1;
	case ERR_RETRY:
	case ERR_UNKNOWN:
		return EX_TEMPFAIL;
	case ERR_CONFIG:
		return EX_CONFIG;
	}
	abort();
}
