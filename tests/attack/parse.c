/*
 * parse() of a parser that somebody has taken over: linked instead of ours into
 * build/tests/bin/mailproc-attacked, and nowhere else.
 *
 * The mail's Subject names what it tries (tests/support/attacks.h, or below),
 * its fields X-Folder and X-Port what at.
 */
#include "parsers/parse.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/base/confine.h"
#include "tests/support/attacks.h"

static struct victim victim;

/* Before the child is made: it could not ask. */
__attribute__((constructor)) static void
remember(void)
{
	victim.parent = getpid();
}

static void
field(const char *raw, const char *name, char *out, size_t size)
{
	const char *at = strstr(raw, name);
	size_t n = 0;

	if (at != NULL)
		for (at += strlen(name);
		     *at > ' ' && *at != '>' && n + 1 < size; n++)
			out[n] = *at++;
	out[n] = '\0';
}

static void
send_bytes(const char *s, size_t len)
{
	while (len > 0) {
		ssize_t n = write(CONFINE_PIPE, s, len);

		if (n <= 0)
			_exit(9);
		s += n;
		len -= (size_t)n;
	}
}

/* As much as one likes, or half of a good record. */
static void
oversized(struct facts *f)
{
	static const char much[64 << 10];

	(void)f;
	for (;;)
		send_bytes(much, sizeof much);
}

static void
truncated(struct facts *f)
{
	struct buf record = BUF_INIT(FACTS_WIRE_MAX);

	facts_pack(&record, f);
	send_bytes(record.str, record.len / 2);
	_exit(0);
}

/* A command that nobody wrote, of the sender that the parent sees. */
static void
own_command(struct facts *f)
{
	f->kind = KIND_COMMAND;
	f->well_formed = true;
	f->ncommands = 1;
	f->command[0].verb = EV_APPROVE;
	f->command[0].id = 1;
	facts_set(&f->own_text, "APPROVE 1");
	facts_set(&f->command[0].line, "APPROVE 1");
	facts_set(&f->command[0].arg,
	    "<script>thief</script> 7~AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
}

/* The same, said to be the admin's. */
static void
other_sender(struct facts *f)
{
	own_command(f);
	snprintf(f->from, sizeof f->from, "admin@campus.example");
}

/* Text that would end a header field. */
static void
injects(struct facts *f)
{
	own_command(f);
	facts_set(&f->subject, "x\r\nBcc: thief@evil.example");
}

static void
escapes(struct facts *f)
{
	own_command(f);
	facts_set(&f->command[0].line, "APPROVE 1 \x1b[2J\xff\xfe");
}

static const struct {
	const char *name;
	void (*run)(struct facts *f);
} records[] = {
	{ "oversized", oversized },
	{ "truncated", truncated },
	{ "other_sender", other_sender },
	{ "own_command", own_command },
	{ "injects", injects },
	{ "escapes", escapes },
};

enum status
parse(const char *raw, size_t len, struct facts *f, struct err *err)
{
	const struct attack *a;
	char name[64], port[16];
	char *text = strndup(raw, len);

	if (text == NULL)
		return err_set(err, ERR_RETRY, "out of memory");
	field(text, "Subject: ", name, sizeof name);
	field(text, "From: Attacker <", f->from, sizeof f->from);
	field(text, "X-Folder: ", victim.folder, sizeof victim.folder);
	field(text, "X-Port: ", port, sizeof port);
	free(text);
	victim.port = (int)strtol(port, NULL, 10);
	for (size_t i = 0; i < sizeof records / sizeof *records; i++)
		if (strcmp(records[i].name, name) == 0)
			records[i].run(f);
	/* held as FROM_UNUSABLE, for the test to see */
	if ((a = attack_find(name)) != NULL && a->run(&victim))
		snprintf(f->from, sizeof f->from, "got-in@evil.example");
	return OK;
}
