#include <stddef.h>
#include <string.h>

#include "mailproc/base/address.h"
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

enum status
transport_envelope(const struct debt *mail, struct err *err)
{
	if (!address_valid(mail->to, strlen(mail->to)))
		return err_set(err, ERR_INPUT,
		    "the recipient is no mail address");
	if (mail->sender[0] != '\0' &&
	    !address_valid(mail->sender, strlen(mail->sender)))
		return err_set(err, ERR_INPUT,
		    "the envelope sender is no mail address");
	return OK;
}
