#include "mailproc/base/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <syslog.h>

static bool to_stderr;

void
log_to_stderr(void)
{
	to_stderr = true;
}

void
log_line(int level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (to_stderr) {
		fputs("mailproc: ", stderr);
		vfprintf(stderr, fmt, ap);
		fputc('\n', stderr);
	} else {
		openlog("mailproc", LOG_PID, LOG_MAIL);
		vsyslog(level, fmt, ap);
	}
	va_end(ap);
}

const char *
log_value(const char *s, char out[LOG_VALUE_MAX])
{
	size_t n = 0;

	for (size_t i = 0; s[i] != '\0' && i < 200; i++) {
		unsigned char c = (unsigned char)s[i];
		bool plain = c > ' ' && c < 0x7f && c != '"' && c != '\\';

		if (n + (plain ? 1 : 4) >= LOG_VALUE_MAX)
			break;
		if (plain)
			out[n++] = (char)c;
		else
			n += (size_t)snprintf(out + n, LOG_VALUE_MAX - n,
			    "\\x%02X", c);
	}
	out[n] = '\0';
	return out;
}
