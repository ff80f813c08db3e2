/*
 * What comes out of the jail is what the parser finds outside of it, for every
 * sample of tests/parsers/mail: in charsets, too, that only a module of iconv
 * knows.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "mailproc/jail.h"
#include "parsers/parse.h"
#include "tests/test.h"

#define MAILS     "tests/parsers/mail"
#define MAILS_MAX 2000

struct sample {
	char name[256];
	struct buf raw;
	struct buf record; /* what came out of the jail */
	bool died;
};

static struct sample sample[MAILS_MAX];
static size_t samples;

static void
read_mail(struct sample *s)
{
	char path[512];
	FILE *in;
	int c;

	snprintf(path, sizeof path, MAILS "/%s", s->name);
	in = fopen(path, "r");
	assert_non_null(in);
	while ((c = getc(in)) != EOF)
		buf_addc(&s->raw, (char)c);
	fclose(in);
}

static void
read_samples(void)
{
	DIR *d = opendir(MAILS);
	const struct dirent *e;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL && samples < MAILS_MAX) {
		struct sample *s = &sample[samples];

		if (strstr(e->d_name, ".eml") == NULL)
			continue;
		snprintf(s->name, sizeof s->name, "%s", e->d_name);
		s->raw = BUF_INIT(1 << 20);
		s->record = BUF_INIT(FACTS_WIRE_MAX);
		read_mail(s);
		samples++;
	}
	closedir(d);
	assert_true(samples > 100);
}

static void
jailed(struct sample *s)
{
	struct err err = ERR_INIT;
	struct facts f;

	facts_init(&f);
	assert_int_equal(jail_parse(s->raw.str, s->raw.len, &f, &s->died, &err),
	    OK);
	facts_pack(&s->record, &f);
	facts_free(&f);
}

/* As it comes out of a pipe: unpacking cleans. */
static enum status
through_a_pipe(struct facts *f, struct err *err)
{
	struct buf record = BUF_INIT(FACTS_WIRE_MAX);
	enum status rc;

	facts_pack(&record, f);
	facts_free(f);
	rc = facts_unpack(f, record.str, record.len, err);
	buf_free(&record);
	return rc;
}

static bool
same_outside(const struct sample *s)
{
	struct buf record = BUF_INIT(FACTS_WIRE_MAX);
	struct err err = ERR_INIT;
	struct facts f;
	bool same;

	facts_init(&f);
	if (parse(s->raw.str, s->raw.len, &f, &err) != OK ||
	    through_a_pipe(&f, &err) != OK)
		same = s->died;
	else {
		facts_pack(&record, &f);
		same = !s->died && record.len == s->record.len &&
		    memcmp(record.str, s->record.str, record.len) == 0;
	}
	facts_free(&f);
	buf_free(&record);
	return same;
}

/* First all of them inside: a module that is loaded stays. */
static void
the_jail_changes_nothing(void **state)
{
	int differ = 0;

	(void)state;
	read_samples();
	for (size_t i = 0; i < samples; i++)
		jailed(&sample[i]);
	for (size_t i = 0; i < samples; i++)
		if (!same_outside(&sample[i])) {
			print_error("%s: %s\n", sample[i].name,
			    sample[i].died ? "died" : "differs");
			differ++;
		}
	for (size_t i = 0; i < samples; i++) {
		buf_free(&sample[i].raw);
		buf_free(&sample[i].record);
	}
	assert_int_equal(differ, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_jail_changes_nothing),
	};

	return run_tests("jail, samples", tests, N(tests));
}
