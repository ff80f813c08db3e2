#include <stddef.h>
#include <string.h>

#include "mailproc/net/transport.h"

static const struct transport *const transports[] = {
	&transport_smtp,
	&transport_sendmail,
	&transport_maildir,
};

const struct transport *
transport_named(const char *name)
{
	for (size_t i = 0; i < sizeof transports / sizeof transports[0]; i++)
		if (strcmp(transports[i]->name, name) == 0)
			return transports[i];
	return NULL;
}
