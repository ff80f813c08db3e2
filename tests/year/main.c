/*
 * year - the pipeline and `work` in one process, for a year of mails in half a
 * minute: what the two programs do, with the state open all the time, as it is
 * under `work --watch`.
 *
 *	year CONFIG
 *
 * Reads orders, answers each by a line:
 *	deliver NOW SENDER LENGTH	and so many octets: its reason code
 *	work NOW, right NOW		"OK" or why something could not be paid;
 *					right: after the operator's word that
 *					the clock is
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailproc/net/office.h"
#include "mailproc/pipeline.h"
#include "state/jump.h"

static void
deliver(struct office *o, const char *sender, char *raw, size_t len)
{
	struct message msg = { .raw = raw,
		.len = len,
		.envelope = { .sender = sender } };
	struct err err = ERR_INIT;
	struct judgement j;
	struct mail m;

	if (pipeline_run(&o->engine, &msg, &m, &j, &err) == OK)
		puts(reason_name(j.reason));
	else
		printf("again: %s\n", err.text);
	mail_free(&m);
	judgement_free(&j);
}

static void
work(struct office *o)
{
	struct err err = ERR_INIT, said = ERR_INIT;

	o->worker.mails_closed = false;
	o->worker.unpaid = 0;
	if (office_turn(o, &said, &err) != OK)
		puts(err.text);
	else
		printf("%s\n", o->worker.unpaid == 0 ? "OK" : "unpaid");
}

int
main(int argc, char **argv)
{
	struct office o = { .config_path = argc > 1 ? argv[1] : "",
		.now_text = "as each order says" };
	struct err err = ERR_INIT;
	char line[1024], sender[512];

	if (office_open(&o, &err) != OK) {
		fprintf(stderr, "year: %s\n", err.text);
		return 1;
	}
	o.worker.look_again = 0;
	while (fgets(line, sizeof line, stdin) != NULL) {
		size_t len = 0;

		if (sscanf(line, "work %" SCNd64, &o.engine.now) == 1)
			work(&o);
		else if (sscanf(line, "right %" SCNd64, &o.engine.now) == 1) {
			if (clock_confirm(o.store, o.engine.now, &err) == OK)
				work(&o);
			else
				puts(err.text);
		} else if (sscanf(line, "deliver %" SCNd64 " %511s %zu",
			       &o.engine.now, sender, &len) == 3) {
			char *raw = calloc(len + 1, 1);

			if (raw == NULL || fread(raw, 1, len, stdin) != len)
				break;
			deliver(&o, sender, raw, len);
			free(raw);
		}
		fflush(stdout);
	}
	office_close(&o);
	return 0;
}
