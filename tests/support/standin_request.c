#include <stdio.h>
#include <string.h>

#include "tests/support/standin_private.h"

const char *
standin_header(const struct request *r, const char *name)
{
	return MHD_lookup_connection_value(r->c, MHD_HEADER_KIND, name);
}

const char *
standin_query(const struct request *r, const char *name)
{
	const char *v =
	    MHD_lookup_connection_value(r->c, MHD_GET_ARGUMENT_KIND, name);

	return v == NULL ? "" : v;
}

static int
hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'A' && c <= 'F'    ? c - 'A' + 10 :
	    c >= 'a' && c <= 'f'    ? c - 'a' + 10 :
				      -1;
}

static void
decode(const char *s, size_t len, char *out, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n + 1 < size; i++) {
		if (s[i] == '%' && i + 2 < len && hex(s[i + 1]) >= 0 &&
		    hex(s[i + 2]) >= 0) {
			out[n++] = (char)(hex(s[i + 1]) << 4 | hex(s[i + 2]));
			i += 2;
		} else
			out[n++] = s[i] == '+' ? ' ' : s[i];
	}
	out[n] = '\0';
}

/* One field of the form, decoded; returns the next, NULL at the end. */
static const char *
next_field(const char *p, char key[128], const char **value, size_t *len)
{
	size_t whole = strcspn(p, "&"), name = strcspn(p, "=&");

	if (*p == '\0')
		return NULL;
	decode(p, name, key, 128);
	*value = p + name + (name < whole ? 1 : 0);
	*len = (size_t)(p + whole - *value);
	return p + whole + (p[whole] == '&' ? 1 : 0);
}

bool
standin_field(const struct request *r, const char *name, char *out, size_t size)
{
	const char *p = r->body.str, *value;
	char key[128];
	size_t len;

	out[0] = '\0';
	while ((p = next_field(p, key, &value, &len)) != NULL)
		if (strcmp(key, name) == 0) {
			decode(value, len, out, size);
			return true;
		}
	return false;
}

bool
standin_has_token(const struct request *r)
{
	const char *p = r->body.str, *value;
	char key[128];
	size_t len;

	while ((p = next_field(p, key, &value, &len)) != NULL)
		if (strncmp(key, "token[", 6) == 0)
			return true;
	return false;
}

void
standin_error(struct answer *a, unsigned code, const char *message)
{
	a->code = code;
	a->doc = json_pack("{s:[{s:s}]}", "errors", "message", message);
}

void
standin_not_permitted(struct answer *a)
{
	a->code = 403;
	a->doc = json_pack("{s:s, s:[{s:s}]}", "status", "unauthorized",
	    "errors", "message", "user not authorized to perform that action");
}

void
standin_not_there(struct answer *a)
{
	standin_error(a, 404, "The specified resource does not exist.");
}
