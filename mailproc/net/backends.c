#include <stddef.h>
#include <string.h>

#include "mailproc/net/backend.h"

static const struct backend *const backends[] = {
	&backend_canvas,
	&backend_manual,
};

const struct backend *
backend_named(const char *name)
{
	for (size_t i = 0; i < sizeof backends / sizeof backends[0]; i++)
		if (strcmp(backends[i]->name, name) == 0)
			return backends[i];
	return NULL;
}
