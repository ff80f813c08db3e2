#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#include "mailproc/net/office.h"
#include "mailproc/net/seal.h"

#define LINE_MAX_BYTES (32 << 10)

/* One line without its end; false at the end of input. */
static bool
read_line(FILE *in, struct buf *out)
{
	int c;

	buf_reset(out);
	while ((c = getc(in)) != EOF && c != '\n')
		if (c != '\r')
			buf_addc(out, (char)c);
	return (c != EOF || out->len > 0) && !out->full;
}

/* Asked on the terminal, unseen; a program gives it on standard input. */
static bool
read_code(struct buf *out)
{
	struct termios as_it_was, unseen;
	FILE *tty = isatty(STDIN_FILENO) ? fopen("/dev/tty", "r+e") : NULL;
	bool got;

	if (tty == NULL)
		return read_line(stdin, out);
	fputs("Unlock code: ", tty);
	fflush(tty);
	if (tcgetattr(fileno(tty), &as_it_was) == 0) {
		unseen = as_it_was;
		unseen.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(fileno(tty), TCSAFLUSH, &unseen);
		got = read_line(tty, out);
		tcsetattr(fileno(tty), TCSAFLUSH, &as_it_was);
	} else
		got = read_line(tty, out);
	fputc('\n', tty);
	fclose(tty);
	return got;
}

/* What stands behind the # of a whole link is the blob. */
static const char *
blob_of(const char *s)
{
	const char *hash = strrchr(s, '#');

	return hash == NULL ? s : hash + 1;
}

int
net_unseal(struct office *o, int argc, char **argv)
{
	struct buf blob = BUF_INIT(LINE_MAX_BYTES), code = BUF_INIT(1024);
	struct buf secret = BUF_INIT(SEAL_SECRET_MAX);
	struct err err = ERR_INIT;
	enum status rc = OK;

	(void)o;
	if (argc > 2) {
		fputs("usage: mailproc unseal [BLOB]\n", stderr);
		return EX_USAGE;
	}
	setvbuf(stdin, NULL, _IONBF, 0); /* no copy of the code in a buffer */
	if (argc == 2)
		buf_adds(&blob, argv[1]);
	else if (!read_line(stdin, &blob))
		rc = err_set(&err, ERR_INPUT, "no blob on standard input");
	if (rc == OK && !read_code(&code))
		rc = err_set(&err, ERR_INPUT, "no unlock code");
	if (rc == OK)
		rc = unseal(code.str, blob_of(blob.str), &secret, &err);
	if (rc == OK && (puts(secret.str) == EOF || fflush(stdout) != 0))
		rc = err_set(&err, ERR_RETRY, "standard output");
	if (rc != OK)
		fprintf(stderr, "mailproc unseal: %s\n", err.text);
	buf_wipe(&secret);
	buf_wipe(&code);
	buf_free(&blob);
	return status_exit(rc);
}
