/*
 * letter - a mail as the program of its reader shows it, from nothing but its
 * bytes; for the demo and the shell tests.
 *
 *	letter FILE		header lines that people look at, and the text
 *	letter FILE text|html	one part alone, decoded
 *	letter FILE NAME	one header field, unfolded
 *	letter FILE button N	where the N-th mailto button of the HTML leads:
 *				address, subject, body, a line each
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/base/file.h"
#include "parsers/header.h"
#include "parsers/message.h"
#include "tests/support/part.h"

/* Line ends as a screen has them. */
static int
print_text(const struct buf *text)
{
	for (size_t i = 0; i < text->len; i++)
		if (text->str[i] != '\r')
			putchar(text->str[i]);
	return 0;
}

static void
print_decoded(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char digits[3] = { 0 };

		if (s[i] == '%' && i + 2 < len) {
			memcpy(digits, s + i + 1, 2);
			putchar((int)strtol(digits, NULL, 16));
			i += 2;
		} else
			putchar(s[i]);
	}
	putchar('\n');
}

static void
print_between(const char *href, const char *from)
{
	const char *p = strstr(href, from);

	p = p == NULL ? "" : p + strlen(from);
	print_decoded(p, strcspn(p, "&?\""));
}

static int
print_button(const struct message *m, long n)
{
	const char *p = message_part(m, true)->str;

	while (n-- > 0 && p != NULL)
		if ((p = strstr(p, "href=\"mailto:")) != NULL)
			p += strlen("href=\"");
	if (p == NULL)
		return 1;
	print_between(p, "mailto:");
	print_between(p, "?subject=");
	print_between(p, "&amp;body=");
	return 0;
}

static int
print_field(const struct header *h, const char *name)
{
	char value[4096];
	int i = header_find(h, name, 0);

	if (i < 0 || !header_value(&h->field[i], value, sizeof value))
		return 1;
	puts(value);
	return 0;
}

static int
print_all(const struct header *h, const struct message *m)
{
	static const char *const shown[] = { "From", "To", "Date" };
	char value[4096];

	for (size_t k = 0; k < sizeof shown / sizeof shown[0]; k++) {
		int i = header_find(h, shown[k], 0);

		if (i >= 0 && header_value(&h->field[i], value, sizeof value))
			printf("%s: %s\n", shown[k], value);
	}
	printf("Subject: %s\n\n", m->subject.str);
	return print_text(message_part(m, false));
}

static int
print_what(const struct header *h, const struct message *m, int argc,
    char **argv)
{
	if (argc == 2)
		return print_all(h, m);
	if (strcmp(argv[2], "text") == 0)
		return print_text(message_part(m, false));
	if (strcmp(argv[2], "html") == 0)
		return print_text(message_part(m, true));
	if (strcmp(argv[2], "button") == 0 && argc == 4)
		return print_button(m, strtol(argv[3], NULL, 10));
	return print_field(h, argv[2]);
}

int
main(int argc, char **argv)
{
	struct buf raw = BUF_INIT(10 << 20);
	struct err err = ERR_INIT;
	struct message m;
	struct stat st;
	struct header h;
	enum reason why;
	int rc;

	if (argc < 2 || file_read(&raw, argv[1], &st, &err) != OK ||
	    header_scan(&h, raw.str, raw.len, &why, &err) != OK ||
	    message_read(&m, h.start, h.len, &err) != OK) {
		fprintf(stderr, "letter: %s\n", err.text);
		return 1;
	}
	rc = print_what(&h, &m, argc, argv);
	message_free(&m);
	buf_free(&raw);
	return rc;
}
