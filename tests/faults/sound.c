#include "tests/faults/sound.h"

#include <stdio.h>

#include "state/store.h"

bool
state_is_sound(const char *folder, struct buf *why)
{
	struct store *st = NULL;
	struct err err = ERR_INIT;
	char path[600];
	int schema;
	enum status rc;

	snprintf(path, sizeof path, "%s/state.db", folder);
	if ((rc = store_open(&st, path, &err)) == OK)
		rc = store_check(st, &schema, &err);
	store_close(st);
	if (rc != OK)
		buf_addf(why, "the state is not sound: %s", err.text);
	return rc == OK;
}
